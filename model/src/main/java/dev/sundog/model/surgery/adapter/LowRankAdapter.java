package dev.sundog.model.surgery.adapter;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.checkpoint.PartialFile;
import dev.sundog.model.checkpoint.TensorFile;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;
import dev.sundog.model.failure.SundogException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An adapter directory, open for reading. Thread-safe until closed. */
public final class LowRankAdapter implements AutoCloseable {
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final Pattern NAME =
            Pattern.compile(Pattern.quote(PREFIX) + "(.+)\\.lora_([AB])(?:\\.default)?\\.weight");

    private final Path directory;
    private final AdapterConfig config;
    private final TensorFile file;
    private final Map<String, Factors> factors;

    /**
     * The update of one projection.
     *
     * @param tensor name of the base's tensor
     * @param a {@code [rank, in]}
     * @param b {@code [out, rank]}
     */
    public record Factors(String tensor, TensorInfo a, TensorInfo b) {
        /** Rows of A. */
        public int rank() {
            return Math.toIntExact(a.rowCount());
        }
    }

    private LowRankAdapter(
            Path directory, AdapterConfig config, TensorFile file, Map<String, Factors> factors) {
        this.directory = directory;
        this.config = config;
        this.file = file;
        this.factors = factors;
    }

    /**
     * Opens a directory in PEFT's format.
     *
     * @throws SundogException (data) if it is none, is another kind of adapter, or its tensors do
     *     not go together
     */
    public static LowRankAdapter open(Path directory) {
        AdapterConfig config = AdapterConfig.read(directory);
        TensorFile file = TensorFile.open(directory.resolve(WEIGHTS));
        try {
            return new LowRankAdapter(directory, config, file, factors(directory, config, file));
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static Map<String, Factors> factors(
            Path directory, AdapterConfig config, TensorFile file) {
        Map<String, TensorInfo> a = new TreeMap<>();
        Map<String, TensorInfo> b = new HashMap<>();
        for (TensorInfo tensor : file.tensors()) {
            Matcher name = NAME.matcher(tensor.name());
            if (!name.matches() || tensor.shape().size() != 2) {
                throw invalid(
                        directory,
                        "tensor %s %s is no lora_A or lora_B of a projection"
                                .formatted(tensor.name(), tensor.shape()));
            }
            (name.group(2).equals("A") ? a : b).put(name.group(1) + ".weight", tensor);
        }
        Map<String, Factors> factors = new TreeMap<>();
        a.forEach(
                (name, down) -> {
                    TensorInfo up = b.remove(name);
                    if (up == null) {
                        throw invalid(directory, name + " has lora_A without lora_B");
                    }
                    if (down.rowCount() != config.rank() || up.rowLength() != config.rank()) {
                        throw invalid(
                                directory,
                                "%s has lora_A %s and lora_B %s, expected rank %d"
                                        .formatted(name, down.shape(), up.shape(), config.rank()));
                    }
                    factors.put(name, new Factors(name, down, up));
                });
        if (!b.isEmpty() || factors.isEmpty()) {
            throw invalid(
                    directory,
                    factors.isEmpty()
                            ? "there is no update in " + WEIGHTS
                            : b.keySet().iterator().next() + " has lora_B without lora_A");
        }
        return factors;
    }

    /** What its configuration says. */
    public AdapterConfig config() {
        return config;
    }

    /** Where it was opened. */
    public Path directory() {
        return directory;
    }

    /** All updates, by tensor name. */
    public Collection<Factors> factors() {
        return factors.values();
    }

    /** The update of a tensor of the base. */
    public Optional<Factors> find(String tensor) {
        return Optional.ofNullable(factors.get(tensor));
    }

    /** A or B as floats, row-major. */
    public float[] read(TensorInfo tensor) {
        return file.readAll(tensor);
    }

    /**
     * Makes sure that this is an adapter of {@code base}.
     *
     * @param anyName whether the base may be called otherwise than the adapter says
     * @throws SundogException (data, {@code adapter-base}) naming the tensor and both shapes, or
     *     both names
     */
    public void requireBase(Checkpoint base, boolean anyName) {
        for (Factors update : factors.values()) {
            List<Long> expected = List.of(update.b().rowCount(), (long) update.a().rowLength());
            TensorInfo tensor =
                    base.find(update.tensor())
                            .orElseThrow(
                                    () ->
                                            otherBase(
                                                    "%s adapts %s, which %s does not have"
                                                            .formatted(
                                                                    directory,
                                                                    update.tensor(),
                                                                    base.path())));
            if (!tensor.shape().equals(expected)) {
                throw otherBase(
                        "%s adapts %s of shape %s, but in %s its shape is %s"
                                .formatted(
                                        directory,
                                        update.tensor(),
                                        expected,
                                        base.path(),
                                        tensor.shape()));
            }
        }
        String found = Lineage.nameOf(base.path());
        config.base()
                .filter(name -> !anyName && !sameName(name, found))
                .ifPresent(
                        name -> {
                            throw otherBase(
                                    "%s belongs to '%s', but the base is '%s'"
                                            .formatted(directory, name, found));
                        });
    }

    /** Paths and owners do not count, nor does the suffix of a file. */
    private static boolean sameName(String name, String found) {
        String last = Lineage.nameOf(Path.of(name));
        return last.toLowerCase(Locale.ROOT).equals(found.toLowerCase(Locale.ROOT));
    }

    private static SundogException otherBase(String what) {
        return SundogException.data("adapter-base", what + "; use the model it was trained on");
    }

    private static SundogException invalid(Path directory, String what) {
        return SundogException.data("adapter-invalid", directory.resolve(WEIGHTS) + ": " + what);
    }

    /**
     * Writes a directory in PEFT's format.
     *
     * @param a by tensor of the base, {@code [rank, in]}, with that tensor's name; likewise
     * @param b {@code [out, rank]}
     * @param source numbers of A where it is asked for a tensor of {@code a}, of B for {@code b}
     * @throws SundogException (resource) if it cannot be written
     */
    public static void write(
            Path directory,
            AdapterConfig config,
            List<TensorInfo> a,
            List<TensorInfo> b,
            TensorSource source) {
        Map<String, TensorInfo> original = new HashMap<>();
        List<TensorInfo> tensors = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            tensors.add(renamed(a.get(i), "lora_A", original));
            tensors.add(renamed(b.get(i), "lora_B", original));
        }
        TensorFile.write(
                directory.resolve(WEIGHTS),
                tensors,
                (tensor, first, rows, target, offset) -> {
                    TensorInfo asked = original.get(tensor.name());
                    if (asked == null) {
                        throw new IllegalArgumentException(tensor.name());
                    }
                    source.readRows(asked, first, rows, target, offset);
                });
        PartialFile.write(directory.resolve(AdapterConfig.FILE_NAME), config.toJson());
    }

    private static TensorInfo renamed(
            TensorInfo tensor, String part, Map<String, TensorInfo> original) {
        String module = tensor.name().substring(0, tensor.name().length() - ".weight".length());
        String name = PREFIX + module + "." + part + ".weight";
        original.put(name, tensor);
        return new TensorInfo(name, tensor.type(), tensor.shape());
    }

    @Override
    public void close() {
        file.close();
    }
}
