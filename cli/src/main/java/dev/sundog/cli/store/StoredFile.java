package dev.sundog.cli.store;

/**
 * A file of a model, by content.
 *
 * @param name relative name with {@code /}, checked
 * @param bytes its length
 * @param sha256 its digest, 64 lower-case hexadecimal digits
 */
public record StoredFile(String name, long bytes, String sha256) {
    public StoredFile {
        SafeNames.relative(name, "the model");
        if (bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(name + ": " + bytes + " bytes, " + sha256);
        }
    }
}
