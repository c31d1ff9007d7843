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
    Q4_0(ElementType.Q4_0, SmallBlocks::unpackQ40, Optional.of(SmallBlocks::packQ40)),
    Q4_1(ElementType.Q4_1, SmallBlocks::unpackQ41, Optional.of(SmallBlocks::packQ41)),
    Q5_0(ElementType.Q5_0, SmallBlocks::unpackQ50, Optional.of(SmallBlocks::packQ50)),
    Q5_1(ElementType.Q5_1, SmallBlocks::unpackQ51, Optional.of(SmallBlocks::packQ51)),
    Q8_0(ElementType.Q8_0, SmallBlocks::unpackQ80, Optional.of(SmallBlocks::packQ80)),
    Q4_K(ElementType.Q4_K, SuperBlocks::unpackQ4K, Optional.empty()),
    Q6_K(ElementType.Q6_K, SuperBlocks::unpackQ6K, Optional.empty());

    private static final int CHUNK_ELEMENTS = 8192;

    /** Blocks to floats. */
    @FunctionalInterface
    interface Unpacker {
        void unpack(byte[] bytes, int blockCount, float[] target, int offset);
    }

    /** Floats to blocks. */
    @FunctionalInterface
    interface Packer {
        void pack(float[] source, int offset, int blockCount, byte[] bytes);
    }

    private final ElementType type;
    private final Unpacker unpacker;
    private final Optional<Packer> packer;

    ChunkedCodec(ElementType type, Unpacker unpacker, Optional<Packer> packer) {
        this.type = type;
        this.unpacker = unpacker;
        this.packer = packer;
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
            float[] source, int offset, int count, MemorySegment target, long byteOffset) {
        Packer found =
                packer.orElseThrow(() -> new IllegalStateException(type + " is only decoded"));
        long byteCount = type.byteSize(count);
        Objects.checkFromIndexSize(offset, count, source.length);
        Objects.checkFromIndexSize(byteOffset, byteCount, target.byteSize());
        byte[] chunk = new byte[(int) type.byteSize(Math.min(CHUNK_ELEMENTS, count))];
        for (int done = 0; done < count; done += CHUNK_ELEMENTS) {
            int elements = Math.min(CHUNK_ELEMENTS, count - done);
            found.pack(source, offset + done, elements / type.blockSize(), chunk);
            long at = byteOffset + type.byteSize(done);
            int length = (int) type.byteSize(elements);
            MemorySegment.copy(chunk, 0, target, ValueLayout.JAVA_BYTE, at, length);
        }
    }
}
