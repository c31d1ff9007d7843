package dev.sundog.model.tokenizer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Byte-pair encoding: the symbols of a piece (bytes in a byte-level vocabulary, else code points),
 * the best adjacent pair merged until none is left. Pieces seen are remembered. Thread-safe.
 *
 * <p><b>Source:</b> Sennrich et al., arXiv 1508.07909; unknown symbols, byte fallback and ties as
 * in the {@code tokenizers} library's BPE model.
 */
final class BytePairModel implements SubwordModel {
    /** Longer pieces are not remembered. */
    private static final int LONGEST_REMEMBERED = 64;

    private static final int REMEMBERED = 1 << 14;
    private static final int NONE = -1;

    /** A piece and its ids. Immutable, so that threads may pass it through a plain array. */
    private record Seen(String piece, int[] ids) {}

    /**
     * What the model does besides merging.
     *
     * @param byteLevel symbols are bytes, spelled in the {@link ByteAlphabet}
     * @param byteFallback what has no token becomes tokens such as {@code <0x0A>}
     * @param ignoreMerges a whole piece that is a token is taken as it is
     * @param fuseUnknown adjacent unknown symbols become one
     * @param unknownId id of what has no token, or -1: it vanishes
     */
    record Settings(
            boolean byteLevel,
            boolean byteFallback,
            boolean ignoreMerges,
            boolean fuseUnknown,
            int unknownId) {}

    private final TokenIndex vocabulary;
    private final PairRanks pairs;
    private final Settings settings;
    private final int[] byteIds = new int[256];
    private final @Nullable Seen[] seen = new Seen[REMEMBERED];

    BytePairModel(TokenIndex vocabulary, PairRanks pairs, Settings settings) {
        this.vocabulary = vocabulary;
        this.pairs = pairs;
        this.settings = settings;
        for (int value = 0; value < 256; value++) {
            String name =
                    settings.byteLevel()
                            ? String.valueOf(ByteAlphabet.character(value))
                            : ByteAlphabet.fallbackName(value);
            byteIds[value] = vocabulary.find(name);
        }
    }

    @Override
    public void encode(String text, int start, int end, IdBuffer ids) {
        int length = end - start;
        if (length == 0) {
            return;
        }
        if (length > LONGEST_REMEMBERED) {
            encodeNew(text.substring(start, end), ids);
            return;
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        hash *= 0x9E3779B9;
        int slot = hash >>> 18;
        Seen known = seen[slot];
        if (known != null
                && known.piece.length() == length
                && known.piece.regionMatches(0, text, start, length)) {
            ids.addAll(known.ids);
            return;
        }
        String piece = text.substring(start, end);
        int before = ids.size();
        encodeNew(piece, ids);
        seen[slot] = new Seen(piece, ids.from(before));
    }

    private void encodeNew(String piece, IdBuffer ids) {
        if (settings.ignoreMerges()) {
            int whole = vocabulary.find(settings.byteLevel() ? ByteAlphabet.spell(piece) : piece);
            if (whole >= 0) {
                ids.add(whole);
                return;
            }
        }
        int[] symbols = settings.byteLevel() ? bytes(piece) : codePoints(piece);
        int count = pairs.merge(symbols);
        for (int i = 0; i < count; i++) {
            ids.add(symbols[i]);
        }
    }

    private int[] bytes(String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        int[] symbols = new int[bytes.length];
        int count = 0;
        boolean afterUnknown = false;
        for (byte value : bytes) {
            int id = byteIds[value & 0xFF];
            boolean unknown = id == NONE;
            if (unknown) {
                id = settings.unknownId();
            }
            if (id != NONE && !(unknown && afterUnknown && settings.fuseUnknown())) {
                symbols[count++] = id;
            }
            afterUnknown = unknown;
        }
        return count == symbols.length ? symbols : Arrays.copyOf(symbols, count);
    }

    private int[] codePoints(String piece) {
        IdBuffer symbols = new IdBuffer();
        boolean afterUnknown = false;
        for (int at = 0; at < piece.length(); ) {
            int next = piece.offsetByCodePoints(at, 1);
            String symbol = piece.substring(at, next);
            at = next;
            int id = vocabulary.find(symbol);
            if (id >= 0) {
                symbols.add(id);
                afterUnknown = false;
            } else if (settings.byteFallback() && addBytes(symbol, symbols)) {
                afterUnknown = false;
            } else {
                if (settings.unknownId() != NONE && !(afterUnknown && settings.fuseUnknown())) {
                    symbols.add(settings.unknownId());
                }
                afterUnknown = true;
            }
        }
        return symbols.toArray();
    }

    /** Adds the byte tokens of a symbol if the vocabulary has all of them. */
    private boolean addBytes(String symbol, IdBuffer symbols) {
        byte[] bytes = symbol.getBytes(StandardCharsets.UTF_8);
        for (byte value : bytes) {
            if (byteIds[value & 0xFF] == NONE) {
                return false;
            }
        }
        for (byte value : bytes) {
            symbols.add(byteIds[value & 0xFF]);
        }
        return true;
    }
}
