package dev.sundog.model.checkpoint;

import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lineage of layers as JSON: {@code [{"layer": 0, "from": "base", "fromLayer": 0}, …]}. */
public final class Lineage {
    /** Key of {@code manifest.json} that holds it. */
    public static final String MANIFEST_KEY = "lineage";

    /** Metadata key of a GGUF file that holds it, as a JSON string. */
    public static final String GGUF_KEY = "sundog.lineage";

    private Lineage() {}

    /** What a checkpoint is called in a lineage: its directory or file name without suffix. */
    public static String nameOf(Path path) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        String text = name == null ? "model" : name.toString();
        return text.endsWith(".gguf") ? text.substring(0, text.length() - 5) : text;
    }

    /** Each of {@code layerCount} layers from itself. */
    public static List<LayerOrigin> identity(Path path, int layerCount) {
        String name = nameOf(path);
        List<LayerOrigin> origins = new ArrayList<>(layerCount);
        for (int layer = 0; layer < layerCount; layer++) {
            origins.add(new LayerOrigin(layer, name, layer));
        }
        return List.copyOf(origins);
    }

    /** As JSON. */
    public static ArrayNode toJson(List<LayerOrigin> origins) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (LayerOrigin origin : origins) {
            ObjectNode node = array.addObject();
            node.put("layer", origin.layer());
            node.put("from", origin.from());
            node.put("fromLayer", origin.fromLayer());
        }
        return array;
    }

    /**
     * From JSON.
     *
     * @throws SundogException (data, {@code lineage-invalid}) unless there is one entry a layer
     */
    public static List<LayerOrigin> fromJson(JsonNode json, int layerCount, String origin) {
        if (!json.isArray() || json.size() != layerCount) {
            throw invalid(origin, "expected a list of " + layerCount + " entries");
        }
        List<LayerOrigin> origins = new ArrayList<>(layerCount);
        for (int layer = 0; layer < layerCount; layer++) {
            JsonNode entry = json.path(layer);
            JsonNode from = entry.path("from");
            JsonNode fromLayer = entry.path("fromLayer");
            if (!entry.path("layer").isInt()
                    || entry.path("layer").intValue() != layer
                    || !from.isString()
                    || !fromLayer.isInt()
                    || fromLayer.intValue() < 0) {
                throw invalid(
                        origin,
                        "entry %d, expected {\"layer\": %d, \"from\": name, \"fromLayer\": index}"
                                .formatted(layer, layer));
            }
            origins.add(new LayerOrigin(layer, from.stringValue(), fromLayer.intValue()));
        }
        return List.copyOf(origins);
    }

    private static SundogException invalid(String origin, String what) {
        return SundogException.data(
                "lineage-invalid", "%s: lineage: %s; write it again".formatted(origin, what));
    }
}
