package dev.sundog.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A body of {@code multipart/form-data}. */
final class MultipartForm {
    static final String TYPE = "multipart/form-data; boundary=\"a-boundary\"";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    MultipartForm field(String name, String value) {
        return text("--a-boundary\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n")
                .text(value + "\r\n");
    }

    MultipartForm file(String field, String name, byte[] content) {
        text(
                "--a-boundary\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                        .formatted(field, name));
        bytes.writeBytes(content);
        return text("\r\n");
    }

    private MultipartForm text(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    byte[] open() {
        return bytes.toByteArray();
    }

    byte[] closed() {
        return text("--a-boundary--\r\n").open();
    }
}
