package dev.sundog.document.pdf;

import dev.sundog.document.tree.Box;

import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/**
 * From PDF user space (origin bottom left, before rotation) to the page as a reader holds it
 * (origin top left).
 *
 * @param left x of the crop box's left side in user space
 * @param top y of the crop box's upper side in user space
 * @param cropWidth width before rotation
 * @param cropHeight height before rotation
 * @param rotation 0, 90, 180 or 270 degrees clockwise
 */
record PageFrame(double left, double top, double cropWidth, double cropHeight, int rotation) {
    /** The frame of {@code page}, with US Letter for a box without area. */
    static PageFrame of(PDPage page) {
        PDRectangle crop = page.getCropBox();
        if (!(crop.getWidth() > 0 && crop.getHeight() > 0)) {
            crop = PDRectangle.LETTER;
        }
        return new PageFrame(
                crop.getLowerLeftX(),
                crop.getUpperRightY(),
                crop.getWidth(),
                crop.getHeight(),
                Math.floorMod(page.getRotation(), 360));
    }

    double width() {
        return rotation % 180 == 0 ? cropWidth : cropHeight;
    }

    double height() {
        return rotation % 180 == 0 ? cropHeight : cropWidth;
    }

    double x(double userX, double userY) {
        return switch (rotation) {
            case 90 -> cropHeight - (top - userY);
            case 180 -> cropWidth - (userX - left);
            case 270 -> top - userY;
            default -> userX - left;
        };
    }

    double y(double userX, double userY) {
        return switch (rotation) {
            case 90 -> userX - left;
            case 180 -> cropHeight - (top - userY);
            case 270 -> cropWidth - (userX - left);
            default -> top - userY;
        };
    }

    /** The box between two corners of user space. */
    Box box(double ax, double ay, double bx, double by) {
        double x0 = x(ax, ay);
        double y0 = y(ax, ay);
        double x1 = x(bx, by);
        double y1 = y(bx, by);
        return new Box(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
    }

    Box pageBox() {
        return new Box(0, 0, width(), height());
    }
}
