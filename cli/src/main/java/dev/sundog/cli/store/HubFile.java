package dev.sundog.cli.store;

import java.util.Optional;

/**
 * A file of a repository as the hub lists it.
 *
 * @param name its path, checked
 * @param bytes its length, -1 if the hub did not say
 * @param sha256 of a large file (Git LFS), its digest
 * @param git of a small file, git's name of its content
 */
record HubFile(String name, long bytes, Optional<String> sha256, Optional<String> git) {
    HubFile {
        SafeNames.relative(name, "the hub");
    }

    boolean isKnown() {
        return bytes >= 0 && (sha256.isPresent() || git.isPresent());
    }
}
