package dev.sundog.cli.recipe;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * One stage of a recipe.
 *
 * @param name names its folder
 * @param kind what it is
 * @param configuration as written, without name, kind and expectations
 * @param work the same, bound and checked
 * @param expectations what it is expected to do
 */
public record Stage(
        String name,
        StageKind kind,
        ObjectNode configuration,
        StageWork work,
        List<Expectation> expectations) {
    public Stage {
        expectations = List.copyOf(expectations);
    }

    @Override
    public ObjectNode configuration() {
        return configuration.deepCopy();
    }
}
