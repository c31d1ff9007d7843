package dev.sundog.server;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names of answers. */
final class Identifiers {
    private static final int BYTES = 12;

    private Identifiers() {}

    static String next(String prefix) {
        byte[] random = new byte[BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        return prefix + HexFormat.of().formatHex(random);
    }
}
