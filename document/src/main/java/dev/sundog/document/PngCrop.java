package dev.sundog.document;

import dev.sundog.document.page.PixelRectangle;
import dev.sundog.document.tree.Box;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.SinglePixelPackedSampleModel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A part of a picture as PNG: in shades of gray or with a palette where its colours allow it,
 * packed quickly rather than tightly. The same pixels give the same bytes.
 *
 * <p>Source: Portable Network Graphics (PNG) Specification, third edition, W3C.
 */
final class PngCrop {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int MOST_COLOURS = 256;
    private static final int TABLE = 1024;
    private static final int OPAQUE = 0xFF000000;
    private static final int LEVEL = 1;
    private static final int BUFFER = 1 << 16;
    private static final int FILTER_NONE = 0;
    private static final int FILTER_SUB = 1;
    private static final int FILTER_UP = 2;

    private final int[] pixels;
    private final int width;
    private final int height;
    private final int[] table = new int[TABLE];
    private final byte[] places = new byte[TABLE];
    private final int[] palette = new int[MOST_COLOURS];
    private int colours;

    private PngCrop(int[] pixels, int width, int height) {
        this.pixels = pixels;
        this.width = width;
        this.height = height;
    }

    /**
     * @param box in points
     * @param pageWidth of the whole image in points
     */
    static Optional<byte[]> of(BufferedImage image, Box box, double pageWidth) {
        PixelRectangle part =
                PixelRectangle.of(box, pageWidth, image.getWidth(), image.getHeight());
        return of(image, part);
    }

    /** The whole image. */
    static Optional<byte[]> of(BufferedImage image) {
        return of(image, new PixelRectangle(0, 0, image.getWidth(), image.getHeight()));
    }

    private static Optional<byte[]> of(BufferedImage image, PixelRectangle part) {
        try {
            return Optional.of(new PngCrop(pixels(image, part), part.width(), part.height()).png());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The opaque colours of a part, row by row. */
    private static int[] pixels(BufferedImage image, PixelRectangle part) {
        int[] pixels = new int[Math.multiplyExact(part.width(), part.height())];
        if (image.getType() == BufferedImage.TYPE_INT_RGB
                && image.getRaster().getDataBuffer() instanceof DataBufferInt data
                && image.getSampleModel() instanceof SinglePixelPackedSampleModel model
                && image.getRaster().getParent() == null) {
            int[] all = data.getData();
            for (int row = 0; row < part.height(); row++) {
                int from = (part.y() + row) * model.getScanlineStride() + part.x();
                System.arraycopy(all, from, pixels, row * part.width(), part.width());
            }
        } else {
            int wide = part.width();
            image.getRGB(part.x(), part.y(), wide, part.height(), pixels, 0, wide);
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] |= OPAQUE;
        }
        return pixels;
    }

    private byte[] png() throws IOException {
        boolean gray = gray();
        if (!gray) {
            count();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(SIGNATURE);
        boolean indexed = !gray && colours <= MOST_COLOURS;
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(head);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, (byte) (gray ? 0 : indexed ? 3 : 2), 0, 0, 0});
        chunk(out, "IHDR", head.toByteArray());
        if (indexed) {
            chunk(out, "PLTE", colours());
        }
        chunk(out, "IDAT", gray || indexed ? packed(1, indexed) : packed(3, false));
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String name, byte[] data) throws IOException {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(data);
        out.writeInt(data.length);
        out.write(type);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    /** Whether all pixels are shades of gray. */
    private boolean gray() {
        for (int colour : pixels) {
            int green = colour >> 8 & 0xFF;
            if ((colour & 0xFF) != green || (colour >> 16 & 0xFF) != green) {
                return false;
            }
        }
        return true;
    }

    /** Collects the colours until they are too many. */
    private void count() {
        int last = 0;
        for (int i = 0; i < pixels.length && colours <= MOST_COLOURS; i++) {
            if (pixels[i] != last) {
                last = pixels[i];
                add(last);
            }
        }
    }

    private void add(int colour) {
        int slot = slot(colour);
        if (table[slot] == 0) {
            if (colours < MOST_COLOURS) {
                table[slot] = colour;
                places[slot] = (byte) colours;
                palette[colours] = colour;
            }
            colours++;
        }
    }

    /** Where a colour stands in the table, or the empty slot where it would. */
    private int slot(int colour) {
        int slot = (colour * 0x9E3779B1) >>> 22;
        while (table[slot] != 0 && table[slot] != colour) {
            slot = (slot + 1) % TABLE;
        }
        return slot;
    }

    private byte[] colours() {
        byte[] bytes = new byte[3 * colours];
        for (int i = 0; i < colours; i++) {
            bytes[3 * i] = (byte) (palette[i] >> 16);
            bytes[3 * i + 1] = (byte) (palette[i] >> 8);
            bytes[3 * i + 2] = (byte) palette[i];
        }
        return bytes;
    }

    /** The filtered rows, deflated. */
    private byte[] packed(int samples, boolean indexed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
        Deflater deflater = new Deflater(LEVEL);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater, BUFFER)) {
            int length = samples * width;
            byte[] above = new byte[length];
            byte[] row = new byte[length];
            byte[] filtered = new byte[1 + length];
            for (int y = 0; y < height; y++) {
                fill(row, y * width, samples, indexed);
                filter(row, above, samples, indexed, filtered);
                out.write(filtered, 0, filtered.length);
                byte[] next = above;
                above = row;
                row = next;
            }
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private void fill(byte[] row, int from, int samples, boolean indexed) {
        if (indexed) {
            for (int x = 0; x < width; x++) {
                row[x] = places[slot(pixels[from + x])];
            }
        } else if (samples == 1) {
            for (int x = 0; x < width; x++) {
                row[x] = (byte) pixels[from + x];
            }
        } else {
            for (int x = 0; x < width; x++) {
                int colour = pixels[from + x];
                row[3 * x] = (byte) (colour >> 16);
                row[3 * x + 1] = (byte) (colour >> 8);
                row[3 * x + 2] = (byte) colour;
            }
        }
    }

    /** The row as differences to what is above or left, whichever are smaller. */
    private static void filter(
            byte[] row, byte[] above, int samples, boolean indexed, byte[] filtered) {
        if (Arrays.equals(row, above)) {
            Arrays.fill(filtered, (byte) 0);
            filtered[0] = FILTER_UP;
            return;
        }
        if (indexed) {
            filtered[0] = FILTER_NONE;
            System.arraycopy(row, 0, filtered, 1, row.length);
            return;
        }
        int up = 0;
        int sub = 0;
        for (int i = samples; i < row.length; i++) {
            up += Math.abs((byte) (row[i] - above[i]));
            sub += Math.abs((byte) (row[i] - row[i - samples]));
        }
        boolean left = sub < up;
        filtered[0] = (byte) (left ? FILTER_SUB : FILTER_UP);
        if (left) {
            System.arraycopy(row, 0, filtered, 1, samples);
            for (int i = samples; i < row.length; i++) {
                filtered[1 + i] = (byte) (row[i] - row[i - samples]);
            }
        } else {
            for (int i = 0; i < row.length; i++) {
                filtered[1 + i] = (byte) (row[i] - above[i]);
            }
        }
    }
}
