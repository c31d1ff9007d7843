package dev.sundog.server;

import dev.sundog.inference.tool.CallSyntax;
import dev.sundog.inference.tool.ReasoningStream;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.chat.RenderOptions;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A conversation as the prompt of a model. A template that knows tools gets them; to others the
 * functions are told in the system message, in the form that Hermes was taught.
 *
 * @param text what the template made
 */
record ChatPrompt(String text) {
    private static final Pattern KNOWS_TOOLS = Pattern.compile("\\btools\\b");
    private static final String TOLD =
            """
            You can call these functions; each line describes one in JSON:
            <tools>
            %s</tools>
            To call one, write its name and its arguments as JSON within tags, and nothing else:
            <tool_call>
            {"name": "function", "arguments": {"parameter": "value"}}
            </tool_call>\
            """;

    /** The prompt of a conversation. */
    static ChatPrompt render(ChatTemplate template, List<ObjectNode> messages, Tools tools) {
        boolean speaksOfTools =
                !tools.isEmpty() || messages.stream().anyMatch(ChatPrompt::speaksOfTools);
        if (!speaksOfTools) {
            return new ChatPrompt(render(template, messages, List.of()));
        }
        if (knowsTools(template)) {
            return new ChatPrompt(ofKnowing(template, messages, tools.definitions()));
        }
        List<ObjectNode> told = told(messages);
        if (tools.isEmpty()) {
            return new ChatPrompt(render(template, told, List.of()));
        }
        try {
            return new ChatPrompt(render(template, withTools(told, tools, "system"), List.of()));
        } catch (SundogException refused) {
            if (!refused.code().equals("template-refused")) {
                throw refused;
            }
            return new ChatPrompt(render(template, withTools(told, tools, "user"), List.of()));
        }
    }

    /** How a model with this template is to write calls. */
    static CallSyntax syntax(ChatTemplate template) {
        return knowsTools(template) ? CallSyntax.of(template.source()) : CallSyntax.HERMES;
    }

    private static boolean knowsTools(ChatTemplate template) {
        return KNOWS_TOOLS.matcher(template.source()).find();
    }

    /** Whether the prompt has begun the thoughts of the model. */
    boolean thinking() {
        return text.stripTrailing().endsWith(ReasoningStream.BEGIN);
    }

    private static boolean speaksOfTools(ObjectNode message) {
        return message.has("tool_calls") || message.path("role").asString("").equals("tool");
    }

    /**
     * Templates differ in whether arguments are an object or its text, and in whether the content
     * beside calls may be absent.
     */
    private static String ofKnowing(
            ChatTemplate template, List<ObjectNode> messages, List<JsonNode> tools) {
        Optional<SundogException> first = Optional.empty();
        for (boolean texts : new boolean[] {false, true}) {
            for (boolean contents : new boolean[] {false, true}) {
                try {
                    List<ObjectNode> variant =
                            messages.stream().map(it -> variant(it, texts, contents)).toList();
                    return render(template, variant, tools);
                } catch (SundogException failed) {
                    if (!failed.code().equals("template-error")) {
                        throw failed;
                    }
                    first = Optional.of(first.orElse(failed));
                }
            }
        }
        throw first.orElseThrow();
    }

    private static ObjectNode variant(ObjectNode message, boolean texts, boolean contents) {
        ObjectNode copy = message.deepCopy();
        if (contents && copy.path("content").isNull()) {
            copy.put("content", "");
        }
        if (texts) {
            for (JsonNode call : copy.path("tool_calls")) {
                ObjectNode function = (ObjectNode) call.path("function");
                function.put("arguments", function.path("arguments").toString());
            }
        }
        return copy;
    }

    private static String render(
            ChatTemplate template, List<ObjectNode> messages, List<JsonNode> tools) {
        List<ChatMessage> plain =
                messages.stream().map(Json::plain).map(ChatMessage::fromMap).toList();
        List<Map<String, Object>> functions = tools.stream().map(Json::plain).toList();
        return template.render(plain, new RenderOptions(true, functions, Optional.empty()));
    }

    /** Calls and their results as texts. */
    private static List<ObjectNode> told(List<ObjectNode> messages) {
        List<ObjectNode> told = new ArrayList<>();
        boolean results = false;
        for (ObjectNode message : messages) {
            boolean result = message.path("role").asString("").equals("tool");
            if (!result) {
                told.add(message.has("tool_calls") ? withCalls(message) : message);
            } else {
                String text =
                        "<tool_response>\n"
                                + message.path("content").asString("")
                                + "\n</tool_response>";
                if (results) {
                    ObjectNode last = told.removeLast();
                    text = last.path("content").asString("") + "\n" + text;
                }
                told.add(Json.object().put("role", "user").put("content", text));
            }
            results = result;
        }
        return told;
    }

    private static ObjectNode withCalls(ObjectNode message) {
        StringBuilder text = new StringBuilder(message.path("content").asString(""));
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            text.append(text.isEmpty() ? "" : "\n")
                    .append("<tool_call>\n{\"name\": ")
                    .append(function.path("name"))
                    .append(", \"arguments\": ")
                    .append(function.path("arguments"))
                    .append("}\n</tool_call>");
        }
        return Json.object().put("role", "assistant").put("content", text.toString());
    }

    private static List<ObjectNode> withTools(
            List<ObjectNode> messages, Tools tools, String bearer) {
        StringBuilder lines = new StringBuilder();
        tools.definitions().forEach(tool -> lines.append(tool.path("function")).append('\n'));
        String text = TOLD.formatted(lines);
        List<ObjectNode> all = new ArrayList<>();
        boolean told = false;
        for (ObjectNode message : messages) {
            boolean here = !told && message.path("role").asString("").equals(bearer);
            ObjectNode copy = message;
            if (here) {
                String content = message.path("content").asString("");
                copy = message.deepCopy();
                copy.put(
                        "content",
                        bearer.equals("user") ? text + "\n\n" + content : content + "\n\n" + text);
            }
            told |= here;
            all.add(copy);
        }
        if (!told) {
            all.addFirst(Json.object().put("role", bearer).put("content", text));
        }
        return all;
    }
}
