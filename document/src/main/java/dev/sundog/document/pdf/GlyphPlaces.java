package dev.sundog.document.pdf;

import java.util.Arrays;

/**
 * Where on a page which text was drawn: from a text, an angle and a cell of a grid to a number. A
 * hash table with open addressing, since every glyph of a page is looked for nine times. For one
 * thread.
 */
final class GlyphPlaces {
    /** What {@link #get} says of a place where nothing was put. */
    static final int NONE = -1;

    private static final int SMALLEST = 1 << 10;

    private String[] texts = new String[SMALLEST];
    private long[] columns = new long[SMALLEST];
    private long[] rows = new long[SMALLEST];
    private int[] angles = new int[SMALLEST];
    private int[] values = new int[SMALLEST];
    private int size;

    GlyphPlaces() {
        Arrays.fill(values, NONE);
    }

    /** The number that was put last for this text in this cell, or {@link #NONE}. */
    int get(String text, long column, long row, int angle) {
        return values[slot(text, column, row, angle)];
    }

    /**
     * @param value 0 or more
     */
    void put(String text, long column, long row, int angle, int value) {
        if (2 * size >= values.length) {
            grow();
        }
        int slot = slot(text, column, row, angle);
        size += values[slot] == NONE ? 1 : 0;
        texts[slot] = text;
        columns[slot] = column;
        rows[slot] = row;
        angles[slot] = angle;
        values[slot] = value;
    }

    /** Where an entry stands, or the free place where it would. */
    private int slot(String text, long column, long row, int angle) {
        long hash = (text.hashCode() * 31L + angle) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ column) * 0xC2B2AE3D27D4EB4FL;
        hash = (hash ^ row) * 0x9E3779B97F4A7C15L;
        int mask = values.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (values[slot] != NONE
                && !(columns[slot] == column
                        && rows[slot] == row
                        && angles[slot] == angle
                        && texts[slot].equals(text))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        String[] oldTexts = texts;
        long[] oldColumns = columns;
        long[] oldRows = rows;
        int[] oldAngles = angles;
        int[] oldValues = values;
        int capacity = 2 * oldValues.length;
        texts = new String[capacity];
        columns = new long[capacity];
        rows = new long[capacity];
        angles = new int[capacity];
        values = new int[capacity];
        Arrays.fill(values, NONE);
        size = 0;
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != NONE) {
                put(oldTexts[i], oldColumns[i], oldRows[i], oldAngles[i], oldValues[i]);
            }
        }
    }
}
