package dev.sundog.server;

import dev.sundog.inference.batch.BatchOptions;
import dev.sundog.inference.batch.BatchScheduler;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.failure.SundogException;

import java.time.Instant;

/**
 * A model under the id that clients ask for it by, with the scheduler that runs it. Thread-safe.
 * Closing it closes the model.
 */
public final class ServedModel implements AutoCloseable {
    private final String id;
    private final CpuModel model;
    private final BatchScheduler scheduler;
    private final boolean chats;
    private final long created = Instant.now().getEpochSecond();

    private ServedModel(String id, CpuModel model, BatchScheduler scheduler) {
        this.id = id;
        this.model = model;
        this.scheduler = scheduler;
        chats = hasTemplate(model);
    }

    /**
     * Starts a scheduler and takes the model over; if that fails the model is closed.
     *
     * @throws dev.sundog.model.failure.SundogException (user) if the context is longer than the
     *     model's
     */
    public static ServedModel start(String id, CpuModel model, BatchOptions options) {
        try {
            return new ServedModel(id, model, new BatchScheduler(model, options));
        } catch (RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    /** A malformed template hinders nothing but chats, which report it. */
    private static boolean hasTemplate(CpuModel model) {
        try {
            return model.chatTemplate().isPresent();
        } catch (SundogException malformed) {
            return false;
        }
    }

    /** What clients call it. */
    public String id() {
        return id;
    }

    CpuModel model() {
        return model;
    }

    BatchScheduler scheduler() {
        return scheduler;
    }

    /** Seconds since 1970 when it was opened. */
    long created() {
        return created;
    }

    /** Positions a request may have. */
    int context() {
        return scheduler.options().context();
    }

    /** Whether it has a chat template. */
    boolean chats() {
        return chats;
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }
}
