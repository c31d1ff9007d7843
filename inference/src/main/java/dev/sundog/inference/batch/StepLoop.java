package dev.sundog.inference.batch;

import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.session.BatchPass;
import dev.sundog.inference.session.BatchPass.Part;
import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The slots of a scheduler and one step of all of them. For the scheduler's thread. */
final class StepLoop {
    /** Tokens of prompts in a step that others decode in: how much longer it may make them wait. */
    private static final int PROMPT_TOKENS_BESIDE_DECODING = 64;

    /** What sharing must save before a prompt waits for another one's. */
    private static final int WORTH_WAITING = 32;

    private static final double NANOS = 1e-9;

    private final CpuModel model;
    private final BatchPass pass;
    private final List<Slot> slots = new ArrayList<>();
    private final ThroughputMeter meter = new ThroughputMeter();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicLong promptTokens = new AtomicLong();
    private final AtomicLong reusedTokens = new AtomicLong();
    private final AtomicLong generatedTokens = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private long clock;

    /** A slot's part in a step. */
    private record Work(Slot slot, Sequence sequence, int promptTokens, int[] ids) {}

    StepLoop(CpuModel model, BatchOptions options) {
        this.model = model;
        pass = model.newBatchPass();
        for (int i = 0; i < options.slots(); i++) {
            slots.add(new Slot(model, options.context()));
        }
    }

    boolean hasFreeSlot() {
        return slots.stream().anyMatch(Slot::free);
    }

    boolean busy() {
        return slots.stream().anyMatch(slot -> !slot.free());
    }

    void idle() {
        meter.idle();
    }

    /** From any thread. */
    BatchStatus status(int queued) {
        return new BatchStatus(
                slots.size(),
                busy.get(),
                queued,
                promptTokens.get(),
                reusedTokens.get(),
                generatedTokens.get(),
                steps.get(),
                meter.rate());
    }

    /**
     * Gives a free slot to a sequence: the one with its own past if it goes on with most of what is
     * there, else the one unused longest.
     */
    void admit(Sequence sequence) {
        List<Slot> free = slots.stream().filter(Slot::free).toList();
        Slot oldest = free.stream().min(Comparator.comparingLong(Slot::lastUse)).orElseThrow();
        Slot closest =
                free.stream()
                        .max(Comparator.comparingInt(slot -> shared(slot, sequence)))
                        .orElseThrow();
        boolean goesOn = 2 * shared(closest, sequence) > closest.held().size();
        (goesOn ? closest : oldest).take(sequence, ++clock);
        busy.incrementAndGet();
    }

    /** Positions in a slot's caches that a sequence could begin with. */
    private static int shared(Slot slot, Sequence sequence) {
        return Math.min(slot.held().commonPrefix(sequence.prompt()), sequence.reusable());
    }

    /**
     * One token for whom decodes, a part of the prompt for whom does not yet.
     *
     * @return sequences that have ended
     */
    int step() {
        int ended = 0;
        for (Slot slot : slots) {
            Sequence sequence = slot.sequence();
            if (sequence != null && sequence.cancelled()) {
                release(slot);
                ended++;
            }
        }
        try {
            attachAll();
            return ended + run(plan());
        } catch (RuntimeException | OutOfMemoryError failure) {
            return ended + fail(described(failure));
        }
    }

    private RuntimeException described(Throwable failure) {
        return switch (failure) {
            case OutOfMemoryError error ->
                    SundogException.resource(
                            "memory",
                            "%s ran out of memory; use fewer slots or a shorter context, or give the process more with -Xmx"
                                    .formatted(model.name()),
                            error);
            case RuntimeException known -> known;
            default -> new IllegalStateException(failure);
        };
    }

    /** Ends all sequences with a failure and forgets all caches. */
    int fail(RuntimeException failure) {
        int ended = 0;
        for (Slot slot : slots) {
            Sequence sequence = slot.sequence();
            if (sequence != null) {
                release(slot);
                tell(() -> sequence.fail(failure));
                ended++;
            }
            slot.clear();
        }
        return ended;
    }

    private void release(Slot slot) {
        slot.release();
        busy.decrementAndGet();
    }

    /** Begins sequences, except those for which a prompt under way will soon have more to share. */
    private void attachAll() {
        for (Slot slot : slots) {
            Sequence sequence = slot.sequence();
            if (sequence == null || slot.attached()) {
                continue;
            }
            Slot source = slot;
            for (Slot other : slots) {
                if (shared(other, sequence) > shared(source, sequence)) {
                    source = other;
                }
            }
            int now = shared(source, sequence);
            if (soonShared(slot, sequence) < now + WORTH_WAITING) {
                slot.attach(source, now);
                sequence.start(now);
                reusedTokens.addAndGet(now);
            }
        }
    }

    private int soonShared(Slot own, Sequence sequence) {
        int most = 0;
        for (Slot other : slots) {
            Sequence leader = other.sequence();
            if (other != own && leader != null && other.attached() && leader.remaining() > 0) {
                TokenList future = new TokenList();
                future.add(leader.prompt());
                int common = future.commonPrefix(sequence.prompt());
                most = Math.max(most, Math.min(common, sequence.reusable()));
            }
        }
        return most;
    }

    private List<Work> plan() {
        List<Work> work = new ArrayList<>();
        List<Slot> prompts = new ArrayList<>();
        for (Slot slot : slots) {
            Sequence sequence = slot.sequence();
            if (sequence == null || !slot.attached()) {
                continue;
            }
            if (sequence.remaining() == 0) {
                work.add(new Work(slot, sequence, 0, sequence.nextToken()));
            } else {
                prompts.add(slot);
            }
        }
        int budget =
                work.isEmpty()
                        ? BatchPass.LARGEST_STEP
                        : Math.min(
                                PROMPT_TOKENS_BESIDE_DECODING,
                                BatchPass.LARGEST_STEP - work.size());
        int[] remaining = prompts.stream().mapToInt(slot -> current(slot).remaining()).toArray();
        int[] shares = PromptShares.divide(remaining, budget);
        for (int i = 0; i < shares.length; i++) {
            Sequence sequence = current(prompts.get(i));
            work.add(new Work(prompts.get(i), sequence, shares[i], sequence.promptPart(shares[i])));
        }
        return work;
    }

    private static Sequence current(Slot slot) {
        return Objects.requireNonNull(slot.sequence());
    }

    private int run(List<Work> work) {
        if (work.isEmpty()) {
            return 0;
        }
        long start = System.nanoTime();
        pass.append(
                work.stream().map(part -> new Part(part.slot().session(), part.ids())).toList());
        steps.incrementAndGet();
        List<Integer> sampled = new ArrayList<>();
        int ended = 0;
        for (int i = 0; i < work.size(); i++) {
            Work part = work.get(i);
            part.slot().held().add(part.ids());
            Sequence sequence = part.sequence();
            if (part.promptTokens() > 0) {
                sequence.onPrompt(part.promptTokens(), pass, i);
                promptTokens.addAndGet(part.promptTokens());
            }
            if (sequence.remaining() > 0) {
                continue;
            }
            if (sequence.wantsLogits()) {
                sampled.add(i);
            } else {
                release(part.slot());
                tell(sequence::finishWithoutTokens);
                ended++;
            }
        }
        ended += sample(work, sampled);
        meter.record(sampled.size(), (System.nanoTime() - start) * NANOS);
        return ended;
    }

    private int sample(List<Work> work, List<Integer> sampled) {
        int ended = 0;
        float[][] logits = pass.logits(sampled);
        generatedTokens.addAndGet(sampled.size());
        for (int i = 0; i < logits.length; i++) {
            Work part = work.get(sampled.get(i));
            Slot slot = part.slot();
            boolean full = slot.session().length() == slot.session().capacity();
            if (!goesOn(part.sequence(), logits[i], full)) {
                release(slot);
                ended++;
            }
        }
        return ended;
    }

    /** A sequence that cannot go on is its own matter, not the step's. */
    private static boolean goesOn(Sequence sequence, float[] logits, boolean full) {
        try {
            return sequence.onLogits(logits, full);
        } catch (RuntimeException failure) {
            tell(() -> sequence.fail(failure));
            return false;
        }
    }

    /** A listener that throws must not harm the others. */
    private static void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException ignored) {
            // nobody is left to tell
        }
    }
}
