package dev.sundog.server;

import dev.sundog.inference.batch.BatchRequest;
import dev.sundog.inference.batch.BatchScheduler.Ticket;
import dev.sundog.inference.batch.CompletionListener;
import dev.sundog.inference.generation.Answer;
import dev.sundog.model.language.GenerationOptions;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A request in one of a scheduler's slots that lets it do a step only when told: with it a test
 * decides what happens between which tokens. Closing it lets the scheduler run.
 */
final class Metronome implements CompletionListener, AutoCloseable {
    private static final int MANY = 1 << 20;

    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger beats = new AtomicInteger();
    private final Ticket ticket;

    Metronome(ServedModel model) {
        GenerationOptions endless =
                new GenerationOptions(4000, 0, 0, 1, 0, 1, 0, List.of(), true, 0);
        ticket =
                model.scheduler()
                        .submit(List.of(new BatchRequest.Completion(new int[] {7}, endless, this)))
                        .getFirst();
        RunningServer.until("first beat", () -> beats.get() == 1);
    }

    @Override
    public void onToken(Answer.Token token) {
        beats.incrementAndGet();
        permits.acquireUninterruptibly();
    }

    @Override
    public void onEnd(Summary summary) {}

    @Override
    public void onFailure(RuntimeException failure) {}

    /** Lets the scheduler go on to the end of the step after this one. */
    void beat() {
        int before = beats.get();
        permits.release();
        RunningServer.until("next beat", () -> beats.get() == before + 1);
    }

    @Override
    public void close() {
        ticket.cancel();
        permits.release(MANY);
    }
}
