package dev.sundog.server;

import dev.sundog.inference.generation.Answer;
import dev.sundog.model.language.Generation.Alternative;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.Generation.TokenLogprob;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * {@code text_completion}, whole or in events, which look alike.
 *
 * @param id of the answer
 * @param created seconds since 1970
 * @param model id of the model
 * @param alternatives alternatives reported a token
 */
record TextFormat(String id, long created, String model, int alternatives) implements AnswerFormat {
    @Override
    public List<ObjectNode> opening(int choice) {
        return List.of();
    }

    @Override
    public List<ObjectNode> pieces(int choice, Answer.Token token) {
        if (token.text().isEmpty() && token.logprob().isEmpty()) {
            return List.of();
        }
        ObjectNode event = head();
        ObjectNode entry = entry(event.putArray("choices"), choice, token.text());
        logprobs(entry, List.of(token));
        entry.putNull("finish_reason");
        return List.of(event);
    }

    @Override
    public List<ObjectNode> closing(int choice, FinishReason reason) {
        ObjectNode event = head();
        entry(event.putArray("choices"), choice, "")
                .putNull("logprobs")
                .put("finish_reason", AnswerFormat.name(reason));
        return List.of(event);
    }

    @Override
    public ObjectNode usage(Usage usage) {
        ObjectNode event = head();
        event.putArray("choices");
        event.set("usage", usage.json());
        return event;
    }

    @Override
    public ObjectNode whole(List<Choice> choices, Usage usage) {
        ObjectNode root = head();
        ArrayNode list = root.putArray("choices");
        for (int i = 0; i < choices.size(); i++) {
            ObjectNode entry = entry(list, i, choices.get(i).text());
            logprobs(entry, choices.get(i).tokens());
            entry.put("finish_reason", AnswerFormat.name(choices.get(i).reason()));
        }
        root.set("usage", usage.json());
        return root;
    }

    private void logprobs(ObjectNode entry, List<Answer.Token> tokens) {
        List<TokenLogprob> reported =
                tokens.stream().flatMap(token -> token.logprob().stream()).toList();
        if (reported.isEmpty()) {
            entry.putNull("logprobs");
            return;
        }
        ObjectNode node = entry.putObject("logprobs");
        ArrayNode texts = node.putArray("tokens");
        ArrayNode logprobs = node.putArray("token_logprobs");
        ArrayNode tops = node.putArray("top_logprobs");
        ArrayNode offsets = node.putArray("text_offset");
        int offset = 0;
        for (TokenLogprob token : reported) {
            texts.add(token.token());
            logprobs.add(token.logprob());
            ObjectNode top = tops.addObject();
            for (Alternative other :
                    token.top().subList(0, Math.min(alternatives, token.top().size()))) {
                top.put(other.token(), other.logprob());
            }
            offsets.add(offset);
            offset += token.token().length();
        }
    }

    private ObjectNode head() {
        return Json.object()
                .put("id", id)
                .put("object", "text_completion")
                .put("created", created)
                .put("model", model);
    }

    private static ObjectNode entry(ArrayNode choices, int choice, String text) {
        return choices.addObject().put("text", text).put("index", choice);
    }
}
