package dev.sundog.training.torch;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * All parameters of a model in one flat F32 tensor (the master weights), and, when training in
 * BF16, the rounded copy that the passes compute with. Reads are thread-safe while nobody writes.
 */
public final class Parameters implements AutoCloseable {
    private static final double INITIAL_DEVIATION = 0.02;

    private final ModelConfig config;
    private final ParameterLayout layout;
    private final Precision precision;
    private final Tensor master;
    private final Tensor compute;
    private final MemorySegment values;

    private Parameters(ModelConfig config, Precision precision) {
        LibTorch.useOneKernelThread();
        this.config = config;
        this.precision = precision;
        this.layout = ParameterLayout.of(config);
        this.master = LibTorch.zeros(LibTorch.Type.F32, layout.count());
        this.compute =
                switch (precision) {
                    case F32 -> master;
                    case BF16 -> LibTorch.zeros(LibTorch.Type.BF16, layout.count());
                };
        this.values = LibTorch.segment(master);
    }

    /**
     * The weights of a checkpoint.
     *
     * @throws SundogException (data) if the model is no plain Llama, or if a tensor is missing or
     *     of another shape
     */
    public static Parameters of(Checkpoint checkpoint, Precision precision) {
        PlainLlama.require(checkpoint);
        Parameters parameters = new Parameters(checkpoint.config(), precision);
        try {
            for (ParameterLayout.Slice slice : parameters.layout.slices()) {
                TensorInfo tensor = checkpoint.tensor(slice.name());
                if (!tensor.shape().equals(slice.shape())) {
                    throw SundogException.data(
                            "tensor-shape",
                            checkpoint.path()
                                    + ": tensor "
                                    + slice.name()
                                    + " has shape "
                                    + tensor.shape()
                                    + ", expected "
                                    + slice.shape()
                                    + " from the configuration");
                }
                parameters.load(checkpoint, tensor, slice.offset());
            }
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
        parameters.refresh();
        return parameters;
    }

    private void load(Checkpoint checkpoint, TensorInfo tensor, long offset) {
        int rowLength = tensor.rowLength();
        int batch = Math.max(1, (1 << 20) / rowLength);
        float[] rows = new float[Math.multiplyExact(batch, rowLength)];
        for (long row = 0; row < tensor.rowCount(); row += batch) {
            int count = (int) Math.min(batch, tensor.rowCount() - row);
            checkpoint.readRows(tensor, row, count, rows, 0);
            MemorySegment.copy(
                    rows,
                    0,
                    values,
                    ValueLayout.JAVA_FLOAT,
                    (offset + row * rowLength) * Float.BYTES,
                    count * rowLength);
        }
    }

    /**
     * Random weights: normal with deviation 0.02, the projections into the residual stream (o and
     * down) scaled by {@code 1/sqrt(2·layers)}, norms one, biases zero. The same seed gives the
     * same weights on every machine.
     *
     * <p>Source: Radford et al., Language Models are Unsupervised Multitask Learners (2019),
     * section 2.3.
     */
    public static Parameters random(ModelConfig config, long seed, Precision precision) {
        Parameters parameters = new Parameters(config, precision);
        double residual = INITIAL_DEVIATION / Math.sqrt(2.0 * config.layerCount());
        List<ParameterLayout.Slice> slices = parameters.layout.slices();
        for (int i = 0; i < slices.size(); i++) {
            ParameterLayout.Slice slice = slices.get(i);
            String name = slice.name();
            if (slice.decayed()) {
                boolean intoResidual =
                        name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
                double deviation = intoResidual ? residual : INITIAL_DEVIATION;
                parameters.fillNormal(slice, new Gaussian(seed, i), deviation);
            } else if (name.endsWith("norm.weight")) {
                parameters.fill(slice, 1.0f);
            }
        }
        parameters.refresh();
        return parameters;
    }

    private void fillNormal(ParameterLayout.Slice slice, Gaussian gaussian, double deviation) {
        for (long i = 0; i < slice.count(); i++) {
            float value = (float) (gaussian.next() * deviation);
            values.setAtIndex(ValueLayout.JAVA_FLOAT, slice.offset() + i, value);
        }
    }

    private void fill(ParameterLayout.Slice slice, float value) {
        for (long i = 0; i < slice.count(); i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, slice.offset() + i, value);
        }
    }

    /** Brings the copy that the passes compute with up to date; call after changing the values. */
    public void refresh() {
        if (precision == Precision.BF16) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                compute.copy_(master);
            }
        }
    }

    /** Shape of the model. */
    public ModelConfig config() {
        return config;
    }

    /** Where each parameter lies. */
    public ParameterLayout layout() {
        return layout;
    }

    /** What the passes compute in. */
    public Precision precision() {
        return precision;
    }

    /** The master weights as memory, {@code [layout.count()]} floats; call {@link #refresh()}. */
    public MemorySegment values() {
        return values;
    }

    /** Copies master weights out; {@code first} counts within the slice. */
    public void read(
            ParameterLayout.Slice slice, long first, int count, float[] target, int offset) {
        if (first < 0 || count < 0 || first + count > slice.count()) {
            throw new IndexOutOfBoundsException(
                    slice.name() + " has " + slice.count() + " elements");
        }
        MemorySegment.copy(
                values,
                ValueLayout.JAVA_FLOAT,
                (slice.offset() + first) * Float.BYTES,
                target,
                offset,
                count);
    }

    /** The master weights, {@code [layout.count()]}. */
    Tensor master() {
        return master;
    }

    /** What the passes compute with, {@code [layout.count()]}. */
    Tensor compute() {
        return compute;
    }

    @Override
    public void close() {
        if (!compute.isNull() && precision == Precision.BF16) {
            compute.close();
        }
        master.close();
    }
}
