package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.BlockCodec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.Optional;

/**
 * One tensor inside a mapped file.
 *
 * @param info its name, type and shape as Hugging Face has them
 * @param file where it lies
 * @param bytes its bytes there
 * @param order in which order its rows (for a vector: its elements) lie
 * @param scales what its elements are to be multiplied with, if anything
 */
record MappedTensor(
        TensorInfo info,
        MappedFile file,
        MemorySegment bytes,
        RowOrder order,
        Optional<BlockScales> scales)
        implements StoredTensor {
    MappedTensor(TensorInfo info, MappedFile file, MemorySegment bytes, RowOrder order) {
        this(info, file, bytes, order, Optional.empty());
    }

    MappedTensor withScales(BlockScales found) {
        return new MappedTensor(info, file, bytes, order, Optional.of(found));
    }

    /** Bytes of one row in Hugging Face order. */
    @Override
    public MemorySegment row(long row) {
        Objects.checkIndex(row, info.rowCount());
        if (permutesElements()) {
            return permutedElements();
        }
        return bytes.asSlice(order.stored(row) * info.rowBytes(), info.rowBytes());
    }

    @Override
    public Optional<FileRegion> region() {
        long offset = bytes.address() - file.bytes().address();
        return order.isSame() && scales.isEmpty()
                ? Optional.of(new FileRegion(file.path(), offset, bytes.byteSize()))
                : Optional.empty();
    }

    @Override
    public void readRows(long firstRow, int rowCount, float[] target, int offset) {
        Objects.checkFromIndexSize(firstRow, rowCount, info.rowCount());
        int length = info.rowLength();
        BlockCodec codec = BlockCodec.of(info.type());
        long rowBytes = info.rowBytes();
        try {
            if (permutesElements()) {
                codec.decode(permutedElements(), 0, target, offset, rowCount * length);
            } else if (order.isSame()) {
                int count = Math.multiplyExact(rowCount, length);
                codec.decode(bytes, firstRow * rowBytes, target, offset, count);
            } else {
                for (int i = 0; i < rowCount; i++) {
                    long at = order.stored(firstRow + i) * rowBytes;
                    codec.decode(bytes, at, target, offset + i * length, length);
                }
            }
        } catch (InternalError e) {
            throw file.vanished(e);
        }
        if (scales.isPresent()) {
            for (int i = 0; i < rowCount; i++) {
                scales.get().apply(firstRow + i, target, offset + i * length, length);
            }
        }
    }

    private boolean permutesElements() {
        return !order.isSame() && info.shape().size() == 1;
    }

    /** A bias, one number a row of its projection: the numbers themselves change places. */
    private MemorySegment permutedElements() {
        int width = info.type().blockBytes();
        MemorySegment result = MemorySegment.ofArray(new byte[Math.toIntExact(bytes.byteSize())]);
        for (int element = 0; element < info.rowLength(); element++) {
            long from = order.stored(element) * width;
            MemorySegment.copy(
                    bytes,
                    ValueLayout.JAVA_BYTE,
                    from,
                    result,
                    ValueLayout.JAVA_BYTE,
                    (long) element * width,
                    width);
        }
        return result;
    }
}
