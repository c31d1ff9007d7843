package dev.sundog.training.torch;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;
import dev.sundog.training.torch.LowRankUpdates.Target;
import dev.sundog.training.torch.ParameterLayout.Block;
import dev.sundog.training.torch.ParameterLayout.LayerBlocks;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A Llama differentiated by libtorch's autograd: reads like the formula, computes in F32 or BF16
 * (attention and loss always in F32), and is the reference that {@link FusedLlama} must agree with.
 *
 * <p>Source: Touvron et al., LLaMA (arXiv 2302.13971), section 2.2; grouped queries: Ainslie et
 * al., GQA (arXiv 2305.13245).
 */
public final class TorchLlama implements Lane {
    private final Parameters parameters;
    private final ModelConfig config;
    private final Optional<LowRankUpdates> updates;
    private final Map<Target, Factors> factors = new HashMap<>();
    private final Gradient gradient;
    private final Tensor leafGradient;
    private final Map<Block, Tensor> leaves = new HashMap<>();
    private final Map<Block, Tensor> leafGradients = new HashMap<>();
    private final RopeTable rope;
    private final LanguageModelingHead head;
    private final DoubleOptional epsilon;

    /** A and B of a projection, and where autograd adds their gradients. */
    private record Factors(Tensor a, Tensor b, Tensor aGradient, Tensor bGradient) {
        void close() {
            List.of(a, b, aGradient, bGradient).forEach(Tensor::close);
        }
    }

    /** A lane over {@code parameters}, which must outlive it. */
    public TorchLlama(Parameters parameters) {
        this(parameters, Optional.empty());
    }

    /**
     * A lane that computes the gradient of {@code updates} instead of that of the weights.
     *
     * @param parameters the weights without the updates; like these, they must outlive it
     */
    TorchLlama(Parameters parameters, Optional<LowRankUpdates> updates) {
        LibTorch.useOneKernelThread();
        this.parameters = parameters;
        this.updates = updates;
        this.config = parameters.config();
        long count = updates.map(LowRankUpdates::count).orElse(parameters.layout().count());
        this.gradient = new Gradient(count);
        this.leafGradient =
                switch (parameters.precision()) {
                    case F32 -> gradient.flat();
                    case BF16 -> LibTorch.zeros(LibTorch.Type.BF16, count);
                };
        this.rope = new RopeTable(config);
        this.head = new LanguageModelingHead(config.vocabularySize());
        this.epsilon = new DoubleOptional(config.normEpsilon());
        for (Block block : blocks(parameters.layout())) {
            addLeaf(block);
        }
        updates.ifPresent(all -> all.targets().forEach(target -> addFactors(all, target)));
    }

    private static List<Block> blocks(ParameterLayout layout) {
        List<Block> blocks = new ArrayList<>(List.of(layout.embedding(), layout.finalNorm()));
        if (!layout.head().equals(layout.embedding())) {
            blocks.add(layout.head());
        }
        for (LayerBlocks layer : layout.layers()) {
            blocks.addAll(List.of(layer.inputNorm(), layer.queryKeyValue(), layer.output()));
            blocks.addAll(List.of(layer.postAttentionNorm(), layer.gateUp(), layer.down()));
            layer.queryKeyValueBias().ifPresent(blocks::add);
            layer.outputBias().ifPresent(blocks::add);
            layer.gateUpBias().ifPresent(blocks::add);
            layer.downBias().ifPresent(blocks::add);
        }
        return blocks;
    }

    private void addLeaf(Block block) {
        try (PointerScope scope = new PointerScope()) {
            Tensor leaf = view(parameters.compute(), block).detach();
            if (updates.isEmpty()) {
                Tensor slot = view(leafGradient, block);
                leaf.requires_grad_(true).mutable_grad().put(slot);
                leafGradients.put(block, slot.retainReference());
            }
            leaves.put(block, leaf.retainReference());
        }
    }

    private void addFactors(LowRankUpdates all, Target target) {
        try (PointerScope scope = new PointerScope()) {
            Tensor a = view(all.compute(), target.a()).detach().requires_grad_(true);
            Tensor b = view(all.compute(), target.b()).detach().requires_grad_(true);
            Tensor aGradient = view(leafGradient, target.a());
            Tensor bGradient = view(leafGradient, target.b());
            a.mutable_grad().put(aGradient);
            b.mutable_grad().put(bGradient);
            factors.put(
                    target,
                    new Factors(
                            a.retainReference(),
                            b.retainReference(),
                            aGradient.retainReference(),
                            bGradient.retainReference()));
        }
    }

    private static Tensor view(Tensor flat, Block block) {
        long[] shape = block.shape().stream().mapToLong(Long::longValue).toArray();
        return flat.narrow(0, block.offset(), block.count()).view(shape);
    }

    @Override
    public double[] accumulate(MicroBatch batch, Objective objective, double scale) {
        Block embedding = parameters.layout().embedding();
        Block headBlock = parameters.layout().head();
        double[] logProbabilities;
        try (PointerScope scope = new PointerScope()) {
            Tensor inputs = LibTorch.indices(batch.inputs());
            Tensor embedded = leaf(embedding).detach().index_select(0, inputs);
            if (updates.isEmpty()) {
                embedded.requires_grad_(true);
            }
            Tensor hidden = decode(embedded, batch);
            Tensor hiddenGradient = torch.empty_like(hidden.detach());
            try (NoGradGuard guard = new NoGradGuard()) {
                logProbabilities =
                        head.accumulate(
                                hidden.detach(),
                                leaf(headBlock).detach(),
                                batch,
                                objective,
                                scale,
                                updates.isPresent()
                                        ? Optional.empty()
                                        : Optional.of(slot(headBlock)),
                                hiddenGradient);
            }
            torch.backward(
                    new TensorVector(hidden),
                    new TensorVector(hiddenGradient),
                    new BoolOptional(),
                    false,
                    new TensorVector());
            if (updates.isEmpty()) {
                try (NoGradGuard guard = new NoGradGuard()) {
                    slot(embedding).index_add_(0, inputs, embedded.grad());
                }
            }
        }
        if (parameters.precision() == Precision.BF16) {
            gradient.add(leafGradient);
            LibTorch.segment(leafGradient).fill((byte) 0);
        }
        return logProbabilities;
    }

    @Override
    public double[] logProbabilities(MicroBatch batch) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor hidden = hidden(batch);
            return head.logProbabilities(hidden, leaf(parameters.layout().head()).detach(), batch);
        }
    }

    @Override
    public float[][] logits(int... ids) {
        int[] text = Arrays.copyOf(ids, ids.length + 1);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor hidden = hidden(MicroBatch.ofText(text));
            return head.logits(hidden, leaf(parameters.layout().head()).detach());
        }
    }

    private Tensor hidden(MicroBatch batch) {
        Tensor embedded =
                leaf(parameters.layout().embedding())
                        .detach()
                        .index_select(0, LibTorch.indices(batch.inputs()));
        return decode(embedded, batch);
    }

    /** {@code [tokens, hiddenSize]} to the same after all layers and the final norm. */
    private Tensor decode(Tensor embedded, MicroBatch batch) {
        Rotation rotation = rotation(batch);
        Tensor x = embedded;
        for (LayerBlocks layer : parameters.layout().layers()) {
            x = x.add(attention(layer, norm(x, layer.inputNorm()), rotation, batch));
            x = x.add(feedForward(layer, norm(x, layer.postAttentionNorm())));
        }
        return norm(x, parameters.layout().finalNorm());
    }

    private Tensor norm(Tensor x, Block weight) {
        return torch.rms_norm(
                x, new long[] {config.hiddenSize()}, new TensorOptional(leaf(weight)), epsilon);
    }

    private Tensor attention(LayerBlocks layer, Tensor h, Rotation rotation, MicroBatch batch) {
        int headSize = config.headSize();
        int heads = config.headCount();
        int sharedHeads = config.keyValueHeadCount();
        Tensor qkv =
                linear(h, layer.queryKeyValue(), layer.queryKeyValueBias())
                        .to(LibTorch.Type.F32.scalarType)
                        .view(-1, heads + 2L * sharedHeads, headSize);
        Tensor qk = rotate(qkv.narrow(1, 0, heads + sharedHeads), rotation);
        Tensor v = qkv.narrow(1, heads + sharedHeads, sharedHeads);
        TensorVector outputs = new TensorVector();
        int[] segments = batch.segments();
        for (int s = 0; s < batch.segmentCount(); s++) {
            int first = segments[s];
            int length = segments[s + 1] - first;
            Tensor rows = qk.narrow(0, first, length);
            outputs.push_back(
                    torch.scaled_dot_product_attention(
                                    headsFirst(rows.narrow(1, 0, heads)),
                                    headsFirst(rows.narrow(1, heads, sharedHeads)),
                                    headsFirst(v.narrow(0, first, length)),
                                    new TensorOptional(),
                                    0.0,
                                    true,
                                    new DoubleOptional(),
                                    heads != sharedHeads)
                            .squeeze(0)
                            .transpose(0, 1)
                            .reshape(length, config.querySize()));
        }
        Tensor mixed = torch.cat(outputs, 0).to(h.scalar_type());
        return linear(mixed, layer.output(), layer.outputBias());
    }

    /** {@code [tokens, heads, headSize]} to {@code [1, heads, tokens, headSize]}. */
    private static Tensor headsFirst(Tensor x) {
        return x.transpose(0, 1).unsqueeze(0);
    }

    private Tensor feedForward(LayerBlocks layer, Tensor h) {
        int size = config.intermediateSize();
        Tensor gateUp = linear(h, layer.gateUp(), layer.gateUpBias());
        Tensor gate = gateUp.narrow(1, 0, size);
        Tensor up = gateUp.narrow(1, size, size);
        return linear(torch.silu(gate).mul(up), layer.down(), layer.downBias());
    }

    private Tensor linear(Tensor x, Block weight, Optional<Block> bias) {
        Tensor y =
                bias.isPresent()
                        ? torch.linear(x, leaf(weight), new TensorOptional(leaf(bias.get())))
                        : torch.linear(x, leaf(weight));
        return updates.isPresent() ? updated(updates.get(), x, weight, y) : y;
    }

    /** The output of a block with {@code s·B·A·x} added to those of its rows that have one. */
    private Tensor updated(LowRankUpdates all, Tensor x, Block block, Tensor y) {
        TensorVector parts = new TensorVector();
        long done = 0;
        for (Target target : all.in(block)) {
            Factors own = Objects.requireNonNull(factors.get(target));
            long rows = target.slice().shape().get(0);
            Tensor delta = torch.linear(torch.linear(x, own.a), own.b);
            parts.push_back(y.narrow(-1, done, target.row() - done));
            parts.push_back(
                    y.narrow(-1, target.row(), rows).add(delta, LibTorch.scalar(all.scale())));
            done = target.row() + rows;
        }
        parts.push_back(y.narrow(-1, done, block.shape().get(0) - done));
        return torch.cat(parts, -1);
    }

    /** Cosines and sines of each token, {@code [tokens, 1, headSize / 2]}. */
    private record Rotation(Tensor cosines, Tensor sines) {}

    private Rotation rotation(MicroBatch batch) {
        int longest = batch.longestSegment();
        float[] cosines = rope.cosines(longest);
        float[] sines = rope.sines(longest);
        int pairs = rope.pairs();
        int[] positions = batch.positions();
        Tensor c = torch.empty(positions.length, 1, pairs);
        Tensor s = torch.empty(positions.length, 1, pairs);
        MemorySegment cs = LibTorch.segment(c);
        MemorySegment ss = LibTorch.segment(s);
        for (int i = 0; i < positions.length; i++) {
            long offset = (long) i * pairs * Float.BYTES;
            int row = positions[i] * pairs;
            MemorySegment.copy(cosines, row, cs, ValueLayout.JAVA_FLOAT, offset, pairs);
            MemorySegment.copy(sines, row, ss, ValueLayout.JAVA_FLOAT, offset, pairs);
        }
        return new Rotation(c, s);
    }

    private static Tensor rotate(Tensor x, Rotation rotation) {
        long pairs = x.size(-1) / 2;
        Tensor low = x.narrow(-1, 0, pairs);
        Tensor high = x.narrow(-1, pairs, pairs);
        Tensor c = rotation.cosines;
        Tensor s = rotation.sines;
        return torch.cat(
                new TensorVector(low.mul(c).sub(high.mul(s)), high.mul(c).add(low.mul(s))), -1);
    }

    private Tensor leaf(Block block) {
        return Objects.requireNonNull(leaves.get(block));
    }

    private Tensor slot(Block block) {
        return Objects.requireNonNull(leafGradients.get(block));
    }

    @Override
    public Gradient gradient() {
        return gradient;
    }

    @Override
    public void close() {
        leaves.values().forEach(Tensor::close);
        leafGradients.values().forEach(Tensor::close);
        factors.values().forEach(Factors::close);
        if (parameters.precision() == Precision.BF16) {
            leafGradient.close();
        }
        gradient.close();
    }
}
