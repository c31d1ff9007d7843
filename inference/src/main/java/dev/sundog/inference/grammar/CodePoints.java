package dev.sundog.inference.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A set of Unicode scalar values, that is code points without surrogates. Immutable. */
public final class CodePoints {
    /** No character. */
    public static final CodePoints NONE = new CodePoints(new int[0]);

    /** Every character. */
    public static final CodePoints ALL =
            new CodePoints(new int[] {0, 0xd7ff, 0xe000, Character.MAX_CODE_POINT});

    private final int[] bounds;

    private CodePoints(int[] bounds) {
        this.bounds = bounds;
    }

    /** One character. */
    public static CodePoints of(int codePoint) {
        return range(codePoint, codePoint);
    }

    /** The scalar values from {@code low} to {@code high}, both included. */
    public static CodePoints range(int low, int high) {
        return normal(List.of(new int[] {low, high}));
    }

    /** Every character of a text. */
    public static CodePoints anyOf(String characters) {
        return normal(characters.codePoints().mapToObj(c -> new int[] {c, c}).toList());
    }

    /** Those of either. */
    public CodePoints or(CodePoints other) {
        List<int[]> all = new ArrayList<>(ranges());
        all.addAll(other.ranges());
        return normal(all);
    }

    /** Those of both. */
    public CodePoints and(CodePoints other) {
        List<int[]> both = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < bounds.length && j < other.bounds.length) {
            int low = Math.max(bounds[i], other.bounds[j]);
            int high = Math.min(bounds[i + 1], other.bounds[j + 1]);
            if (low <= high) {
                both.add(new int[] {low, high});
            }
            if (bounds[i + 1] < other.bounds[j + 1]) {
                i += 2;
            } else {
                j += 2;
            }
        }
        return normal(both);
    }

    /** All others. */
    public CodePoints not() {
        List<int[]> gaps = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            if (bounds[i] > next) {
                gaps.add(new int[] {next, bounds[i] - 1});
            }
            next = bounds[i + 1] + 1;
        }
        gaps.add(new int[] {next, Character.MAX_CODE_POINT});
        return normal(gaps);
    }

    /** Those of this that are not of {@code other}. */
    public CodePoints without(CodePoints other) {
        return and(other.not());
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    public boolean contains(int codePoint) {
        for (int i = 0; i < bounds.length; i += 2) {
            if (codePoint >= bounds[i] && codePoint <= bounds[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Ascending pairs of first and last, with gaps between them. */
    public List<int[]> ranges() {
        List<int[]> ranges = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new int[] {bounds[i], bounds[i + 1]});
        }
        return ranges;
    }

    /** Sorted, joined, without surrogates. */
    static CodePoints normal(List<int[]> ranges) {
        List<int[]> sorted = new ArrayList<>();
        for (int[] range : ranges) {
            addPart(sorted, range[0], Math.min(range[1], 0xd7ff));
            addPart(sorted, Math.max(range[0], 0xe000), range[1]);
        }
        sorted.sort(Comparator.comparingInt(range -> range[0]));
        int[] joined = new int[2 * sorted.size()];
        int size = 0;
        for (int[] range : sorted) {
            boolean touches = size > 0 && range[0] <= joined[size - 1] + 1;
            if (touches) {
                joined[size - 1] = Math.max(joined[size - 1], range[1]);
            } else {
                joined[size++] = range[0];
                joined[size++] = range[1];
            }
        }
        return new CodePoints(Arrays.copyOf(joined, size));
    }

    private static void addPart(List<int[]> parts, int low, int high) {
        if (low <= high) {
            parts.add(new int[] {low, high});
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return Arrays.toString(bounds);
    }
}
