package dev.sundog.model.tokenizer;

/**
 * A text and where it is cut: pieces in order, none empty; what lies between two pieces has been
 * removed. Not thread-safe.
 */
final class TextPieces {
    private final boolean first;
    private String text;
    private int[] bounds;
    private int count;

    /** How the matches of a pattern and what is between them become pieces. */
    enum Behavior {
        ISOLATED,
        REMOVED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS
    }

    /** Finds what a text is cut at. Thread-safe. */
    interface Finder {
        /** A search in one text. */
        Search in(String text);
    }

    /** Finds matches in parts of one text. Not thread-safe. */
    interface Search {
        /** Adds start and end of each match within {@code start} and {@code end}, in order. */
        void find(int start, int end, IdBuffer matches);
    }

    /**
     * The whole text as one piece.
     *
     * @param first whether it is the beginning of what is encoded
     */
    TextPieces(String text, boolean first) {
        this.text = text;
        this.first = first;
        this.bounds = new int[] {0, text.length()};
        this.count = text.isEmpty() ? 0 : 1;
    }

    String text() {
        return text;
    }

    int count() {
        return count;
    }

    int start(int piece) {
        return bounds[2 * piece];
    }

    int end(int piece) {
        return bounds[2 * piece + 1];
    }

    /** Cuts every piece. */
    void cut(Finder finder, Behavior behavior, boolean invert) {
        IdBuffer cut = new IdBuffer();
        IdBuffer matches = new IdBuffer();
        Search search = finder.in(text);
        for (int piece = 0; piece < count; piece++) {
            matches.clear();
            search.find(start(piece), end(piece), matches);
            if (behavior == Behavior.ISOLATED && !invert) {
                isolate(start(piece), end(piece), matches, cut);
            } else {
                new Parts(start(piece), end(piece), matches, invert).merge(behavior, cut);
            }
        }
        bounds = cut.toArray();
        count = bounds.length / 2;
    }

    private static void isolate(int start, int end, IdBuffer matches, IdBuffer cut) {
        int at = start;
        for (int i = 0; i < matches.size(); i += 2) {
            add(cut, at, matches.get(i));
            add(cut, matches.get(i), matches.get(i + 1));
            at = matches.get(i + 1);
        }
        add(cut, at, end);
    }

    private static void add(IdBuffer cut, int start, int end) {
        if (start < end) {
            cut.add(start);
            cut.add(end);
        }
    }

    /** From a piece and whether what is encoded begins with it to what stands in its place. */
    interface Rewriting {
        String rewrite(String piece, boolean first);
    }

    /** Replaces the text of every piece. */
    void rewrite(Rewriting change) {
        StringBuilder rewritten = new StringBuilder(text.length() + count);
        IdBuffer cut = new IdBuffer();
        for (int piece = 0; piece < count; piece++) {
            int start = rewritten.length();
            boolean begins = first && piece == 0 && start(piece) == 0;
            String old = text.substring(start(piece), end(piece));
            rewritten.append(change.rewrite(old, begins));
            add(cut, start, rewritten.length());
        }
        text = rewritten.toString();
        bounds = cut.toArray();
        count = bounds.length / 2;
    }

    /** Matches and what is between them, in order; some may be empty. */
    private static final class Parts {
        private final IdBuffer starts = new IdBuffer();
        private final IdBuffer ends = new IdBuffer();
        private final IdBuffer matched = new IdBuffer();

        Parts(int start, int end, IdBuffer matches, boolean invert) {
            int at = start;
            for (int i = 0; i < matches.size(); i += 2) {
                if (at < matches.get(i)) {
                    add(at, matches.get(i), invert);
                }
                add(matches.get(i), matches.get(i + 1), !invert);
                at = matches.get(i + 1);
            }
            if (at < end) {
                add(at, end, invert);
            }
        }

        private void add(int start, int end, boolean match) {
            starts.add(start);
            ends.add(end);
            matched.add(match ? 1 : 0);
        }

        void merge(Behavior behavior, IdBuffer cut) {
            int size = starts.size();
            int at = 0;
            while (at < size) {
                int last = at;
                switch (behavior) {
                    case ISOLATED -> {}
                    case REMOVED -> {
                        if (matched.get(at) == 1) {
                            at++;
                            continue;
                        }
                    }
                    case MERGED_WITH_PREVIOUS -> {
                        boolean absorbs =
                                at + 1 < size && matched.get(at + 1) == 1 && matched.get(at) == 0;
                        last = absorbs ? at + 1 : at;
                    }
                    case MERGED_WITH_NEXT -> {
                        boolean absorbed =
                                at + 1 < size && matched.get(at) == 1 && matched.get(at + 1) == 0;
                        last = absorbed ? at + 1 : at;
                    }
                    case CONTIGUOUS -> {
                        while (last + 1 < size && matched.get(last + 1) == matched.get(at)) {
                            last++;
                        }
                    }
                }
                TextPieces.add(cut, starts.get(at), ends.get(last));
                at = last + 1;
            }
        }
    }
}
