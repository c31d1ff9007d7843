package dev.sundog.model.surgery.merge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a recipe says about the vocabulary of the result.
 *
 * @param source {@code base}, {@code union}, or a model's name with or without {@code model:}
 * @param tokens rules by token; tokens that do not exist yet are added
 * @param rowMultiple the embedding's rows are filled up to a multiple of this with the mean row
 * @param place {@code file:line}, for errors
 */
public record TokenizerSetting(
        String source, Map<String, TokenRule> tokens, int rowMultiple, String place) {
    static final String BASE = "base";
    static final String UNION = "union";
    private static final String MODEL = "model:";

    public TokenizerSetting {
        tokens = new LinkedHashMap<>(tokens);
    }

    /** The model whose tokenizer it is, unless that is a word of its own. */
    String model() {
        return source.startsWith(MODEL) ? source.substring(MODEL.length()) : source;
    }
}
