package dev.sundog.kernels.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/** The types whose elements are stored one by one. */
enum FloatCodec implements BlockCodec {
    F32(ElementType.F32),
    F16(ElementType.F16),
    BF16(ElementType.BF16);

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK = 4096;

    private final ElementType type;

    FloatCodec(ElementType type) {
        this.type = type;
    }

    @Override
    public ElementType type() {
        return type;
    }

    @Override
    public boolean canEncode() {
        return true;
    }

    @Override
    public void decode(
            MemorySegment source,
            long byteOffset,
            float[] target,
            int targetOffset,
            int elementCount) {
        Objects.checkFromIndexSize(targetOffset, elementCount, target.length);
        if (this == F32) {
            MemorySegment.copy(source, FLOAT, byteOffset, target, targetOffset, elementCount);
            return;
        }
        short[] chunk = new short[Math.min(CHUNK, elementCount)];
        for (int done = 0; done < elementCount; done += CHUNK) {
            int count = Math.min(CHUNK, elementCount - done);
            MemorySegment.copy(source, SHORT, byteOffset + 2L * done, chunk, 0, count);
            if (this == F16) {
                fromHalf(chunk, count, target, targetOffset + done);
            } else {
                fromBrain(chunk, count, target, targetOffset + done);
            }
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
        Objects.checkFromIndexSize(offset, count, source.length);
        if (this == F32) {
            MemorySegment.copy(source, offset, target, FLOAT, byteOffset, count);
            return;
        }
        short[] chunk = new short[Math.min(CHUNK, count)];
        for (int done = 0; done < count; done += CHUNK) {
            int length = Math.min(CHUNK, count - done);
            if (this == F16) {
                toHalf(source, offset + done, length, chunk);
            } else {
                toBrain(source, offset + done, length, chunk);
            }
            MemorySegment.copy(chunk, 0, target, SHORT, byteOffset + 2L * done, length);
        }
    }

    private static void fromHalf(short[] chunk, int count, float[] target, int offset) {
        for (int i = 0; i < count; i++) {
            target[offset + i] = Float.float16ToFloat(chunk[i]);
        }
    }

    private static void fromBrain(short[] chunk, int count, float[] target, int offset) {
        for (int i = 0; i < count; i++) {
            target[offset + i] = Float.intBitsToFloat(chunk[i] << 16);
        }
    }

    private static void toHalf(float[] source, int offset, int count, short[] chunk) {
        for (int i = 0; i < count; i++) {
            chunk[i] = Float.floatToFloat16(source[offset + i]);
        }
    }

    private static void toBrain(float[] source, int offset, int count, short[] chunk) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(source[offset + i]);
            boolean notANumber = (bits & 0x7fffffff) > 0x7f800000;
            // nearest, ties to even; a NaN is cut and made quiet
            int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
            chunk[i] = (short) (notANumber ? (bits >>> 16) | 64 : rounded);
        }
    }
}
