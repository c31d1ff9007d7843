package dev.sundog.kernels.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.kernels.KernelProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Types that search for scales, against ggml's blocks ({@code make_super_blocks.py}). */
class SuperBlocksTest {
    private static final int SIZE = 256;

    @ParameterizedTest
    @EnumSource(
            names = {
                "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS", "TQ1_0", "TQ2_0",
                "MXFP4"
            })
    void decodesAsTheReferenceDoes(ElementType type) throws IOException {
        List<String[]> goldens = lines("decoded", type);
        assertThat(goldens).hasSize(2);
        for (String[] golden : goldens) {
            float[] target = new float[SIZE + 1];
            MemorySegment stored = MemorySegment.ofArray(bytes(golden[2]));
            BlockCodec.of(type).decode(stored, 0, target, 1, SIZE);
            assertThat(bits(Arrays.copyOfRange(target, 1, SIZE + 1)))
                    .isEqualTo(bits(floats(golden[3])));
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K",
                "IQ4_NL", "IQ4_XS"
            })
    void encodesByteForByteAsTheReferenceDoes(ElementType type) throws IOException {
        float[] importance = floats(lines("importance").getFirst()[1]);
        List<String[]> goldens = lines("encoded", type);
        assertThat(goldens).hasSize(8);
        int size = (int) type.byteSize(SIZE);
        for (BlockArithmetic arithmetic :
                List.of(BlockArithmetic.SCALAR, KernelProvider.active().blockArithmetic())) {
            for (String[] golden : goldens) {
                float[] source = floats(lines("source").get(Integer.parseInt(golden[2]))[2]);
                byte[] plain = new byte[size];
                BlockCodec codec = BlockCodec.of(type);
                codec.encode(source, 0, SIZE, MemorySegment.ofArray(plain), 0, arithmetic);
                assertThat(HexFormat.of().formatHex(plain))
                        .as("source %s", golden[2])
                        .isEqualTo(golden[3]);
                byte[] weighted = new byte[size + 3];
                codec.encode(
                        source, 0, 1, importance, MemorySegment.ofArray(weighted), 3, arithmetic);
                assertThat(HexFormat.of().formatHex(weighted, 3, size + 3))
                        .as("source %s with importance", golden[2])
                        .isEqualTo(golden[4]);
            }
        }
    }

    @Test
    void weightedRowsAreEncodedOneByOne() throws IOException {
        float[] importance = floats(lines("importance").getFirst()[1]);
        float[] first = floats(lines("source").get(0)[2]);
        float[] second = floats(lines("source").get(2)[2]);
        float[] both = Arrays.copyOf(first, 2 * SIZE);
        System.arraycopy(second, 0, both, SIZE, SIZE);
        for (ElementType type : List.of(ElementType.Q4_0, ElementType.Q3_K, ElementType.IQ4_XS)) {
            BlockCodec codec = BlockCodec.of(type);
            int size = (int) type.byteSize(SIZE);
            byte[] together = new byte[2 * size];
            codec.encode(
                    both,
                    0,
                    2,
                    importance,
                    MemorySegment.ofArray(together),
                    0,
                    BlockArithmetic.SCALAR);
            byte[] apart = new byte[2 * size];
            codec.encode(
                    first,
                    0,
                    1,
                    importance,
                    MemorySegment.ofArray(apart),
                    0,
                    BlockArithmetic.SCALAR);
            codec.encode(
                    second,
                    0,
                    1,
                    importance,
                    MemorySegment.ofArray(apart),
                    size,
                    BlockArithmetic.SCALAR);
            assertThat(together).as(type.name()).isEqualTo(apart);
        }
    }

    @Test
    void importanceDecidesWhichColumnsSuffer() {
        // 0.3 and -1 cannot both be levels of one scale; the one that counts is hit
        float[] row = new float[32];
        row[0] = -1;
        row[1] = 0.3f;
        float[] importance = new float[32];
        Arrays.fill(importance, 1e-6f);
        importance[1] = 1;
        byte[] stored = new byte[18];
        BlockCodec codec = BlockCodec.of(ElementType.Q4_0);
        codec.encode(
                row, 0, 1, importance, MemorySegment.ofArray(stored), 0, BlockArithmetic.SCALAR);
        float[] weighted = new float[32];
        codec.decode(MemorySegment.ofArray(stored), 0, weighted, 0, 32);
        codec.encode(row, 0, 32, MemorySegment.ofArray(stored), 0);
        float[] plain = new float[32];
        codec.decode(MemorySegment.ofArray(stored), 0, plain, 0, 32);
        assertThat(Math.abs(weighted[1] - 0.3f)).isLessThan(1e-3f);
        assertThat(plain[0]).isEqualTo(-1);
        assertThat(Math.abs(plain[1] - 0.3f)).isGreaterThan(0.04f);
    }

    @Test
    void anAffineFitFindsNumbersOnAGridExactly() {
        // x = 0.5 l - 1, l = 0 ... 15
        float[] x = new float[32];
        float[] weights = new float[32];
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.5f * (i % 16) - 1;
            weights[i] = 1;
        }
        int[] levels = new int[32];
        ScaleSearch search = new ScaleSearch();
        BlockArithmetic.Trials trials = new BlockArithmetic.Trials(15, -1, 0.1f, 20, false);
        float scale = search.affine(x, 0, 32, weights, 0, trials, levels, 0);
        assertThat(scale).isEqualTo(0.5f);
        assertThat(search.minimum()).isEqualTo(-1);
        assertThat(levels[17]).isEqualTo(1);
        assertThat(levels[15]).isEqualTo(15);
    }

    @Test
    void nearestRoundsTiesToEven() {
        assertThat(ScaleSearch.nearest(2.5f)).isEqualTo(2);
        assertThat(ScaleSearch.nearest(3.5f)).isEqualTo(4);
        assertThat(ScaleSearch.nearest(-2.5f)).isEqualTo(-2);
        assertThat(ScaleSearch.nearest(-0.51f)).isEqualTo(-1);
    }

    @Test
    void numbersThatAreNoneDoNoHarm() {
        float[] source = new float[SIZE];
        source[3] = Float.NaN;
        source[40] = Float.POSITIVE_INFINITY;
        source[200] = Float.NEGATIVE_INFINITY;
        source[250] = 1e38f;
        float[] importance = new float[SIZE];
        for (ElementType type : ElementType.values()) {
            if (BlockCodec.canEncode(type)) {
                byte[] stored = new byte[(int) type.byteSize(SIZE)];
                BlockCodec codec = BlockCodec.of(type);
                codec.encode(source, 0, SIZE, MemorySegment.ofArray(stored), 0);
                codec.encode(
                        source,
                        0,
                        1,
                        importance,
                        MemorySegment.ofArray(stored),
                        0,
                        BlockArithmetic.SCALAR);
                codec.decode(MemorySegment.ofArray(stored), 0, new float[SIZE], 0, SIZE);
            }
        }
    }

    @Test
    void eightBitFloatsAreWhatTheirTablesSay() {
        // E4M3: 0.5 is 0x30, 448 the largest 0x7e, 2^-9 the smallest 0x01, 0xff no number
        byte[] stored = {0x30, 0x7e, 0x01, (byte) 0xff, (byte) 0xb8};
        float[] values = new float[5];
        BlockCodec.of(ElementType.F8_E4M3).decode(MemorySegment.ofArray(stored), 0, values, 0, 5);
        assertThat(values).containsExactly(0.5f, 448, 0x1p-9f, Float.NaN, -1);
        // E5M2: 1 is 0x3c, the largest 57344 0x7b, infinity 0x7c, the smallest 2^-16 0x01
        stored = new byte[] {0x3c, 0x7b, 0x7c, 0x01, (byte) 0xbe};
        BlockCodec.of(ElementType.F8_E5M2).decode(MemorySegment.ofArray(stored), 0, values, 0, 5);
        assertThat(values).containsExactly(1, 57344, Float.POSITIVE_INFINITY, 0x1p-16f, -1.5f);
    }

    @Test
    void integersAndDoublesAreRounded() {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        float[] value = new float[1];
        MemorySegment stored = MemorySegment.ofArray(bytes.putLong(0, (1L << 24) + 1).array());
        BlockCodec.of(ElementType.I64).decode(stored, 0, value, 0, 1);
        assertThat(value[0]).isEqualTo(0x1p24f);
        bytes.putDouble(0, 0.1);
        BlockCodec.of(ElementType.F64).decode(stored, 0, value, 0, 1);
        assertThat(value[0]).isEqualTo(0.1f);
        bytes.putInt(0, -7);
        BlockCodec.of(ElementType.I32).decode(stored, 0, value, 0, 1);
        assertThat(value[0]).isEqualTo(-7);
        BlockCodec.of(ElementType.I16).decode(stored, 0, value, 0, 1);
        assertThat(value[0]).isEqualTo(-7);
        BlockCodec.of(ElementType.I8).decode(stored, 0, value, 0, 1);
        assertThat(value[0]).isEqualTo(-7);
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    private static List<String[]> lines(String kind) throws IOException {
        try (InputStream in = SuperBlocksTest.class.getResourceAsStream("super_blocks.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .map(line -> line.split(" "))
                    .filter(parts -> parts[0].equals(kind))
                    .toList();
        }
    }

    private static List<String[]> lines(String kind, ElementType type) throws IOException {
        return lines(kind).stream().filter(parts -> parts[1].equals(type.name())).toList();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static float[] floats(String hex) {
        byte[] bytes = bytes(hex);
        float[] floats = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
