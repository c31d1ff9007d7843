package dev.sundog.server;

import dev.sundog.inference.generation.Answer;
import dev.sundog.model.language.Generation.Alternative;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.Generation.TokenLogprob;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * {@code chat.completion} and {@code chat.completion.chunk}.
 *
 * @param id of the answer
 * @param created seconds since 1970
 * @param model id of the model
 * @param alternatives alternatives reported a token
 */
record ChatFormat(String id, long created, String model, int alternatives) implements AnswerFormat {
    @Override
    public List<ObjectNode> opening(int choice) {
        ObjectNode event = chunk();
        ObjectNode entry = entry(event, choice);
        entry.putObject("delta").put("role", "assistant").put("content", "");
        entry.putNull("finish_reason");
        return List.of(event);
    }

    @Override
    public ObjectNode piece(int choice, Answer.Token token) {
        ObjectNode event = chunk();
        ObjectNode entry = entry(event, choice);
        entry.putObject("delta").put("content", token.text());
        token.logprob()
                .filter(logprob -> shown(token))
                .ifPresent(
                        logprob ->
                                report(entry.putObject("logprobs").putArray("content"), logprob));
        entry.putNull("finish_reason");
        return event;
    }

    @Override
    public ObjectNode closing(int choice, FinishReason reason) {
        ObjectNode event = chunk();
        ObjectNode entry = entry(event, choice);
        entry.putObject("delta");
        entry.put("finish_reason", AnswerFormat.name(reason));
        return event;
    }

    @Override
    public ObjectNode usage(Usage usage) {
        ObjectNode event = chunk();
        event.putArray("choices");
        event.set("usage", usage.json());
        return event;
    }

    @Override
    public ObjectNode whole(List<Choice> choices, Usage usage) {
        ObjectNode root = head("chat.completion");
        ArrayNode list = root.putArray("choices");
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            ObjectNode entry = list.addObject();
            entry.put("index", i);
            entry.putObject("message")
                    .put("role", "assistant")
                    .put("content", choice.text())
                    .putNull("refusal");
            logprobs(entry, choice.tokens());
            entry.put("finish_reason", AnswerFormat.name(choice.reason()));
        }
        root.set("usage", usage.json());
        return root;
    }

    private void logprobs(ObjectNode entry, List<Answer.Token> tokens) {
        if (tokens.stream().noneMatch(token -> token.logprob().isPresent())) {
            entry.putNull("logprobs");
            return;
        }
        ArrayNode content = entry.putObject("logprobs").putArray("content");
        tokens.stream()
                .filter(ChatFormat::shown)
                .forEach(token -> token.logprob().ifPresent(it -> report(content, it)));
    }

    /** The token that ends an answer is no part of it. */
    private static boolean shown(Answer.Token token) {
        return token.end().filter(reason -> reason == FinishReason.STOP).isEmpty()
                || !token.text().isEmpty();
    }

    private void report(ArrayNode content, TokenLogprob token) {
        ObjectNode entry = content.addObject();
        logprob(entry, token.token(), token.bytes(), token.logprob());
        ArrayNode top = entry.putArray("top_logprobs");
        for (Alternative other :
                token.top().subList(0, Math.min(alternatives, token.top().size()))) {
            logprob(top.addObject(), other.token(), other.bytes(), other.logprob());
        }
    }

    private static void logprob(ObjectNode entry, String token, byte[] bytes, double logprob) {
        entry.put("token", token).put("logprob", logprob);
        ArrayNode list = entry.putArray("bytes");
        for (byte value : bytes) {
            list.add(value & 0xff);
        }
    }

    private ObjectNode chunk() {
        return head("chat.completion.chunk");
    }

    private ObjectNode head(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private static ObjectNode entry(ObjectNode event, int choice) {
        return event.putArray("choices").addObject().put("index", choice);
    }
}
