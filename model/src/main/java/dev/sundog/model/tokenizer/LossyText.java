package dev.sundog.model.tokenizer;

/**
 * UTF-8 that may be ill-formed, to text: each maximal ill-formed part becomes one U+FFFD.
 *
 * <p><b>Source:</b> Unicode Standard, section 3.9, "U+FFFD Substitution of Maximal Subparts".
 */
final class LossyText {
    private LossyText() {}

    /** The text of all bytes. */
    static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        decode(bytes, true, text);
        return text.toString();
    }

    /**
     * Appends the text of {@code bytes}.
     *
     * @param end whether nothing follows; if not, a character that has begun is left
     * @return how many bytes were taken
     */
    static int decode(byte[] bytes, boolean end, StringBuilder text) {
        int at = 0;
        while (at < bytes.length) {
            int lead = bytes[at] & 0xFF;
            if (lead < 0x80) {
                text.append((char) lead);
                at++;
                continue;
            }
            int width = width(lead);
            int point = width == 2 ? lead & 0x1F : width == 3 ? lead & 0x0F : lead & 0x07;
            int taken = 1;
            while (taken < width
                    && at + taken < bytes.length
                    && continues(lead, taken, bytes[at + taken] & 0xFF)) {
                point = point << 6 | bytes[at + taken] & 0x3F;
                taken++;
            }
            if (taken == width && width > 1) {
                text.appendCodePoint(point);
            } else if (taken < width && at + taken == bytes.length && !end) {
                return at;
            } else {
                text.append('\uFFFD');
            }
            at += taken;
        }
        return at;
    }

    /** Bytes of a character by its first, 1 for one that cannot begin a character. */
    private static int width(int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            return 1;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean continues(int lead, int place, int next) {
        int low = 0x80;
        int high = 0xBF;
        if (place == 1) {
            low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : low;
            high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : high;
        }
        return next >= low && next <= high;
    }
}
