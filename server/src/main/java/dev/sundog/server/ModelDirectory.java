package dev.sundog.server;

import dev.sundog.model.failure.SundogException;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which models there are, by id, in the order given. Immutable. */
final class ModelDirectory {
    private final Map<String, ServedModel> models;

    ModelDirectory(List<ServedModel> served) {
        Map<String, ServedModel> byId = new LinkedHashMap<>();
        for (ServedModel model : served) {
            if (byId.put(model.id(), model) != null) {
                throw SundogException.user(
                        "model-id",
                        "two models have the id '"
                                + model.id()
                                + "'; give one another name with --alias id=MODEL");
            }
        }
        models = Collections.unmodifiableMap(byId);
    }

    Collection<ServedModel> all() {
        return models.values();
    }

    /**
     * The model of an id.
     *
     * @throws ApiException 404 if there is none
     */
    ServedModel find(String id) {
        ServedModel found = models.get(id);
        if (found == null) {
            throw ApiException.unknownModel(id);
        }
        return found;
    }
}
