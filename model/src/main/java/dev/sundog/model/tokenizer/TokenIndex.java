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

    private byte[] bytes;
    private final int gap;

    // entries, in the order in which they came; where each begins, and where the next one would
    private int[] starts;
    private int[] hashes;
    private int entries;
    private int distinct;

    // ids of entries, and entry + 1 (or 0) of ids; not there while the n-th entry has the id n
    private int[] ids = new int[0];
    private int[] byId = new int[0];

    // by open addressing: hash << 32 | entry + 1, or 0
    private long[] slots;

    private int repeated = -1;
    private @Nullable String[] strings = new String[0];

    /**
     * An empty one.
     *
     * @param capacity how many strings will come, at a guess
     */
    TokenIndex(int capacity) {
        int entries = Math.max(capacity, 1 << 10);
        bytes = new byte[8 * entries];
        gap = 0;
        starts = new int[entries];
        hashes = new int[entries];
        slots = new long[Integer.highestOneBit(entries) * 4];
    }

    /** Each string with its place as its id; of one that comes twice the first place counts. */
    TokenIndex(Utf8Strings strings) {
        bytes = strings.bytes();
        gap = strings.gap();
        starts = strings.starts();
        entries = strings.size();
        hashes = new int[entries];
        slots = new long[Integer.highestOneBit(Math.max(entries, 8)) * 4];
        for (int entry = 0; entry < entries; entry++) {
            int start = starts[entry];
            int length = starts[entry + 1] - gap - start;
            int hash = hash(bytes, start, length);
            hashes[entry] = hash;
            int slot = slot(hash, bytes, start, length);
            if (slots[slot] == 0) {
                slots[slot] = slotOf(hash, entry + 1);
                distinct++;
            } else if (repeated < 0) {
                repeated = entry;
            }
        }
    }

    /** One that was {@linkplain #save saved}. */
    TokenIndex(TableReader in) {
        bytes = in.bytes();
        gap = in.whole();
        starts = in.ints();
        hashes = in.ints();
        entries = hashes.length;
        distinct = in.whole();
        repeated = in.whole();
        ids = in.ints();
        byId = in.ints();
        slots = in.longs();
    }

    /** Writes it as it is. */
    void save(TableWriter out) {
        out.bytes(bytes, gap == 0 ? starts[entries] : bytes.length);
        out.whole(gap);
        out.ints(starts, entries + 1);
        out.ints(hashes, entries);
        out.whole(distinct);
        out.whole(repeated);
        out.ints(ids, Math.min(ids.length, entries));
        out.ints(byId, byId.length);
        out.longs(slots);
    }

    /** The first place of a string that was there before, or -1. */
    int repeated() {
        return repeated;
    }

    /** Adds a string; of one that comes twice the later id counts. */
    void put(byte[] source, int start, int length, int id) {
        int used = starts[entries];
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + length));
        }
        if (entries + 1 == starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
            hashes = Arrays.copyOf(hashes, starts.length);
        }
        if (entries * 2 >= slots.length) {
            grow();
        }
        if (ids.length > 0 || id != entries) {
            putId(id);
        }
        System.arraycopy(source, start, bytes, used, length);
        int hash = hash(source, start, length);
        int slot = slot(hash, source, start, length);
        distinct += slots[slot] == 0 ? 1 : 0;
        hashes[entries] = hash;
        entries++;
        starts[entries] = used + length;
        slots[slot] = slotOf(hash, entries);
    }

    /** Keeps the id of the entry that comes. */
    private void putId(int id) {
        if (ids.length == 0) {
            ids = new int[starts.length];
            byId = new int[starts.length];
            for (int entry = 0; entry < entries; entry++) {
                ids[entry] = entry;
                byId[entry] = entry + 1;
            }
        }
        if (entries >= ids.length) {
            ids = Arrays.copyOf(ids, starts.length);
        }
        if (id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(byId.length * 2, id + 1));
        }
        ids[entries] = id;
        byId[id] = entries + 1;
    }

    private int id(int entry) {
        return ids.length == 0 ? entry : ids[entry];
    }

    /** The entry of an id, or -1. */
    private int entry(int id) {
        if (ids.length == 0) {
            return id >= 0 && id < entries ? id : -1;
        }
        return id >= 0 && id < byId.length ? byId[id] - 1 : -1;
    }

    private int length(int entry) {
        return starts[entry + 1] - gap - starts[entry];
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
            if ((int) (slots[slot] >>> 32) == hash
                    && spells((int) slots[slot] - 1, source, start, length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean spells(int entry, byte[] source, int start, int length) {
        int own = starts[entry];
        return length(entry) == length
                && Arrays.equals(bytes, own, own + length, source, start, start + length);
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }

    /** The id of a string, or -1. */
    int find(byte[] source, int start, int length) {
        int entry = (int) slots[slot(hash(source, start, length), source, start, length)];
        return entry == 0 ? -1 : id(entry - 1);
    }

    /** The id of a string, or -1. */
    int find(String token) {
        byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
        return find(utf8, 0, utf8.length);
    }

    /**
     * The id of what the strings of two ids spell together, or -1.
     *
     * @param guess an id that is looked at first, since mostly ids are numbered merge by merge
     */
    int findJoined(int leftId, int rightId, int guess) {
        int left = entry(leftId);
        int right = entry(rightId);
        int guessed = distinct == entries ? entry(guess) : -1;
        if (guessed >= 0 && isJoin(guessed, left, right)) {
            return guess;
        }
        int power = 1;
        for (int i = length(right); i > 0; i--) {
            power *= 31;
        }
        int hash = hashes[left] * power + hashes[right];
        int mask = slots.length - 1;
        int slot = spread(hash) & mask;
        while (slots[slot] != 0) {
            int entry = (int) slots[slot] - 1;
            if ((int) (slots[slot] >>> 32) == hash && isJoin(entry, left, right)) {
                return id(entry);
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private boolean isJoin(int entry, int left, int right) {
        int start = starts[entry];
        int leftLength = length(left);
        int rightLength = length(right);
        int middle = start + leftLength;
        return length(entry) == leftLength + rightLength
                && equal(start, starts[left], leftLength)
                && equal(middle, starts[right], rightLength);
    }

    private boolean equal(int first, int second, int length) {
        return Arrays.equals(bytes, first, first + length, bytes, second, second + length);
    }

    /** Distinct strings. */
    int size() {
        return distinct;
    }

    /** One more than the largest id. */
    int limit() {
        if (ids.length == 0) {
            return entries;
        }
        int limit = byId.length;
        while (limit > 0 && byId[limit - 1] == 0) {
            limit--;
        }
        return limit;
    }

    /** The string of an id, or null if the id names nothing. */
    @Nullable String token(int id) {
        int entry = entry(id);
        if (entry < 0) {
            return null;
        }
        @Nullable String[] made = strings;
        if (made.length <= entry) {
            made = new String[entries];
            strings = made;
        }
        String token = made[entry];
        if (token == null) {
            token = new String(bytes, starts[entry], length(entry), StandardCharsets.UTF_8);
            made[entry] = token;
        }
        return token;
    }

    /** The UTF-8 form of the string of an id that names one. */
    byte[] utf8(int id) {
        int start = starts[entry(id)];
        return Arrays.copyOfRange(bytes, start, start + length(entry(id)));
    }

    /** Hands over every string that an id has, by id. */
    void forEach(Receiver receiver) {
        int limit = limit();
        for (int id = 0; id < limit; id++) {
            String token = token(id);
            if (token != null) {
                receiver.accept(token, id);
            }
        }
    }
}
