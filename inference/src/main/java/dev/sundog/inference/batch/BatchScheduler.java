package dev.sundog.inference.batch;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.failure.SundogException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs requests of many callers on one model. Its thread owns the model: before each step it lets
 * go of cancelled requests and takes waiting ones in, first come, first served, while slots are
 * free; a step appends one token to each sequence that decodes and divides what is left of it among
 * the prompts. A slot keeps its caches for the next request that begins with the same tokens.
 *
 * <p>Thread-safe. Does not close the model.
 *
 * <p>Source: Yu et al., Orca, OSDI 2022 (scheduling by iteration); Agrawal et al., Sarathi-Serve,
 * arXiv 2403.02310 (prompts in chunks beside decoding).
 */
public final class BatchScheduler implements AutoCloseable {
    private final CpuModel model;
    private final BatchOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final StepLoop loop;
    private final Thread thread;
    private int open;
    private boolean stopping;
    private boolean closed;

    /** A request that has been accepted. */
    public interface Ticket {
        /** Lets go of it before the next token; its listener hears no more. Idempotent. */
        void cancel();
    }

    /**
     * Starts the thread.
     *
     * @throws SundogException (user) if the context is longer than the model's
     */
    public BatchScheduler(CpuModel model, BatchOptions options) {
        this.model = model;
        this.options = options;
        int longest = model.config().contextLength();
        if (options.context() > longest) {
            throw SundogException.user(
                    "context-size",
                    "a context of %d for %s; its context length is %d, ask for 1 to that"
                            .formatted(options.context(), model.name(), longest));
        }
        loop = new StepLoop(model, options);
        thread = Thread.ofPlatform().name("sundog-batch-" + model.name()).unstarted(this::run);
        thread.setDaemon(true);
        thread.start();
    }

    public CpuModel model() {
        return model;
    }

    public BatchOptions options() {
        return options;
    }

    /**
     * Accepts all of {@code requests} or none.
     *
     * @return their tickets, in order
     * @throws SundogException (data, {@code prompt-too-long}) if a prompt exceeds the context;
     *     (resource, {@code queue-full}) if there is no room, {@code stopping} if it stops
     */
    public List<Ticket> submit(List<? extends BatchRequest> requests) {
        List<Sequence> sequences = new ArrayList<>();
        for (BatchRequest request : requests) {
            requireContext(request.prompt().length);
            sequences.add(new Sequence(request, model));
        }
        lock.lock();
        try {
            if (stopping) {
                throw SundogException.resource(
                        "stopping", "the server is stopping and takes no more requests");
            }
            if (open + sequences.size() > options.slots() + options.queue()) {
                throw SundogException.resource(
                        "queue-full",
                        "%d requests run or wait on %s and there is room for %d; try again later"
                                .formatted(open, model.name(), options.slots() + options.queue()));
            }
            open += sequences.size();
            waiting.addAll(sequences);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return sequences.stream().<Ticket>map(sequence -> sequence::cancel).toList();
    }

    /** Refuses a prompt that no slot can hold. */
    private void requireContext(int tokens) {
        if (tokens > options.context()) {
            throw SundogException.data(
                    "prompt-too-long",
                    "the prompt has %d tokens, the context of %s is %d; shorten it"
                            .formatted(tokens, model.name(), options.context()));
        }
    }

    /** What it is doing now. */
    public BatchStatus status() {
        lock.lock();
        try {
            return loop.status(waiting.size());
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitWork()) {
            int ended = loop.step();
            if (ended > 0) {
                lock.lock();
                try {
                    open -= ended;
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
        loop.fail(stopped());
    }

    private static SundogException stopped() {
        return SundogException.resource("stopping", "the server has been stopped");
    }

    /** Moves waiting requests into free slots; returns false once closed. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    waiting.forEach(sequence -> sequence.fail(stopped()));
                    open = 0;
                    waiting.clear();
                    changed.signalAll();
                    return false;
                }
                int before = waiting.size();
                waiting.removeIf(Sequence::cancelled);
                open -= before - waiting.size();
                if (before != waiting.size()) {
                    changed.signalAll();
                }
                while (!waiting.isEmpty() && loop.hasFreeSlot()) {
                    loop.admit(waiting.removeFirst());
                }
                if (loop.busy()) {
                    return true;
                }
                loop.idle();
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more requests and waits for those there are.
     *
     * @return whether all ended within {@code limit}
     */
    public boolean drain(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            stopping = true;
            while (open > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return open == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Ends at once what still runs; its listeners hear of it. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            stopping = true;
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(1));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
