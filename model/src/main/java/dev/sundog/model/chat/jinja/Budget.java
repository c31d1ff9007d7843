package dev.sundog.model.chat.jinja;

import java.util.List;
import java.util.Map;

/**
 * What one rendering may use. Each node counts one step, each item of a list that is made or gone
 * through another, and each text its length over {@value #SIZE_OF_A_STEP}, so that time and memory
 * are bounded. Bound to the rendering's thread; not thread-safe.
 */
final class Budget {
    /** The rendering that this thread is in. */
    static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    /** Longest text, in characters, that a template may make; also of its output. */
    static final int LONGEST_TEXT = 1 << 23;

    /** Most items of a repeated list, and the sandbox's longest range. */
    static final int LONGEST_LIST = 100_000;

    private static final int DEEPEST_CALL = 64;
    private static final long MOST_STEPS = 4_000_000;
    private static final int SIZE_OF_A_STEP = 16;

    private long steps;
    private int depth;

    static Budget current() {
        return CURRENT.get();
    }

    void step() {
        steps(1);
    }

    private void steps(long count) {
        steps += count;
        if (steps > MOST_STEPS) {
            throw new JinjaException("the template takes more than " + MOST_STEPS + " steps");
        }
    }

    /** Counts a value that was just made or is about to be gone through. */
    Object count(Object value) {
        switch (value) {
            case String text -> size(text.length());
            case Value.Markup markup -> size(markup.text().length());
            case List<?> list -> items(list);
            case Value.Tuple tuple -> items(tuple.items());
            case Map<?, ?> map -> steps(map.size());
            case Value.Range range -> steps(range.length());
            case Value.DictView view -> items(view.items());
            default -> {}
        }
        return value;
    }

    /** Counts a text of that length. */
    void size(long characters) {
        if (characters > LONGEST_TEXT) {
            throw new JinjaException("a text grows longer than " + LONGEST_TEXT + " characters");
        }
        steps(1 + characters / SIZE_OF_A_STEP);
    }

    private void items(List<?> items) {
        for (Object item : items) {
            long length = item instanceof String text ? text.length() : 0;
            steps(1 + length / SIZE_OF_A_STEP);
        }
    }

    void enterCall() {
        if (++depth > DEEPEST_CALL) {
            throw new JinjaException("macros call one another deeper than " + DEEPEST_CALL);
        }
    }

    void leaveCall() {
        depth--;
    }
}
