package dev.sundog.inference.generation;

import dev.sundog.inference.constraint.Constraints;
import dev.sundog.inference.session.BatchPass;
import dev.sundog.inference.session.Decoder;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.chat.RenderOptions;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Disagreements;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LayerObserver;
import dev.sundog.model.language.ObservableModel;
import dev.sundog.model.language.Session;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The CPU engine. Thread-safe: each call has a session of its own; concurrent calls share the
 * thread team, of which one at a time has all, the others run on their caller's thread.
 *
 * <p>Owns the checkpoint: {@link #close()} closes it.
 */
public final class CpuModel implements ObservableModel {
    private final Checkpoint checkpoint;
    private final EngineOptions options;
    private final ThreadTeam team;
    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final PromptEncoder encoder;
    private final Set<Integer> ends;
    private final Constraints constraints;
    private final AtomicBoolean closed = new AtomicBoolean();

    private CpuModel(
            Checkpoint checkpoint,
            EngineOptions options,
            ThreadTeam team,
            Decoder decoder,
            Tokenizer tokenizer) {
        this.checkpoint = checkpoint;
        this.options = options;
        this.team = team;
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        ModelConfig config = checkpoint.config();
        encoder = new PromptEncoder(tokenizer, config.bosTokenId());
        Set<Integer> all = new LinkedHashSet<>(config.eosTokenIds());
        tokenizer.eosTokenId().ifPresent(all::add);
        ends = Set.copyOf(all);
        constraints = new Constraints(tokenizer, config.vocabularySize(), ends);
    }

    /**
     * Loads the weights of {@code checkpoint} and takes it over; if that fails it is closed.
     *
     * @throws SundogException (data) if a tensor or the tokenizer is missing or broken, (resource)
     *     if memory does not suffice
     */
    public static CpuModel open(Checkpoint checkpoint, EngineOptions options) {
        List<AutoCloseable> opened = new ArrayList<>();
        opened.add(checkpoint);
        boolean complete = false;
        try {
            Tokenizer tokenizer = checkpoint.openTokenizer();
            opened.add(tokenizer);
            Disagreements.checkSizes(checkpoint, tokenizer);
            ThreadTeam team = new ThreadTeam(options.threads());
            opened.add(team);
            Decoder decoder = Decoder.load(checkpoint, options.kernels(), team, options.progress());
            CpuModel model = new CpuModel(checkpoint, options, team, decoder, tokenizer);
            complete = true;
            return model;
        } finally {
            if (!complete) {
                closeAll(opened);
            }
        }
    }

    private static void closeAll(List<AutoCloseable> opened) {
        for (AutoCloseable resource : opened.reversed()) {
            try {
                resource.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public String name() {
        String file = String.valueOf(checkpoint.path().getFileName());
        return file.endsWith(".gguf") ? file.substring(0, file.length() - 5) : file;
    }

    @Override
    public ModelConfig config() {
        return checkpoint.config();
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The checkpoint it runs. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The arithmetic it runs on. */
    public Kernels kernels() {
        return options.kernels();
    }

    /** Threads of one forward pass. */
    public int threads() {
        return options.threads();
    }

    @Override
    public Session openSession(int capacity) {
        return decoder.openSession(capacity);
    }

    @Override
    public void observe(int[] ids, LayerObserver observer) {
        decoder.observe(ids, observer);
    }

    @Override
    public Generation generate(
            String prompt, GenerationOptions generation, TokenListener listener) {
        return new Completion(this, generation, listener).run(encodePrompt(prompt));
    }

    /** The ids that {@link #generate} goes on from, at least one. */
    public int[] encodePrompt(String prompt) {
        int[] ids = encoder.encode(prompt);
        return ids.length == 0 ? new int[] {encoder.start()} : ids;
    }

    /**
     * An empty answer to a prompt, for those who run the sessions themselves.
     *
     * @throws SundogException (data) if the answer is to have a form that is malformed or not
     *     supported
     */
    public Answer newAnswer(int[] prompt, GenerationOptions generation) {
        return new Answer(
                tokenizer,
                kernels(),
                ends,
                prompt,
                generation,
                generation.form().map(form -> constraints.of(form).begin(generation.ignoreEos())));
    }

    /** The forms that answers of this model can be bound to, made ready once. */
    public Constraints constraints() {
        return constraints;
    }

    /** A pass over several sessions of this model. */
    public BatchPass newBatchPass() {
        return new BatchPass(decoder);
    }

    @Override
    public List<Score> score(List<Continuation> requests) {
        try (Scorer scorer = new Scorer(this, encoder, kernels())) {
            return requests.stream().map(scorer::score).toList();
        }
    }

    @Override
    public List<Score> scoreRolling(List<String> texts) {
        try (Scorer scorer = new Scorer(this, encoder, kernels())) {
            return texts.stream().map(scorer::scoreRolling).toList();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closeAll(List.of(checkpoint, tokenizer, team));
        }
    }

    @Override
    public Generation chat(
            List<ChatMessage> messages, GenerationOptions generation, TokenListener listener) {
        return new Completion(this, generation, listener).run(encodeChat(messages));
    }

    /**
     * The ids that {@link #chat} goes on from.
     *
     * @throws SundogException (data) if there is no template or it refuses the conversation
     */
    public int[] encodeChat(List<ChatMessage> messages) {
        return encodeRendered(requireChatTemplate().render(messages, RenderOptions.prompt()));
    }

    /**
     * The chat template.
     *
     * @throws SundogException (data) if there is none or it is malformed
     */
    public ChatTemplate requireChatTemplate() {
        return chatTemplate()
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "no-chat-template",
                                        "%s has no chat template, neither chat_template.jinja nor chat_template in tokenizer_config.json; add one, or use generate with raw text"
                                                .formatted(checkpoint.path())));
    }

    /** The ids of a text that a chat template made, at least one; nothing is added. */
    public int[] encodeRendered(String prompt) {
        int[] ids = encoder.encodePlain(prompt);
        return ids.length == 0 ? new int[] {encoder.start()} : ids;
    }

    /**
     * The chat template, if the model has one.
     *
     * @throws SundogException (data) if it is malformed, which hinders nothing but chats
     */
    public Optional<ChatTemplate> chatTemplate() {
        return ChatTemplate.from(
                checkpoint.companion("tokenizer_config.json"),
                checkpoint.companion("chat_template.jinja"));
    }
}
