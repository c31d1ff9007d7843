package dev.sundog.model.tokenizer;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * From tokens back to text: {@code decoder} of a tokenizer.json, as steps over the list of tokens.
 * Immutable.
 *
 * @param steps done in order; none: tokens are joined by spaces
 */
record TokenDecoder(List<Step> steps) {
    /** One change of the list. */
    sealed interface Step {
        List<String> apply(List<String> tokens);
    }

    /** Bytes in the {@link ByteAlphabet}; what is no UTF-8 becomes U+FFFD. */
    record Bytes() implements Step {
        @Override
        public List<String> apply(List<String> tokens) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            tokens.forEach(token -> bytes.writeBytes(ByteAlphabet.bytes(token)));
            return List.of(LossyText.of(bytes.toByteArray()));
        }
    }

    /** One string for another. */
    record Replace(String old, String replacement) implements Step {
        @Override
        public List<String> apply(List<String> tokens) {
            return tokens.stream().map(token -> token.replace(old, replacement)).toList();
        }
    }

    /** Runs of byte tokens; a run that is no UTF-8 becomes as many U+FFFD. */
    record ByteFallback() implements Step {
        @Override
        public List<String> apply(List<String> tokens) {
            List<String> decoded = new ArrayList<>(tokens.size());
            ByteRun run = new ByteRun();
            for (String token : tokens) {
                if (!run.takes(token)) {
                    run.end(decoded::add);
                    decoded.add(token);
                }
            }
            run.end(decoded::add);
            return decoded;
        }
    }

    /** All in one. */
    record Fuse() implements Step {
        @Override
        public List<String> apply(List<String> tokens) {
            return List.of(String.join("", tokens));
        }
    }

    /** At most so many of a character go from the ends of each token. */
    record Strip(char content, int start, int stop) implements Step {
        @Override
        public List<String> apply(List<String> tokens) {
            return tokens.stream().map(this::strip).toList();
        }

        private String strip(String token) {
            int from = 0;
            while (from < start && from < token.length() && token.charAt(from) == content) {
                from++;
            }
            int to = token.length();
            while (token.length() - to < stop && to > from && token.charAt(to - 1) == content) {
                to--;
            }
            return token.substring(from, to);
        }
    }

    /** Marks become spaces; those of the first token go if a prefix was put there. */
    record Marks(String mark, boolean prefixed) implements Step {
        @Override
        public List<String> apply(List<String> tokens) {
            List<String> decoded = new ArrayList<>(tokens.size());
            for (String token : tokens) {
                decoded.add(token.replace(mark, prefixed && decoded.isEmpty() ? "" : " "));
            }
            return decoded;
        }
    }

    /** Byte tokens that follow one another. Not thread-safe. */
    static final class ByteRun {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Whether the token is a byte and was taken. */
        boolean takes(String token) {
            int value = ByteAlphabet.fallbackValue(token);
            if (value >= 0) {
                bytes.write(value);
            }
            return value >= 0;
        }

        /** Hands over the text of the run, if there is one. */
        void end(Consumer<String> text) {
            if (bytes.size() == 0) {
                return;
            }
            byte[] run = bytes.toByteArray();
            bytes.reset();
            try {
                text.accept(
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .decode(ByteBuffer.wrap(run))
                                .toString());
            } catch (CharacterCodingException malformed) {
                text.accept("\uFFFD".repeat(run.length));
            }
        }
    }

    TokenDecoder {
        steps = List.copyOf(steps);
    }

    /** What {@code decoder} says, or nothing if it names a step not done here. */
    static Optional<TokenDecoder> read(JsonNode decoder) {
        List<Step> steps = new ArrayList<>();
        return collect(decoder, steps) ? Optional.of(new TokenDecoder(steps)) : Optional.empty();
    }

    private static boolean collect(JsonNode node, List<Step> steps) {
        switch (node.path("type").asString("")) {
            case "Sequence" -> {
                for (JsonNode step : node.path("decoders")) {
                    if (!collect(step, steps)) {
                        return false;
                    }
                }
                return !node.path("decoders").isEmpty();
            }
            case "ByteLevel" -> steps.add(new Bytes());
            case "ByteFallback" -> steps.add(new ByteFallback());
            case "Fuse" -> steps.add(new Fuse());
            case "Replace" -> {
                Optional<String> old = Normalization.text(node.path("pattern"), "String");
                Optional<String> content = Normalization.text(node, "content");
                if (old.filter(text -> !text.isEmpty()).isEmpty() || content.isEmpty()) {
                    return false;
                }
                steps.add(new Replace(old.get(), content.get()));
            }
            case "Strip" -> {
                String content = node.path("content").asString("");
                if (content.length() != 1) {
                    return false;
                }
                steps.add(
                        new Strip(
                                content.charAt(0),
                                Math.max(0, node.path("start").asInt(0)),
                                Math.max(0, node.path("stop").asInt(0))));
            }
            case "Metaspace" -> {
                String mark = node.path("replacement").asString("");
                boolean legacy = node.path("add_prefix_space").asBoolean(true);
                String scheme = node.path("prepend_scheme").asString(legacy ? "always" : "never");
                if (mark.isEmpty()) {
                    return false;
                }
                steps.add(new Marks(mark, !scheme.equals("never")));
            }
            default -> {
                return node.isNull() || node.isMissingNode();
            }
        }
        return true;
    }

    String decode(List<String> tokens) {
        if (steps.isEmpty()) {
            return String.join(" ", tokens);
        }
        List<String> decoded = tokens;
        for (Step step : steps) {
            decoded = step.apply(decoded);
        }
        return String.join("", decoded);
    }

    /** What a token adds to a text, in UTF-8. */
    byte[] bytes(String token) {
        String text = token;
        for (Step step : steps) {
            switch (step) {
                case Bytes bytes -> {
                    return ByteAlphabet.bytes(text);
                }
                case ByteFallback bytes -> {
                    int value = ByteAlphabet.fallbackValue(text);
                    if (value >= 0) {
                        return new byte[] {(byte) value};
                    }
                }
                case Replace replace -> text = text.replace(replace.old(), replace.replacement());
                case Marks marks -> text = text.replace(marks.mark(), " ");
                case Fuse fuse -> {}
                case Strip strip -> {}
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether text is the bytes that the tokens spell in the {@link ByteAlphabet}, joined. */
    boolean isByteLevel() {
        return steps.size() == 1 && steps.getFirst() instanceof Bytes;
    }
}
