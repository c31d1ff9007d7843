package dev.sundog.server;

import dev.sundog.inference.tool.CallSyntax;
import dev.sundog.inference.tool.ForcedCalls;
import dev.sundog.inference.tool.ReasoningStream;
import dev.sundog.inference.tool.ToolStream;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.language.AnswerForm;
import dev.sundog.model.language.GenerationOptions;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code POST /v1/chat/completions}. */
final class ChatCompletions {
    private static final String END_OF_THOUGHTS = "\n" + ReasoningStream.END + "\n\n";

    private final ModelDirectory models;
    private final ServerMetrics metrics;

    ChatCompletions(ModelDirectory models, ServerMetrics metrics) {
        this.models = models;
        this.metrics = metrics;
    }

    /**
     * What is asked of a model.
     *
     * @param prompt ids
     * @param form of the answer, if it has one
     * @param reading how to read the answer
     */
    private record Question(int[] prompt, Optional<AnswerForm> form, ChatReading reading) {}

    void handle(Exchange exchange) {
        Fields fields = new Fields(exchange.json());
        ServedModel served = models.find(fields.requireString("model"));
        exchange.about(served);
        refuseUnsupported(fields);
        List<ObjectNode> messages = ChatMessages.read(fields.require("messages"));
        boolean logprobs = fields.flag("logprobs");
        int alternatives = Sampling.alternatives(fields);
        if (alternatives > 0 && !logprobs) {
            throw ApiException.field(
                    "top_logprobs", "invalid_value", "'top_logprobs' needs 'logprobs': true.");
        }
        int choices = Sampling.choices(fields);
        GenerationOptions options =
                Sampling.options(
                        fields,
                        maxTokens(fields, served),
                        logprobs ? Math.max(1, alternatives) : 0,
                        served.model().config().vocabularySize());
        Question question = question(fields, served, messages);
        List<String> visible = new ArrayList<>();
        if (!question.reading().functions().isEmpty()) {
            visible.addAll(ToolStream.markers());
        }
        if (question.reading().thoughts()) {
            visible.addAll(List.of(ReasoningStream.BEGIN, ReasoningStream.END));
        }
        new AnswerRun(
                        exchange,
                        served,
                        new ChatFormat(
                                served.id(),
                                question.reading(),
                                alternatives,
                                served.model().tokenizer()::isSpecial),
                        metrics)
                .run(
                        List.of(question.prompt()),
                        choices,
                        options.withForm(question.form())
                                .withVisible(served.specialTokens(visible)),
                        fields.flag("stream"),
                        StreamOptions.includeUsage(fields));
    }

    private static Question question(Fields fields, ServedModel served, List<ObjectNode> messages) {
        Tools tools = Tools.read(fields);
        Optional<AnswerForm> asked = AnswerForms.read(fields, served);
        boolean splits = splitsThoughts(fields);
        ChatTemplate template = served.chatTemplate();
        ChatPrompt prompt = ChatPrompt.render(template, messages, tools);
        CallSyntax syntax = ChatPrompt.syntax(template);
        if (tools.required()) {
            return obliged(served, tools, asked, prompt, syntax);
        }
        if (asked.isPresent()) {
            Optional<AnswerForm> form =
                    tools.isEmpty()
                            ? asked
                            : Optional.of(orCalls(served, asked.get(), tools, syntax));
            String text = prompt.text() + (prompt.thinking() ? END_OF_THOUGHTS : "");
            return new Question(
                    served.model().encodeRendered(text),
                    form,
                    new ChatReading(false, false, syntax, tools.functions(), ""));
        }
        boolean thoughts = splits && template.source().contains(ReasoningStream.END);
        String begun =
                prompt.text().endsWith(">>>") && syntax == CallSyntax.FUNCTIONARY ? ">>>" : "";
        return new Question(
                served.model().encodeRendered(prompt.text()),
                Optional.empty(),
                new ChatReading(
                        thoughts, thoughts && prompt.thinking(), syntax, tools.functions(), begun));
    }

    /** An answer that must call: what calls begin with is in the prompt. */
    private static Question obliged(
            ServedModel served,
            Tools tools,
            Optional<AnswerForm> asked,
            ChatPrompt prompt,
            CallSyntax syntax) {
        if (asked.isPresent()) {
            throw ApiException.field(
                    "tool_choice",
                    "invalid_value",
                    "An answer that must call has no other form; leave one of them out.");
        }
        ForcedCalls calls = calls(served, tools, syntax);
        String opening = calls.opening();
        if (syntax == CallSyntax.FUNCTIONARY && prompt.text().endsWith(opening)) {
            opening = "";
        }
        String text = prompt.text() + (prompt.thinking() ? END_OF_THOUGHTS : "") + opening;
        return new Question(
                served.model().encodeRendered(text),
                Optional.of(calls.form()),
                new ChatReading(false, false, syntax, tools.functions(), calls.opening()));
    }

    private static AnswerForm orCalls(
            ServedModel served, AnswerForm asked, Tools tools, CallSyntax syntax) {
        ForcedCalls calls = calls(served, tools, syntax);
        AnswerForm either =
                new AnswerForm.OneOf(
                        List.of(
                                asked,
                                AnswerForm.Sequence.of(
                                        new AnswerForm.Text(calls.opening()), calls.form())));
        AnswerForms.prepare("tools", either, served);
        return either;
    }

    private static ForcedCalls calls(ServedModel served, Tools tools, CallSyntax syntax) {
        for (int i = 0; i < tools.functions().size(); i++) {
            AnswerForms.check(
                    "tools[" + tools.places().get(i) + "].function.parameters",
                    new AnswerForm.JsonSchema(tools.functions().get(i).parameters()));
        }
        ForcedCalls calls = ForcedCalls.of(syntax, tools.functions(), tools.several());
        AnswerForms.prepare("tools", calls.form(), served);
        return calls;
    }

    /** {@code reasoning_format}, as llama.cpp has it. */
    private static boolean splitsThoughts(Fields fields) {
        String format =
                fields.find("reasoning_format").map(node -> node.asString("")).orElse("auto");
        if (!Set.of("none", "auto", "deepseek").contains(format)) {
            throw ApiException.field(
                    "reasoning_format",
                    "invalid_value",
                    "Unknown 'reasoning_format'; known are none, auto and deepseek.");
        }
        return !format.equals("none");
    }

    private static int maxTokens(Fields fields, ServedModel served) {
        int newer = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE).orElse(0);
        int older = fields.integer("max_tokens", 1, Integer.MAX_VALUE).orElse(served.context());
        return Math.min(newer > 0 ? newer : older, served.context());
    }

    private static void refuseUnsupported(Fields fields) {
        fields.find("modalities")
                .filter(node -> node.valueStream().anyMatch(it -> !it.asString("").equals("text")))
                .ifPresent(
                        node -> {
                            throw Fields.unsupported("modalities", "answers are text");
                        });
        fields.refuse("audio", "answers are text");
        fields.refuse("web_search_options", "it does not search the web");
    }
}
