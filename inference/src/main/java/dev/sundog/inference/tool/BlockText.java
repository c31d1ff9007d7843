package dev.sundog.inference.tool;

import static dev.sundog.inference.tool.JsonScan.BROKEN;
import static dev.sundog.inference.tool.JsonScan.OPEN;
import static dev.sundog.inference.tool.JsonScan.space;

/** A text that may go on, with literals to be found in it; and what was wrong with it last. */
final class BlockText {
    /** Characters that a name may have. */
    static final int LONGEST_NAME = 200;

    private final StringBuilder text;
    private final boolean whole;
    private String problem = "";

    BlockText(StringBuilder text, boolean whole) {
        this.text = text;
        this.whole = whole;
    }

    /** Why something is no call. */
    String problem() {
        return problem;
    }

    /** It is no call, and was not meant to be one. */
    int none() {
        return broken("");
    }

    /** Says why something is no call. */
    int broken(String why) {
        problem = why;
        return BROKEN;
    }

    /** The next place that is no white space. */
    int after(int at) {
        return space(text, at + 1);
    }

    /** What follows a code fence. */
    int fence(int from) {
        int at = literal(from, "```");
        if (at >= 0 && at < text.length() && text.charAt(at) == 'j') {
            at = literal(at, "json");
        }
        return at < 0 ? at : space(text, at);
    }

    /** After a literal that must be here. */
    int literal(int at, String expected) {
        int have = Math.min(expected.length(), text.length() - at);
        if (!expected.startsWith(text.substring(at, at + have))) {
            return broken("expected '" + expected + "'");
        }
        return have == expected.length() ? at + have : OPEN;
    }

    /** After a closing literal that may be missing. */
    int closed(int end, String closer) {
        if (end < 0) {
            return end;
        }
        int at = space(text, end);
        int have = Math.min(closer.length(), text.length() - at);
        if (!closer.startsWith(text.substring(at, at + have))) {
            return end;
        }
        if (have == closer.length()) {
            return at + have;
        }
        return whole ? end : OPEN;
    }

    /** The place of a literal that ends a name, which is short and has no line breaks. */
    int until(int from, String stop) {
        int at = text.indexOf(stop, from);
        int end = at < 0 ? text.length() : at;
        if (end - from > LONGEST_NAME || text.substring(from, end).indexOf('\n') >= 0) {
            return broken("expected the name of a function and '" + stop.strip() + "'");
        }
        return at < 0 ? OPEN : at;
    }
}
