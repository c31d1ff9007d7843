package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.AttentionScores;
import dev.sundog.kernels.parallel.ThreadTeam;

import java.util.Arrays;

/**
 * Causal attention page by page with a running maximum and sum, so that working memory does not
 * grow with the context. The rows of a task are the queries of one key-value head's group, token
 * after token.
 *
 * <p>Source: Dao et al., FlashAttention, arXiv 2205.14135, algorithm 1.
 */
final class Attention {
    private static final int PAGE = PagedCache.PAGE;
    private static final int TASK_ROWS = 4 * Tile.ROWS;

    /** Multiplications below which a fork costs more than it gains. */
    private static final long SERIAL_WORK = 1 << 15;

    private final float[] queries;
    private final int queryStride;
    private final int firstRow;
    private final int count;
    private final int firstPosition;
    private final PagedCache cache;
    private final int headCount;
    private final int group;
    private final int headSize;
    private final int width;
    private final AttentionScores rule;
    private final float[] out;

    Attention(
            float[] queries,
            int queryStride,
            int firstRow,
            int count,
            int firstPosition,
            PagedCache cache,
            int headCount,
            AttentionScores rule,
            float[] out) {
        this.queries = queries;
        this.queryStride = queryStride;
        this.firstRow = firstRow;
        this.count = count;
        this.firstPosition = firstPosition;
        this.cache = cache;
        this.headCount = headCount;
        this.rule = rule;
        this.out = out;
        group = headCount / cache.headCount();
        headSize = cache.headSize();
        width = cache.valuePanels() * PANEL_ROWS;
    }

    void run(ThreadTeam team) {
        int rows = count * group;
        int tasks = Math.ceilDiv(rows, TASK_ROWS);
        int heads = cache.headCount();
        long work = 2L * rows * heads * headSize * (firstPosition + count);
        if (work < SERIAL_WORK) {
            for (int chunk = 0; chunk < tasks * heads; chunk++) {
                attend(chunk % heads, chunk / heads);
            }
        } else {
            // the longest first, so that the team ends together
            team.run(tasks * heads, chunk -> attend(chunk % heads, tasks - 1 - chunk / heads));
        }
    }

    private void attend(int head, int task) {
        int first = task * TASK_ROWS;
        int rows = Math.min(TASK_ROWS, count * group - first);
        int padded = Math.ceilDiv(rows, Tile.ROWS) * Tile.ROWS;
        Scratch scratch = Scratch.ofThread();
        float[] scaled = scratch.queries(TASK_ROWS * headSize);
        float[] scores = scratch.scores(TASK_ROWS * PAGE);
        float[] sums = scratch.sums(TASK_ROWS * width);
        float[] maxima = new float[rows];
        float[] normalisers = new float[rows];
        gather(head, first, rows, scaled);
        Arrays.fill(sums, 0, padded * width, 0);
        Arrays.fill(maxima, Float.NEGATIVE_INFINITY);
        int length = end(first + rows - 1);
        for (int page = start(first) / PAGE; page * PAGE < length; page++) {
            int filled = Math.min(PAGE, length - page * PAGE);
            score(head, page, filled, padded, scaled, scores);
            for (int r = 0; r < rows; r++) {
                int from = Math.clamp(start(first + r) - page * PAGE, 0, filled);
                int seen = Math.clamp(end(first + r) - page * PAGE, 0, filled) - from;
                if (seen <= 0) {
                    Arrays.fill(scores, r * PAGE, r * PAGE + filled, 0);
                    continue;
                }
                int at = r * PAGE + from;
                if (rule.softCap() > 0) {
                    VectorMath.softCap(scores, at, seen, rule.softCap());
                }
                float highest = VectorMath.max(scores, at, seen);
                float maximum = Math.max(maxima[r], highest);
                float decay = (float) Math.exp(maxima[r] - maximum);
                float sum = VectorMath.exponentials(scores, at, seen, maximum);
                Arrays.fill(scores, r * PAGE, at, 0);
                Arrays.fill(scores, at + seen, r * PAGE + filled, 0);
                if (decay != 1) {
                    VectorMath.scale(sums, r * width, width, decay);
                }
                normalisers[r] = normalisers[r] * decay + sum;
                maxima[r] = maximum;
            }
            mix(head, page, filled, padded, scores, sums);
        }
        scatter(head, first, rows, sums, normalisers);
    }

    /** First position that a row sees; never before that of the row above. */
    private int start(int row) {
        return rule.firstSeen(firstPosition + row / group);
    }

    /** Position after the last that a row sees. */
    private int end(int row) {
        return rule.endSeen(firstPosition + row / group, firstPosition + count);
    }

    private void gather(int head, int first, int rows, float[] scaled) {
        float scale = rule.scale(headSize);
        for (int r = 0; r < rows; r++) {
            int row = first + r;
            int at =
                    (firstRow + row / group) * queryStride
                            + (head * group + row % group) * headSize;
            for (int i = 0; i < headSize; i++) {
                scaled[r * headSize + i] = queries[at + i] * scale;
            }
        }
    }

    private void score(int head, int page, int filled, int padded, float[] scaled, float[] scores) {
        float[] keys = cache.page(page).keys();
        for (int slot = 0; slot < filled; slot += PANEL_ROWS) {
            int panel = cache.keysOf(head) + slot * headSize;
            for (int r = 0; r < padded; r += Tile.ROWS) {
                Tile.multiply(
                        keys,
                        panel,
                        scaled,
                        r * headSize,
                        headSize,
                        Tile.ROWS,
                        headSize,
                        scores,
                        r * PAGE + slot,
                        PAGE,
                        false);
            }
        }
    }

    private void mix(int head, int page, int filled, int padded, float[] scores, float[] sums) {
        float[] values = cache.page(page).values();
        for (int element = 0; element < width; element += PANEL_ROWS) {
            int panel = cache.valuesOf(head) + element * PAGE;
            for (int r = 0; r < padded; r += Tile.ROWS) {
                Tile.multiply(
                        values,
                        panel,
                        scores,
                        r * PAGE,
                        PAGE,
                        Tile.ROWS,
                        filled,
                        sums,
                        r * width + element,
                        width,
                        true);
            }
        }
    }

    private void scatter(int head, int first, int rows, float[] sums, float[] normalisers) {
        for (int r = 0; r < rows; r++) {
            int row = first + r;
            int at = ((firstRow + row / group) * headCount + head * group + row % group) * headSize;
            float scale = 1 / normalisers[r];
            for (int i = 0; i < headSize; i++) {
                out[at + i] = sums[r * width + i] * scale;
            }
        }
    }
}
