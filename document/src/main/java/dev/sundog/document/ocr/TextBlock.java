package dev.sundog.document.ocr;

import java.util.List;

/**
 * Text lines that follow one another and nothing else beside them.
 *
 * @param lines from top to bottom
 */
record TextBlock(List<PixelBox> lines) {
    TextBlock {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a block without lines");
        }
    }

    PixelBox box() {
        return lines.stream().reduce(PixelBox::union).orElseThrow();
    }

    /** The usual height of its lines' ink, in pixels. */
    int lineHeight() {
        int[] heights = lines.stream().mapToInt(PixelBox::height).sorted().toArray();
        return heights[heights.length / 2];
    }
}
