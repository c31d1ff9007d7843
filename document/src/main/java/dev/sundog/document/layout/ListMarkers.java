package dev.sundog.document.layout;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bullets and numbers before the entries of a list. */
final class ListMarkers {
    private static final String BULLETS =
            "[•‣⁃∙▪▫■□●○◦◆◇▶►▸➢➤✓✔❖·ㆍ・⦁\\uF0B7\\uF0A7\\uF0D8\\uF076\\u2610\\u2611]|[-–—*](?=\\s)|o(?=\\s)";
    private static final String NUMBERS =
            "\\(?(?:\\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)](?=\\s|$|[^\\d.\\s])"
                    + "|[가나다라마바사아자차카타파하][.)](?=\\s|$)|[①-⑳⑴-⒇㉠-㉻ⓐ-ⓩ]";
    private static final Pattern MARKER =
            Pattern.compile("^(?:(?<bullet>" + BULLETS + ")|(?<number>" + NUMBERS + "))\\s*");

    /**
     * A marker with what follows it.
     *
     * @param ordered whether it counts
     */
    record Marker(String text, boolean ordered, String rest) {}

    private static final String KOREAN = "가나다라마바사아자차카타파하";
    private static final List<String> ROMAN =
            List.of("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii");

    private ListMarkers() {}

    /** Whether {@code next} is the marker after {@code marker} in counting. */
    static boolean follows(String marker, String next) {
        String a = core(marker);
        String b = core(next);
        if (a.isEmpty() || b.isEmpty() || !form(marker, a).equals(form(next, b))) {
            return false;
        }
        if (Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0))) {
            return Integer.parseInt(b) == Integer.parseInt(a) + 1;
        }
        int roman = ROMAN.indexOf(a.toLowerCase(Locale.ROOT));
        if (roman >= 0 && ROMAN.indexOf(b.toLowerCase(Locale.ROOT)) == roman + 1) {
            return true;
        }
        if (a.length() != 1 || b.length() != 1) {
            return false;
        }
        int korean = KOREAN.indexOf(a);
        return korean >= 0 ? KOREAN.indexOf(b) == korean + 1 : b.charAt(0) == a.charAt(0) + 1;
    }

    private static String core(String marker) {
        return marker.replaceAll("[().\\s]", "");
    }

    private static String form(String marker, String core) {
        return marker.replace(core, "N");
    }

    /** The marker that {@code line} begins with. */
    static Optional<Marker> marker(String line) {
        Matcher matcher = MARKER.matcher(line + " ");
        if (!matcher.find()) {
            return Optional.empty();
        }
        String number = matcher.group("number");
        String text = number == null ? matcher.group("bullet") : number;
        return Optional.of(
                new Marker(
                        text,
                        number != null,
                        line.substring(Math.min(line.length(), matcher.end())).strip()));
    }
}
