package dev.sundog.cli.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a content and, where its length is known beforehand, the name git would give it. Not
 * thread-safe.
 *
 * <p>Source: git's object names, SHA-1 of {@code "blob " + length + NUL + content}.
 */
final class ContentDigest {
    private final MessageDigest sha256 = algorithm("SHA-256");
    private final MessageDigest sha1 = algorithm("SHA-1");
    private long length;

    /** Without git's name. */
    ContentDigest() {}

    /** For a content of {@code bytes} bytes. */
    public ContentDigest(long bytes) {
        sha1.update(("blob " + bytes + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    public void update(byte[] buffer, int offset, int count) {
        sha256.update(buffer, offset, count);
        sha1.update(buffer, offset, count);
        length += count;
    }

    /** Bytes so far. */
    public long length() {
        return length;
    }

    MessageDigest sha256() {
        return sha256;
    }

    /** Ends the digest. */
    public Names names() {
        HexFormat hex = HexFormat.of();
        return new Names(hex.formatHex(sha256.digest()), hex.formatHex(sha1.digest()));
    }

    /**
     * What a content is called.
     *
     * @param sha256 64 hexadecimal digits
     * @param git 40 hexadecimal digits
     */
    public record Names(String sha256, String git) {}

    private static MessageDigest algorithm(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
