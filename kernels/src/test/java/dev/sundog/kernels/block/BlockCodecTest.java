package dev.sundog.kernels.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Codecs against blocks that gguf-py stored ({@code src/test/python/make_blocks.py}). */
class BlockCodecTest {
    private record Golden(ElementType type, String source, byte[] stored, float[] decoded) {}

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q6_K"})
    void decodesAsTheReferenceDoes(ElementType type) throws IOException {
        List<Golden> goldens = goldens(type);
        assertThat(goldens).isNotEmpty();
        for (Golden golden : goldens) {
            int count = golden.decoded().length;
            float[] target = new float[count + 3];
            BlockCodec.of(type).decode(MemorySegment.ofArray(golden.stored()), 0, target, 3, count);
            for (int i = 0; i < count; i++) {
                assertThat(Float.floatToRawIntBits(target[i + 3]))
                        .as("element %s", i)
                        .isEqualTo(Float.floatToRawIntBits(golden.decoded()[i]));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"})
    void encodesByteForByteAsTheReferenceDoes(ElementType type) throws IOException {
        for (Golden golden : goldens(type)) {
            float[] source = floats(HexFormat.of().parseHex(golden.source()));
            byte[] target = new byte[golden.stored().length + 1];
            BlockCodec.of(type).encode(source, 0, source.length, MemorySegment.ofArray(target), 1);
            byte[] expected = new byte[target.length];
            System.arraycopy(golden.stored(), 0, expected, 1, golden.stored().length);
            assertThat(target).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void longRowsAreTheirPartsPutTogether(ElementType type) {
        int count = 256 * 71;
        byte[] stored = new byte[(int) type.byteSize(count)];
        new Random(3).nextBytes(stored);
        BlockCodec codec = BlockCodec.of(type);
        float[] whole = new float[count];
        codec.decode(MemorySegment.ofArray(stored), 0, whole, 0, count);
        float[] parts = new float[count];
        for (int start = 0; start < count; start += 256) {
            MemorySegment source = MemorySegment.ofArray(stored);
            codec.decode(source, type.byteSize(start), parts, start, 256);
        }
        assertThat(whole).isEqualTo(parts);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void floatTypesKeepWhatTheyCanHold(ElementType type) {
        float[] source = {1, -0.5f, 0, -0f, 384, Float.POSITIVE_INFINITY};
        byte[] stored = new byte[(int) type.byteSize(source.length)];
        BlockCodec codec = BlockCodec.of(type);
        codec.encode(source, 0, source.length, MemorySegment.ofArray(stored), 0);
        float[] back = new float[source.length];
        codec.decode(MemorySegment.ofArray(stored), 0, back, 0, back.length);
        assertThat(back).containsExactly(source);
    }

    @Test
    void brainFloatsRoundToEvenAndKeepNotANumber() {
        // 1 + 2^-8 lies half way between 1 and 1 + 2^-7: the even one is 1
        float[] source = {1.00390625f, 1.01171875f, Float.intBitsToFloat(0x7f800001)};
        byte[] stored = new byte[6];
        BlockCodec.of(ElementType.BF16).encode(source, 0, 3, MemorySegment.ofArray(stored), 0);
        assertThat(HexFormat.of().formatHex(stored)).isEqualTo("803f" + "823f" + "c07f");
    }

    @Test
    void refusesPartsOfBlocksAndShortTargets() {
        MemorySegment source = MemorySegment.ofArray(new byte[34]);
        BlockCodec codec = BlockCodec.of(ElementType.Q8_0);
        assertThatThrownBy(() -> codec.decode(source, 0, new float[32], 0, 31))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Q8_0");
        assertThatThrownBy(() -> codec.decode(source, 0, new float[31], 0, 32))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> codec.decode(source, 1, new float[32], 0, 32))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void saysWhichTypesItCannotEncode() {
        assertThat(BlockCodec.canEncode(ElementType.TQ1_0)).isFalse();
        assertThat(BlockCodec.canEncode(ElementType.F8_E4M3)).isFalse();
        assertThat(BlockCodec.canEncode(ElementType.Q4_K)).isTrue();
    }

    private static List<Golden> goldens(ElementType type) throws IOException {
        try (InputStream in = BlockCodecTest.class.getResourceAsStream("blocks.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .map(line -> line.split(" "))
                    .filter(parts -> parts[0].equals(type.name()))
                    .map(BlockCodecTest::golden)
                    .toList();
        }
    }

    private static Golden golden(String[] parts) {
        HexFormat hex = HexFormat.of();
        return new Golden(
                ElementType.valueOf(parts[0]),
                parts[1],
                hex.parseHex(parts[2]),
                floats(hex.parseHex(parts[3])));
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
