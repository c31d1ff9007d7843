package dev.sundog.training.optimizer;

import dev.sundog.training.torch.ParameterLayout;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The parts of the flat parameters that are trained, cut into blocks that threads share out. The
 * blocks do not depend on the number of threads, so neither do sums over them.
 */
public final class TrainableRanges {
    private static final long BLOCK = 1 << 16;

    /**
     * Elements {@code from} to {@code to} (exclusive) of the flat array.
     *
     * @param decayed whether weight decay applies
     */
    public record Range(long from, long to, boolean decayed) {}

    private final List<Range> blocks;

    private TrainableRanges(List<Range> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /**
     * All parameters but those whose tensor names match one of the globs ({@code *} is any text).
     *
     * @throws IllegalArgumentException if a glob matches nothing, or nothing is left to train
     */
    public static TrainableRanges of(ParameterLayout layout, List<String> frozen) {
        List<Pattern> patterns = frozen.stream().map(TrainableRanges::glob).toList();
        for (Pattern pattern : patterns) {
            if (layout.slices().stream().noneMatch(s -> pattern.matcher(s.name()).matches())) {
                throw new IllegalArgumentException(
                        "freeze: no tensor is named like "
                                + frozen.get(patterns.indexOf(pattern))
                                + "; names look like "
                                + layout.slices().getLast().name());
            }
        }
        List<Range> ranges = new ArrayList<>();
        for (ParameterLayout.Slice slice : layout.slices()) {
            if (patterns.stream().anyMatch(p -> p.matcher(slice.name()).matches())) {
                continue;
            }
            long end = slice.offset() + slice.count();
            Range last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && last.to == slice.offset() && last.decayed == slice.decayed()) {
                ranges.set(ranges.size() - 1, new Range(last.from, end, last.decayed));
            } else {
                ranges.add(new Range(slice.offset(), end, slice.decayed()));
            }
        }
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("freeze: every tensor is frozen");
        }
        return new TrainableRanges(cut(ranges));
    }

    /** All of {@code count} values, every one under weight decay. */
    public static List<Range> whole(long count) {
        return List.copyOf(cut(List.of(new Range(0, count, true))));
    }

    private static List<Range> cut(List<Range> ranges) {
        List<Range> blocks = new ArrayList<>();
        for (Range range : ranges) {
            for (long from = range.from; from < range.to; from += BLOCK) {
                blocks.add(new Range(from, Math.min(from + BLOCK, range.to), range.decayed));
            }
        }
        return blocks;
    }

    private static Pattern glob(String glob) {
        StringBuilder pattern = new StringBuilder();
        for (char c : glob.toCharArray()) {
            pattern.append(c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(pattern.toString());
    }

    /** Blocks in ascending order. */
    public List<Range> blocks() {
        return blocks;
    }
}
