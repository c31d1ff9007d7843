package dev.sundog.data.shard;

import java.nio.file.Path;

/** Names and numbers of the format; the package comment describes it. */
final class ShardFormat {
    /** "SUNDOGTS" as a little-endian number. */
    static final long MAGIC = 0x5354474F444E5553L;

    static final int VERSION = 1;
    static final int HEADER_BYTES = 40;
    static final int SHORT_VOCABULARY = 1 << 16;

    private ShardFormat() {}

    static Path ids(Path shard) {
        return shard.resolveSibling(shard.getFileName() + ".ids");
    }

    static Path index(Path shard) {
        return shard.resolveSibling(shard.getFileName() + ".idx");
    }

    static int idBytes(int vocabularySize) {
        return vocabularySize <= SHORT_VOCABULARY ? 2 : 4;
    }
}
