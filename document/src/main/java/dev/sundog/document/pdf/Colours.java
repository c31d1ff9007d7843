package dev.sundog.document.pdf;

import org.apache.pdfbox.pdmodel.graphics.color.PDColor;
import org.apache.pdfbox.pdmodel.graphics.color.PDColorSpace;
import org.apache.pdfbox.pdmodel.graphics.color.PDDeviceCMYK;
import org.apache.pdfbox.pdmodel.graphics.color.PDDeviceGray;
import org.apache.pdfbox.pdmodel.graphics.color.PDDeviceRGB;

/** Which colours are paper. */
final class Colours {
    private static final float NEARLY = 0.985f;

    private Colours() {}

    /** Whether {@code colour} is white in one of the device colour spaces. */
    static boolean white(PDColor colour) {
        PDColorSpace space = colour.getColorSpace();
        float[] parts = colour.getComponents();
        if (space instanceof PDDeviceGray || space instanceof PDDeviceRGB) {
            for (float part : parts) {
                if (part < NEARLY) {
                    return false;
                }
            }
            return parts.length > 0;
        }
        if (space instanceof PDDeviceCMYK) {
            for (float part : parts) {
                if (part > 1 - NEARLY) {
                    return false;
                }
            }
            return parts.length > 0;
        }
        return false;
    }
}
