package dev.sundog.server.document;

import dev.sundog.model.failure.SundogException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A form with a document that was received: the document on disk, the other fields as text.
 *
 * @param folder of this upload alone
 * @param name of the document at the client, without folders
 * @param fields text by the fields' names; of a field given twice the texts are joined by a comma
 */
public record Upload(Path folder, String name, Map<String, String> fields) {
    private static final String FIELD = "document";
    private static final int MOST_PARTS = 64;
    private static final int LONGEST_FIELD = 64 * 1024;
    private static final int LONGEST_NAME = 120;

    public Upload {
        fields = Map.copyOf(fields);
    }

    /** The document. */
    Path file() {
        return folder.resolve(FIELD);
    }

    /**
     * Receives a form.
     *
     * @param folder empty; takes the document
     * @param contentType of the request
     * @throws SundogException (user) {@code multipart-malformed}, or {@code document-field} if
     *     there is not exactly one document
     * @throws UncheckedIOException if the client breaks off or the disk is full
     */
    public static Upload receive(InputStream body, String contentType, Path folder) {
        Map<String, String> fields = new LinkedHashMap<>();
        Optional<String> name = Optional.empty();
        Path file = folder.resolve(FIELD);
        try {
            MultipartReader reader = new MultipartReader(body, contentType);
            int parts = 0;
            Optional<MultipartReader.Head> next = reader.next();
            while (next.isPresent()) {
                MultipartReader.Head head = next.get();
                if (++parts > MOST_PARTS) {
                    throw MultipartReader.malformed("it has more than " + MOST_PARTS + " parts");
                }
                if (head.file().isPresent()) {
                    requireDocument(head, name);
                    name = Optional.of(plainName(head.file().get()));
                    try (OutputStream out = Files.newOutputStream(file)) {
                        reader.copy(out);
                    }
                } else {
                    BoundedText text = new BoundedText(head.name());
                    reader.copy(text);
                    fields.merge(
                            head.name(),
                            text.toString(StandardCharsets.UTF_8).strip(),
                            (first, second) -> first + "," + second);
                }
                next = reader.next();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Upload(folder, name.orElseThrow(Upload::missing), fields);
    }

    private static void requireDocument(MultipartReader.Head head, Optional<String> before) {
        if (!head.name().equals(FIELD)) {
            throw SundogException.user(
                    "document-field",
                    "The field '%s' holds a file; the document belongs in the field 'document'."
                            .formatted(head.name()));
        }
        if (before.isPresent()) {
            throw SundogException.user(
                    "document-field", "There are two documents; send each in its own request.");
        }
    }

    private static SundogException missing() {
        return SundogException.user(
                "document-field",
                "The field 'document' with a file is missing; send e.g. curl -F document=@FILE.");
    }

    private static String plainName(String sent) {
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        String clean = last.replace("%22", "\"").replaceAll("\\p{Cntrl}", " ").strip();
        String name = clean.isEmpty() ? FIELD : clean;
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private static final class BoundedText extends ByteArrayOutputStream {
        private final String field;

        private BoundedText(String field) {
            this.field = field;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            if (size() + length > LONGEST_FIELD) {
                throw MultipartReader.malformed(
                        "the field '" + field + "' is longer than " + LONGEST_FIELD + " bytes");
            }
            super.write(bytes, from, length);
        }
    }
}
