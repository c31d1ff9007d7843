package dev.sundog.document.pdf;

import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.pdmodel.font.PDType3Font;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a font tells about the text set in it.
 *
 * @param name without subset prefix, empty if unknown
 * @param ascent above the baseline, in ems
 * @param descent below the baseline, in ems, positive
 * @param space width of a space in ems
 * @param scale ems of this font in units of its text space: 1 but for Type 3 fonts
 */
record FontFacts(
        String name,
        boolean bold,
        boolean italic,
        double ascent,
        double descent,
        double space,
        double scale) {
    private static final Pattern BOLD =
            Pattern.compile("bold|black|heavy|demi|semibd|extrabd|[-,]bd\\b|cmbx|[-_]eb$|[-_]b$");
    private static final Pattern ITALIC =
            Pattern.compile("italic|oblique|slanted|[-_]it$|cmti|cmsl");
    private static final int BOLD_WEIGHT = 600;

    static FontFacts of(PDFont font) {
        String name = Objects.requireNonNullElse(font.getName(), "");
        if (name.length() > 7 && name.charAt(6) == '+') {
            name = name.substring(7);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        boolean bold = BOLD.matcher(lower).find();
        boolean italic = ITALIC.matcher(lower).find();
        double ascent = 0.75;
        double descent = 0.22;
        PDFontDescriptor descriptor = font.getFontDescriptor();
        if (descriptor != null) {
            bold |= descriptor.isForceBold() || descriptor.getFontWeight() >= BOLD_WEIGHT;
            italic |= descriptor.isItalic() || descriptor.getItalicAngle() != 0;
            ascent = bounded(descriptor.getAscent() / 1000.0, 0.6, 0.95, ascent);
            descent = bounded(-descriptor.getDescent() / 1000.0, 0.15, 0.3, descent);
        }
        return new FontFacts(name, bold, italic, ascent, descent, space(font), scale(font));
    }

    private static double space(PDFont font) {
        try {
            return bounded(font.getSpaceWidth() / 1000.0, 0.15, 0.4, 0.25);
        } catch (RuntimeException e) {
            return 0.25;
        }
    }

    private static double scale(PDFont font) {
        if (font instanceof PDType3Font type3) {
            try {
                double height =
                        Math.abs(
                                type3.getBoundingBox().getHeight()
                                        * type3.getFontMatrix().getScalingFactorY());
                return height > 0 && Double.isFinite(height) ? height : 1;
            } catch (RuntimeException e) {
                return 1;
            }
        }
        return 1;
    }

    /** The value pressed into its range, {@code otherwise} if it is not a positive number. */
    private static double bounded(double value, double low, double high, double otherwise) {
        return value > 0 && Double.isFinite(value) ? Math.clamp(value, low, high) : otherwise;
    }
}
