package dev.sundog.cli.recipe;

import tools.jackson.databind.node.ObjectNode;

/**
 * One stage of a recipe.
 *
 * @param name names its folder
 * @param kind what it is
 * @param configuration as written, without name and kind
 * @param work the same, bound and checked
 */
public record Stage(String name, StageKind kind, ObjectNode configuration, StageWork work) {
    @Override
    public ObjectNode configuration() {
        return configuration.deepCopy();
    }
}
