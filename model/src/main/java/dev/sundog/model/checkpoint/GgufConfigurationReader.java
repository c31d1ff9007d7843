package dev.sundog.model.checkpoint;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.Presence;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.LayerRules.Window;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the {@code config.json} that says what a GGUF file says. */
final class GgufConfigurationReader {
    private static final long MOST_LISTED = 10_000;

    private final GgufFacts facts;
    private final ArchitectureDescription family;
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();

    private GgufConfigurationReader(GgufFacts facts, ArchitectureDescription family) {
        this.facts = facts;
        this.family = family;
    }

    /**
     * The {@code config.json}: the one the file was made of if it carries it and still agrees with
     * it, else one made of metadata and tensors.
     */
    static ObjectNode read(GgufFacts facts, ArchitectureDescription family) {
        GgufConfigurationReader reader = new GgufConfigurationReader(facts, family);
        return reader.original().orElseGet(reader::made);
    }

    /** The {@code config.json} made of metadata and tensors alone. */
    static ObjectNode make(GgufFacts facts, ArchitectureDescription family) {
        return new GgufConfigurationReader(facts, family).made();
    }

    private Optional<ObjectNode> original() {
        if (!(facts.metadata().get(GgufConfiguration.ORIGINAL) instanceof String text)) {
            return Optional.empty();
        }
        try {
            ObjectNode json =
                    JsonDocument.parse(
                            text.getBytes(StandardCharsets.UTF_8),
                            facts.origin() + ": " + GgufConfiguration.ORIGINAL);
            ModelConfig claimed = ConfigurationReader.read(json, facts.origin());
            ArchitectureDescription own = Architectures.named(claimed.family());
            if (!own.gguf().architecture().equals(family.gguf().architecture())
                    || !agrees(GgufConfiguration.shape(claimed, own))
                    || !own.encoder()
                            && GgufConfiguration.has(facts, own, Presence.UNTIED_EMBEDDINGS)
                                    == claimed.tiedEmbeddings()) {
                return Optional.empty();
            }
            Set<Integer> ends = ends();
            if (!ends.equals(Set.copyOf(claimed.eosTokenIds()))) {
                putEnds(json, ends);
            }
            return Optional.of(json);
        } catch (SundogException | JacksonException e) {
            return Optional.empty();
        }
    }

    private boolean agrees(Map<String, Object> expected) {
        for (Map.Entry<String, Object> entry : expected.entrySet()) {
            Object found = facts.metadata().get(entry.getKey());
            boolean same =
                    switch (entry.getValue()) {
                        case Double number ->
                                found instanceof Double other
                                        && other.floatValue() == number.floatValue();
                        case boolean[] flags ->
                                found instanceof boolean[] others && Arrays.equals(flags, others);
                        default -> entry.getValue().equals(found);
                    };
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private ObjectNode made() {
        config.putArray("architectures").add(family.modelClass());
        config.put("model_type", family.modelTypes().getFirst());
        config.put(family.block().activationKey(), family.block().activations().getFirst());
        for (Field field : Field.values()) {
            Optional<String> key = GgufConfiguration.key(family, field);
            Optional<Object> value = agreed(family.ggufKeys(field));
            if (key.isPresent() && value.isPresent()) {
                put(key.get(), value.get(), family.ggufKeys(field).getFirst());
            }
        }
        family.gguf().implied().forEach(config::set);
        putAssumed();
        putWindows();
        flag(Field.TIED_EMBEDDINGS, !has(Presence.UNTIED_EMBEDDINGS));
        flag(Field.ATTENTION_BIAS, has(Presence.ATTENTION_BIAS));
        flag(Field.MLP_BIAS, has(Presence.MLP_BIAS));
        putToken("bos_token_id", GgufConfiguration.BOS);
        putEnds(config, ends());
        // said even if there is none: what transformers assumes may lie beyond the vocabulary
        config.putNull("pad_token_id");
        putToken("pad_token_id", GgufConfiguration.PADDING);
        if (family.find(Field.ROPE_THETA).isPresent()) {
            GgufRope.putScaling(config, facts, family);
        }
        GgufLayouts.addUnused(config, family);
        return config;
    }

    private boolean has(Presence presence) {
        return GgufConfiguration.has(facts, family, presence);
    }

    private void flag(Field field, boolean value) {
        GgufConfiguration.key(family, field).ifPresent(key -> config.put(key, value));
    }

    /** What llama.cpp assumes where metadata are silent. */
    private void putAssumed() {
        String vocabulary = family.key(Field.VOCABULARY_SIZE).key();
        if (!config.has(vocabulary)) {
            GgufConfiguration.embeddingRows(facts, family)
                    .ifPresent(rows -> config.put(vocabulary, rows));
        }
        long hidden = size(Field.HIDDEN_SIZE);
        long heads = Math.max(1, size(Field.HEAD_COUNT));
        assume(Field.KEY_VALUE_HEAD_COUNT, heads);
        assume(Field.HEAD_SIZE, hidden / heads);
        long headSize =
                GgufConfiguration.key(family, Field.HEAD_SIZE)
                        .map(key -> config.path(key).asLong(hidden / heads))
                        .orElse(hidden / heads);
        boolean wide = size(Field.LAYER_COUNT) == family.gguf().wideScaleLayers();
        assume(Field.QUERY_SCALAR, wide ? hidden / heads : headSize);
        for (Field theta : List.of(Field.ROPE_THETA, Field.LOCAL_ROPE_THETA)) {
            GgufConfiguration.key(family, theta)
                    .filter(key -> !config.has(key))
                    .ifPresent(key -> config.put(key, 10000.0));
        }
        facts.value(GgufConfiguration.TOKEN_TYPES)
                .filter(Long.class::isInstance)
                .ifPresent(count -> assume(Field.TOKEN_TYPE_COUNT, (Long) count));
        putRotarySize(headSize);
    }

    private void putRotarySize(long headSize) {
        String key = family.gguf().key(GgufConfiguration.ROTARY_SIZE);
        Object found = facts.metadata().get(key);
        if (found == null || found.equals(headSize) || family.find(Field.ROPE_THETA).isEmpty()) {
            return;
        }
        Optional<String> fraction = GgufConfiguration.key(family, Field.ROTARY_FRACTION);
        if (fraction.isEmpty() || !(found instanceof Long size)) {
            throw facts.unsupported(key, found, headSize + " as the size of a head");
        }
        config.put(fraction.get(), (double) size / headSize);
    }

    private void assume(Field field, long value) {
        GgufConfiguration.key(family, field)
                .filter(key -> !config.has(key))
                .ifPresent(key -> config.put(key, value));
    }

    private long size(Field field) {
        return config.path(family.key(field).key()).asLong(0);
    }

    private void putWindows() {
        Optional<String> key = GgufConfiguration.key(family, Field.SLIDING_WINDOW);
        if (key.isEmpty()) {
            return;
        }
        Window rule = family.layers().window();
        boolean windows = config.path(key.get()).asLong(0) > 0;
        if (!windows && !family.gguf().windows().equals("usual")) {
            config.putNull(key.get());
            putFull(rule);
            return;
        }
        if (!rule.enabledBy().isEmpty()) {
            config.put(rule.enabledBy(), true);
        }
        if (!rule.types().isEmpty()
                && facts.metadata().get(family.gguf().key(GgufConfiguration.WINDOW_PATTERN))
                        instanceof boolean[] pattern) {
            ArrayNode types = config.putArray(rule.types());
            for (boolean window : pattern) {
                types.add(window ? "sliding_attention" : "full_attention");
            }
        }
    }

    /** Without a window, an interval means nothing to us but a division by zero to transformers. */
    private void putFull(Window rule) {
        long layers = size(Field.LAYER_COUNT);
        if (!rule.interval().isEmpty() && !rule.types().isEmpty() && layers <= MOST_LISTED) {
            ArrayNode types = config.putArray(rule.types());
            for (long layer = 0; layer < layers; layer++) {
                types.add("full_attention");
            }
        }
    }

    private Optional<Object> agreed(List<String> keys) {
        Optional<Object> found = Optional.empty();
        for (String key : keys) {
            Optional<Object> value = facts.value(key);
            if (value.isPresent() && found.isPresent() && !found.equals(value)) {
                throw facts.unsupported(
                        key, value.get(), found.get() + " as " + keys.get(0) + " says");
            }
            found = value.isPresent() ? value : found;
        }
        return found;
    }

    private void put(String key, Object value, String ggufKey) {
        switch (value) {
            case Long number -> config.put(key, number);
            case Double number -> config.put(key, number);
            default -> throw facts.unsupported(ggufKey, value, "one number");
        }
    }

    private void putToken(String key, String ggufKey) {
        if (facts.metadata().get(ggufKey) instanceof Long id
                && id >= 0
                && id <= Integer.MAX_VALUE) {
            config.put(key, id.intValue());
        }
    }

    /** A chat model ends a turn (EOT, EOM) with another token than a text (EOS). */
    private Set<Integer> ends() {
        Set<Integer> ends = new LinkedHashSet<>();
        for (String key :
                List.of(
                        GgufConfiguration.EOS,
                        GgufConfiguration.END_OF_TURN,
                        GgufConfiguration.END_OF_MESSAGE)) {
            if (facts.metadata().get(key) instanceof Long id
                    && id >= 0
                    && id <= Integer.MAX_VALUE) {
                ends.add(id.intValue());
            }
        }
        return ends;
    }

    private static void putEnds(ObjectNode json, Set<Integer> ends) {
        if (ends.size() == 1) {
            json.put("eos_token_id", ends.iterator().next());
        } else if (!ends.isEmpty()) {
            ArrayNode ids = json.putArray("eos_token_id");
            ends.forEach(ids::add);
        }
    }
}
