package dev.sundog.model.surgery.adapter;

import dev.sundog.kernels.block.BlockCodec;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.FloatTypes;
import dev.sundog.model.surgery.adapter.LowRankAdapter.Factors;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A base seen through an adapter: adapted tensors read as W + s·B·A, computed in F32 and rounded
 * once to the base's type (BF16 where that is quantised); the others are the base's. What an engine
 * opens to run an adapter as a model of its own. Owns base and adapter.
 *
 * <p>Thread-safe for reading. The factors of one tensor are held at a time.
 *
 * <p>Source: Hu et al., LoRA (arXiv 2106.09685), section 4.1.
 */
public final class AdaptedCheckpoint implements Checkpoint {
    private final Checkpoint base;
    private final LowRankAdapter adapter;
    private final float scale;
    private @Nullable Update current;

    private record Update(Factors factors, float[] a, float[] b) {}

    /**
     * @param anyName whether the base may be called otherwise than the adapter says
     * @throws SundogException (data, {@code adapter-base}) if the adapter is another model's; both
     *     stay open then
     */
    public AdaptedCheckpoint(Checkpoint base, LowRankAdapter adapter, boolean anyName) {
        adapter.requireBase(base, anyName);
        this.base = base;
        this.adapter = adapter;
        this.scale = (float) adapter.config().scale();
    }

    /** The adapter's directory. */
    @Override
    public Path path() {
        return adapter.directory();
    }

    @Override
    public ModelConfig config() {
        return base.config();
    }

    @Override
    public ObjectNode configJson() {
        return base.configJson();
    }

    @Override
    public List<TensorInfo> tensors() {
        return base.tensors().stream().map(this::adapted).toList();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return base.find(name).map(this::adapted);
    }

    @Override
    public TensorInfo tensor(String name) {
        return adapted(base.tensor(name));
    }

    private TensorInfo adapted(TensorInfo tensor) {
        return adapter.find(tensor.name()).isEmpty()
                ? tensor
                : new TensorInfo(tensor.name(), FloatTypes.of(base, tensor), tensor.shape());
    }

    @Override
    public MemorySegment row(TensorInfo tensor, long row) {
        Optional<Factors> factors = adapter.find(tensor.name());
        if (factors.isEmpty()) {
            return base.row(base.tensor(tensor.name()), row);
        }
        float[] values = new float[tensor.rowLength()];
        sum(factors.get(), row, 1, values, 0);
        return encoded(adapted(base.tensor(tensor.name())), values, 0, values.length);
    }

    private static MemorySegment encoded(TensorInfo tensor, float[] values, int offset, int count) {
        long bytes = tensor.type().byteSize(count);
        MemorySegment segment = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
        BlockCodec.of(tensor.type()).encode(values, offset, count, segment, 0);
        return segment;
    }

    @Override
    public void readRows(
            TensorInfo tensor, long firstRow, int rowCount, float[] target, int offset) {
        Optional<Factors> factors = adapter.find(tensor.name());
        if (factors.isEmpty()) {
            base.readRows(base.tensor(tensor.name()), firstRow, rowCount, target, offset);
            return;
        }
        sum(factors.get(), firstRow, rowCount, target, offset);
        TensorInfo info = adapted(base.tensor(tensor.name()));
        int count = rowCount * info.rowLength();
        BlockCodec.of(info.type())
                .decode(encoded(info, target, offset, count), 0, target, offset, count);
    }

    /** W + s·B·A, not rounded. */
    private void sum(Factors factors, long firstRow, int rows, float[] target, int offset) {
        base.readRows(base.tensor(factors.tensor()), firstRow, rows, target, offset);
        Update update = update(factors);
        int length = factors.a().rowLength();
        int rank = factors.rank();
        float[] product = new float[length];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(product, 0);
            for (int k = 0; k < rank; k++) {
                float factor = update.b()[Math.toIntExact((firstRow + row) * rank + k)];
                int from = k * length;
                for (int i = 0; i < length; i++) {
                    product[i] += factor * update.a()[from + i];
                }
            }
            int at = offset + row * length;
            for (int i = 0; i < length; i++) {
                target[at + i] += scale * product[i];
            }
        }
    }

    private synchronized Update update(Factors factors) {
        Update known = current;
        if (known == null || known.factors() != factors) {
            known = new Update(factors, adapter.read(factors.a()), adapter.read(factors.b()));
            current = known;
        }
        return known;
    }

    @Override
    public Optional<byte[]> companion(String fileName) {
        return base.companion(fileName);
    }

    @Override
    public List<LayerOrigin> lineage() {
        return base.lineage();
    }

    /** The base's; the adapter is small beside it. */
    @Override
    public long byteSize() {
        return base.byteSize();
    }

    @Override
    public void close() {
        adapter.close();
        base.close();
    }
}
