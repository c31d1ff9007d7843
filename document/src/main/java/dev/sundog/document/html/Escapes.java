package dev.sundog.document.html;

import dev.sundog.document.tree.Box;
import dev.sundog.document.tree.TextRun;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Text made safe for HTML, and numbers written the same way everywhere. */
final class Escapes {
    private static final Set<String> SCHEMES = Set.of("http", "https", "mailto", "tel", "doi");

    private Escapes() {}

    /** For text and for attributes in double quotes; characters that HTML forbids fall out. */
    static String html(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(symbol -> append(symbol, out));
        return out.toString();
    }

    private static void append(int symbol, StringBuilder out) {
        switch (symbol) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            default -> {
                if (allowed(symbol)) {
                    out.appendCodePoint(symbol);
                }
            }
        }
    }

    private static boolean allowed(int symbol) {
        boolean control = symbol < 0x20 || (symbol >= 0x7F && symbol < 0xA0);
        boolean surrogate = symbol >= Character.MIN_SURROGATE && symbol <= Character.MAX_SURROGATE;
        return symbol == '\n' || symbol == '\t' || (!control && !surrogate && !unassigned(symbol));
    }

    private static boolean unassigned(int symbol) {
        return (symbol & 0xFFFE) == 0xFFFE || (symbol >= 0xFDD0 && symbol <= 0xFDEF);
    }

    /** A number with at most two decimals. */
    static String number(double value) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    /** The value of {@code data-box}. */
    static String box(Box box) {
        return number(box.x0())
                + " "
                + number(box.y0())
                + " "
                + number(box.x1())
                + " "
                + number(box.y1());
    }

    /**
     * Where a run leads, if that is safe to write: a document's link may not run a script in the
     * page that shows it.
     */
    static Optional<String> link(TextRun run) {
        return run.link().filter(Escapes::safe);
    }

    private static boolean safe(String address) {
        int colon = address.indexOf(':');
        return colon > 0 && SCHEMES.contains(address.substring(0, colon).toLowerCase(Locale.ROOT));
    }
}
