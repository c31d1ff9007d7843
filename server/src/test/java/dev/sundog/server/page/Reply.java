package dev.sundog.server.page;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the scripted server does about a request for a chat completion. */
sealed interface Reply {
    /** What follows the last token of a streamed answer. */
    enum Ending {
        /** A finish reason, the usage and the end of the stream, as it should be. */
        STOP,
        /** The same for an answer that reached its limit. */
        LENGTH,
        /** The connection ends without a word. */
        BROKEN,
        /** Nothing: the server goes on sending the last token until the client leaves. */
        ENDLESS,
        /** An error object inside the stream. */
        ERROR
    }

    /** Streams tokens. */
    record Answer(List<Token> tokens, Ending ending) implements Reply {}

    /** Refuses with an error object. */
    record Refusal(int status, String message, Map<String, String> headers) implements Reply {}

    /**
     * A token of an answer.
     *
     * @param bytes what it stands for, hexadecimal; part of a character maybe
     * @param alternatives probabilities of the likeliest tokens, from the likeliest down
     */
    record Token(String text, String bytes, double probability, Map<String, Double> alternatives) {}

    /** An answer whose tokens are words with the space before them, each of probability 1/2. */
    static Answer words(String text) {
        return words(text, Ending.STOP);
    }

    /** The same with an ending. */
    static Answer words(String text, Ending ending) {
        return new Answer(
                Pattern.compile("\\s*\\S+|\\s+$")
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .map(word -> token(word, 0.5, word, 0.5, " other", 0.25))
                        .toList(),
                ending);
    }

    /** A token of whole characters; alternatives are texts and probabilities by turns. */
    static Token token(String text, double probability, Object... alternatives) {
        Map<String, Double> likeliest = new LinkedHashMap<>();
        for (int i = 0; i < alternatives.length; i += 2) {
            likeliest.put((String) alternatives[i], (Double) alternatives[i + 1]);
        }
        return new Token(text, hex(text.getBytes(StandardCharsets.UTF_8)), probability, likeliest);
    }

    /** A text as tokens of one byte each, as a tokenizer does with characters that it lacks. */
    static List<Token> bytes(String text, double probability) {
        List<Token> tokens = new ArrayList<>();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            String name = "<0x%02X>".formatted(each & 0xff);
            tokens.add(new Token(name, hex(each), probability, Map.of(name, probability)));
        }
        return tokens;
    }

    private static String hex(byte... bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
