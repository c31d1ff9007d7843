package dev.sundog.cli.command;

import dev.sundog.model.tokenizer.Tokenizer;

import tools.jackson.databind.node.ObjectNode;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many tokens the lines of each writing take. A line is counted to the writing of most of its
 * letters; one with kana is Japanese. Not thread-safe.
 */
final class TokenStatistics {
    /** Sums over lines. */
    private static final class Sums {
        private long lines;
        private long characters;
        private long words;
        private long tokens;
    }

    private final Tokenizer tokenizer;
    private final Map<String, Sums> byWriting = new TreeMap<>();

    TokenStatistics(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    void add(String line) {
        if (line.isBlank()) {
            return;
        }
        Sums sums = byWriting.computeIfAbsent(writing(line), name -> new Sums());
        sums.lines++;
        sums.characters += line.codePointCount(0, line.length());
        sums.words += line.strip().split("\\s+").length;
        sums.tokens += tokenizer.encode(line, false).length;
    }

    private static String writing(String line) {
        Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
        line.codePoints()
                .filter(Character::isLetter)
                .forEach(letter -> letters.merge(UnicodeScript.of(letter), 1, Integer::sum));
        if (letters.containsKey(UnicodeScript.HIRAGANA)
                || letters.containsKey(UnicodeScript.KATAKANA)) {
            return "japanese";
        }
        return letters.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> most.getKey().name().toLowerCase(Locale.ROOT))
                .orElse("none");
    }

    /** An object a writing. */
    List<ObjectNode> rows() {
        List<ObjectNode> rows = new ArrayList<>();
        byWriting.forEach(
                (writing, sums) ->
                        rows.add(
                                Output.node()
                                        .put("writing", writing)
                                        .put("lines", sums.lines)
                                        .put("characters", sums.characters)
                                        .put("words", sums.words)
                                        .put("tokens", sums.tokens)
                                        .put("tokensPerCharacter", ratio(sums.characters, sums))
                                        .put("tokensPerWord", ratio(sums.words, sums))));
        return rows;
    }

    private static double ratio(long of, Sums sums) {
        return Math.round(1000.0 * sums.tokens / of) / 1000.0;
    }

    /** The same for people. */
    List<String> table() {
        List<String> table = new ArrayList<>();
        table.add(
                "%-12s %8s %10s %10s %10s"
                        .formatted("writing", "lines", "tokens", "/character", "/word"));
        byWriting.forEach(
                (writing, sums) ->
                        table.add(
                                "%-12s %8d %10d %10.3f %10.3f"
                                        .formatted(
                                                writing,
                                                sums.lines,
                                                sums.tokens,
                                                ratio(sums.characters, sums),
                                                ratio(sums.words, sums))));
        return table;
    }
}
