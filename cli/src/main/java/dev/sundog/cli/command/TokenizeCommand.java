package dev.sundog.cli.command;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizer;
import dev.sundog.model.tokenizer.Tokenizers;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code tokenize MODEL}: text to ids, or back. */
@Command(
        name = "tokenize",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog tokenize pico-base -t \"Hana lives by the sea.\"", ""},
        description = "Show the token ids of a text, or the text of token ids.")
final class TokenizeCommand implements Callable<Integer> {
    /** Exactly one source. */
    static final class Source {
        @Option(
                names = {"-t", "--text"},
                paramLabel = "TEXT")
        private Optional<String> text = Optional.empty();

        @Option(names = "--file", paramLabel = "F", description = "A text file.")
        private Optional<Path> file = Optional.empty();

        @Option(
                names = "--lines",
                paramLabel = "F.jsonl",
                description = "{\"text\":…} a line; with --decode {\"ids\":[…]}.")
        private Optional<Path> lines = Optional.empty();
    }

    @Parameters(
            paramLabel = "MODEL",
            description = "A MODEL, or a tokenizer.json, a tokenizer.model or a folder with one.")
    private String model = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Source source = new Source();

    @Option(names = "--special", description = "Add what the tokenizer adds by itself (BOS, EOS).")
    private boolean special;

    @Option(names = "--decode", description = "From ids to text.")
    private boolean decode;

    @Option(
            names = "--stats",
            description = "Tokens a character and a word, by the writing of each line.")
    private boolean stats;

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        if (source.text.isEmpty() && source.file.isEmpty() && source.lines.isEmpty()) {
            throw SundogException.user(
                    "tokenize-source", "give one of -t TEXT, --file F and --lines F.jsonl");
        }
        try (Tokenizer tokenizer = open()) {
            if (stats) {
                printStatistics(tokenizer);
            } else if (source.lines.isPresent()) {
                JsonLines.forEach(
                        source.lines.get(),
                        (line, place) -> print(tokenizer, ids(tokenizer, line, place)));
            } else {
                String text =
                        source.text.orElseGet(() -> TextFiles.read(source.file.orElseThrow()));
                print(tokenizer, decode ? parseIds(text) : tokenizer.encode(text, special));
            }
        }
        return 0;
    }

    private Tokenizer open() {
        Path path = Path.of(model);
        if (Tokenizers.isTokenizer(path)) {
            return Tokenizers.open(path);
        }
        try (Checkpoint checkpoint = Models.checkpoint(model)) {
            return checkpoint.openTokenizer();
        }
    }

    private void printStatistics(Tokenizer tokenizer) {
        TokenStatistics statistics = new TokenStatistics(tokenizer);
        if (source.lines.isPresent()) {
            JsonLines.forEach(
                    source.lines.get(),
                    (line, place) ->
                            statistics.add(
                                    JsonLines.require(
                                                    line,
                                                    "text",
                                                    place,
                                                    JsonNode::isString,
                                                    "a string")
                                            .stringValue()));
        } else {
            source.text
                    .orElseGet(() -> TextFiles.read(source.file.orElseThrow()))
                    .lines()
                    .forEach(statistics::add);
        }
        statistics.rows().forEach(output::object);
        statistics.table().forEach(output::line);
    }

    private int[] ids(Tokenizer tokenizer, ObjectNode line, String place) {
        if (decode) {
            JsonNode ids =
                    JsonLines.require(line, "ids", place, JsonNode::isArray, "a list of ids");
            int[] values = new int[ids.size()];
            for (int i = 0; i < values.length; i++) {
                if (!ids.get(i).isInt()) {
                    throw SundogException.data(
                            "jsonl-field",
                            place + ": ids: expected whole numbers, found " + ids.get(i));
                }
                values[i] = ids.get(i).intValue();
            }
            return values;
        }
        return tokenizer.encode(
                JsonLines.require(line, "text", place, JsonNode::isString, "a string")
                        .stringValue(),
                special);
    }

    private static int[] parseIds(String text) {
        try {
            return java.util.Arrays.stream(text.strip().split("[\\s,]+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw SundogException.user(
                    "decode-ids",
                    "--decode: expected ids separated by blanks or commas, found '" + text + "'");
        }
    }

    private void print(Tokenizer tokenizer, int[] ids) {
        ObjectNode node = Output.node();
        ArrayNode idList = node.putArray("ids");
        ArrayNode tokens = node.putArray("tokens");
        StringBuilder shown = new StringBuilder();
        for (int id : ids) {
            if (id < 0 || id >= tokenizer.vocabularySize()) {
                throw SundogException.data(
                        "token-id",
                        "id "
                                + id
                                + " is not in the vocabulary of "
                                + tokenizer.vocabularySize()
                                + " entries");
            }
            idList.add(id);
            tokens.add(tokenizer.token(id));
            shown.append(id).append(' ');
        }
        node.put("text", tokenizer.decode(ids, false));
        output.object(node);
        output.line(decode ? node.get("text").stringValue() : shown.toString().stripTrailing());
    }
}
