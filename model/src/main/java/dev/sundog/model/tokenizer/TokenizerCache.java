package dev.sundog.model.tokenizer;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What was made of large tokenizer.json files, kept on disk: the next start copies some megabytes
 * instead of reading, looking up and sorting in a hundred thousand tokens with code that is not
 * compiled yet. An entry is for one file name and two checksums of its content, and has a checksum
 * itself; what does not fit is made anew. Thread-safe, also among processes.
 */
public final class TokenizerCache {
    /** Shorter files are read at once. */
    private static final int LARGE = 1 << 21;

    /** Entries; beyond that the one that was made first goes. */
    private static final int KEPT = 32;

    /** Raised whenever tables are laid out, or strings hashed, in another way. */
    private static final int FORMAT = 1;

    private static final int HEADER = Integer.BYTES;
    private static final String SUFFIX = ".tables";

    private static volatile Optional<TokenizerCache> process = Optional.empty();

    private final Path folder;

    private TokenizerCache(Path folder) {
        this.folder = folder;
    }

    /**
     * Keeps tables of this process from now on; without it, none are.
     *
     * @param folder made when first written to; may be deleted at any time
     */
    public static void keepIn(Path folder) {
        process = Optional.of(new TokenizerCache(folder));
    }

    /** What a tokenizer.json says, read or taken from where it was kept. */
    static TokenizerFile read(byte[] json, String origin) {
        Optional<TokenizerCache> cache = json.length < LARGE ? Optional.empty() : process;
        return cache.map(kept -> kept.find(json, origin))
                .orElseGet(() -> TokenizerFile.read(json, origin));
    }

    private TokenizerFile find(byte[] json, String origin) {
        byte[] key = key(json, origin);
        Path entry = folder.resolve(HexFormat.of().toHexDigits(checksum(key, 0)) + SUFFIX);
        Optional<TokenizerFile> kept = load(entry, key, origin);
        if (kept.isPresent()) {
            return kept.get();
        }
        TokenizerFile file = TokenizerFile.read(json, origin);
        if (file.merges().size() > 0 && !file.hasScores()) {
            keep(entry, key, file);
        }
        return file;
    }

    private static byte[] key(byte[] json, String origin) {
        CRC32 other = new CRC32();
        other.update(json);
        TableWriter key = new TableWriter();
        byte[] name = Path.of(origin).toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        key.bytes(name, name.length);
        key.ints(new int[] {FORMAT, json.length, checksum(json, 0), (int) other.getValue()}, 4);
        return key.toByteArray();
    }

    private static int checksum(byte[] bytes, int start) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, start, bytes.length - start);
        return (int) checksum.getValue();
    }

    private static Optional<TokenizerFile> load(Path entry, byte[] key, String origin) {
        try {
            byte[] bytes = Files.readAllBytes(entry);
            if (bytes.length < HEADER) {
                return Optional.empty();
            }
            TableReader tables = new TableReader(bytes, 0);
            boolean whole = tables.whole() == checksum(bytes, HEADER);
            return whole && Arrays.equals(tables.bytes(), key)
                    ? Optional.of(TokenizerFile.restore(tables, origin))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | BufferUnderflowException e) {
            log("cannot be read, is made anew: " + entry, e);
            return Optional.empty();
        }
    }

    private void keep(Path entry, byte[] key, TokenizerFile file) {
        TableWriter tables = new TableWriter();
        tables.bytes(key, key.length);
        file.save(tables);
        byte[] content = tables.toByteArray();
        TableWriter header = new TableWriter();
        header.whole(checksum(content, 0));
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "part", "");
            try (var out = Files.newOutputStream(part)) {
                out.write(header.toByteArray());
                out.write(content);
            }
            Files.move(part, entry, StandardCopyOption.ATOMIC_MOVE);
            limit();
        } catch (IOException e) {
            log("tables are not kept in " + folder, e);
        }
    }

    /** Deletes the oldest beyond the number that is kept, and what was not finished. */
    private void limit() throws IOException {
        List<Path> oldestFirst;
        try (Stream<Path> files = Files.list(folder)) {
            oldestFirst = files.sorted(Comparator.comparing(TokenizerCache::made)).toList();
        }
        for (Path file : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - KEPT))) {
            Files.deleteIfExists(file);
        }
    }

    private static FileTime made(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static void log(String message, Exception cause) {
        System.getLogger(TokenizerCache.class.getName())
                .log(System.Logger.Level.DEBUG, message, cause);
    }
}
