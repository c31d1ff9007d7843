package dev.sundog.model.tokenizer;

import tools.jackson.databind.JsonNode;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is done to text before it is cut: {@code normalizer} of a tokenizer.json. Immutable. */
record Normalization(List<Step> steps) {
    /** One change of a text. */
    sealed interface Step {
        String apply(String text);
    }

    /** A Unicode normalisation form. */
    record Form(Normalizer.Form form) implements Step {
        @Override
        public String apply(String text) {
            return Normalizer.normalize(text, form);
        }
    }

    /** Something before a text that is not empty. */
    record Prepend(String prefix) implements Step {
        @Override
        public String apply(String text) {
            return text.isEmpty() ? text : prefix + text;
        }
    }

    /** One string for another. */
    record ReplaceText(String old, String replacement) implements Step {
        @Override
        public String apply(String text) {
            return text.replace(old, replacement);
        }
    }

    /** A string for each match. */
    record ReplacePattern(PatternFinder finder, String replacement) implements Step {
        @Override
        public String apply(String text) {
            return finder.replaceAll(text, replacement);
        }
    }

    /** White space at the ends goes. */
    record Strip(boolean left, boolean right) implements Step {
        @Override
        public String apply(String text) {
            int start = 0;
            int end = text.length();
            while (left && start < end && WhiteSpace.is(text.charAt(start))) {
                start++;
            }
            while (right && end > start && WhiteSpace.is(text.charAt(end - 1))) {
                end--;
            }
            return text.substring(start, end);
        }
    }

    /** The map of characters that a SentencePiece model brings. */
    record Mapped(PrecompiledCharsmap map) implements Step {
        @Override
        public String apply(String text) {
            return map.apply(text);
        }
    }

    Normalization {
        steps = List.copyOf(steps);
    }

    /** The text after all steps. */
    String apply(String text) {
        String changed = text;
        for (Step step : steps) {
            changed = step.apply(changed);
        }
        return changed;
    }

    /** What {@code normalizer} says, or nothing if it names a step not done here. */
    static Optional<Normalization> read(JsonNode normalizer) {
        List<Step> steps = new ArrayList<>();
        return collect(normalizer, steps)
                ? Optional.of(new Normalization(steps))
                : Optional.empty();
    }

    private static boolean collect(JsonNode node, List<Step> steps) {
        if (node.isMissingNode() || node.isNull()) {
            return true;
        }
        if (node.path("type").asString("").equals("Sequence")) {
            for (JsonNode step : node.path("normalizers")) {
                if (!collect(step, steps)) {
                    return false;
                }
            }
            return node.path("normalizers").isArray();
        }
        Optional<Step> step = step(node);
        step.ifPresent(steps::add);
        return step.isPresent();
    }

    private static Optional<Step> step(JsonNode node) {
        return switch (node.path("type").asString("")) {
            case "NFC" -> Optional.of(new Form(Normalizer.Form.NFC));
            case "NFD" -> Optional.of(new Form(Normalizer.Form.NFD));
            case "NFKC" -> Optional.of(new Form(Normalizer.Form.NFKC));
            case "NFKD" -> Optional.of(new Form(Normalizer.Form.NFKD));
            case "Prepend" -> text(node, "prepend").map(Prepend::new);
            case "Strip" ->
                    Optional.of(
                            new Strip(
                                    node.path("strip_left").asBoolean(false),
                                    node.path("strip_right").asBoolean(false)));
            case "Replace" -> replace(node);
            case "Precompiled" -> precompiled(node).map(Mapped::new);
            default -> Optional.empty();
        };
    }

    private static Optional<Step> replace(JsonNode node) {
        Optional<String> content = text(node, "content");
        Optional<String> literal = text(node.path("pattern"), "String");
        if (literal.isPresent() && !literal.get().isEmpty()) {
            return content.map(with -> new ReplaceText(literal.get(), with));
        }
        Optional<Pattern> pattern =
                text(node.path("pattern"), "Regex").flatMap(PatternTranslation::translate);
        return pattern.isEmpty()
                ? Optional.empty()
                : content.map(with -> new ReplacePattern(new PatternFinder(pattern.get()), with));
    }

    private static Optional<PrecompiledCharsmap> precompiled(JsonNode node) {
        try {
            byte[] map = Base64.getDecoder().decode(node.path("precompiled_charsmap").asString(""));
            return PrecompiledCharsmap.read(map);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    static Optional<String> text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }
}
