package dev.sundog.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a family of models is asked to write what is missing between a beginning and an end.
 *
 * <p>Source: Bavarian et al. 2022, Efficient training of language models to fill in the middle; the
 * model cards of Qwen 2.5 Coder, StarCoder, SantaCoder, Code Llama, DeepSeek Coder, Codestral and
 * Yi Coder.
 *
 * @param prefix token before the beginning
 * @param suffix token before the end
 * @param middle token before the answer, empty if there is none
 * @param endFirst whether the end comes before the beginning
 */
record GapForm(String prefix, String suffix, String middle, boolean endFirst) {
    private static final List<GapForm> KNOWN =
            List.of(
                    of("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"),
                    of("<fim_prefix>", "<fim_suffix>", "<fim_middle>"),
                    of("<fim-prefix>", "<fim-suffix>", "<fim-middle>"),
                    of("\u2581<PRE>", "\u2581<SUF>", "\u2581<MID>"),
                    of("<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"),
                    of("<|code_prefix|>", "<|code_suffix|>", "<|code_middle|>"),
                    new GapForm("[PREFIX]", "[SUFFIX]", "", true));

    /** What ends an answer besides the end of a sequence. */
    private static final List<String> ENDS =
            List.of(
                    "<|endoftext|>",
                    "<|fim_pad|>",
                    "<|repo_name|>",
                    "<|file_sep|>",
                    "<|file_separator|>",
                    "<file_sep>",
                    "<repo_name>",
                    "\u2581<EOT>");

    private static GapForm of(String prefix, String suffix, String middle) {
        return new GapForm(prefix, suffix, middle, false);
    }

    /** The form that a model's vocabulary has tokens for, if it has any. */
    static Optional<GapForm> of(ServedModel served) {
        return KNOWN.stream()
                .filter(
                        form ->
                                form.tokens()
                                        .allMatch(
                                                token ->
                                                        served.model()
                                                                .tokenizer()
                                                                .id(token)
                                                                .isPresent()))
                .findFirst();
    }

    private Stream<String> tokens() {
        return Stream.of(prefix, suffix, middle).filter(token -> !token.isEmpty());
    }

    /** The texts that end an answer. */
    List<String> ends() {
        List<String> ends = new ArrayList<>(ENDS);
        tokens().forEach(ends::add);
        return ends;
    }

    /** The prompt for what is missing. */
    String prompt(String beginning, String end) {
        return endFirst
                ? suffix + end + prefix + beginning + middle
                : prefix + beginning + suffix + end + middle;
    }
}
