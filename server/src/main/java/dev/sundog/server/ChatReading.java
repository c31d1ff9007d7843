package dev.sundog.server;

import dev.sundog.inference.tool.CallSyntax;
import dev.sundog.inference.tool.ReasoningStream;
import dev.sundog.inference.tool.ToolFunction;

import java.util.List;

/**
 * How to read the answers of a chat.
 *
 * @param thoughts whether they may begin with thoughts
 * @param thinking whether the prompt has begun the thoughts
 * @param syntax how the model writes calls
 * @param functions those it may call; none if calls are text
 * @param begun what the prompt has of the answer itself
 */
record ChatReading(
        boolean thoughts,
        boolean thinking,
        CallSyntax syntax,
        List<ToolFunction> functions,
        String begun) {
    ChatReading {
        functions = List.copyOf(functions);
    }

    ReasoningStream reasoning() {
        return thoughts ? ReasoningStream.begin(thinking) : ReasoningStream.none();
    }
}
