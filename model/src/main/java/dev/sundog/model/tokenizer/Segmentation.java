package dev.sundog.model.tokenizer;

import dev.sundog.model.tokenizer.TextPieces.Behavior;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * How text is cut into pieces that are encoded one by one: {@code pre_tokenizer} of a
 * tokenizer.json. Immutable.
 *
 * @param steps done in order
 * @param byteLevel whether pieces then go to the model as bytes in the {@link ByteAlphabet}
 */
record Segmentation(List<Step> steps, boolean byteLevel) {
    private static final Pattern GPT2 =
            PatternTranslation.translate(
                            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+"
                                    + "|\\s+(?!\\S)|\\s+")
                    .orElseThrow();

    /** One cut or change. */
    sealed interface Step {
        void apply(TextPieces pieces);
    }

    /** A cut at matches. */
    record Cut(TextPieces.Finder finder, Behavior behavior, boolean invert) implements Step {
        @Override
        public void apply(TextPieces pieces) {
            pieces.cut(finder, behavior, invert);
        }
    }

    /** Where a space is put before a piece. */
    enum Prefix {
        NEVER,
        FIRST,
        ALWAYS
    }

    /** Another character instead of spaces, and before pieces that do not begin with it. */
    record Marks(String mark, Prefix prefix) implements Step {
        @Override
        public void apply(TextPieces pieces) {
            pieces.rewrite(this::mark);
        }

        private String mark(String piece, boolean first) {
            String marked = piece.replace(" ", mark);
            boolean prefixed = prefix == Prefix.ALWAYS || (prefix == Prefix.FIRST && first);
            return prefixed && !marked.startsWith(mark) ? mark + marked : marked;
        }
    }

    Segmentation {
        steps = List.copyOf(steps);
    }

    /** The pieces of a text. */
    TextPieces cut(String text, boolean first) {
        TextPieces pieces = new TextPieces(text, first);
        for (Step step : steps) {
            step.apply(pieces);
        }
        return pieces;
    }

    /** What {@code pre_tokenizer} says, or nothing if it names a step not done here. */
    static Optional<Segmentation> read(JsonNode preTokenizer) {
        List<Step> steps = new ArrayList<>();
        List<JsonNode> described = new ArrayList<>();
        flatten(preTokenizer, described);
        boolean byteLevel = false;
        boolean spelled = false;
        for (JsonNode step : described) {
            if (byteLevel && !spelled) {
                steps.add(new Spell());
                spelled = true;
            }
            boolean bytes = step.path("type").asString("").equals("ByteLevel");
            if ((byteLevel && bytes) || !collect(step, steps)) {
                return Optional.empty();
            }
            byteLevel |= bytes;
        }
        return Optional.of(new Segmentation(steps, byteLevel && !spelled));
    }

    private static void flatten(JsonNode node, List<JsonNode> steps) {
        if (node.path("type").asString("").equals("Sequence")) {
            node.path("pretokenizers").forEach(step -> flatten(step, steps));
        } else if (!node.isMissingNode() && !node.isNull()) {
            steps.add(node);
        }
    }

    private static boolean collect(JsonNode node, List<Step> steps) {
        switch (node.path("type").asString("")) {
            case "ByteLevel" -> {
                if (node.path("add_prefix_space").asBoolean(true)) {
                    steps.add(new PrefixSpace());
                }
                if (node.path("use_regex").asBoolean(true)) {
                    steps.add(new Cut(new PatternFinder(GPT2), Behavior.ISOLATED, false));
                }
                return true;
            }
            case "Digits" -> {
                boolean alone = node.path("individual_digits").asBoolean(false);
                steps.add(
                        new Cut(
                                new CharacterFinder(Segmentation::isNumeric),
                                alone ? Behavior.ISOLATED : Behavior.CONTIGUOUS,
                                false));
                return true;
            }
            case "Punctuation" -> {
                Optional<Behavior> behavior = behavior(node, "Isolated");
                behavior.ifPresent(
                        kind ->
                                steps.add(
                                        new Cut(
                                                new CharacterFinder(Segmentation::isPunctuation),
                                                kind,
                                                false)));
                return behavior.isPresent();
            }
            case "WhitespaceSplit" -> {
                steps.add(
                        new Cut(
                                new CharacterFinder(c -> c < 0x10000 && WhiteSpace.is((char) c)),
                                Behavior.REMOVED,
                                false));
                return true;
            }
            case "Metaspace" -> {
                return collectMarks(node, steps);
            }
            case "Split" -> {
                return collectSplit(node, steps);
            }
            default -> {
                return false;
            }
        }
    }

    /** A space before pieces that do not begin with one. */
    record PrefixSpace() implements Step {
        @Override
        public void apply(TextPieces pieces) {
            pieces.rewrite((piece, first) -> piece.startsWith(" ") ? piece : " " + piece);
        }
    }

    /** Bytes in the {@link ByteAlphabet}, where more cuts come after. */
    record Spell() implements Step {
        @Override
        public void apply(TextPieces pieces) {
            pieces.rewrite((piece, first) -> ByteAlphabet.spell(piece));
        }
    }

    private static boolean collectMarks(JsonNode node, List<Step> steps) {
        String mark = node.path("replacement").asString("");
        if (mark.codePointCount(0, mark.length()) != 1) {
            return false;
        }
        boolean legacy = node.path("add_prefix_space").asBoolean(true);
        Prefix prefix =
                switch (node.path("prepend_scheme").asString(legacy ? "always" : "never")) {
                    case "first" -> Prefix.FIRST;
                    case "always" -> Prefix.ALWAYS;
                    default -> Prefix.NEVER;
                };
        steps.add(new Marks(mark, prefix));
        if (node.path("split").asBoolean(true)) {
            steps.add(new Cut(new TextFinder(mark), Behavior.MERGED_WITH_NEXT, false));
        }
        return true;
    }

    private static boolean collectSplit(JsonNode node, List<Step> steps) {
        Optional<String> literal = Normalization.text(node.path("pattern"), "String");
        Optional<TextPieces.Finder> finder =
                literal.isPresent()
                        ? literal.filter(text -> !text.isEmpty()).map(TextFinder::new)
                        : Normalization.text(node.path("pattern"), "Regex")
                                .flatMap(PatternTranslation::translate)
                                .map(PatternFinder::new);
        Optional<Behavior> behavior = behavior(node, "");
        if (finder.isEmpty() || behavior.isEmpty()) {
            return false;
        }
        steps.add(new Cut(finder.get(), behavior.get(), node.path("invert").asBoolean(false)));
        return true;
    }

    private static Optional<Behavior> behavior(JsonNode node, String otherwise) {
        return switch (node.path("behavior").asString(otherwise)) {
            case "Isolated" -> Optional.of(Behavior.ISOLATED);
            case "Removed" -> Optional.of(Behavior.REMOVED);
            case "MergedWithPrevious" -> Optional.of(Behavior.MERGED_WITH_PREVIOUS);
            case "MergedWithNext" -> Optional.of(Behavior.MERGED_WITH_NEXT);
            case "Contiguous" -> Optional.of(Behavior.CONTIGUOUS);
            default -> Optional.empty();
        };
    }

    private static boolean isPunctuation(int codePoint) {
        if (codePoint < 128) {
            return codePoint > ' ' && codePoint < 127 && !Character.isLetterOrDigit(codePoint);
        }
        int type = Character.getType(codePoint);
        return type == Character.CONNECTOR_PUNCTUATION
                || type == Character.DASH_PUNCTUATION
                || type == Character.START_PUNCTUATION
                || type == Character.END_PUNCTUATION
                || type == Character.INITIAL_QUOTE_PUNCTUATION
                || type == Character.FINAL_QUOTE_PUNCTUATION
                || type == Character.OTHER_PUNCTUATION;
    }

    private static boolean isNumeric(int codePoint) {
        if (codePoint < 128) {
            return codePoint >= '0' && codePoint <= '9';
        }
        int type = Character.getType(codePoint);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    /** Each character of a kind is a match. */
    private record CharacterFinder(IntPredicate kind) implements TextPieces.Finder {
        @Override
        public TextPieces.Search in(String text) {
            return (start, end, matches) -> {
                for (int at = start; at < end; ) {
                    int codePoint = text.codePointAt(at);
                    int next = at + Character.charCount(codePoint);
                    if (kind.test(codePoint)) {
                        matches.add(at);
                        matches.add(next);
                    }
                    at = next;
                }
            };
        }
    }

    /** Each occurrence of a string is a match. */
    private record TextFinder(String wanted) implements TextPieces.Finder {
        @Override
        public TextPieces.Search in(String text) {
            return (start, end, matches) -> {
                int at = text.indexOf(wanted, start, end);
                while (at >= 0) {
                    matches.add(at);
                    matches.add(at + wanted.length());
                    at = text.indexOf(wanted, at + wanted.length(), end);
                }
            };
        }
    }
}
