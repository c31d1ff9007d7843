package dev.sundog.inference.tool;

/**
 * A function that a model may call.
 *
 * @param name its name
 * @param parameters JSON schema of its arguments, an object
 */
public record ToolFunction(String name, String parameters) {
    public ToolFunction {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a function without a name");
        }
    }
}
