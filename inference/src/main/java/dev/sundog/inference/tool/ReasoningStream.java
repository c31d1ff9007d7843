package dev.sundog.inference.tool;

/**
 * Parts the thoughts that an answer may begin with, {@code <think>…</think>}, from the answer
 * itself, as it grows. Not thread-safe.
 */
public final class ReasoningStream {
    /** What thoughts begin with. */
    public static final String BEGIN = "<think>";

    /** What they end with. */
    public static final String END = "</think>";

    private final StringBuilder pending = new StringBuilder();
    private Phase phase;
    private boolean fresh = true;

    private enum Phase {
        BEFORE,
        WITHIN,
        GAP,
        AFTER
    }

    /**
     * A piece of an answer.
     *
     * @param reasoning what is thought
     * @param text what is said
     */
    public record Piece(String reasoning, String text) {}

    private ReasoningStream(Phase phase) {
        this.phase = phase;
    }

    /**
     * An answer that is empty so far.
     *
     * @param thinking whether the prompt has begun the thoughts
     */
    public static ReasoningStream begin(boolean thinking) {
        return new ReasoningStream(thinking ? Phase.WITHIN : Phase.BEFORE);
    }

    /** An answer without thoughts; tags in it are text. */
    public static ReasoningStream none() {
        return new ReasoningStream(Phase.AFTER);
    }

    /** Adds a piece of the answer; what became certain with it. */
    public Piece push(String piece) {
        pending.append(piece);
        return read(false);
    }

    /** The end of the answer; what was held back. */
    public Piece end() {
        return read(true);
    }

    private Piece read(boolean whole) {
        String reasoning = "";
        if (phase == Phase.BEFORE) {
            before(whole);
        }
        if (phase == Phase.WITHIN) {
            reasoning = within(whole);
        }
        if (phase == Phase.GAP) {
            pending.delete(0, JsonScan.space(pending, 0));
            phase = pending.isEmpty() ? Phase.GAP : Phase.AFTER;
        }
        String text = "";
        if (phase == Phase.AFTER) {
            text = pending.toString();
            pending.setLength(0);
        }
        return new Piece(reasoning, text);
    }

    private void before(boolean whole) {
        int at = JsonScan.space(pending, 0);
        String rest = pending.substring(at, Math.min(pending.length(), at + BEGIN.length()));
        if (rest.equals(BEGIN)) {
            pending.delete(0, at + BEGIN.length());
            phase = Phase.WITHIN;
        } else if (whole || !BEGIN.startsWith(rest)) {
            phase = Phase.AFTER;
        }
    }

    /** Thoughts without the white space around them. */
    private String within(boolean whole) {
        if (fresh) {
            pending.delete(0, JsonScan.space(pending, 0));
        }
        int end = pending.indexOf(END);
        int certain = end;
        if (end < 0) {
            certain = whole ? pending.length() : pending.length() - begunEnd();
        }
        while (certain > 0 && Character.isWhitespace(pending.charAt(certain - 1))) {
            certain--;
        }
        String thought = pending.substring(0, certain);
        fresh &= thought.isEmpty();
        if (end >= 0) {
            pending.delete(0, end + END.length());
            phase = Phase.GAP;
        } else {
            pending.delete(0, whole ? pending.length() : certain);
        }
        return thought;
    }

    /** Characters at the end that may begin the end of the thoughts. */
    private int begunEnd() {
        for (int length = Math.min(END.length() - 1, pending.length()); length > 0; length--) {
            if (END.startsWith(pending.substring(pending.length() - length))) {
                return length;
            }
        }
        return 0;
    }
}
