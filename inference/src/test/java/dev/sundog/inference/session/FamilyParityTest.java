package dev.sundog.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.CheckpointFormat;
import dev.sundog.model.surgery.Converter;
import dev.sundog.model.surgery.LayerPlan;
import dev.sundog.model.surgery.LayerPlan.Slice;
import dev.sundog.model.surgery.Upscaler;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Every family computes what transformers computes, however its tokens and weights come. */
class FamilyParityTest {
    private static final float TOLERANCE = 1e-4f;
    private static final ThreadTeam TEAM = new ThreadTeam(2);

    /** A deeper model's layers are what those they came from were, in its configuration too. */
    @ParameterizedTest
    @MethodSource("decoders")
    void upscaledLayersStayWhatTheyWere(String name) {
        try (Checkpoint source = Checkpoints.open(FamilyGolden.directory(name))) {
            int n = source.config().layerCount();
            LayerPlan plan = LayerPlan.slices(n, List.of(new Slice(0, n - 1), new Slice(1, n)));
            Path out = temporary.resolve("deep");
            Upscaler.upscale(source, plan, out, true, ProgressListener.NONE);
            try (Checkpoint deep = Checkpoints.open(out)) {
                assertThat(deep.config().layerCount()).isEqualTo(2 * n - 2);
                for (int layer = 0; layer < 2 * n - 2; layer++) {
                    assertThat(deep.config().kind(layer))
                            .as("layer %d", layer)
                            .isEqualTo(source.config().kind(plan.layers().get(layer)));
                }
                // copies add nothing: what is left is the source's layers in order
                int[] ids = FamilyGolden.read(name).ids();
                assertClose(
                        "upscaled",
                        FamilyGolden.read(name).atOnce(),
                        atOnce(open(deep, "vector"), ids));
            }
        }
    }

    /** Cases of which llama.cpp's metadata cannot say everything. */
    private static final Set<String> NO_GGUF =
            Set.of("llama-dynamic", "gemma2-scalar", "exaone4-window", "qwen2moe-dense");

    @TempDir private Path temporary;

    @AfterAll
    static void dismiss() {
        TEAM.close();
    }

    static Stream<String> decoders() {
        return FamilyGolden.names().filter(name -> !FamilyGolden.read(name).encoder());
    }

    static Stream<String> expressible() {
        return FamilyGolden.names().filter(name -> !NO_GGUF.contains(name));
    }

    private static Kernels kernels(String name) {
        return KernelProvider.named(name).orElseThrow();
    }

    private static Decoder open(Checkpoint checkpoint, String kernels) {
        return Decoder.load(checkpoint, kernels(kernels), TEAM, ProgressListener.NONE);
    }

    private static float[][] atOnce(Decoder decoder, int[] ids) {
        float[][] logits = new float[ids.length][];
        try (Session session = decoder.openSession(ids.length)) {
            session.appendAll(ids, ids.length, (i, row) -> logits[i] = row.clone());
        }
        return logits;
    }

    private static float[][] oneByOne(Decoder decoder, int[] ids) {
        float[][] logits = new float[ids.length][];
        try (Session session = decoder.openSession(ids.length)) {
            for (int i = 0; i < ids.length; i++) {
                logits[i] = session.append(ids[i]);
            }
        }
        return logits;
    }

    private static void assertClose(String what, float[][] expected, float[][] actual) {
        float worst = 0;
        for (int row = 0; row < expected.length; row++) {
            assertThat(actual[row]).hasSameSizeAs(expected[row]);
            for (int i = 0; i < expected[row].length; i++) {
                float apart = Math.abs(expected[row][i] - actual[row][i]);
                assertThat(apart).as("%s, row %d, %d", what, row, i).isLessThan(TOLERANCE);
                worst = Math.max(worst, apart);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void logitsAreThoseOfTransformers(String name) {
        FamilyGolden golden = FamilyGolden.read(name);
        try (Checkpoint checkpoint = Checkpoints.open(FamilyGolden.directory(name))) {
            for (String kernels : List.of("vector", "scalar")) {
                Decoder decoder = open(checkpoint, kernels);
                assertClose("at once", golden.atOnce(), atOnce(decoder, golden.ids()));
                assertClose("one by one", golden.oneByOne(), oneByOne(decoder, golden.ids()));
                int[] short12 = Arrays.copyOf(golden.ids(), golden.shorter().length);
                assertClose("shorter", golden.shorter(), atOnce(decoder, short12));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void sequencesOfABatchDoNotDisturbEachOther(String name) {
        FamilyGolden golden = FamilyGolden.read(name);
        int[] ids = golden.ids();
        try (Checkpoint checkpoint = Checkpoints.open(FamilyGolden.directory(name))) {
            Decoder decoder = open(checkpoint, "vector");
            BatchPass batch = new BatchPass(decoder);
            try (Session first = decoder.openSession(ids.length);
                    Session second = decoder.openSession(ids.length)) {
                int[] start = Arrays.copyOf(ids, 9);
                batch.append(
                        List.of(
                                new BatchPass.Part(first, start),
                                new BatchPass.Part(second, new int[] {ids[0]})));
                assertClose(
                        "second", new float[][] {golden.oneByOne()[0]}, batch.logits(List.of(1)));
                if (golden.everyWayTheSame()) {
                    List<float[]> found = new ArrayList<>(List.of(batch.logits(List.of(0))));
                    for (int i = 9; i < ids.length; i++) {
                        batch.append(
                                List.of(
                                        new BatchPass.Part(second, new int[] {ids[i - 8]}),
                                        new BatchPass.Part(first, new int[] {ids[i]})));
                        found.add(batch.logits(List.of(1))[0]);
                    }
                    assertClose(
                            "first",
                            Arrays.copyOfRange(golden.atOnce(), 8, ids.length),
                            found.toArray(float[][]::new));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("expressible")
    void nothingIsLostOnTheWayThroughGguf(String name) {
        FamilyGolden golden = FamilyGolden.read(name);
        Path gguf = temporary.resolve("m.gguf");
        Path back = temporary.resolve("back");
        try (Checkpoint source = Checkpoints.open(FamilyGolden.directory(name))) {
            convert(source, gguf, CheckpointFormat.GGUF);
            try (Checkpoint middle = Checkpoints.open(gguf)) {
                assertThat(middle.config()).isEqualTo(source.config());
                convert(middle, back, CheckpointFormat.HF);
            }
            try (Checkpoint found = Checkpoints.open(back)) {
                assertThat(found.config()).isEqualTo(source.config());
                assertThat(found.tensors())
                        .extracting(TensorInfo::name)
                        .containsExactlyElementsOf(
                                source.tensors().stream().map(TensorInfo::name).toList());
                for (TensorInfo tensor : source.tensors()) {
                    float[] expected = source.readAll(tensor);
                    assertThat(found.tensor(tensor.name()).shape()).isEqualTo(tensor.shape());
                    // XLM-R's rows of positions that no token has
                    int from =
                            name.equals("xlm-roberta") && tensor.name().contains("position")
                                    ? 64
                                    : 0;
                    float[] actual = found.readAll(found.tensor(tensor.name()));
                    assertThat(Arrays.copyOfRange(actual, from, actual.length))
                            .as(tensor.name())
                            .isEqualTo(Arrays.copyOfRange(expected, from, expected.length));
                }
                if (!golden.encoder()) {
                    Decoder decoder = open(found, "vector");
                    assertClose("back", golden.atOnce(), atOnce(decoder, golden.ids()));
                }
            }
        }
    }

    static Stream<String> encoders() {
        return FamilyGolden.names().filter(name -> FamilyGolden.read(name).encoder());
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void hiddenStatesOfEncodersAreThoseOfTransformers(String name) {
        FamilyGolden golden = FamilyGolden.read(name);
        Path gguf = temporary.resolve("m.gguf");
        try (Checkpoint source = Checkpoints.open(FamilyGolden.directory(name))) {
            convert(source, gguf, CheckpointFormat.GGUF);
            try (Checkpoint converted = Checkpoints.open(gguf)) {
                for (Checkpoint checkpoint : List.of(source, converted)) {
                    for (String kernels : List.of("vector", "scalar")) {
                        Decoder decoder = open(checkpoint, kernels);
                        try (Session session = decoder.openSession(golden.ids().length)) {
                            assertClose(
                                    kernels, golden.atOnce(), session.appendHidden(golden.ids()));
                        }
                        try (Session session = decoder.openSession(4)) {
                            assertThatThrownBy(() -> session.append(1, 2))
                                    .hasMessageContaining("encoder");
                        }
                    }
                }
            }
        }
    }

    /** Layers of encoders normalise the sum, so a copy changes it whatever it adds. */
    @ParameterizedTest
    @MethodSource("encoders")
    void deeperEncodersLoadButNoCopyIsANoOp(String name) {
        try (Checkpoint source = Checkpoints.open(FamilyGolden.directory(name))) {
            LayerPlan plan = LayerPlan.interleave(source.config().layerCount(), 0, 1);
            Path out = temporary.resolve("deep");
            assertThatThrownBy(
                            () -> Upscaler.upscale(source, plan, out, true, ProgressListener.NONE))
                    .hasMessageContaining("--identity");
            Upscaler.upscale(source, plan, out, false, ProgressListener.NONE);
            try (Checkpoint deep = Checkpoints.open(out)) {
                assertThat(deep.config().layerCount()).isEqualTo(source.config().layerCount() + 2);
            }
        }
    }

    private static void convert(Checkpoint checkpoint, Path out, CheckpointFormat format) {
        Converter.convert(checkpoint, out, format, Optional.empty(), ProgressListener.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    llama-dynamic|rope scaling dynamic
                    gemma2-scalar|attention scale
                    exaone4-window|sliding windows
                    qwen2moe-dense|layers that differ
                    """)
    void whatGgufCannotSayIsRefusedByName(String name, String expected) {
        try (Checkpoint source = Checkpoints.open(FamilyGolden.directory(name))) {
            Path gguf = temporary.resolve("m.gguf");
            assertThatThrownBy(() -> convert(source, gguf, CheckpointFormat.GGUF))
                    .hasMessageContaining(expected);
            assertThat(gguf).doesNotExist();
        }
    }
}
