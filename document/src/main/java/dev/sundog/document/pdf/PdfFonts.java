package dev.sundog.document.pdf;

import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.font.PDFont;

import java.util.IdentityHashMap;
import java.util.Map;

/** The fonts of a page with what they tell. For one thread. */
final class PdfFonts {
    private final Map<COSDictionary, FontFacts> known = new IdentityHashMap<>();

    FontFacts of(PDFont font) {
        return known.computeIfAbsent(font.getCOSObject(), dictionary -> FontFacts.of(font));
    }
}
