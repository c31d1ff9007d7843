package dev.sundog.document.ocr;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a camera was held, from a JPEG's Exif segment.
 *
 * <p><b>Source:</b> Exif 2.32 (JEITA CP-3451), section 4.6.4, tag 274.
 */
final class ExifOrientation {
    private static final int HEAD = 1 << 16;
    private static final int TAG = 274;

    private ExifOrientation() {}

    /** Quarter turns clockwise that bring the picture upright; 0 if the file does not say. */
    static int quarters(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        try {
            return switch (orientation(ByteBuffer.wrap(head))) {
                case 3, 4 -> 2;
                case 5, 6 -> 1;
                case 7, 8 -> 3;
                default -> 0;
            };
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            return 0;
        }
    }

    private static int orientation(ByteBuffer file) {
        if (file.remaining() < 4 || (file.getShort() & 0xffff) != 0xffd8) {
            return 0;
        }
        while (file.remaining() > 4) {
            int marker = file.getShort() & 0xffff;
            int length = file.getShort() & 0xffff;
            int next = file.position() + length - 2;
            if (marker == 0xffe1 && length > 16 && file.getInt(file.position()) == 0x45786966) {
                ByteBuffer tiff = file.slice(file.position() + 6, length - 8);
                tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
                return tag(tiff);
            }
            if (marker >>> 8 != 0xff || marker == 0xffda || length < 2) {
                return 0;
            }
            file.position(next);
        }
        return 0;
    }

    private static int tag(ByteBuffer tiff) {
        int at = tiff.getInt(4);
        int entries = tiff.getShort(at) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = at + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) == TAG) {
                return tiff.getShort(entry + 8);
            }
        }
        return 0;
    }
}
