package dev.sundog.training.torch;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.training.objective.MicroBatch;
import dev.sundog.training.objective.Objective;
import dev.sundog.training.torch.ParameterLayout.Block;
import dev.sundog.training.torch.ParameterLayout.LayerBlocks;

import jdk.incubator.vector.FloatVector;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A Llama in F32 with its backward pass written out: libtorch multiplies matrices into memory that
 * is kept from step to step, {@link RowKernels} and {@link AttentionKernel} do the rest. The fast
 * twin of {@link TorchLlama}, which it agrees with to rounding.
 *
 * <p>Notation of the backward pass: {@code d} before a name is the gradient of the loss with
 * respect to it.
 */
public final class FusedLlama implements Lane {
    private final Parameters parameters;
    private final ModelConfig config;
    private final Optional<LowRankUpdates> updates;
    private final Gradient gradient;
    private final FloatMatrix discarded;
    private final List<Layer> layers = new ArrayList<>();
    private final RopeTable rope;
    private final AttentionKernel attention;
    private final LanguageModelingHead head;
    private final FloatMatrix last;
    private final FloatMatrix lastInverse;
    private final FloatMatrix hidden;
    private final FloatMatrix dHidden;
    private final FloatMatrix dResidual;
    private final FloatMatrix narrow;
    private final FloatMatrix activated;
    private final FloatMatrix dActivated;
    private final FloatMatrix dQkv;
    private final FloatMatrix dMixed;
    private final List<FloatMatrix> all = new ArrayList<>();

    /** What a layer keeps from forward to backward. */
    private record Layer(
            LayerBlocks blocks,
            FloatMatrix input,
            FloatMatrix inputInverse,
            FloatMatrix inputNormed,
            FloatMatrix qkv,
            FloatMatrix logSums,
            FloatMatrix mixed,
            FloatMatrix middle,
            FloatMatrix middleInverse,
            FloatMatrix middleNormed,
            FloatMatrix gateUp) {}

    /** A lane over {@code parameters}, which must outlive it. */
    public FusedLlama(Parameters parameters) {
        this(parameters, Optional.empty());
    }

    /**
     * A lane that computes the gradient of {@code updates} instead of that of the weights.
     *
     * @param parameters the weights with the updates in them; like these, they must outlive it
     */
    FusedLlama(Parameters parameters, Optional<LowRankUpdates> updates) {
        LibTorch.useOneKernelThread();
        this.parameters = parameters;
        this.updates = updates;
        this.config = parameters.config();
        this.gradient =
                new Gradient(
                        updates.map(LowRankUpdates::count).orElse(parameters.layout().count()));
        this.discarded = new FloatMatrix(config.hiddenSize());
        this.rope = new RopeTable(config);
        this.attention = new AttentionKernel(config);
        this.head = new LanguageModelingHead(config.vocabularySize());
        int width = config.hiddenSize();
        int qkvWidth = config.querySize() + 2 * config.keyValueSize();
        for (LayerBlocks blocks : parameters.layout().layers()) {
            layers.add(
                    new Layer(
                            blocks,
                            matrix(width),
                            matrix(1),
                            matrix(width),
                            matrix(qkvWidth),
                            matrix(config.headCount()),
                            matrix(config.querySize()),
                            matrix(width),
                            matrix(1),
                            matrix(width),
                            matrix(2 * config.intermediateSize())));
        }
        last = matrix(width);
        lastInverse = matrix(1);
        hidden = matrix(width);
        dHidden = matrix(width);
        dResidual = matrix(width);
        narrow = matrix(width);
        activated = matrix(config.intermediateSize());
        dActivated = matrix(config.intermediateSize());
        dQkv = matrix(qkvWidth);
        dMixed = matrix(config.querySize());
    }

    /** Whether a model can be trained by this class on this processor. */
    public static boolean supports(ModelConfig config, Precision precision) {
        return precision == Precision.F32
                && FloatVector.SPECIES_PREFERRED.length() >= RowKernels.WIDTH
                && AttentionKernel.supports(config.headSize())
                && config.hiddenSize() % RowKernels.WIDTH == 0
                && config.intermediateSize() % RowKernels.WIDTH == 0;
    }

    private FloatMatrix matrix(int width) {
        FloatMatrix matrix = new FloatMatrix(width);
        all.add(matrix);
        return matrix;
    }

    @Override
    public double[] accumulate(MicroBatch batch, Objective objective, double scale) {
        ParameterLayout layout = parameters.layout();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            int tokens = batch.tokenCount();
            int[] positions = batch.positions();
            forward(batch, positions);
            double[] logProbabilities =
                    head.accumulate(
                            hidden.rows(tokens),
                            weight(layout.head()),
                            batch,
                            objective,
                            scale,
                            updates.isPresent()
                                    ? Optional.empty()
                                    : Optional.of(slot(layout.head())),
                            dHidden.rows(tokens));
            dResidual.rows(tokens).zero_();
            normGradient(dHidden, last, layout.finalNorm(), lastInverse, tokens);
            for (Layer layer : layers.reversed()) {
                try (PointerScope inner = new PointerScope()) {
                    feedForwardGradient(layer, tokens);
                    attentionGradient(layer, batch, positions);
                }
            }
            if (updates.isEmpty()) {
                RowKernels.scatterAdd(
                        dResidual.memory(),
                        batch.inputs(),
                        slotMemory(layout.embedding()),
                        config.hiddenSize());
            }
            return logProbabilities;
        }
    }

    @Override
    public double[] logProbabilities(MicroBatch batch) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            forward(batch, batch.positions());
            return head.logProbabilities(
                    hidden.rows(batch.tokenCount()), weight(parameters.layout().head()), batch);
        }
    }

    @Override
    public float[][] logits(int... ids) {
        int[] text = Arrays.copyOf(ids, ids.length + 1);
        MicroBatch batch = MicroBatch.ofText(text);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            forward(batch, batch.positions());
            return head.logits(hidden.rows(ids.length), weight(parameters.layout().head()));
        }
    }

    /** Fills {@code hidden} and what the layers keep. */
    private void forward(MicroBatch batch, int[] positions) {
        int tokens = batch.tokenCount();
        all.forEach(matrix -> matrix.reserve(tokens));
        RowKernels.gather(
                memory(parameters.layout().embedding()),
                batch.inputs(),
                input(0).memory(),
                config.hiddenSize());
        for (int i = 0; i < layers.size(); i++) {
            try (PointerScope scope = new PointerScope()) {
                attend(layers.get(i), batch, positions);
                feedForward(layers.get(i), input(i + 1), tokens);
            }
        }
        norm(last, parameters.layout().finalNorm(), hidden, lastInverse, tokens);
    }

    /** What layer {@code index} reads: the residual stream before it. */
    private FloatMatrix input(int index) {
        return index < layers.size() ? layers.get(index).input : last;
    }

    private void attend(Layer layer, MicroBatch batch, int[] positions) {
        int tokens = batch.tokenCount();
        LayerBlocks blocks = layer.blocks;
        norm(layer.input, blocks.inputNorm(), layer.inputNormed, layer.inputInverse, tokens);
        multiply(
                layer.inputNormed,
                blocks.queryKeyValue(),
                blocks.queryKeyValueBias(),
                layer.qkv,
                tokens);
        rotate(layer.qkv, positions, 1);
        attention.forward(batch, layer.qkv.memory(), layer.mixed.memory(), layer.logSums.memory());
        multiply(layer.mixed, blocks.output(), blocks.outputBias(), narrow, tokens);
        add(layer.input, narrow, layer.middle, tokens);
    }

    private void feedForward(Layer layer, FloatMatrix output, int tokens) {
        LayerBlocks blocks = layer.blocks;
        norm(
                layer.middle,
                blocks.postAttentionNorm(),
                layer.middleNormed,
                layer.middleInverse,
                tokens);
        multiply(layer.middleNormed, blocks.gateUp(), blocks.gateUpBias(), layer.gateUp, tokens);
        RowKernels.swiglu(
                layer.gateUp.memory(), activated.memory(), tokens, config.intermediateSize());
        multiply(activated, blocks.down(), blocks.downBias(), narrow, tokens);
        add(layer.middle, narrow, output, tokens);
    }

    private void feedForwardGradient(Layer layer, int tokens) {
        LayerBlocks blocks = layer.blocks;
        torch.mm_out(dActivated.rows(tokens), dResidual.rows(tokens), weight(blocks.down()));
        RowKernels.swigluGradient(
                layer.gateUp.memory(),
                dActivated.memory(),
                activated.memory(),
                tokens,
                config.intermediateSize());
        weightGradient(dResidual, activated, blocks.down(), blocks.downBias(), tokens);
        weightGradient(
                layer.gateUp, layer.middleNormed, blocks.gateUp(), blocks.gateUpBias(), tokens);
        torch.mm_out(narrow.rows(tokens), layer.gateUp.rows(tokens), weight(blocks.gateUp()));
        normGradient(narrow, layer.middle, blocks.postAttentionNorm(), layer.middleInverse, tokens);
    }

    private void attentionGradient(Layer layer, MicroBatch batch, int[] positions) {
        int tokens = batch.tokenCount();
        LayerBlocks blocks = layer.blocks;
        torch.mm_out(dMixed.rows(tokens), dResidual.rows(tokens), weight(blocks.output()));
        weightGradient(dResidual, layer.mixed, blocks.output(), blocks.outputBias(), tokens);
        attention.backward(
                batch,
                layer.qkv.memory(),
                layer.mixed.memory(),
                layer.logSums.memory(),
                dMixed.memory(),
                dQkv.memory());
        rotate(dQkv, positions, -1);
        weightGradient(
                dQkv,
                layer.inputNormed,
                blocks.queryKeyValue(),
                blocks.queryKeyValueBias(),
                tokens);
        torch.mm_out(narrow.rows(tokens), dQkv.rows(tokens), weight(blocks.queryKeyValue()));
        normGradient(narrow, layer.input, blocks.inputNorm(), layer.inputInverse, tokens);
    }

    private void norm(
            FloatMatrix x, Block weight, FloatMatrix out, FloatMatrix inverse, int tokens) {
        RowKernels.norm(
                x.memory(),
                memory(weight),
                out.memory(),
                inverse.memory(),
                tokens,
                config.hiddenSize(),
                config.normEpsilon());
    }

    /** Adds to {@code dResidual}. */
    private void normGradient(
            FloatMatrix dOut, FloatMatrix x, Block weight, FloatMatrix inverse, int tokens) {
        RowKernels.normGradient(
                dOut.memory(),
                x.memory(),
                memory(weight),
                inverse.memory(),
                dResidual.memory(),
                updates.isPresent() ? discarded.memory() : slotMemory(weight),
                tokens,
                config.hiddenSize());
    }

    private void rotate(FloatMatrix qkv, int[] positions, float direction) {
        int longest = Arrays.stream(positions).max().orElse(0) + 1;
        RowKernels.rotate(
                qkv.memory(),
                qkv.width(),
                config.headCount() + config.keyValueHeadCount(),
                config.headSize(),
                positions,
                rope.cosines(longest),
                rope.sines(longest),
                direction);
    }

    private void multiply(
            FloatMatrix x, Block weight, Optional<Block> bias, FloatMatrix out, int tokens) {
        torch.mm_out(out.rows(tokens), x.rows(tokens), weight(weight).t());
        if (bias.isPresent()) {
            RowKernels.addToRows(out.memory(), memory(bias.get()), tokens, out.width());
        }
    }

    private void weightGradient(
            FloatMatrix dOut, FloatMatrix x, Block weight, Optional<Block> bias, int tokens) {
        if (updates.isPresent()) {
            updates.get().accumulate(gradient.flat(), weight, x.rows(tokens), dOut.rows(tokens));
            return;
        }
        slot(weight).addmm_(dOut.rows(tokens).t(), x.rows(tokens));
        if (bias.isPresent()) {
            RowKernels.addRowSum(dOut.memory(), slotMemory(bias.get()), tokens, dOut.width());
        }
    }

    private static void add(FloatMatrix x, FloatMatrix y, FloatMatrix sum, int tokens) {
        RowKernels.add(x.memory(), y.memory(), sum.memory(), (long) tokens * x.width());
    }

    private Tensor weight(Block block) {
        return view(parameters.compute(), block);
    }

    private Tensor slot(Block block) {
        return view(gradient.flat(), block);
    }

    private static Tensor view(Tensor flat, Block block) {
        return flat.narrow(0, block.offset(), block.count())
                .view(block.shape().get(0), block.shape().get(1));
    }

    private MemorySegment memory(Block block) {
        return slice(parameters.values(), block);
    }

    private MemorySegment slotMemory(Block block) {
        return slice(gradient.values(), block);
    }

    private static MemorySegment slice(MemorySegment memory, Block block) {
        return memory.asSlice(block.offset() * Float.BYTES, block.count() * Float.BYTES);
    }

    @Override
    public Gradient gradient() {
        return gradient;
    }

    @Override
    public void close() {
        all.forEach(FloatMatrix::close);
        discarded.close();
        gradient.close();
    }
}
