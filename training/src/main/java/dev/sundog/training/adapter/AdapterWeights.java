package dev.sundog.training.adapter;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.adapter.AdapterConfig;
import dev.sundog.model.surgery.adapter.LowRankAdapter;
import dev.sundog.model.surgery.adapter.LowRankAdapter.Factors;
import dev.sundog.training.optimizer.Trainable;
import dev.sundog.training.optimizer.TrainableRanges;
import dev.sundog.training.optimizer.TrainableRanges.Range;
import dev.sundog.training.torch.Lane;
import dev.sundog.training.torch.LowRankUpdates;
import dev.sundog.training.torch.LowRankUpdates.Target;
import dev.sundog.training.torch.ParameterLayout.Block;
import dev.sundog.training.torch.Parameters;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An adapter's A and B as what a run optimises; the model's weights stay as they are. Owns its
 * memory, not the parameters.
 *
 * <p>Source: Hu et al., LoRA (arXiv 2106.09685), section 4.1.
 */
public final class AdapterWeights implements Trainable {
    private final Parameters parameters;
    private final AdapterSettings settings;
    private final LowRankUpdates updates;
    private final List<Range> blocks;

    private AdapterWeights(Parameters parameters, AdapterSettings settings, long seed) {
        this.parameters = parameters;
        this.settings = settings;
        this.updates =
                new LowRankUpdates(
                        parameters,
                        settings.slices(parameters.layout()),
                        settings.rank(),
                        settings.scale(),
                        seed);
        this.blocks = TrainableRanges.whole(updates.count());
    }

    /**
     * A new adapter, or one to go on from.
     *
     * @param parameters of the base; they become those of the adapted model where that is what the
     *     passes compute with
     * @param seed of the new adapter's A
     * @throws IllegalArgumentException if a target names no projection
     * @throws SundogException (data, {@code adapter-init}) if the adapter to go on from has another
     *     shape than the settings say
     */
    public static AdapterWeights of(Parameters parameters, AdapterSettings settings, long seed) {
        AdapterWeights weights = new AdapterWeights(parameters, settings, seed);
        try {
            settings.init().ifPresent(weights::load);
        } catch (Throwable e) {
            weights.close();
            throw e;
        }
        return weights;
    }

    private void load(Path directory) {
        try (LowRankAdapter adapter = LowRankAdapter.open(directory)) {
            if (adapter.config().rank() != settings.rank()
                    || Math.abs(adapter.config().scale() - settings.scale()) > 1e-12) {
                throw differs(
                        "%s has rank %d and scale %s, adapter says rank %d and scale %s (alpha/rank)"
                                .formatted(
                                        directory,
                                        adapter.config().rank(),
                                        adapter.config().scale(),
                                        settings.rank(),
                                        settings.scale()));
            }
            Set<String> left = new HashSet<>();
            adapter.factors().forEach(factors -> left.add(factors.tensor()));
            for (Target target : updates.targets()) {
                String name = target.slice().name();
                Factors factors =
                        adapter.find(name)
                                .orElseThrow(
                                        () ->
                                                differs(
                                                        "%s has no update of %s, which"
                                                                        .formatted(directory, name)
                                                                + " adapter.targets names"));
                copy(directory, adapter, factors.a(), target.a());
                copy(directory, adapter, factors.b(), target.b());
                left.remove(name);
            }
            if (!left.isEmpty()) {
                throw differs(
                        "%s has an update of %s, which adapter.targets does not name"
                                .formatted(directory, left.iterator().next()));
            }
        }
        updates.refresh();
    }

    private void copy(Path directory, LowRankAdapter adapter, TensorInfo from, Block to) {
        if (!from.shape().equals(to.shape())) {
            throw differs(
                    "%s: %s has shape %s, expected %s for this model"
                            .formatted(directory, from.name(), from.shape(), to.shape()));
        }
        float[] values = adapter.read(from);
        MemorySegment.copy(
                values,
                0,
                updates.values(),
                ValueLayout.JAVA_FLOAT,
                to.offset() * Float.BYTES,
                values.length);
    }

    private static SundogException differs(String what) {
        return SundogException.data(
                "adapter-init", "adapter.init: " + what + "; make the two agree");
    }

    /**
     * Writes the adapter in PEFT's format, in F32.
     *
     * @param base name or path of the base, for the readers of the adapter
     * @throws SundogException (resource) if it cannot be written
     */
    public void write(Path directory, Optional<String> base) {
        List<TensorInfo> a = new ArrayList<>();
        List<TensorInfo> b = new ArrayList<>();
        Map<TensorInfo, Block> places = new HashMap<>();
        for (Target target : updates.targets()) {
            a.add(info(target, target.a(), places));
            b.add(info(target, target.b(), places));
        }
        LowRankAdapter.write(
                directory,
                new AdapterConfig(
                        base, settings.rank(), settings.alpha(), false, settings.projections()),
                a,
                b,
                (tensor, first, rows, target, offset) -> {
                    Block block = places.get(tensor);
                    if (block == null) {
                        throw new IllegalArgumentException(tensor.name());
                    }
                    int length = tensor.rowLength();
                    MemorySegment.copy(
                            updates.values(),
                            ValueLayout.JAVA_FLOAT,
                            (block.offset() + first * length) * Float.BYTES,
                            target,
                            offset,
                            rows * length);
                });
    }

    private static TensorInfo info(Target target, Block block, Map<TensorInfo, Block> places) {
        TensorInfo info = new TensorInfo(target.slice().name(), ElementType.F32, block.shape());
        places.put(info, block);
        return info;
    }

    @Override
    public MemorySegment values() {
        return updates.values();
    }

    @Override
    public long count() {
        return updates.count();
    }

    @Override
    public List<Range> blocks() {
        return blocks;
    }

    @Override
    public Lane lane() {
        return Lane.of(parameters, updates);
    }

    @Override
    public void refresh() {
        updates.refresh();
    }

    @Override
    public void complete() {
        updates.merge();
    }

    @Override
    public void close() {
        updates.close();
    }
}
