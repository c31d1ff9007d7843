package dev.sundog.model.surgery;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.LayerPatterns;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.TensorRole;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.FileRegion;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint whose layers are those of another in another order: some twice, some not at all.
 * Nothing is copied; what can be done with a checkpoint can be done with it before it is written.
 * Thread-safe as the other is; closing it leaves the other open.
 */
public final class LayeredCheckpoint implements Checkpoint {
    private final Checkpoint base;
    private final LayerPlan plan;
    private final ObjectNode configJson;
    private final ModelConfig config;
    private final Map<String, Origin> origins = new LinkedHashMap<>();

    /**
     * Where a tensor comes from.
     *
     * @param seen as callers see it
     * @param tensor the other checkpoint's
     * @param zero whether it is zeros instead
     */
    private record Origin(TensorInfo seen, TensorInfo tensor, boolean zero) {}

    /**
     * @param identity whether layers whose source was used before do nothing: what they add to the
     *     residual stream is zero
     * @throws SundogException (user, {@code layer-plan}) if the plan is another model's, breaks a
     *     pattern of layers that the configuration cannot list, or no copy can do nothing
     */
    public LayeredCheckpoint(Checkpoint base, LayerPlan plan, boolean identity) {
        ModelConfig before = base.config();
        if (plan.sourceLayers() != before.layerCount()) {
            throw SundogException.user(
                    "layer-plan",
                    "%s has %d layers, the plan is for %d; make it for this model"
                            .formatted(base.path(), before.layerCount(), plan.sourceLayers()));
        }
        this.base = base;
        this.plan = plan;
        ArchitectureDescription description = Architectures.named(before.family());
        if (identity && description.has(TensorRole.ATTENTION_RESIDUAL_NORM)) {
            throw SundogException.user(
                    "layer-plan",
                    ("--identity: layers of %s normalise the residual stream itself, so no copy can"
                                    + " start as a no-op; leave the option out")
                            .formatted(description.name()));
        }
        configJson = base.configJson();
        LayerPatterns.remap(configJson, before, plan.layers());
        config = ConfigurationReader.read(configJson, base.path() + ": config.json");
        List<Boolean> copies = plan.copies();
        description.visit(
                config,
                place -> {
                    boolean inLayer = place.template().perLayer();
                    int from = inLayer ? plan.layers().get(place.layer()) : 0;
                    TensorInfo source = base.tensor(place.template().huggingFace(from));
                    boolean zero =
                            identity
                                    && inLayer
                                    && copies.get(place.layer())
                                    && place.role().writesResidual();
                    TensorInfo seen =
                            new TensorInfo(
                                    place.huggingFace(),
                                    zero ? FloatTypes.of(base, source) : source.type(),
                                    source.shape());
                    origins.put(place.huggingFace(), new Origin(seen, source, zero));
                });
    }

    /** The other checkpoint's. */
    @Override
    public Path path() {
        return base.path();
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public ObjectNode configJson() {
        return configJson.deepCopy();
    }

    @Override
    public List<TensorInfo> tensors() {
        return origins.values().stream().map(Origin::seen).toList();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(origins.get(name)).map(Origin::seen);
    }

    @Override
    public TensorInfo tensor(String name) {
        return origin(name).seen();
    }

    private Origin origin(String name) {
        Origin origin = origins.get(name);
        if (origin == null) {
            throw SundogException.data(
                    "tensor-missing",
                    "%s with %d layers has no tensor %s"
                            .formatted(base.path(), plan.layers().size(), name));
        }
        return origin;
    }

    @Override
    public MemorySegment row(TensorInfo tensor, long row) {
        Origin origin = origin(tensor.name());
        return origin.zero()
                ? MemorySegment.ofArray(new byte[Math.toIntExact(origin.seen().rowBytes())])
                : base.row(origin.tensor(), row);
    }

    @Override
    public Optional<FileRegion> stored(TensorInfo tensor) {
        Origin origin = origin(tensor.name());
        return origin.zero() ? Optional.empty() : base.stored(origin.tensor());
    }

    @Override
    public void readRows(
            TensorInfo tensor, long firstRow, int rowCount, float[] target, int offset) {
        Origin origin = origin(tensor.name());
        if (origin.zero()) {
            Arrays.fill(target, offset, offset + rowCount * tensor.rowLength(), 0);
        } else {
            base.readRows(origin.tensor(), firstRow, rowCount, target, offset);
        }
    }

    @Override
    public Optional<byte[]> companion(String fileName) {
        return base.companion(fileName);
    }

    /** Which layer of the other checkpoint each one is. */
    @Override
    public List<LayerOrigin> lineage() {
        String name = Lineage.nameOf(base.path());
        List<LayerOrigin> lineage = new ArrayList<>();
        for (int layer = 0; layer < plan.layers().size(); layer++) {
            lineage.add(new LayerOrigin(layer, name, plan.layers().get(layer)));
        }
        return lineage;
    }

    @Override
    public long byteSize() {
        return tensors().stream().mapToLong(TensorInfo::byteSize).sum();
    }

    /** What a writer writes: float tensors as they are, quantised ones as BF16. */
    List<TensorInfo> written() {
        return origins.values().stream()
                .map(
                        origin ->
                                new TensorInfo(
                                        origin.seen().name(),
                                        FloatTypes.of(base, origin.tensor()),
                                        origin.seen().shape()))
                .toList();
    }

    /** Where a writer takes its numbers from. */
    TensorSource source() {
        return TensorSource.of(this);
    }

    @Override
    public void close() {}
}
