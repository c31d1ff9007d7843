package dev.sundog.server;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** Fields that are a text, token ids, or a list of either. */
final class TokenInputs {
    private static final int MOST_INPUTS = 2048;

    private TokenInputs() {}

    /** The token ids of each input. */
    static List<int[]> read(String name, JsonNode node, ServedModel served) {
        if (node.isString()) {
            return List.of(served.model().encodePrompt(node.stringValue()));
        }
        if (!node.isArray()) {
            throw wrong(name, node);
        }
        if (node.isEmpty()) {
            throw ApiException.field(name, "empty_array", "'" + name + "' is empty.");
        }
        if (node.get(0).isNumber()) {
            return List.of(ids(name, node, served));
        }
        if (node.size() > MOST_INPUTS) {
            throw ApiException.field(
                    name,
                    "array_above_max_length",
                    "'%s' has %d inputs, at most %d are taken."
                            .formatted(name, node.size(), MOST_INPUTS));
        }
        List<int[]> inputs = new ArrayList<>();
        for (JsonNode input : node) {
            if (input.isString()) {
                inputs.add(served.model().encodePrompt(input.stringValue()));
            } else if (input.isArray() && !input.isEmpty()) {
                inputs.add(ids(name, input, served));
            } else {
                throw wrong(name, input);
            }
        }
        return inputs;
    }

    private static int[] ids(String name, JsonNode list, ServedModel served) {
        int vocabulary = served.model().config().vocabularySize();
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            if (!Fields.whole(id) || id.doubleValue() < 0 || id.doubleValue() >= vocabulary) {
                throw ApiException.field(
                        name,
                        "invalid_value",
                        "'%s' holds something that is no token id; the ids of this model are 0 to %d."
                                .formatted(name, vocabulary - 1));
            }
            ids[i] = id.intValue();
        }
        return ids;
    }

    private static ApiException wrong(String name, JsonNode found) {
        return Fields.wrongType(
                name, "a string, an array of strings, or arrays of token ids", found);
    }
}
