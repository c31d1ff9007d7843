package dev.sundog.training.torch;

import dev.sundog.training.torch.ParameterLayout.Block;
import dev.sundog.training.torch.ParameterLayout.LayerBlocks;
import dev.sundog.training.torch.ParameterLayout.Slice;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Low-rank updates of projections whose weights stay as they are: {@code W' = W + s·B·A}. All A
 * {@code [rank, in]} and B {@code [out, rank]} lie in one flat F32 array.
 *
 * <p>{@link FusedLlama} computes with W', which {@link #refresh} writes into the parameters; with
 * {@code x} the input of a projection and {@code dy} the gradient of its output, {@code dB =
 * s·dyᵀ·(x·Aᵀ)} and {@code dA = s·(dy·B)ᵀ·x}, so the gradient of W' itself never exists. {@link
 * TorchLlama} leaves the parameters alone and adds {@code s·B·A·x} beside them.
 *
 * <p>Source: Hu et al., LoRA (arXiv 2106.09685), section 4.1; without dropout W' is exact.
 */
public final class LowRankUpdates implements AutoCloseable {
    private final Parameters parameters;
    private final double scale;
    private final boolean effective;
    private final List<Target> targets = new ArrayList<>();
    private final Map<Block, List<Target>> byBlock = new HashMap<>();
    private final Tensor values;
    private final MemorySegment memory;
    private final Tensor compute;
    private final Tensor base;
    private boolean merged;

    /**
     * One projection.
     *
     * @param slice its weights {@code [out, in]}
     * @param row first row of these in their block
     * @param a A in the flat array
     * @param b B in the flat array
     * @param base its unchanged weights among those of all targets
     */
    public record Target(Slice slice, long row, Block a, Block b, Block base) {}

    /**
     * Updates of zero: A is random and B zero.
     *
     * @param parameters not owned; must outlive this
     * @param slices projections inside layers
     * @param scale s
     * @param seed of A: uniform between ±1/√in, which is PEFT's (He et al.'s with a = √5)
     */
    public LowRankUpdates(
            Parameters parameters, List<Slice> slices, int rank, double scale, long seed) {
        this(
                parameters,
                slices,
                rank,
                scale,
                seed,
                FusedLlama.supports(parameters.config(), parameters.precision()));
    }

    /**
     * @param effective whether the parameters are to be W', as {@link FusedLlama} wants it
     */
    LowRankUpdates(
            Parameters parameters,
            List<Slice> slices,
            int rank,
            double scale,
            long seed,
            boolean effective) {
        this.parameters = parameters;
        this.scale = scale;
        this.effective = effective;
        long count = 0;
        long covered = 0;
        for (Slice slice : slices) {
            long out = slice.shape().get(0);
            long in = slice.shape().get(1);
            Block a = new Block(count, List.of((long) rank, in));
            Block b = new Block(count + a.count(), List.of(out, (long) rank));
            Block block = block(slice);
            Target target =
                    new Target(
                            slice,
                            (slice.offset() - block.offset()) / in,
                            a,
                            b,
                            new Block(covered, slice.shape()));
            targets.add(target);
            byBlock.computeIfAbsent(block, key -> new ArrayList<>()).add(target);
            count = b.offset() + b.count();
            covered += slice.count();
        }
        values = LibTorch.zeros(LibTorch.Type.F32, count);
        memory = LibTorch.segment(values);
        compute =
                switch (parameters.precision()) {
                    case F32 -> values;
                    case BF16 -> LibTorch.zeros(LibTorch.Type.BF16, count);
                };
        base = LibTorch.zeros(LibTorch.Type.F32, effective ? covered : 0);
        keepBase();
        for (int i = 0; i < targets.size(); i++) {
            fill(targets.get(i).a, new Gaussian(seed, i));
        }
        refresh();
    }

    private Block block(Slice slice) {
        for (LayerBlocks layer : parameters.layout().layers()) {
            for (Block block :
                    List.of(layer.queryKeyValue(), layer.output(), layer.gateUp(), layer.down())) {
                if (slice.offset() >= block.offset()
                        && slice.offset() < block.offset() + block.count()) {
                    return block;
                }
            }
        }
        throw new IllegalArgumentException(slice.name() + " is no projection inside a layer");
    }

    private void keepBase() {
        if (effective) {
            MemorySegment kept = LibTorch.segment(base);
            for (Target target : targets) {
                MemorySegment.copy(
                        parameters.values(),
                        target.slice.offset() * Float.BYTES,
                        kept,
                        target.base.offset() * Float.BYTES,
                        target.base.count() * Float.BYTES);
            }
        }
    }

    private void fill(Block a, Gaussian random) {
        double bound = 1 / Math.sqrt(a.shape().get(1));
        for (long i = 0; i < a.count(); i++) {
            float value = (float) ((2 * random.uniform() - 1) * bound);
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, a.offset() + i, value);
        }
    }

    /** All A and B, {@code [count()]} floats; call {@link #refresh} after changing them. */
    public MemorySegment values() {
        return memory;
    }

    /** Elements of all A and B. */
    public long count() {
        return memory.byteSize() / Float.BYTES;
    }

    /** Floats of unchanged weights that are kept beside the parameters. */
    public long kept() {
        return base.numel();
    }

    /** The projections, in the order of the flat array. */
    public List<Target> targets() {
        return List.copyOf(targets);
    }

    /** Brings what the passes compute with up to date with the values. */
    public void refresh() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            if (effective) {
                for (Target target : targets) {
                    torch.addmm_out(
                            view(parameters.compute(), target.slice),
                            view(base, target.base),
                            view(values, target.b),
                            view(values, target.a),
                            LibTorch.scalar(1),
                            LibTorch.scalar(scale));
                }
            } else if (parameters.precision() == Precision.BF16) {
                compute.copy_(values);
            }
        }
    }

    /** Makes the parameters those of the merged model, for good; nothing is trained after this. */
    public void merge() {
        if (effective || merged) {
            return;
        }
        merged = true;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            for (Target target : targets) {
                view(parameters.master(), target.slice)
                        .addmm_(
                                view(values, target.b),
                                view(values, target.a),
                                LibTorch.scalar(1),
                                LibTorch.scalar(scale));
            }
        }
        parameters.refresh();
    }

    /** The projections that are rows of {@code block}. */
    List<Target> in(Block block) {
        return byBlock.getOrDefault(block, List.of());
    }

    /** What A and B are computed with, in the parameters' precision. */
    Tensor compute() {
        return compute;
    }

    double scale() {
        return scale;
    }

    /**
     * Adds the gradients of the A and B of a block's projections; call without autograd.
     *
     * @param gradient flat, as {@link #values}
     * @param x input of the block, {@code [tokens, in]}
     * @param dy gradient of its output, {@code [tokens, out]}
     */
    void accumulate(Tensor gradient, Block block, Tensor x, Tensor dy) {
        for (Target target : in(block)) {
            Tensor own = dy.narrow(1, target.row, target.slice.shape().get(0));
            Tensor low = torch.mm(x, view(values, target.a).t());
            Tensor dLow = torch.mm(own, view(values, target.b));
            view(gradient, target.b)
                    .addmm_(own.t(), low, LibTorch.scalar(1), LibTorch.scalar(scale));
            view(gradient, target.a)
                    .addmm_(dLow.t(), x, LibTorch.scalar(1), LibTorch.scalar(scale));
        }
    }

    private static Tensor view(Tensor flat, Slice slice) {
        return view(flat, new Block(slice.offset(), slice.shape()));
    }

    /** A matrix of a flat tensor, in the current scope. */
    static Tensor view(Tensor flat, Block block) {
        return flat.narrow(0, block.offset(), block.count())
                .view(block.shape().get(0), block.shape().get(1));
    }

    @Override
    public void close() {
        if (parameters.precision() == Precision.BF16) {
            compute.close();
        }
        base.close();
        values.close();
    }
}
