package dev.sundog.model.tokenizer;

import java.util.Arrays;

/**
 * Incremental decoding for any decoder: the text of a short window of ids with the new one, less
 * the text of the window before it, once that no longer ends in an unfinished character. Special
 * tokens are left out.
 */
final class WindowStreamDecoder implements Tokenizer.StreamDecoder {
    /** Ids that may wait for a character to end; a character has at most 4 bytes. */
    private static final int LONGEST_WAIT = 8;

    private final Tokenizer tokenizer;
    private int[] context = new int[0];
    private int[] waiting = new int[0];

    WindowStreamDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public String push(int id) {
        waiting = concat(waiting, new int[] {id});
        String text = pendingText();
        if (text.endsWith("\uFFFD") && waiting.length < LONGEST_WAIT) {
            return "";
        }
        if (!text.isEmpty()) {
            settle();
        }
        return text;
    }

    @Override
    public String flush() {
        String text = pendingText();
        context = new int[0];
        waiting = new int[0];
        return text;
    }

    private void settle() {
        context = waiting;
        waiting = new int[0];
    }

    private String pendingText() {
        String before = tokenizer.decode(context, true);
        String after = tokenizer.decode(concat(context, waiting), true);
        return after.startsWith(before) ? after.substring(before.length()) : after;
    }

    private static int[] concat(int[] first, int[] second) {
        int[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
