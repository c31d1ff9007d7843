package dev.sundog.inference.session;

import dev.sundog.inference.session.DecoderWeights.Dense;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.Layout;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.PositionConfig;
import dev.sundog.model.architecture.Rotation;
import dev.sundog.model.architecture.TensorRole;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.LayerObserver;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;

import java.util.Optional;

/**
 * A decoder ready to run: packed weights, a backend and a thread team. Its sessions may run on
 * several threads. The checkpoint must stay open, embeddings are read from it; neither it nor the
 * team is closed here.
 */
public final class Decoder {
    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final Kernels kernels;
    private final ThreadTeam team;
    private final DecoderWeights weights;
    private final ArchitectureDescription description;
    private final RotaryTable rotary;
    private final Optional<RotaryTable> localRotary;
    private final TensorInfo embedding;

    private Decoder(
            Checkpoint checkpoint, Kernels kernels, ThreadTeam team, DecoderWeights weights) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.kernels = kernels;
        this.team = team;
        this.weights = weights;
        description = Architectures.named(config.family());
        PositionConfig positions = config.positions();
        rotary = new RotaryTable(positions.rope(), positions.rotarySize());
        localRotary =
                config.kinds().stream().anyMatch(kind -> kind.rotation() == Rotation.LOCAL)
                        ? Optional.of(
                                new RotaryTable(positions.localRope(), positions.rotarySize()))
                        : Optional.empty();
        embedding =
                checkpoint.tensor(
                        description.tensors().stream()
                                .filter(template -> template.role() == TensorRole.EMBEDDING)
                                .findFirst()
                                .orElseThrow()
                                .huggingFace());
    }

    /**
     * Packs the weights of {@code checkpoint}.
     *
     * @throws SundogException (data) if a tensor is missing, (resource) if memory cannot suffice
     */
    public static Decoder load(
            Checkpoint checkpoint, Kernels kernels, ThreadTeam team, ProgressListener progress) {
        DecoderWeights weights = DecoderWeights.load(checkpoint, kernels, team, progress);
        return new Decoder(checkpoint, kernels, team, weights);
    }

    /**
     * An empty session.
     *
     * @throws SundogException (user) if {@code capacity} is not in 1 to the context length,
     *     (resource) if its cache could not fit in memory
     */
    public Session openSession(int capacity) {
        return newSession(capacity);
    }

    /** Runs {@code ids} from an empty context and shows what the layers compute. */
    public void observe(int[] ids, LayerObserver observer) {
        try (DecoderSession session = newSession(ids.length)) {
            session.observe(ids, observer);
        }
    }

    private DecoderSession newSession(int capacity) {
        if (capacity < 1 || capacity > config.longestSequence() - firstPosition()) {
            throw SundogException.user(
                    "context-size",
                    "a session of %d positions of %s; its context length is %d, ask for 1 to that"
                            .formatted(
                                    capacity,
                                    checkpoint.path(),
                                    config.longestSequence() - firstPosition()));
        }
        long bytes =
                2L * Float.BYTES * config.keyValueSize() * config.layerCount() * (long) capacity;
        long largest = Runtime.getRuntime().maxMemory();
        if (bytes > largest) {
            throw SundogException.resource(
                    "memory",
                    "%d positions of %s need a cache of %d MB, this Java process may use %d MB; ask for fewer or give it more with -Xmx"
                            .formatted(capacity, checkpoint.path(), bytes >> 20, largest >> 20));
        }
        return new DecoderSession(this, capacity);
    }

    /** The configuration. */
    public ModelConfig config() {
        return config;
    }

    /** The backend. */
    public Kernels kernels() {
        return kernels;
    }

    ThreadTeam team() {
        return team;
    }

    DecoderWeights weights() {
        return weights;
    }

    RotaryTable rotary() {
        return rotary;
    }

    /** Angles of the layers that rotate otherwise, if there are such. */
    Optional<RotaryTable> localRotary() {
        return localRotary;
    }

    /** Whether every half of a layer adds its product to the residual stream as it is. */
    boolean addsDirectly() {
        return config.multipliers().residual() == 1
                && weights.layers().stream()
                        .allMatch(
                                layer ->
                                        layer.attentionNorms().after().absent()
                                                && layer.feedForwardNorms().after().absent()
                                                && layer.feedForward() instanceof Dense);
    }

    /** Row of the first token's position in a learned embedding of positions. */
    int firstPosition() {
        boolean late =
                description.tensors().stream()
                        .anyMatch(template -> template.layout() == Layout.AFTER_PADDING);
        return late ? config.padTokenId().orElse(0) + 1 : 0;
    }

    /** Whether every token sees the whole text, so that it has to be read at once. */
    boolean readsAtOnce() {
        return description.encoder();
    }

    /**
     * The output projection.
     *
     * @throws SundogException (user, {@code encoder}) if there is none
     */
    Matrix head() {
        return weights.head()
                .orElseThrow(
                        () ->
                                SundogException.user(
                                        "encoder",
                                        "%s is an encoder (%s), it predicts no tokens; use embed"
                                                .formatted(checkpoint.path(), config.family())));
    }

    /** Writes the embedding of {@code id} to {@code [hiddenSize]} at {@code offset}. */
    void embed(int id, float[] target, int offset) {
        checkpoint.readRows(embedding, id, 1, target, offset);
    }

    void requireToken(int id) {
        if (id < 0 || id >= config.vocabularySize()) {
            throw SundogException.data(
                    "token-unknown",
                    "token id %d is not in the vocabulary of %d tokens of %s"
                            .formatted(id, config.vocabularySize(), checkpoint.path()));
        }
    }
}
