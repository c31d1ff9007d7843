package dev.sundog.inference.session;

import dev.sundog.inference.session.DecoderWeights.Attention;
import dev.sundog.inference.session.DecoderWeights.Dense;
import dev.sundog.inference.session.DecoderWeights.Experts;
import dev.sundog.inference.session.DecoderWeights.FeedForward;
import dev.sundog.inference.session.DecoderWeights.Layer;
import dev.sundog.inference.session.DecoderWeights.Norm;
import dev.sundog.inference.session.DecoderWeights.Norms;
import dev.sundog.inference.session.DecoderWeights.Projection;
import dev.sundog.inference.session.DecoderWeights.Shared;
import dev.sundog.kernels.AttentionScores;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.AttentionConfig;
import dev.sundog.model.architecture.LayerKind;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.TensorRole;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.progress.ProgressListener;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Packs the weights of a checkpoint, found by what they do. */
final class WeightLoader {
    private final Checkpoint checkpoint;
    private final Kernels kernels;
    private final ThreadTeam team;
    private final ModelConfig config;
    private final ArchitectureDescription description;

    WeightLoader(Checkpoint checkpoint, Kernels kernels, ThreadTeam team) {
        this.checkpoint = checkpoint;
        this.kernels = kernels;
        this.team = team;
        config = checkpoint.config();
        description = Architectures.named(config.family());
    }

    /** Tensors of one layer, or of none, by role; those of experts in order. */
    private final class Parts {
        private final Map<TensorRole, List<TensorInfo>> weights = new EnumMap<>(TensorRole.class);
        private final Map<TensorRole, TensorInfo> biases = new EnumMap<>(TensorRole.class);

        void add(TensorPlace place) {
            TensorInfo tensor = checkpoint.tensor(place.huggingFace());
            if (place.template().bias()) {
                biases.put(place.role(), tensor);
            } else {
                weights.computeIfAbsent(place.role(), role -> new ArrayList<>()).add(tensor);
            }
        }

        boolean has(TensorRole role) {
            return weights.containsKey(role);
        }

        TensorInfo weight(TensorRole role, int expert) {
            List<TensorInfo> found = weights.getOrDefault(role, List.of());
            if (expert >= found.size()) {
                throw new IllegalStateException(
                        description.name() + " describes no " + role + " " + expert);
            }
            return found.get(expert);
        }

        float[] vector(TensorRole role) {
            return has(role) ? checkpoint.readAll(weight(role, 0)) : new float[0];
        }

        Norm norm(TensorRole role) {
            if (!has(role)) {
                return Norm.NONE;
            }
            float[] weight = vector(role);
            for (int i = 0; i < weight.length; i++) {
                weight[i] += description.block().normOffset();
            }
            TensorInfo bias = biases.get(role);
            return new Norm(weight, bias == null ? new float[0] : checkpoint.readAll(bias));
        }

        Projection projection(TensorRole... roles) {
            return projection(0, roles);
        }

        Projection projection(int expert, TensorRole... roles) {
            List<TensorSource> sources =
                    Stream.of(roles)
                            .map(role -> new TensorSource(checkpoint, weight(role, expert)))
                            .toList();
            float[] bias = new float[sources.stream().mapToInt(TensorSource::rows).sum()];
            boolean present = false;
            int row = 0;
            for (int i = 0; i < roles.length; i++) {
                TensorInfo tensor = biases.get(roles[i]);
                if (tensor != null) {
                    present = true;
                    checkpoint.readRows(tensor, 0, 1, bias, row);
                }
                row += sources.get(i).rows();
            }
            Matrix matrix = kernels.pack(sources, team);
            return new Projection(matrix, present ? bias : Arrays.copyOf(bias, 0));
        }
    }

    DecoderWeights load(ProgressListener progress) {
        Parts outside = new Parts();
        description.tensors().stream()
                .filter(template -> !template.perLayer() && template.presence().in(config, 0))
                .map(template -> template.at(0, config))
                .forEach(outside::add);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < config.layerCount(); i++) {
            progress.onProgress("load", i, config.layerCount() + 1L);
            Parts parts = new Parts();
            description.visitLayer(config, i, parts::add);
            layers.add(layer(i, parts));
        }
        progress.onProgress("load", config.layerCount(), config.layerCount() + 1L);
        DecoderWeights weights =
                new DecoderWeights(
                        outside.vector(TensorRole.POSITION_EMBEDDING),
                        tokenType(outside),
                        outside.norm(TensorRole.EMBEDDING_NORM),
                        List.copyOf(layers),
                        outside.norm(TensorRole.FINAL_NORM),
                        head(outside));
        progress.onProgress("load", config.layerCount() + 1L, config.layerCount() + 1L);
        return weights;
    }

    private float[] tokenType(Parts outside) {
        float[] all = outside.vector(TensorRole.TOKEN_TYPE_EMBEDDING);
        return Arrays.copyOf(all, Math.min(all.length, config.hiddenSize()));
    }

    private Optional<Matrix> head(Parts outside) {
        if (description.encoder()) {
            return Optional.empty();
        }
        TensorRole role = config.tiedEmbeddings() ? TensorRole.EMBEDDING : TensorRole.HEAD;
        return Optional.of(outside.projection(role).matrix());
    }

    private Layer layer(int index, Parts parts) {
        LayerKind kind = config.kind(index);
        AttentionConfig attention = config.attention();
        AttentionScores scores =
                new AttentionScores(
                        attention.usualScale() ? 0 : (float) attention.scale(),
                        (float) attention.softCap(),
                        kind.window(),
                        !description.encoder());
        Projection queryKeyValue =
                parts.has(TensorRole.QUERY_KEY_VALUE)
                        ? parts.projection(TensorRole.QUERY_KEY_VALUE)
                        : parts.projection(TensorRole.QUERY, TensorRole.KEY, TensorRole.VALUE);
        return new Layer(
                scores,
                kind.rotation(),
                new Attention(
                        queryKeyValue,
                        parts.norm(TensorRole.QUERY_NORM),
                        parts.norm(TensorRole.KEY_NORM),
                        parts.projection(TensorRole.ATTENTION_OUTPUT)),
                new Norms(
                        parts.norm(TensorRole.ATTENTION_NORM),
                        parts.norm(TensorRole.ATTENTION_POST_NORM),
                        parts.norm(TensorRole.ATTENTION_RESIDUAL_NORM)),
                kind.experts() ? experts(parts) : dense(parts),
                new Norms(
                        parts.norm(TensorRole.FEED_FORWARD_NORM),
                        parts.norm(TensorRole.FEED_FORWARD_POST_NORM),
                        parts.norm(TensorRole.FEED_FORWARD_RESIDUAL_NORM)));
    }

    private static Dense dense(Parts parts) {
        boolean gated = parts.has(TensorRole.GATE) || parts.has(TensorRole.GATE_UP);
        Projection up =
                parts.has(TensorRole.GATE_UP)
                        ? parts.projection(TensorRole.GATE_UP)
                        : gated
                                ? parts.projection(TensorRole.GATE, TensorRole.UP)
                                : parts.projection(TensorRole.UP);
        return new Dense(gated, up, parts.projection(TensorRole.DOWN));
    }

    private FeedForward experts(Parts parts) {
        int count = config.feedForward().experts().orElseThrow().count();
        List<Dense> experts = new ArrayList<>();
        for (int expert = 0; expert < count; expert++) {
            experts.add(
                    new Dense(
                            true,
                            parts.projection(expert, TensorRole.EXPERT_GATE, TensorRole.EXPERT_UP),
                            parts.projection(expert, TensorRole.EXPERT_DOWN)));
        }
        Optional<Shared> shared =
                parts.has(TensorRole.SHARED_ROUTER)
                        ? Optional.of(
                                new Shared(
                                        parts.projection(TensorRole.SHARED_ROUTER),
                                        new Dense(
                                                true,
                                                parts.projection(
                                                        TensorRole.SHARED_GATE,
                                                        TensorRole.SHARED_UP),
                                                parts.projection(TensorRole.SHARED_DOWN))))
                        : Optional.empty();
        return new Experts(parts.projection(TensorRole.ROUTER), List.copyOf(experts), shared);
    }

    /** A tensor of a checkpoint as the kernels read it. */
    private record TensorSource(Checkpoint checkpoint, TensorInfo tensor) implements MatrixSource {
        @Override
        public String name() {
            return tensor.name();
        }

        @Override
        public ElementType type() {
            return tensor.type();
        }

        @Override
        public int rows() {
            return Math.toIntExact(tensor.rowCount());
        }

        @Override
        public int columns() {
            return tensor.rowLength();
        }

        @Override
        public MemorySegment row(int row) {
            return checkpoint.row(tensor, row);
        }

        @Override
        public void readRows(int first, int count, float[] target, int offset) {
            checkpoint.readRows(tensor, first, count, target, offset);
        }
    }
}
