package dev.sundog.model.chat.jinja;

/**
 * What one rendering may use. Each node counts one step, each text or list that is made its length
 * over {@value #SIZE_OF_A_STEP}, so that time is bounded too. Not thread-safe.
 */
final class Budget {
    /** Longest text, in characters, that a template may make; also of its output. */
    static final int LONGEST_TEXT = 1 << 24;

    /** Most items of a list, and the sandbox's longest range. */
    static final int LONGEST_LIST = 100_000;

    static final int DEEPEST_CALL = 64;

    private static final long MOST_STEPS = 8_000_000;
    private static final int SIZE_OF_A_STEP = 32;

    private long steps;
    private int depth;

    void step() {
        if (++steps > MOST_STEPS) {
            throw new JinjaException("the template takes more than " + MOST_STEPS + " steps");
        }
    }

    /** Counts a value that was just made. */
    Object made(Object value) {
        switch (value) {
            case String text -> size(text.length());
            case Value.Markup markup -> size(markup.text().length());
            case java.util.List<?> list -> items(list.size());
            case Value.Tuple tuple -> items(tuple.items().size());
            case java.util.Map<?, ?> map -> items(map.size());
            default -> {}
        }
        return value;
    }

    void size(long characters) {
        if (characters > LONGEST_TEXT) {
            throw new JinjaException("a text grows longer than " + LONGEST_TEXT + " characters");
        }
        steps += characters / SIZE_OF_A_STEP;
        step();
    }

    private void items(long count) {
        if (count > 10L * LONGEST_LIST) {
            throw new JinjaException("a list grows longer than " + 10L * LONGEST_LIST + " items");
        }
        steps += count;
        step();
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
