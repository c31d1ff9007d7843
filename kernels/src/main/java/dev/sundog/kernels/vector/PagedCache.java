package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.KeyValueCache;

import java.util.ArrayList;
import java.util.List;

/**
 * Pages of {@link #PAGE} positions. Keys of a head are panels with positions as rows and elements
 * as columns; values are panels with elements as rows and positions as columns: so both products of
 * attention are tiles. Copies share pages until one of them writes.
 */
final class PagedCache implements KeyValueCache {
    /** Positions of a page. */
    static final int PAGE = Math.max(128, PANEL_ROWS);

    private final int headCount;
    private final int headSize;
    private final int valuePanels;
    private final List<Page> pages;

    /**
     * Keys {@code [head][position / PANEL_ROWS][headSize][PANEL_ROWS]}, values {@code
     * [head][element / PANEL_ROWS][PAGE][PANEL_ROWS]}.
     */
    static final class Page {
        private final float[] keys;
        private final float[] values;
        private boolean shared;

        private Page(float[] keys, float[] values) {
            this.keys = keys;
            this.values = values;
        }

        float[] keys() {
            return keys;
        }

        float[] values() {
            return values;
        }
    }

    PagedCache(int headCount, int headSize) {
        this(headCount, headSize, new ArrayList<>());
    }

    private PagedCache(int headCount, int headSize, List<Page> pages) {
        this.headCount = headCount;
        this.headSize = headSize;
        this.pages = pages;
        valuePanels = Lanes.panels(headSize);
    }

    int headCount() {
        return headCount;
    }

    int headSize() {
        return headSize;
    }

    int valuePanels() {
        return valuePanels;
    }

    Page page(int index) {
        return pages.get(index);
    }

    /** Where the keys of a head begin in a page. */
    int keysOf(int head) {
        return head * PAGE * headSize;
    }

    /** Where the values of a head begin in a page. */
    int valuesOf(int head) {
        return head * valuePanels * PANEL_ROWS * PAGE;
    }

    @Override
    public void put(int position, float[] keys, int keyOffset, float[] values, int valueOffset) {
        Page page = writable(position / PAGE);
        int slot = position % PAGE;
        for (int head = 0; head < headCount; head++) {
            int panel = keysOf(head) + slot / PANEL_ROWS * headSize * PANEL_ROWS;
            int target = panel + slot % PANEL_ROWS;
            int source = keyOffset + head * headSize;
            for (int i = 0; i < headSize; i++) {
                page.keys[target + i * PANEL_ROWS] = keys[source + i];
            }
            source = valueOffset + head * headSize;
            for (int first = 0; first < headSize; first += PANEL_ROWS) {
                int at = valuesOf(head) + first * PAGE + slot * PANEL_ROWS;
                int length = Math.min(PANEL_ROWS, headSize - first);
                System.arraycopy(values, source + first, page.values, at, length);
            }
        }
    }

    private Page writable(int index) {
        if (index == pages.size()) {
            pages.add(
                    new Page(
                            new float[headCount * headSize * PAGE],
                            new float[headCount * valuePanels * PANEL_ROWS * PAGE]));
        }
        Page page = pages.get(index);
        if (page.shared) {
            page = new Page(page.keys.clone(), page.values.clone());
            pages.set(index, page);
        }
        return page;
    }

    @Override
    public KeyValueCache copy(int length) {
        List<Page> kept = new ArrayList<>(pages.subList(0, Math.ceilDiv(length, PAGE)));
        for (Page page : kept) {
            page.shared = true;
        }
        return new PagedCache(headCount, headSize, kept);
    }

    @Override
    public long byteSize() {
        long floats = 0;
        for (Page page : pages) {
            floats += page.keys.length + page.values.length;
        }
        return floats * Float.BYTES;
    }
}
