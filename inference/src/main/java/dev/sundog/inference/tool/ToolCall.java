package dev.sundog.inference.tool;

/**
 * A call that an answer makes.
 *
 * @param name of the function
 * @param arguments a JSON object, or the beginning of one
 * @param state how far it is
 */
public record ToolCall(String name, String arguments, State state) {
    /** How far a call is. */
    public enum State {
        /** More of its arguments may come. */
        OPEN,
        /** All of it is there. */
        COMPLETE,
        /** It turned out to be none; all that was written is text. */
        BROKEN
    }
}
