package dev.sundog.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * SentencePiece's map of characters: a double-array trie over UTF-8, and the replacements it points
 * to. Applied as the {@code tokenizers} library does, cluster by cluster: a cluster of under six
 * bytes whose beginning is in the trie becomes the replacement of its shortest such beginning, else
 * each of its characters is looked up. Immutable.
 *
 * <p><b>Source:</b> Yata, Darts-clone (double array); layout of {@code precompiled_charsmap} in
 * SentencePiece's normalizer specification: length of the trie in bytes, trie, replacements each
 * ended by a zero.
 */
final class PrecompiledCharsmap {
    private static final int LONGEST_CLUSTER = 5;

    private final int[] units;
    private final byte[] replacements;

    private PrecompiledCharsmap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /** Nothing if the lengths do not fit. */
    static Optional<PrecompiledCharsmap> read(byte[] map) {
        ByteBuffer buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        if (map.length < 8) {
            return Optional.empty();
        }
        int bytes = buffer.getInt();
        if (bytes < 4 || bytes % 4 != 0 || bytes > buffer.remaining()) {
            return Optional.empty();
        }
        int[] units = new int[bytes / 4];
        for (int i = 0; i < units.length; i++) {
            units[i] = buffer.getInt();
        }
        return Optional.of(
                new PrecompiledCharsmap(
                        units, Arrays.copyOfRange(map, buffer.position(), map.length)));
    }

    String apply(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder mapped = new StringBuilder(text.length() + 16);
        BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
        clusters.setText(text);
        int start = clusters.first();
        for (int end = clusters.next(); end != BreakIterator.DONE; end = clusters.next()) {
            mapCluster(text.substring(start, end), mapped);
            start = end;
        }
        return mapped.toString();
    }

    /** Whether the text is of printable ASCII characters that the trie does not know. */
    private boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || find(new byte[] {(byte) c}) >= 0) {
                return false;
            }
        }
        return true;
    }

    private void mapCluster(String cluster, StringBuilder mapped) {
        byte[] bytes = cluster.getBytes(StandardCharsets.UTF_8);
        int whole = bytes.length <= LONGEST_CLUSTER ? find(bytes) : -1;
        if (whole >= 0) {
            mapped.append(replacement(whole));
            return;
        }
        for (int at = 0; at < cluster.length(); ) {
            int next = cluster.offsetByCodePoints(at, 1);
            String character = cluster.substring(at, next);
            int found = find(character.getBytes(StandardCharsets.UTF_8));
            mapped.append(found >= 0 ? replacement(found) : character);
            at = next;
        }
    }

    /** Where the replacement of the shortest beginning is, or -1. */
    private int find(byte[] key) {
        int node = base(units[0]);
        for (byte next : key) {
            int value = next & 0xFF;
            node ^= value;
            if (value == 0 || node < 0 || node >= units.length) {
                return -1;
            }
            int unit = units[node];
            if ((unit & 0x800000FF) != value) {
                return -1;
            }
            node ^= base(unit);
            if (node < 0 || node >= units.length) {
                return -1;
            }
            if ((unit >>> 8 & 1) == 1) {
                return units[node] & 0x7FFFFFFF;
            }
        }
        return -1;
    }

    private static int base(int unit) {
        return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
    }

    private String replacement(int start) {
        int end = Math.min(start, replacements.length);
        int from = end;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return new String(replacements, from, end - from, StandardCharsets.UTF_8);
    }
}
