package dev.sundog.server;

import dev.sundog.inference.batch.BatchOptions;
import dev.sundog.inference.batch.BatchScheduler;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.failure.SundogException;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model under the id that clients ask for it by, with the scheduler that runs it. Thread-safe.
 * Closing it closes the model.
 */
public final class ServedModel implements AutoCloseable {
    private final String id;
    private final CpuModel model;
    private final BatchScheduler scheduler;
    private final Optional<ChatTemplate> template;
    private final long created = Instant.now().getEpochSecond();

    private ServedModel(String id, CpuModel model, BatchScheduler scheduler) {
        this.id = id;
        this.model = model;
        this.scheduler = scheduler;
        template = template(model);
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
    private static Optional<ChatTemplate> template(CpuModel model) {
        try {
            return model.chatTemplate();
        } catch (SundogException malformed) {
            return Optional.empty();
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

    /**
     * Its chat template.
     *
     * @throws SundogException (data) if it has none, or a malformed one
     */
    ChatTemplate chatTemplate() {
        return template.orElseGet(model::requireChatTemplate);
    }

    /** Those of these texts that are special tokens. */
    Set<Integer> specialTokens(List<String> texts) {
        Set<Integer> ids = new LinkedHashSet<>();
        for (String text : texts) {
            model.tokenizer().id(text).stream()
                    .filter(model.tokenizer()::isSpecial)
                    .forEach(ids::add);
        }
        return ids;
    }

    /** Whether it has a chat template. */
    boolean chats() {
        return template.isPresent();
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }
}
