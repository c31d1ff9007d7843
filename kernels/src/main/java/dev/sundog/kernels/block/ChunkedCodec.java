package dev.sundog.kernels.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.Optional;

/**
 * The types that come in blocks of several elements: bytes are copied a few kilobytes at a time to
 * the heap, where the format's own loop takes whole blocks.
 */
enum ChunkedCodec implements BlockCodec {
    Q4_0(ElementType.Q4_0, SmallBlocks::unpackQ40, WeightedSmallBlocks.Q4_0),
    Q4_1(ElementType.Q4_1, SmallBlocks::unpackQ41, WeightedSmallBlocks.Q4_1),
    Q5_0(ElementType.Q5_0, SmallBlocks::unpackQ50, WeightedSmallBlocks.Q5_0),
    Q5_1(ElementType.Q5_1, SmallBlocks::unpackQ51, WeightedSmallBlocks.Q5_1),
    Q8_0(ElementType.Q8_0, SmallBlocks::unpackQ80, WeightedSmallBlocks.Q8_0),
    Q2_K(ElementType.Q2_K, IntegerBlocks.Q2_K::unpack, AffinePacker.Q2_K),
    Q3_K(ElementType.Q3_K, IntegerBlocks.Q3_K::unpack, SymmetricPacker.Q3_K),
    Q4_K(ElementType.Q4_K, IntegerBlocks.Q4_K::unpack, AffinePacker.Q4_K),
    Q5_K(ElementType.Q5_K, IntegerBlocks.Q5_K::unpack, AffinePacker.Q5_K),
    Q6_K(ElementType.Q6_K, IntegerBlocks.Q6_K::unpack, SymmetricPacker.Q6_K),
    IQ4_NL(ElementType.IQ4_NL, IntegerBlocks.IQ4_NL::unpack, NonLinearBlocks.IQ4_NL),
    IQ4_XS(ElementType.IQ4_XS, IntegerBlocks.IQ4_XS::unpack, NonLinearBlocks.IQ4_XS),
    TQ1_0(ElementType.TQ1_0, IntegerBlocks.TQ1_0::unpack),
    TQ2_0(ElementType.TQ2_0, IntegerBlocks.TQ2_0::unpack),
    MXFP4(ElementType.MXFP4, IntegerBlocks.MXFP4::unpack);

    private static final int CHUNK_ELEMENTS = 8192;

    /** Blocks to floats. */
    @FunctionalInterface
    interface Unpacker {
        void unpack(byte[] bytes, int blockCount, float[] target, int offset);
    }

    private final ElementType type;
    private final Unpacker unpacker;
    private final Optional<BlockPacker> packer;

    ChunkedCodec(ElementType type, Unpacker unpacker, BlockPacker packer) {
        this.type = type;
        this.unpacker = unpacker;
        this.packer = Optional.of(packer);
    }

    ChunkedCodec(ElementType type, Unpacker unpacker) {
        this.type = type;
        this.unpacker = unpacker;
        packer = Optional.empty();
    }

    @Override
    public ElementType type() {
        return type;
    }

    @Override
    public boolean canEncode() {
        return packer.isPresent();
    }

    @Override
    public void decode(
            MemorySegment source,
            long byteOffset,
            float[] target,
            int targetOffset,
            int elementCount) {
        long byteCount = type.byteSize(elementCount);
        Objects.checkFromIndexSize(targetOffset, elementCount, target.length);
        Objects.checkFromIndexSize(byteOffset, byteCount, source.byteSize());
        byte[] chunk = new byte[(int) type.byteSize(Math.min(CHUNK_ELEMENTS, elementCount))];
        for (int done = 0; done < elementCount; done += CHUNK_ELEMENTS) {
            int count = Math.min(CHUNK_ELEMENTS, elementCount - done);
            long at = byteOffset + type.byteSize(done);
            int length = (int) type.byteSize(count);
            MemorySegment.copy(source, ValueLayout.JAVA_BYTE, at, chunk, 0, length);
            unpacker.unpack(chunk, count / type.blockSize(), target, targetOffset + done);
        }
    }

    @Override
    public void encode(
            float[] source,
            int offset,
            int count,
            MemorySegment target,
            long byteOffset,
            BlockArithmetic arithmetic) {
        BlockPacker found = packer();
        long byteCount = type.byteSize(count);
        Objects.checkFromIndexSize(offset, count, source.length);
        Objects.checkFromIndexSize(byteOffset, byteCount, target.byteSize());
        byte[] chunk = new byte[(int) type.byteSize(Math.min(CHUNK_ELEMENTS, count))];
        for (int done = 0; done < count; done += CHUNK_ELEMENTS) {
            int elements = Math.min(CHUNK_ELEMENTS, count - done);
            found.pack(source, offset + done, elements / type.blockSize(), chunk, arithmetic);
            long at = byteOffset + type.byteSize(done);
            int length = (int) type.byteSize(elements);
            MemorySegment.copy(chunk, 0, target, ValueLayout.JAVA_BYTE, at, length);
        }
    }

    @Override
    public void encode(
            float[] source,
            int offset,
            int rowCount,
            float[] importance,
            MemorySegment target,
            long byteOffset,
            BlockArithmetic arithmetic) {
        BlockPacker found = packer();
        int columns = importance.length;
        int rowBytes = Math.toIntExact(type.byteSize(columns));
        Objects.checkFromIndexSize(offset, Math.multiplyExact(rowCount, columns), source.length);
        Objects.checkFromIndexSize(byteOffset, (long) rowCount * rowBytes, target.byteSize());
        byte[] row = new byte[rowBytes];
        for (int r = 0; r < rowCount; r++) {
            found.pack(source, offset + r * columns, importance, row, arithmetic);
            long at = byteOffset + (long) r * rowBytes;
            MemorySegment.copy(row, 0, target, ValueLayout.JAVA_BYTE, at, rowBytes);
        }
    }

    private BlockPacker packer() {
        return packer.orElseThrow(() -> new IllegalStateException(type + " is only decoded"));
    }
}
