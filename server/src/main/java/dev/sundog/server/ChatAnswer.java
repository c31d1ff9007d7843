package dev.sundog.server;

import dev.sundog.inference.tool.ReasoningStream;
import dev.sundog.inference.tool.ToolCall;
import dev.sundog.inference.tool.ToolEvent;
import dev.sundog.inference.tool.ToolStream;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One answer of a chat: its thoughts, its text and its calls, as OpenAI writes them. */
final class ChatAnswer {
    private static final int MISTRAL_ID_LENGTH = 9;

    private final ChatReading reading;
    private final ReasoningStream reasoning;
    private final Optional<ToolStream> tools;
    private final StringBuilder thoughts = new StringBuilder();
    private final StringBuilder text = new StringBuilder();

    ChatAnswer(ChatReading reading) {
        this.reading = reading;
        reasoning = reading.reasoning();
        tools =
                reading.functions().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ToolStream(reading.syntax(), reading.functions()));
        tools.ifPresent(stream -> stream.push(reading.begun()));
    }

    /** Adds a piece; the deltas of what became certain with it. */
    List<ObjectNode> push(String piece) {
        List<ObjectNode> deltas = new ArrayList<>();
        add(reasoning.push(piece), deltas);
        return deltas;
    }

    /** The end; the deltas of what was held back. */
    List<ObjectNode> end() {
        List<ObjectNode> deltas = new ArrayList<>();
        add(reasoning.end(), deltas);
        tools.ifPresent(stream -> stream.end().forEach(event -> deltas.add(delta(event))));
        return deltas;
    }

    private void add(ReasoningStream.Piece piece, List<ObjectNode> deltas) {
        if (!piece.reasoning().isEmpty()) {
            thoughts.append(piece.reasoning());
            deltas.add(Json.object().put("reasoning_content", piece.reasoning()));
        }
        if (piece.text().isEmpty()) {
            return;
        }
        if (tools.isPresent()) {
            tools.get().push(piece.text()).forEach(event -> deltas.add(delta(event)));
        } else {
            text.append(piece.text());
            deltas.add(Json.object().put("content", piece.text()));
        }
    }

    private ObjectNode delta(ToolEvent event) {
        ObjectNode delta = Json.object();
        switch (event) {
            case ToolEvent.Text(String piece) -> delta.put("content", piece);
            case ToolEvent.Begin(int index, String name) -> {
                ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
                describe(call, name, "");
            }
            case ToolEvent.Arguments(int index, String piece) ->
                    delta.putArray("tool_calls")
                            .addObject()
                            .put("index", index)
                            .putObject("function")
                            .put("arguments", piece);
        }
        return delta;
    }

    private void describe(ObjectNode call, String name, String arguments) {
        call.put("id", id()).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
    }

    /** Templates of Mistral take ids of nine letters and digits only. */
    private String id() {
        return switch (reading.syntax()) {
            case MISTRAL, MISTRAL_NAMED -> Identifiers.next("").substring(0, MISTRAL_ID_LENGTH);
            case SOLAR -> Identifiers.next("").substring(0, MISTRAL_ID_LENGTH + 1);
            case HERMES,
                    LLAMA,
                    COMMAND_R,
                    COMMAND_R7B,
                    FUNCTIONARY,
                    FUNCTION_TAG,
                    FIREFUNCTION,
                    GRANITE,
                    DEEPSEEK,
                    KIMI,
                    LFM ->
                    Identifiers.next("call_");
        };
    }

    /** Whether it calls. */
    boolean calls() {
        return tools.map(stream -> !stream.calls().isEmpty()).orElse(false);
    }

    /** What went wrong with calls, if anything. */
    Optional<String> warning() {
        return tools.flatMap(ToolStream::warning);
    }

    /** All of it, after its end. */
    ObjectNode message() {
        ObjectNode message = Json.object().put("role", "assistant");
        String said = tools.map(ToolStream::text).orElse(text.toString());
        List<ToolCall> calls = tools.map(ToolStream::calls).orElse(List.of());
        if (said.isBlank() && !calls.isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", said);
        }
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", thoughts.toString());
        }
        message.putNull("refusal");
        if (!calls.isEmpty()) {
            ArrayNode list = message.putArray("tool_calls");
            calls.forEach(call -> describe(list.addObject(), call.name(), call.arguments()));
        }
        return message;
    }
}
