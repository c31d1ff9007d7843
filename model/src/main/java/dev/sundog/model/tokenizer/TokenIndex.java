package dev.sundog.model.tokenizer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strings and their ids, both ways. Strings are kept as UTF-8 in one array, so that a vocabulary of
 * a hundred thousand entries is there in some milliseconds. Filled once, then read by any number of
 * threads.
 */
final class TokenIndex {
    /** Receives entries. */
    interface Receiver {
        void accept(String token, int id);
    }

    private byte[] bytes = new byte[1 << 16];
    private int used;

    // entries, in the order in which they came
    private int[] starts = new int[1 << 10];
    private int[] lengths = new int[1 << 10];
    private int[] hashes = new int[1 << 10];
    private int[] ids = new int[1 << 10];
    private int entries;
    private int distinct;

    // by open addressing: hash << 32 | entry + 1, or 0
    private long[] slots = new long[1 << 11];

    // by id: entry + 1, or 0
    private int[] byId = new int[1 << 10];
    private @Nullable String[] strings = new String[0];

    /** Adds a string; of one that comes twice the later id counts. */
    void put(byte[] source, int start, int length, int id) {
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + length));
        }
        if (entries == starts.length) {
            starts = Arrays.copyOf(starts, entries * 2);
            lengths = Arrays.copyOf(lengths, entries * 2);
            hashes = Arrays.copyOf(hashes, entries * 2);
            ids = Arrays.copyOf(ids, entries * 2);
        }
        if (entries * 2 >= slots.length) {
            grow();
        }
        if (id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(byId.length * 2, id + 1));
        }
        System.arraycopy(source, start, bytes, used, length);
        int hash = hash(source, start, length);
        int slot = slot(hash, source, start, length);
        distinct += slots[slot] == 0 ? 1 : 0;
        starts[entries] = used;
        lengths[entries] = length;
        hashes[entries] = hash;
        ids[entries] = id;
        used += length;
        entries++;
        slots[slot] = slotOf(hash, entries);
        byId[id] = entries;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 4];
        int mask = slots.length - 1;
        for (long taken : old) {
            if (taken != 0) {
                int slot = spread((int) (taken >>> 32)) & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = taken;
            }
        }
    }

    private static long slotOf(int hash, int entry) {
        return (long) hash << 32 | entry;
    }

    private static int hash(byte[] source, int start, int length) {
        int hash = 0;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + source[i];
        }
        return hash;
    }

    private int slot(int hash, byte[] source, int start, int length) {
        int mask = slots.length - 1;
        int slot = spread(hash) & mask;
        while (slots[slot] != 0) {
            int entry = (int) slots[slot] - 1;
            if ((int) (slots[slot] >>> 32) == hash
                    && lengths[entry] == length
                    && Arrays.equals(
                            bytes,
                            starts[entry],
                            starts[entry] + length,
                            source,
                            start,
                            start + length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }

    /** The id of a string, or -1. */
    int find(byte[] source, int start, int length) {
        int entry = (int) slots[slot(hash(source, start, length), source, start, length)];
        return entry == 0 ? -1 : ids[entry - 1];
    }

    /** The id of a string, or -1. */
    int find(String token) {
        byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
        return find(utf8, 0, utf8.length);
    }

    /** The id of what the strings of two ids spell together, or -1. */
    int findJoined(int leftId, int rightId) {
        int left = byId[leftId] - 1;
        int right = byId[rightId] - 1;
        int power = 1;
        for (int i = 0; i < lengths[right]; i++) {
            power *= 31;
        }
        int hash = hashes[left] * power + hashes[right];
        int mask = slots.length - 1;
        int slot = spread(hash) & mask;
        while (slots[slot] != 0) {
            int entry = (int) slots[slot] - 1;
            if ((int) (slots[slot] >>> 32) == hash && isJoin(entry, left, right)) {
                return ids[entry];
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private boolean isJoin(int entry, int left, int right) {
        int start = starts[entry];
        int middle = start + lengths[left];
        return lengths[entry] == lengths[left] + lengths[right]
                && Arrays.equals(
                        bytes, start, middle, bytes, starts[left], starts[left] + lengths[left])
                && Arrays.equals(
                        bytes,
                        middle,
                        start + lengths[entry],
                        bytes,
                        starts[right],
                        starts[right] + lengths[right]);
    }

    /** Distinct strings. */
    int size() {
        return distinct;
    }

    /** One more than the largest id. */
    int limit() {
        int limit = byId.length;
        while (limit > 0 && byId[limit - 1] == 0) {
            limit--;
        }
        return limit;
    }

    /** The string of an id, or null if the id names nothing. */
    @Nullable String token(int id) {
        if (id < 0 || id >= byId.length || byId[id] == 0) {
            return null;
        }
        @Nullable String[] made = strings;
        if (made.length < byId.length) {
            made = new String[byId.length];
            strings = made;
        }
        String token = made[id];
        if (token == null) {
            int entry = byId[id] - 1;
            token = new String(bytes, starts[entry], lengths[entry], StandardCharsets.UTF_8);
            made[id] = token;
        }
        return token;
    }

    /** The UTF-8 form of the string of an id that names one. */
    byte[] utf8(int id) {
        int entry = byId[id] - 1;
        return Arrays.copyOfRange(bytes, starts[entry], starts[entry] + lengths[entry]);
    }

    /** Hands over every string that an id has, by id. */
    void forEach(Receiver receiver) {
        for (int id = 0; id < byId.length; id++) {
            String token = token(id);
            if (token != null) {
                receiver.accept(token, id);
            }
        }
    }
}
