package dev.sundog.kernels.vector;

import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.ElementType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The bytes of one row of a block type; reused from row to row. */
final class BlockRow {
    private final MatrixSource source;
    private final ElementType type;
    private final byte[] bytes;

    BlockRow(MatrixSource source) {
        this.source = source;
        type = source.type();
        bytes = new byte[Math.toIntExact(type.byteSize(source.columns()))];
    }

    void read(int row) {
        MemorySegment.copy(source.row(row), ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
    }

    int unsignedByte(int block, int index) {
        return bytes[block * type.blockBytes() + index] & 0xff;
    }

    int unsignedShort(int block, int index) {
        return unsignedByte(block, index) | unsignedByte(block, index + 1) << 8;
    }

    /** Whether the first {@code count} F16 numbers of each block are finite. */
    boolean hasFiniteScales(int count) {
        for (int block = 0; block < source.columns() / type.blockSize(); block++) {
            for (int i = 0; i < count; i++) {
                if (!Lanes.isFiniteF16((short) unsignedShort(block, 2 * i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
