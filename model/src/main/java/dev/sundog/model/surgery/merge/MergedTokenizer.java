package dev.sundog.model.surgery.merge;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tokenizer and the template of the result.
 *
 * @param donor the model they come from
 * @param files companions by name
 * @param vocabulary rows of the embedding, if the recipe asks for a vocabulary
 */
record MergedTokenizer(
        String donor, Map<String, byte[]> files, Optional<MergedVocabulary> vocabulary) {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final String TEMPLATE = "chat_template.jinja";

    /**
     * Settles both.
     *
     * @param models by their names in the recipe
     * @throws SundogException (data, {@code merge-tokenizer}) if the recipe wants what the models
     *     do not have
     */
    static MergedTokenizer of(MergeRecipe recipe, Map<String, Checkpoint> models) {
        String base = recipe.models().getFirst();
        String donor = recipe.tokenizer().map(setting -> donor(setting, base, models)).orElse(base);
        Map<String, byte[]> files = new LinkedHashMap<>(CompanionFiles.of(model(models, donor)));
        Optional<MergedVocabulary> vocabulary =
                recipe.tokenizer().map(setting -> vocabulary(setting, donor, models, files));
        recipe.chatTemplate().ifPresent(template -> setTemplate(files, template(template, models)));
        return new MergedTokenizer(donor, files, vocabulary);
    }

    private static String donor(
            TokenizerSetting setting, String base, Map<String, Checkpoint> models) {
        String name = setting.model();
        if (models.containsKey(name)) {
            return name;
        }
        if (name.equals(TokenizerSetting.BASE) || name.equals(TokenizerSetting.UNION)) {
            return base;
        }
        throw refused(
                setting,
                "'%s' is none of the models of the recipe; expected base, union or one of %s"
                        .formatted(setting.source(), String.join(", ", models.keySet())));
    }

    private static MergedVocabulary vocabulary(
            TokenizerSetting setting,
            String donor,
            Map<String, Checkpoint> models,
            Map<String, byte[]> files) {
        Map<String, TokenizerJson> all = new LinkedHashMap<>();
        for (Map.Entry<String, Checkpoint> entry : models.entrySet()) {
            entry.getValue()
                    .companion(TOKENIZER)
                    .ifPresent(
                            json ->
                                    all.put(
                                            entry.getKey(),
                                            TokenizerJson.of(entry.getKey(), json)));
        }
        byte[] json = files.get(TOKENIZER);
        if (json == null) {
            throw refused(setting, "'%s' has no %s".formatted(donor, TOKENIZER));
        }
        TokenizerJson result = TokenizerJson.of(donor, json);
        result.limit(model(models, donor).config().vocabularySize());
        if (setting.model().equals(TokenizerSetting.UNION)) {
            unite(result, all, models);
        }
        setting.tokens().keySet().forEach(result::add);
        files.put(TOKENIZER, result.bytes());
        List<String> tokens = result.tokens();
        for (int id = 0; id < tokens.size(); id++) {
            if (!Integer.valueOf(id).equals(result.ids().get(tokens.get(id)))) {
                throw refused(
                        setting,
                        "the ids of '%s' have a gap at %d; use a tokenizer whose ids have none"
                                .formatted(donor, id));
            }
        }
        Map<String, int[]> rows = new HashMap<>();
        Map<String, Map<String, Integer>> ids = new HashMap<>();
        for (Map.Entry<String, Checkpoint> entry : models.entrySet()) {
            TokenizerJson own = all.getOrDefault(entry.getKey(), all.get(donor));
            Map<String, Integer> known = own == null ? result.ids() : own.ids();
            int limit = entry.getValue().config().vocabularySize();
            int[] permutation = new int[tokens.size()];
            for (int id = 0; id < permutation.length; id++) {
                int row = known.getOrDefault(tokens.get(id), -1);
                permutation[id] = row < limit ? row : -1;
            }
            rows.put(entry.getKey(), permutation);
            ids.put(entry.getKey(), known);
        }
        int multiple = setting.rowMultiple();
        int count = Math.ceilDiv(tokens.size(), multiple) * multiple;
        return new MergedVocabulary(tokens, count, rows, setting.tokens(), ids);
    }

    /** Adds the tokens of all models, in the order of the recipe and of their ids. */
    private static void unite(
            TokenizerJson result, Map<String, TokenizerJson> all, Map<String, Checkpoint> models) {
        List<ObjectNode> added = new ArrayList<>();
        for (Map.Entry<String, TokenizerJson> entry : all.entrySet()) {
            int limit = model(models, entry.getKey()).config().vocabularySize();
            TokenizerJson tokenizer = entry.getValue();
            Map<String, ObjectNode> own =
                    tokenizer.added().stream()
                            .collect(
                                    Collectors.toMap(
                                            node -> node.path("content").asString(""),
                                            Function.identity(),
                                            (first, second) -> first,
                                            LinkedHashMap::new));
            for (String token : tokenizer.tokens()) {
                if (!own.containsKey(token) && tokenizer.ids().getOrDefault(token, limit) < limit) {
                    result.add(token);
                }
            }
            own.values().stream()
                    .filter(node -> node.path("id").asInt(limit) < limit)
                    .forEach(added::add);
        }
        added.forEach(result::add);
    }

    /** The source of a template that a recipe names or spells out. */
    private static String template(String named, Map<String, Checkpoint> models) {
        if (named.equals(MergeRecipe.CHATML)) {
            return MergeRecipe.CHATML_SOURCE;
        }
        if (!named.equals(MergeRecipe.AUTO)) {
            return named;
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Checkpoint model : models.values()) {
            templateOf(model).ifPresent(source -> counts.merge(source, 1, Integer::sum));
        }
        return counts.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private static Optional<String> templateOf(Checkpoint model) {
        return model.companion(TEMPLATE)
                .map(MergedTokenizer::text)
                .or(
                        () ->
                                model.companion(CONFIG)
                                        .map(MAPPER::readTree)
                                        .map(config -> config.path("chat_template").asString("")))
                .map(String::strip)
                .filter(source -> !source.isEmpty());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void setTemplate(Map<String, byte[]> files, String template) {
        if (template.isEmpty()) {
            return;
        }
        files.put(TEMPLATE, template.getBytes(StandardCharsets.UTF_8));
        byte[] config = files.get(CONFIG);
        if (config != null
                && MAPPER.readTree(config) instanceof ObjectNode object
                && object.remove("chat_template") != null) {
            files.put(CONFIG, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(object));
        }
    }

    private static Checkpoint model(Map<String, Checkpoint> models, String name) {
        Checkpoint checkpoint = models.get(name);
        if (checkpoint == null) {
            throw new IllegalArgumentException("no model " + name);
        }
        return checkpoint;
    }

    private static SundogException refused(TokenizerSetting setting, String what) {
        return SundogException.data(
                "merge-tokenizer", "%s: tokenizer: %s".formatted(setting.place(), what));
    }
}
