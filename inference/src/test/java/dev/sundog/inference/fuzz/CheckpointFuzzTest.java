package dev.sundog.inference.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.session.Decoder;
import dev.sundog.kernels.KernelProvider;
import dev.sundog.kernels.Kernels;
import dev.sundog.kernels.parallel.ThreadTeam;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Session;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.CheckpointFormat;
import dev.sundog.model.surgery.Converter;
import dev.sundog.model.surgery.QuantisationPreset;
import dev.sundog.model.surgery.Quantizer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Spoiled checkpoints load and compute, or say what is wrong: nothing else. A short run is part of
 * the tests; {@code -Dsundog.fuzz.cases=10000 -Dsundog.fuzz.seed=7} makes a long one.
 */
class CheckpointFuzzTest {
    private static final int CASES = Integer.getInteger("sundog.fuzz.cases", 600);
    private static final long SEED = Long.getLong("sundog.fuzz.seed", 1);
    private static final int SECONDS = 10;
    private static final long HEAP_BYTES = 256L << 20;
    private static final long COMPUTED_PARAMETERS = 4_000_000;
    private static final int HEADER = 4096;
    private static final Kernels KERNELS = KernelProvider.active();
    private static final ThreadTeam TEAM = new ThreadTeam(1);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir private Path folder;
    private final List<Path> directories = new ArrayList<>();
    private final List<byte[]> ggufs = new ArrayList<>();

    @AfterAll
    static void dismiss() {
        TEAM.close();
    }

    @BeforeEach
    void prepare() throws IOException {
        try (Stream<Path> families = Files.list(TinyModels.path("families"))) {
            families.sorted().forEach(directories::add);
        }
        List<QuantisationPreset> presets = List.of(QuantisationPreset.values());
        for (Path directory : directories) {
            Path file = folder.resolve("intact.gguf");
            try (Checkpoint checkpoint = Checkpoints.open(directory)) {
                if (ggufs.size() % 2 == 0) {
                    Converter.convert(
                            checkpoint,
                            file,
                            CheckpointFormat.GGUF,
                            Optional.empty(),
                            ProgressListener.NONE);
                } else {
                    QuantisationPreset preset = presets.get(ggufs.size() % presets.size());
                    Quantizer.quantize(
                            checkpoint, file, Quantizer.Options.of(preset), ProgressListener.NONE);
                }
                ggufs.add(Files.readAllBytes(file));
            } catch (SundogException e) {
                // what GGUF cannot express is refused; the others are enough
                assertThat(e).hasMessageContaining("GGUF");
            }
        }
        assertThat(ggufs).hasSizeGreaterThan(20);
    }

    @Test
    void spoiledCheckpointsLoadOrSayWhatIsWrong(TestReporter reporter) throws Exception {
        List<String> wrong = new ArrayList<>();
        int loaded = 0;
        try (ExecutorService runner =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory())) {
            for (int i = 0; i < CASES && wrong.size() < 10; i++) {
                SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + i);
                Path spoiled = spoiled(random);
                Future<@Nullable String> outcome = runner.submit(() -> use(spoiled));
                try {
                    String message = outcome.get(SECONDS, TimeUnit.SECONDS);
                    if (message == null) {
                        loaded++;
                    }
                } catch (ExecutionException e) {
                    wrong.add("case %d: %s".formatted(i, describe(e.getCause())));
                } catch (TimeoutException e) {
                    throw new AssertionError("case %d of seed %d hangs".formatted(i, SEED), e);
                }
            }
        }
        reporter.publishEntry("loaded", loaded + " of " + CASES);
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        // a fuzzer whose files are all refused at the door tests little
        assertThat(loaded).as("loaded of %d", CASES).isBetween(CASES / 20, CASES * 19 / 20);
    }

    private static String describe(@Nullable Throwable failure) {
        if (failure == null) {
            return "no cause";
        }
        return failure
                + Arrays.stream(failure.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("dev.sundog"))
                        .limit(6)
                        .map(frame -> "\n    at " + frame)
                        .reduce("", String::concat);
    }

    private Path spoiled(SplittableRandom random) throws IOException {
        Mutations mutations = new Mutations(random);
        if (random.nextInt(2) == 0) {
            byte[] intact = ggufs.get(random.nextInt(ggufs.size()));
            Path file = folder.resolve("spoiled.gguf");
            boolean structured = random.nextInt(3) > 0;
            return Files.write(
                    file, structured ? mutations.gguf(intact) : mutations.raw(intact, HEADER));
        }
        Path source = directories.get(random.nextInt(directories.size()));
        Path directory = Files.createDirectories(folder.resolve("spoiled"));
        Path weights = directory.resolve("model.safetensors");
        Path config = directory.resolve("config.json");
        byte[] intact = Files.readAllBytes(source.resolve("model.safetensors"));
        Files.copy(source.resolve("config.json"), config, StandardCopyOption.REPLACE_EXISTING);
        Files.write(weights, intact);
        switch (random.nextInt(4)) {
            case 0 -> Files.write(weights, mutations.safetensors(intact));
            case 1 -> Files.write(weights, mutations.raw(intact, HEADER));
            case 2 -> Files.write(config, mutations.raw(Files.readAllBytes(config), HEADER));
            default -> Files.writeString(config, mutations.json(Files.readString(config)));
        }
        return directory;
    }

    /** Reads all of a checkpoint and computes with it. The message if it is refused. */
    private static @Nullable String use(Path path) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            long parameters = 0;
            for (TensorInfo tensor : checkpoint.tensors()) {
                float[] row = new float[tensor.rowLength()];
                checkpoint.readRows(tensor, 0, 1, row, 0);
                checkpoint.readRows(tensor, tensor.rowCount() - 1, 1, row, 0);
                parameters += tensor.elementCount();
            }
            checkpoint.lineage();
            checkpoint.chatTemplate();
            if (parameters <= COMPUTED_PARAMETERS) {
                compute(checkpoint);
            }
            return null;
        } catch (SundogException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.contains("spoiled")) {
                throw new AssertionError("the message does not name the file: " + message, e);
            }
            return message;
        } finally {
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as("bytes allocated").isLessThan(HEAP_BYTES);
        }
    }

    private static void compute(Checkpoint checkpoint) {
        Decoder decoder = Decoder.load(checkpoint, KERNELS, TEAM, ProgressListener.NONE);
        int last = checkpoint.config().vocabularySize() - 1;
        try (Session session = decoder.openSession(4)) {
            if (Architectures.named(checkpoint.config().family()).encoder()) {
                session.appendHidden(new int[] {0, last});
            } else {
                session.append(0, last);
                session.append(Math.min(1, last));
            }
        }
    }
}
