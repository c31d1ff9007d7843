package dev.sundog.server.document;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code multipart/form-data} part by part in constant memory. Not thread-safe.
 *
 * <p>Source: RFC 7578 and RFC 2046, section 5.1.
 */
final class MultipartReader {
    private static final int BUFFER = 64 * 1024;
    private static final int LONGEST_BOUNDARY = 70;
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary=(?:\"([^\"]+)\"|([^\\s;]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile(";\\s*name=(?:\"([^\"]*)\"|([^\\s;]+))");
    private static final Pattern FILE =
            Pattern.compile(";\\s*filename=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;]+))");

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    /** Whether the line break before the part's content is still to be taken off. */
    private boolean inHead;

    /** Whether what was read last is a delimiter. */
    private boolean atBoundary;

    /**
     * What a part says of itself.
     *
     * @param file the file's name at the client; absent if the part is no file
     */
    record Head(String name, Optional<String> file) {}

    /**
     * @param contentType of the request
     * @throws SundogException (user) if that is not {@code multipart/form-data} with a boundary
     */
    MultipartReader(InputStream in, String contentType) {
        this.in = in;
        String type = contentType.strip().toLowerCase(Locale.ROOT);
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!type.startsWith("multipart/form-data") || !matcher.find()) {
            throw malformed("the content type is '" + contentType + "', without a boundary");
        }
        String boundary = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        if (boundary.length() > LONGEST_BOUNDARY) {
            throw malformed("the boundary is longer than " + LONGEST_BOUNDARY + " characters");
        }
        delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // the first boundary has no line before it
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
    }

    static SundogException malformed(String reason) {
        return SundogException.user(
                "multipart-malformed",
                "The body is not valid multipart/form-data: "
                        + reason
                        + "; send e.g. curl -F document=@FILE.");
    }

    /** Goes to the next part, whatever is left of this one is skipped; empty after the last. */
    Optional<Head> next() throws IOException {
        if (!atBoundary) {
            copy(OutputStream.nullOutputStream());
        }
        atBoundary = false;
        String after = line();
        if (after.startsWith("--")) {
            while (in.read(buffer) >= 0) {
                // what follows the last boundary means nothing
            }
            return Optional.empty();
        }
        if (!after.isBlank()) {
            throw malformed("a boundary is followed by something else");
        }
        String disposition = "";
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            length += line.length();
            if (length > LONGEST_HEAD) {
                throw malformed("the head of a part is longer than " + LONGEST_HEAD + " bytes");
            }
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                disposition = line.substring(line.indexOf(':') + 1);
            }
        }
        at -= 2; // the empty line's end may be the beginning of the boundary
        Matcher name = NAME.matcher(disposition);
        if (!name.find()) {
            throw malformed("a part has no name");
        }
        String value = name.group(1) == null ? name.group(2) : name.group(1);
        Matcher file = FILE.matcher(disposition);
        Optional<String> fileName =
                file.find()
                        ? Optional.of(file.group(1) == null ? file.group(2) : file.group(1))
                        : Optional.empty();
        inHead = true;
        return Optional.of(new Head(value, fileName));
    }

    /** Copies the part's content, up to the boundary after it. */
    void copy(OutputStream out) throws IOException {
        int skip = inHead ? 2 : 0;
        inHead = false;
        while (true) {
            int found = find();
            int ready = found >= 0 ? found : Math.max(at, end - delimiter.length + 1);
            int from = Math.min(at + skip, ready);
            skip -= from - at;
            out.write(buffer, from, ready - from);
            at = ready;
            if (found >= 0) {
                at += delimiter.length;
                atBoundary = true;
                return;
            }
            fill();
        }
    }

    /** Where the delimiter begins in what is read, -1 if it is not there. */
    private int find() {
        for (int i = at; i <= end - delimiter.length; i++) {
            if (buffer[i] == '\r' && matches(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(int from) {
        for (int i = 0; i < delimiter.length; i++) {
            if (buffer[from + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            throw malformed("it ends within a part");
        }
        end += count;
    }

    /** A line without its end, with the buffer's {@code at} behind that. */
    private String line() throws IOException {
        for (int i = at; ; i++) {
            while (i + 1 >= end) {
                if (end - at > LONGEST_HEAD) {
                    throw malformed("a line of a head is too long");
                }
                i -= at;
                fill();
            }
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                String line = new String(buffer, at, i - at, StandardCharsets.UTF_8);
                at = i + 2;
                return line;
            }
        }
    }
}
