package dev.sundog.inference.constraint;

import dev.sundog.model.tokenizer.Tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A vocabulary of all bytes and of pieces as JSON is cut into: brackets with quotes, words, halves
 * of characters. The last id is special and ends a text.
 */
final class PieceTokenizer implements Tokenizer {
    private static final String[] PIECES = {
        "{\"",
        "\":",
        "\": ",
        "\",",
        "\", \"",
        "\"}",
        "\"]",
        "},",
        "}}",
        "]}",
        "[{\"",
        "[[",
        "[]",
        "{}",
        ": ",
        ", ",
        ",\"",
        "true",
        "false",
        "null",
        "tr",
        "ue",
        "12",
        "123",
        "0.",
        ".5",
        "-1",
        "e1",
        "e+",
        "00",
        " the",
        "a\"",
        "b\",",
        "name",
        "id",
        "value",
        "kind",
        " \n",
        "\n  ",
        "\n    ",
        "  ",
        "한국",
        "日本",
        "é",
        "\ud83d\ude00",
        "\\u",
        "\\n",
        "\\\"",
        "\\\\",
        "2024-",
        "-01-",
        "T12:",
        "Z\"",
        "abc",
        "xyz",
        "aaaa"
    };

    private final List<byte[]> tokens = new ArrayList<>();
    private final List<String> spelled = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();

    PieceTokenizer() {
        String[] standIns = new String[256];
        int next = 256;
        for (int value = 0; value < 256; value++) {
            boolean itself =
                    value > ' ' && value < 0x7f || value > 0xa0 && value != 0xad && value < 0x100;
            standIns[value] = String.valueOf((char) (itself ? value : next++));
            add(new byte[] {(byte) value}, standIns);
        }
        for (String piece : PIECES) {
            add(piece.getBytes(StandardCharsets.UTF_8), standIns);
        }
        byte[] grin = "\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
        add(new byte[] {grin[0], grin[1]}, standIns);
        add(new byte[] {grin[2], grin[3], '"'}, standIns);
        tokens.add(new byte[0]);
        spelled.add("<end>");
        ids.put("<end>", tokens.size() - 1);
    }

    private void add(byte[] bytes, String[] standIns) {
        StringBuilder name = new StringBuilder();
        for (byte value : bytes) {
            name.append(standIns[value & 0xff]);
        }
        ids.putIfAbsent(name.toString(), tokens.size());
        tokens.add(bytes);
        spelled.add(name.toString());
    }

    @Override
    public byte[] bytes(int id) {
        return tokens.get(id);
    }

    int end() {
        return tokens.size() - 1;
    }

    @Override
    public int[] encode(String text, boolean addSpecial) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String decode(int[] all, boolean skipSpecial) {
        StringBuilder text = new StringBuilder();
        for (int id : all) {
            text.append(new String(tokens.get(id), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Override
    public String token(int id) {
        return spelled.get(id);
    }

    @Override
    public OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public boolean isSpecial(int id) {
        return id == end();
    }

    @Override
    public int vocabularySize() {
        return tokens.size();
    }

    @Override
    public OptionalInt bosTokenId() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt eosTokenId() {
        return OptionalInt.of(end());
    }

    @Override
    public StreamDecoder streamDecoder() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
