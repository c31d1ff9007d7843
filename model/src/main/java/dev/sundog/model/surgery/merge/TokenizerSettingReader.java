package dev.sundog.model.surgery.merge;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads {@code tokenizer_source:} or {@code tokenizer:} of a recipe.
 *
 * @param nodes the recipe
 */
record TokenizerSettingReader(RecipeNodes nodes) {
    private static final String BLOCK = "tokenizer";
    private static final String SHORT = "tokenizer_source";
    private static final List<String> KEYS = List.of("source", "tokens", "pad_to_multiple_of");
    private static final List<String> RULE_KEYS = List.of("source", "force");
    private static final List<String> SOURCE_KEYS = List.of("kind", "model", "token", "token_id");
    private static final int MAXIMUM_MULTIPLE = 1 << 20;

    Optional<TokenizerSetting> read(ObjectNode root) {
        boolean block = root.hasNonNull(BLOCK);
        if (root.hasNonNull(SHORT)) {
            if (block) {
                throw nodes.invalid(BLOCK, "expected tokenizer or tokenizer_source, found both");
            }
            return Optional.of(
                    new TokenizerSetting(
                            nodes.text(root, SHORT, ""),
                            Map.of(),
                            1,
                            nodes.document().place(SHORT)));
        }
        if (!block) {
            return Optional.empty();
        }
        ObjectNode node = nodes.object(root.get(BLOCK), BLOCK);
        nodes.keys(node, BLOCK, KEYS);
        return Optional.of(
                new TokenizerSetting(
                        node.hasNonNull("source")
                                ? nodes.text(node, "source", BLOCK)
                                : TokenizerSetting.UNION,
                        rules(node),
                        multiple(node),
                        nodes.document().place(BLOCK)));
    }

    private int multiple(ObjectNode node) {
        JsonNode value = node.path("pad_to_multiple_of");
        if (value.isMissingNode() || value.isNull()) {
            return 1;
        }
        if (!value.canConvertToInt()
                || value.intValue() < 1
                || value.intValue() > MAXIMUM_MULTIPLE) {
            throw nodes.invalid(
                    BLOCK + ".pad_to_multiple_of",
                    "expected a number from 1 to %d, found %s"
                            .formatted(MAXIMUM_MULTIPLE, RecipeNodes.shown(value)));
        }
        return value.intValue();
    }

    private Map<String, TokenRule> rules(ObjectNode node) {
        Map<String, TokenRule> rules = new LinkedHashMap<>();
        if (!node.hasNonNull("tokens")) {
            return rules;
        }
        ObjectNode tokens = nodes.object(node.get("tokens"), BLOCK + ".tokens");
        for (Map.Entry<String, JsonNode> entry : tokens.properties()) {
            String path = BLOCK + ".tokens." + entry.getKey();
            ObjectNode rule = nodes.object(entry.getValue(), path);
            nodes.keys(rule, path, RULE_KEYS);
            JsonNode force = rule.path("force");
            if (!force.isMissingNode() && !force.isNull() && !force.isBoolean()) {
                throw nodes.invalid(path + ".force", "expected true or false, found " + force);
            }
            rules.put(
                    entry.getKey(),
                    new TokenRule(
                            source(rule, path),
                            force.isBoolean() && force.booleanValue(),
                            nodes.document().place(path)));
        }
        return rules;
    }

    private TokenRule.Source source(ObjectNode rule, String path) {
        String at = path + ".source";
        if (!(rule.path("source") instanceof ObjectNode node)) {
            String model = nodes.text(rule, "source", path);
            return new TokenRule.OfModel(model, Optional.empty(), OptionalInt.empty());
        }
        nodes.keys(node, at, SOURCE_KEYS);
        String kind = nodes.text(node, "kind", at);
        if (kind.equals("zero")) {
            return new TokenRule.Zero();
        }
        if (!kind.equals("model_token")) {
            throw nodes.invalid(at + ".kind", "expected zero or model_token, found '" + kind + "'");
        }
        JsonNode token = node.path("token");
        JsonNode id = node.path("token_id");
        if (token.isString() == (id.canConvertToInt() && id.intValue() >= 0)) {
            throw nodes.invalid(at, "expected either token: a text or token_id: a number");
        }
        return new TokenRule.OfModel(
                nodes.text(node, "model", at),
                token.isString() ? Optional.of(token.stringValue()) : Optional.empty(),
                token.isString() ? OptionalInt.empty() : OptionalInt.of(id.intValue()));
    }
}
