package dev.sundog.document.layout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bullets and numbers before the entries of a list. */
final class ListMarkers {
    private static final String BULLETS =
            "[•‣⁃∙▪▫■□●○◦◆◇▶►▸➢➤✓✔❖·ㆍ・※⦁\\uF0B7\\uF0A7\\uF0D8\\uF076\\u2610\\u2611]|[-–—*](?=\\s)|o(?=\\s)";
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

    private ListMarkers() {}

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
