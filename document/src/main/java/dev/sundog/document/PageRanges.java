package dev.sundog.document;

import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pages of a document: ranges such as {@code 1-3,7,10-}. Immutable.
 *
 * @param ranges in the order given; empty means all
 */
public record PageRanges(List<Range> ranges) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(-(\\d{1,9})?)?");

    /** Pages {@code first} to {@code last}, both included, from 1. */
    public record Range(int first, int last) {
        public Range {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException("no range of pages: " + first + "-" + last);
            }
        }
    }

    public PageRanges {
        ranges = List.copyOf(ranges);
    }

    public static PageRanges all() {
        return new PageRanges(List.of());
    }

    /**
     * @throws SundogException if {@code text} is not a list of ranges
     */
    public static PageRanges parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = RANGE.matcher(part.strip());
            if (!matcher.matches()) {
                throw unknown(text);
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = first;
            if (matcher.group(2) != null) {
                last =
                        matcher.group(3) == null
                                ? Integer.MAX_VALUE
                                : Integer.parseInt(matcher.group(3));
            }
            if (first < 1 || last < first) {
                throw unknown(text);
            }
            ranges.add(new Range(first, last));
        }
        return new PageRanges(ranges);
    }

    private static SundogException unknown(String text) {
        return SundogException.user(
                "pages", "--pages " + text + ": expected page numbers from 1, e.g. 1-3,7,10-");
    }

    /** The page numbers of a document of {@code count} pages, ascending. */
    public List<Integer> of(int count) {
        List<Integer> pages = new ArrayList<>();
        for (int page = 1; page <= count; page++) {
            int number = page;
            boolean wanted =
                    ranges.isEmpty()
                            || ranges.stream()
                                    .anyMatch(r -> number >= r.first() && number <= r.last());
            if (wanted) {
                pages.add(page);
            }
        }
        return pages;
    }
}
