package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the weights, the tokenizer and the chat template of a model contradict each other. */
public final class Disagreements {
    /** How templates spell special tokens; roles are put between them. */
    private static final Pattern SPECIAL = Pattern.compile("<\\|[A-Za-z0-9_]+\\|>");

    private Disagreements() {}

    /**
     * Refuses a tokenizer that knows tokens which the embedding has no row for.
     *
     * @throws SundogException (data, {@code tokenizer-size})
     */
    public static void checkSizes(Checkpoint checkpoint, Tokenizer tokenizer) {
        sizes(checkpoint.config(), tokenizer)
                .ifPresent(
                        found -> {
                            throw SundogException.data(
                                    "tokenizer-size",
                                    "%s: %s; put the tokenizer that belongs to these weights there"
                                            .formatted(checkpoint.path(), found));
                        });
    }

    /** All that is found, a sentence each; none if all agree. */
    public static List<String> of(Checkpoint checkpoint, Tokenizer tokenizer) {
        List<String> found = new ArrayList<>();
        ModelConfig config = checkpoint.config();
        sizes(config, tokenizer).ifPresent(found::add);
        for (int end : config.eosTokenIds()) {
            if (end >= tokenizer.vocabularySize()) {
                found.add(
                        "the configuration ends a text with token %d, the tokenizer has %d tokens"
                                .formatted(end, tokenizer.vocabularySize()));
            }
        }
        if (config.eosTokenIds().isEmpty() && tokenizer.eosTokenId().isEmpty()) {
            found.add("neither the configuration nor the tokenizer says which token ends a text");
        }
        tokenizer
                .eosTokenId()
                .ifPresent(
                        end -> {
                            if (!config.eosTokenIds().contains(end)) {
                                found.add(
                                        "the tokenizer ends a text with %s (%d), the configuration with %s"
                                                .formatted(
                                                        tokenizer.token(end),
                                                        end,
                                                        config.eosTokenIds()));
                            }
                        });
        Optional<ChatTemplate> template = checkpoint.chatTemplate();
        if (template.isEmpty()) {
            found.add("there is no chat template: the model completes text but cannot chat");
        }
        template.ifPresent(present -> unknownTokens(present, tokenizer).ifPresent(found::add));
        return found;
    }

    private static Optional<String> sizes(ModelConfig config, Tokenizer tokenizer) {
        int rows = config.vocabularySize();
        int tokens = tokenizer.vocabularySize();
        return tokens <= rows
                ? Optional.empty()
                : Optional.of(
                        "the tokenizer has %d tokens, the embedding only %d rows"
                                .formatted(tokens, rows));
    }

    private static Optional<String> unknownTokens(ChatTemplate template, Tokenizer tokenizer) {
        TreeSet<String> unknown = new TreeSet<>();
        Matcher matcher = SPECIAL.matcher(template.source());
        while (matcher.find()) {
            if (tokenizer.id(matcher.group()).isEmpty()) {
                unknown.add(matcher.group());
            }
        }
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the chat template writes %s, which the tokenizer does not have as one token"
                                .formatted(String.join(", ", unknown)));
    }
}
