package dev.sundog.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The printable stand-in of each byte in a byte-level vocabulary: a printable Latin-1 character
 * stands for itself, the 68 others take the code points from U+0100 on in byte order.
 *
 * <p><b>Source:</b> Radford et al., Language Models are Unsupervised Multitask Learners (2019), the
 * published encoder's {@code bytes_to_unicode}.
 */
final class ByteAlphabet {
    private static final char[] CHARACTERS = new char[256];
    private static final short[] BYTES = new short[512];

    static {
        Arrays.fill(BYTES, (short) -1);
        char next = 256;
        for (int value = 0; value < 256; value++) {
            char character = standsForItself(value) ? (char) value : next++;
            CHARACTERS[value] = character;
            BYTES[character] = (short) value;
        }
    }

    private ByteAlphabet() {}

    private static boolean standsForItself(int value) {
        return (value >= '!' && value <= '~')
                || (value >= 0xA1 && value <= 0xAC)
                || (value >= 0xAE && value <= 0xFF);
    }

    /** The character that stands for a byte, 0 to 255. */
    static char character(int value) {
        return CHARACTERS[value];
    }

    /** The byte a character stands for, or -1. */
    static int value(char character) {
        return character < BYTES.length ? BYTES[character] : -1;
    }

    /** All bytes in the order of their characters. */
    static IntStream sorted() {
        return IntStream.range(0, BYTES.length)
                .filter(character -> BYTES[character] >= 0)
                .map(character -> BYTES[character]);
    }

    /** The bytes a token stands for; one with a character outside the alphabet is itself. */
    static byte[] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            int value = value(token.charAt(i));
            if (value < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    /** The token that a byte has in vocabularies with byte fallback, such as {@code <0x0A>}. */
    static String fallbackName(int value) {
        return "<0x%02X>".formatted(value);
    }

    /** The byte that a token of byte fallback stands for, or -1. */
    static int fallbackValue(String token) {
        if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
            return -1;
        }
        int high = Character.digit(token.charAt(3), 16);
        int low = Character.digit(token.charAt(4), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** The characters that stand for the UTF-8 bytes of a text. */
    static String spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder spelled = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            spelled.append(CHARACTERS[value & 0xFF]);
        }
        return spelled.toString();
    }
}
