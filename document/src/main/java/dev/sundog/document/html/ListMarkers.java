package dev.sundog.document.html;

import dev.sundog.document.tree.Content;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the marker of a list's item is written. */
final class ListMarkers {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})[.)]");

    private ListMarkers() {}

    /** The opening of {@code li}: plain for a bullet, with its number, or with the marker shown. */
    static String open(Content.Item item) {
        String marker = item.marker().strip();
        Matcher number = NUMBER.matcher(marker);
        if (number.matches()) {
            return "<li value=\"" + Integer.parseInt(number.group(1)) + "\">";
        }
        return isBullet(marker) ? "<li>" : "<li>" + Escapes.html(marker) + " ";
    }

    /** The marker in Markdown, with the space after it. */
    static String markdown(Content.Item item) {
        String marker = item.marker().strip();
        if (NUMBER.matcher(marker).matches()) {
            return marker + " ";
        }
        return isBullet(marker) ? "- " : "- " + marker + " ";
    }

    /** No letter and no digit. */
    private static boolean isBullet(String marker) {
        return marker.codePoints().noneMatch(Character::isLetterOrDigit);
    }
}
