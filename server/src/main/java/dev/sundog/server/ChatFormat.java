package dev.sundog.server;

import dev.sundog.inference.generation.Answer;
import dev.sundog.model.language.Generation.Alternative;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.Generation.TokenLogprob;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** {@code chat.completion} and {@code chat.completion.chunk}. For one request. */
final class ChatFormat implements AnswerFormat {
    private final String model;
    private final ChatReading reading;
    private final int alternatives;
    private final IntPredicate special;
    private final String id = Identifiers.next("chatcmpl-");
    private final long created = Instant.now().getEpochSecond();
    private final Map<Integer, ChatAnswer> answers = new LinkedHashMap<>();

    /**
     * The format of one request's answers.
     *
     * @param model id of the model
     * @param reading how to read what it says
     * @param alternatives alternatives reported a token
     * @param special whether a token is special, and no part of an answer where it ends one
     */
    ChatFormat(String model, ChatReading reading, int alternatives, IntPredicate special) {
        this.model = model;
        this.reading = reading;
        this.alternatives = alternatives;
        this.special = special;
    }

    @Override
    public List<ObjectNode> opening(int choice) {
        ObjectNode event = chunk();
        ObjectNode entry = entry(event, choice);
        entry.putObject("delta").put("role", "assistant").put("content", "");
        entry.putNull("finish_reason");
        return List.of(event);
    }

    private ChatAnswer answer(int choice) {
        return answers.computeIfAbsent(choice, it -> new ChatAnswer(reading));
    }

    @Override
    public List<ObjectNode> pieces(int choice, Answer.Token token) {
        List<ObjectNode> events = deltas(choice, answer(choice).push(token.text()));
        Optional<TokenLogprob> logprob = token.logprob().filter(it -> shown(token));
        if (logprob.isEmpty()) {
            return events;
        }
        List<ObjectNode> all =
                events.isEmpty()
                        ? deltas(choice, List.of(Json.object().put("content", "")))
                        : events;
        ObjectNode entry = (ObjectNode) all.getFirst().path("choices").path(0);
        entry.remove("finish_reason");
        report(entry.putObject("logprobs").putArray("content"), logprob.get());
        entry.putNull("finish_reason");
        return all;
    }

    private List<ObjectNode> deltas(int choice, List<ObjectNode> deltas) {
        List<ObjectNode> events = new ArrayList<>();
        for (ObjectNode delta : deltas) {
            ObjectNode event = chunk();
            ObjectNode entry = entry(event, choice);
            entry.set("delta", delta);
            entry.putNull("finish_reason");
            events.add(event);
        }
        return events;
    }

    @Override
    public List<ObjectNode> closing(int choice, FinishReason reason) {
        ChatAnswer answer = answer(choice);
        List<ObjectNode> events = deltas(choice, answer.end());
        ObjectNode event = chunk();
        ObjectNode entry = entry(event, choice);
        entry.putObject("delta");
        end(entry, answer, reason);
        events.add(event);
        return events;
    }

    private static void end(ObjectNode entry, ChatAnswer answer, FinishReason reason) {
        boolean calls = answer.calls() && reason == FinishReason.STOP;
        entry.put("finish_reason", calls ? "tool_calls" : AnswerFormat.name(reason));
        answer.warning().ifPresent(warning -> entry.put("warning", warning));
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
            ChatAnswer answer = new ChatAnswer(reading);
            answer.push(choice.text());
            answer.end();
            entry.set("message", answer.message());
            logprobs(entry, choice.tokens());
            end(entry, answer, choice.reason());
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
                .filter(this::shown)
                .forEach(token -> token.logprob().ifPresent(it -> report(content, it)));
    }

    /** The token that ends an answer is no part of it, though text may have waited for it. */
    private boolean shown(Answer.Token token) {
        return token.end().filter(reason -> reason == FinishReason.STOP).isEmpty()
                || !token.text().isEmpty() && !special.test(token.id());
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
