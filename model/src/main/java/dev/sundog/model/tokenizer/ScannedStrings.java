package dev.sundog.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strings of a JSON text, where they stand in it; those with escapes are kept aside. Not
 * thread-safe while it is filled.
 */
final class ScannedStrings {
    private final byte[] json;
    private byte[] aside = new byte[64];
    private int asideUsed;

    // below 0: ~start in aside
    private final IdBuffer starts;
    private final IdBuffer lengths;

    /**
     * @param json what is scanned
     * @param capacity strings that will come, at a guess
     */
    ScannedStrings(byte[] json, int capacity) {
        this.json = json;
        this.starts = new IdBuffer(capacity);
        this.lengths = new IdBuffer(capacity);
    }

    /** Adds a string that was scanned, or a part of it. */
    void add(byte[] source, int start, int length) {
        int place = start;
        if (source != json) {
            if (asideUsed + length > aside.length) {
                aside = Arrays.copyOf(aside, Math.max(aside.length * 2, asideUsed + length));
            }
            System.arraycopy(source, start, aside, asideUsed, length);
            place = ~asideUsed;
            asideUsed += length;
        }
        starts.add(place);
        lengths.add(length);
    }

    int size() {
        return starts.size();
    }

    /** The id of a string, or -1. */
    int find(int index, TokenIndex vocabulary) {
        int start = starts.get(index);
        return start < 0
                ? vocabulary.find(aside, ~start, lengths.get(index))
                : vocabulary.find(json, start, lengths.get(index));
    }

    String get(int index) {
        int start = starts.get(index);
        byte[] source = start < 0 ? aside : json;
        return new String(
                source, start < 0 ? ~start : start, lengths.get(index), StandardCharsets.UTF_8);
    }
}
