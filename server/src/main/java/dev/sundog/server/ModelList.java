package dev.sundog.server;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/models} and {@code GET /v1/models/ID}. */
final class ModelList {
    private static final String PREFIX = "/v1/models/";

    private final ModelDirectory models;

    ModelList(ModelDirectory models) {
        this.models = models;
    }

    void list(Exchange exchange) {
        ObjectNode root = Json.object().put("object", "list");
        ArrayNode data = root.putArray("data");
        models.all().forEach(model -> data.add(describe(model)));
        exchange.send(root);
    }

    void one(Exchange exchange) {
        exchange.send(describe(models.find(exchange.path().substring(PREFIX.length()))));
    }

    private static ObjectNode describe(ServedModel model) {
        return Json.object()
                .put("id", model.id())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", "sundog")
                .put("context_length", model.context())
                .put("chat", model.chats());
    }
}
