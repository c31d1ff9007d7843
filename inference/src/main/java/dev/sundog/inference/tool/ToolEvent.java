package dev.sundog.inference.tool;

/** What becomes certain while an answer grows. */
public sealed interface ToolEvent {
    /**
     * Text that belongs to no call.
     *
     * @param text not empty
     */
    record Text(String text) implements ToolEvent {}

    /**
     * A call begins.
     *
     * @param index of the call, from 0
     * @param name of the function
     */
    record Begin(int index, String name) implements ToolEvent {}

    /**
     * More of a call's arguments.
     *
     * @param index of the call
     * @param piece of a JSON object, not empty
     */
    record Arguments(int index, String piece) implements ToolEvent {}
}
