package dev.sundog.cli.store;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file from the hub into the store: goes on where an earlier attempt stopped, even of another
 * process; starts again if the file has changed since; checks length and digest before the content
 * gets its place. Used by one thread at a time.
 *
 * <p>Source: RFC 9110, sections 13.1.5 ({@code If-Range}) and 14 (range requests).
 */
final class FileDownload {
    private static final int BUFFER = 1 << 17;
    private static final int MOST_WRONG = 2;
    private static final int MOST_BEGINNINGS = 10;
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /** Content that is not what was announced; one more attempt from the beginning is made. */
    private static final class WrongContent extends Exception {
        private static final long serialVersionUID = 1L;

        WrongContent(String message) {
            super(message);
        }
    }

    private final HubClient client;
    private final StoreFolders folders;
    private final HubFile file;
    private final URI address;
    private final Transfer transfer;
    private final String what;
    private final String key;
    private final Path partial;
    private final Path tag;

    FileDownload(
            HubClient client,
            StoreFolders folders,
            HubReference reference,
            HubFile file,
            URI address,
            Transfer transfer) {
        this.client = client;
        this.folders = folders;
        this.file = file;
        this.address = address;
        this.transfer = transfer;
        this.what = reference + ": " + file.name();
        this.key = key(file, address);
        this.partial = folders.partials().resolve(key + ".part");
        this.tag = folders.partials().resolve(key + ".etag");
    }

    private static String key(HubFile file, URI address) {
        return file.sha256()
                .or(() -> file.git().map(name -> "git-" + name))
                .orElseGet(
                        () ->
                                "url-"
                                        + Digests.sha256(
                                                address.toString()
                                                        .getBytes(StandardCharsets.UTF_8)));
    }

    /** Bytes that an earlier attempt left. */
    static long begun(StoreFolders folders, HubFile file, URI address) {
        try {
            Path partial = folders.partials().resolve(key(file, address) + ".part");
            return Files.isRegularFile(partial) ? Math.min(Files.size(partial), file.bytes()) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Fetches the file, unless another process has done so meanwhile. */
    StoredFile fetch() {
        try (StoreLock lock =
                StoreLock.exclusive(
                        folders.partialLock(key),
                        "another process fetches " + file.name() + "; waiting for it",
                        client.progress())) {
            Blobs blobs = new Blobs(folders);
            if (file.sha256().isPresent() && blobs.holds(file.sha256().get(), file.bytes())) {
                transfer.arrived(file.bytes());
                return new StoredFile(file.name(), file.bytes(), file.sha256().get());
            }
            ContentDigest.Names names = content();
            blobs.adopt(partial, names.sha256());
            deleteQuietly(tag);
            return new StoredFile(file.name(), file.bytes(), names.sha256());
        }
    }

    private ContentDigest.Names content() {
        int failures = 0;
        int wrong = 0;
        int attempts = 0;
        while (true) {
            long before = size();
            try {
                if (before == file.bytes() && before > 0 || receive(before)) {
                    return verified();
                }
                if (++attempts >= MOST_BEGINNINGS) {
                    throw SundogException.data(
                            "hub-content",
                            what + ": changes at the hub faster than it can be fetched");
                }
            } catch (WrongContent e) {
                restart();
                if (++wrong >= MOST_WRONG) {
                    throw SundogException.data(
                            "hub-content",
                            what
                                    + ": "
                                    + e.getMessage()
                                    + ", twice. The hub or something on the way sends other bytes"
                                    + " than the hub announces; nothing of it was kept");
                }
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()
                        || e.getCause() instanceof InterruptedException) {
                    throw new PullInterrupted();
                }
                failures = size() > before ? 1 : failures + 1;
                if (failures >= HubClient.ATTEMPTS) {
                    throw client.unreachable(what, e);
                }
                client.pause(failures, e);
            }
        }
    }

    /** Asks for the rest of the file; false if it has to be begun again. */
    private boolean receive(long from) throws IOException, WrongContent {
        Map<String, String> headers = new HashMap<>();
        if (from > 0) {
            headers.put("Range", "bytes=" + from + "-");
            storedTag().ifPresent(known -> headers.put("If-Range", "\"" + known + "\""));
        }
        try (HubAnswer answer = client.get(what, address, headers)) {
            long start = start(answer, from);
            if (start < 0) {
                return false;
            }
            if (start == 0 && from > 0) {
                client.progress().say(file.name() + ": has to be fetched from its beginning");
                restart();
            }
            rememberTag(answer);
            copy(answer.body(), start);
            return true;
        }
    }

    /** Where the bytes that come belong, -1 if they are of no use. */
    private long start(HubAnswer answer, long from) throws WrongContent {
        if (answer.status() == 416) {
            restart();
            if (from == 0) {
                throw new WrongContent("the hub says the file ends before its beginning");
            }
            return -1;
        }
        OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
        if (answer.status() == 200) {
            requireSize(length);
            return 0;
        }
        Matcher range =
                CONTENT_RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != from) {
            throw new WrongContent(
                    "asked for bytes from "
                            + from
                            + ", got '"
                            + SafeNames.printable(
                                    answer.headers().firstValue("Content-Range").orElse("nothing"))
                            + "'");
        }
        if (!range.group(3).equals("*")) {
            requireSize(OptionalLong.of(Long.parseLong(range.group(3))));
        }
        Optional<String> known = storedTag();
        if (known.isPresent() && answer.tag().isPresent() && !known.equals(answer.tag())) {
            client.progress().say(file.name() + ": has changed at the hub meanwhile");
            restart();
            return -1;
        }
        return from;
    }

    private void requireSize(OptionalLong stated) throws WrongContent {
        if (stated.isPresent() && stated.getAsLong() != file.bytes()) {
            throw new WrongContent(
                    "expected %,d bytes as the hub lists, the answer has %,d"
                            .formatted(file.bytes(), stated.getAsLong()));
        }
    }

    private void copy(InputStream body, long start) throws IOException, WrongContent {
        byte[] buffer = new byte[BUFFER];
        long at = start;
        try (FileChannel out = open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            write(out, ByteBuffer.allocate(0), start);
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                client.progress().check();
                if (at + count > file.bytes()) {
                    throw new WrongContent(
                            "more than the %,d bytes that the hub lists".formatted(file.bytes()));
                }
                write(out, ByteBuffer.wrap(buffer, 0, count), at);
                at += count;
                transfer.arrived(count);
            }
            sync(out);
        }
        if (at < file.bytes()) {
            throw new TransientFailure(
                    "ended after %,d of %,d bytes".formatted(at, file.bytes()), Optional.empty());
        }
    }

    private FileChannel open(Path path, StandardOpenOption... options) {
        try {
            Files.createDirectories(folders.partials());
            return FileChannel.open(path, options);
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    /** A full disk is not the network's fault. */
    private void write(FileChannel out, ByteBuffer bytes, long at) {
        try {
            long position = at;
            while (bytes.hasRemaining()) {
                position += out.write(bytes, position);
            }
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    private void sync(FileChannel out) {
        try {
            out.force(false);
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    /** The content's names, all of it read back from the disk. */
    private ContentDigest.Names verified() throws WrongContent {
        ContentDigest digest = new ContentDigest(file.bytes());
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(partial)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                client.progress().check();
                digest.update(buffer, 0, count);
            }
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
        long length = digest.length();
        ContentDigest.Names names = digest.names();
        if (length != file.bytes()) {
            throw new WrongContent("expected %,d bytes, found %,d".formatted(file.bytes(), length));
        }
        if (file.sha256().isPresent() && !file.sha256().get().equals(names.sha256())) {
            throw new WrongContent(
                    "expected SHA-256 " + file.sha256().get() + ", found " + names.sha256());
        }
        if (file.sha256().isEmpty()
                && file.git().isPresent()
                && !file.git().get().equals(names.git())) {
            throw new WrongContent(
                    "expected git's name " + file.git().get() + ", found " + names.git());
        }
        return names;
    }

    private long size() {
        try {
            return Files.isRegularFile(partial) ? Files.size(partial) : 0;
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    /** Throws away what has arrived. */
    private void restart() {
        transfer.lost(Math.min(size(), file.bytes()));
        deleteQuietly(partial);
        deleteQuietly(tag);
    }

    private void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }

    private Optional<String> storedTag() {
        try {
            return Files.isRegularFile(tag)
                    ? Optional.of(Files.readString(tag))
                            .filter(text -> text.matches("[\\x21\\x23-\\x7e]{1,300}"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps the tag of what is being received; a weak one says nothing about bytes. */
    private void rememberTag(HubAnswer answer) {
        Optional<String> header = answer.headers().firstValue("ETag");
        if (header.isEmpty() || header.get().startsWith("W/")) {
            return;
        }
        try {
            Files.createDirectories(folders.partials());
            Files.writeString(tag, answer.tag().orElse(""));
        } catch (IOException e) {
            throw folders.unwritable(e);
        }
    }
}
