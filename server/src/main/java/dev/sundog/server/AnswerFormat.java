package dev.sundog.server;

import dev.sundog.inference.generation.Answer;
import dev.sundog.model.language.Generation.FinishReason;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** How answers look on the wire. */
interface AnswerFormat {
    /** A choice that is complete. */
    record Choice(String text, List<Answer.Token> tokens, FinishReason reason) {}

    /** Events before the first token of a choice. */
    List<ObjectNode> opening(int choice);

    /** The events of one token. */
    List<ObjectNode> pieces(int choice, Answer.Token token);

    /** The events of the end of a choice. */
    List<ObjectNode> closing(int choice, FinishReason reason);

    /** The last event, where the client asked for it. */
    ObjectNode usage(Usage usage);

    /** All of it at once. */
    ObjectNode whole(List<Choice> choices, Usage usage);

    /** OpenAI's name of a reason. */
    static String name(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH, CANCELLED -> "length";
        };
    }
}
