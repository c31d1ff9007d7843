package dev.sundog.model.surgery.merge;

import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tokenizer and template the result has.
 *
 * @param recipe that says it
 * @param models by their names in the recipe
 */
record MergedTokenizer(MergeRecipe recipe, Map<String, Checkpoint> models) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";

    /**
     * The files by name.
     *
     * @throws SundogException (data, {@code merge-tokenizer}) if {@code tokenizer_source} asks for
     *     other rows of the embedding than the models have
     */
    Map<String, byte[]> files() {
        String donor = donor();
        if (recipe.tokenizerSource().isPresent()) {
            checkVocabularies();
        }
        Map<String, byte[]> files = new LinkedHashMap<>(CompanionFiles.of(model(donor)));
        recipe.chatTemplate().ifPresent(template -> setTemplate(files, template));
        return files;
    }

    private String donor() {
        String base = recipe.models().getFirst();
        String source = recipe.tokenizerSource().orElse("base");
        if (source.equals("base") || source.equals("union")) {
            return base;
        }
        String name = source.startsWith("model:") ? source.substring(6) : source;
        if (!models.containsKey(name)) {
            throw refused(
                    "'%s' is none of the models of the recipe; expected base, union or one of %s"
                            .formatted(source, String.join(", ", models.keySet())));
        }
        return name;
    }

    /** Every token has one id in all models, and every row of the embedding a token. */
    private void checkVocabularies() {
        String expectedName = recipe.models().getFirst();
        Map<String, Integer> expected = vocabulary(expectedName);
        for (String name : models.keySet()) {
            int rows = model(name).config().vocabularySize();
            Map<String, Integer> found = vocabulary(name);
            if (!found.equals(expected)) {
                throw refused(
                        "'%s' has another vocabulary (%d tokens) than '%s' (%d tokens), and moving rows of embeddings does not exist yet; merge models of one vocabulary"
                                .formatted(name, found.size(), expectedName, expected.size()));
            }
            if (rows != found.size()) {
                throw refused(
                        "the embedding of '%s' has %d rows for %d tokens and would be cut, which does not exist yet; leave tokenizer_source out"
                                .formatted(name, rows, found.size()));
            }
        }
    }

    private Map<String, Integer> vocabulary(String name) {
        Map<String, Integer> ids = new TreeMap<>();
        byte[] json =
                model(name)
                        .companion(TOKENIZER)
                        .orElseThrow(() -> refused("'" + name + "' has no " + TOKENIZER));
        try {
            JsonNode tokenizer = MAPPER.readTree(json);
            for (Map.Entry<String, JsonNode> token :
                    tokenizer.path("model").path("vocab").properties()) {
                ids.put(token.getKey(), token.getValue().asInt(-1));
            }
            for (JsonNode added : tokenizer.path("added_tokens")) {
                ids.put(added.path("content").asString(""), added.path("id").asInt(-1));
            }
        } catch (JacksonException e) {
            throw refused("%s of '%s' is no JSON".formatted(TOKENIZER, name));
        }
        return ids;
    }

    private static void setTemplate(Map<String, byte[]> files, String template) {
        files.put("chat_template.jinja", template.getBytes(StandardCharsets.UTF_8));
        byte[] config = files.get(CONFIG);
        if (config != null
                && MAPPER.readTree(config) instanceof ObjectNode object
                && object.remove("chat_template") != null) {
            files.put(CONFIG, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(object));
        }
    }

    private Checkpoint model(String name) {
        Checkpoint checkpoint = models.get(name);
        if (checkpoint == null) {
            throw new IllegalArgumentException("no model " + name);
        }
        return checkpoint;
    }

    private static SundogException refused(String what) {
        return SundogException.data("merge-tokenizer", "tokenizer_source: " + what);
    }
}
