package dev.sundog.inference.generation;

import java.util.List;

/**
 * The text of an answer as it becomes certain: what could be the beginning of a stop text is held
 * back until it is decided. Not thread-safe.
 */
final class TextStream {
    private final List<String> stops;
    private final StringBuilder text = new StringBuilder();
    private int emitted;
    private boolean stopped;

    TextStream(List<String> stops) {
        this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    }

    /** Adds a piece; returns what became certain with it. */
    String push(String piece) {
        if (stopped || piece.isEmpty()) {
            return "";
        }
        text.append(piece);
        int stopAt = earliestStop();
        if (stopAt >= 0) {
            stopped = true;
            text.setLength(stopAt);
            return emit(stopAt);
        }
        return emit(text.length() - heldBack());
    }

    /** What was held back at the end of an answer. */
    String flush() {
        return emit(text.length());
    }

    /** Whether a stop text came. */
    boolean stopped() {
        return stopped;
    }

    /** All text so far, without the stop text. */
    String text() {
        return text.toString();
    }

    private String emit(int end) {
        if (end <= emitted) {
            return "";
        }
        String piece = text.substring(emitted, end);
        emitted = end;
        return piece;
    }

    private int earliestStop() {
        int earliest = -1;
        for (String stop : stops) {
            int at = text.indexOf(stop, emitted);
            if (at >= 0 && (earliest < 0 || at < earliest)) {
                earliest = at;
            }
        }
        return earliest;
    }

    /** Characters at the end that begin some stop text. */
    private int heldBack() {
        int longest = 0;
        for (String stop : stops) {
            int most = Math.min(stop.length() - 1, text.length() - emitted);
            for (int length = most; length > longest; length--) {
                if (stop.startsWith(text.substring(text.length() - length))) {
                    longest = length;
                    break;
                }
            }
        }
        return longest;
    }
}
