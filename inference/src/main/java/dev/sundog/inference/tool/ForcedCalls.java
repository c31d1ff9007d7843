package dev.sundog.inference.tool;

import dev.sundog.model.language.AnswerForm;

import java.util.List;

/**
 * An answer that must call: how its text begins, which is put into the prompt, and the form of the
 * rest.
 *
 * @param opening the beginning, markers mostly
 * @param form what follows it
 */
public record ForcedCalls(String opening, AnswerForm form) {
    /**
     * Calls of at least one of several functions.
     *
     * @param syntax how the model writes them
     * @param functions those it may call, at least one
     * @param several whether it may call more than one
     */
    public static ForcedCalls of(CallSyntax syntax, List<ToolFunction> functions, boolean several) {
        AnswerForm call = object(functions, "arguments");
        return switch (syntax) {
            case HERMES -> {
                AnswerForm first = AnswerForm.Sequence.of(call, text("\n</tool_call>"));
                yield new ForcedCalls(
                        "<tool_call>\n", list(first, "\n<tool_call>\n", several, "", ""));
            }
            case LLAMA -> new ForcedCalls("", object(functions, "parameters"));
            case MISTRAL -> new ForcedCalls("[TOOL_CALLS]", list(call, ", ", several, "[", "]"));
            case FIREFUNCTION -> new ForcedCalls("functools", list(call, ", ", several, "[", "]"));
            case GRANITE -> new ForcedCalls("<|tool_call|>", list(call, ", ", several, "[", "]"));
            case COMMAND_R ->
                    new ForcedCalls(
                            "Action: ```json\n",
                            list(commandR(functions), ",\n    ", several, "[\n    ", "\n]```"));
            case COMMAND_R7B ->
                    new ForcedCalls(
                            "<|START_ACTION|>[\n    {\"tool_call_id\": \"0\", \"tool_name\":",
                            choice(functions, " \"", "\", \"parameters\": ", "}\n]"));
            case FUNCTIONARY -> new ForcedCalls(">>>", choice(functions, "", "\n", ""));
            case FUNCTION_TAG ->
                    new ForcedCalls("<function=", choice(functions, "", ">", "</function>"));
            case MISTRAL_NAMED -> named("[TOOL_CALLS]", functions, "[ARGS]", "");
            case DEEPSEEK ->
                    named(
                            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>",
                            functions,
                            "\n```json\n",
                            "\n```");
            case LFM -> new ForcedCalls("<|tool_call_start|>", list(call, ", ", several, "[", "]"));
            case KIMI ->
                    named(
                            "<|tool_calls_section_begin|><|tool_call_begin|>functions.",
                            functions,
                            ":0<|tool_call_argument_begin|>",
                            "");
            case SOLAR ->
                    named(
                            "<|tool_calls|><|tool_call:begin|>c0a1l2l3i4<|tool_call:name|>",
                            functions,
                            "<|tool_call:args|>",
                            "");
        };
    }

    /** Where there is but one function its name belongs to the beginning. */
    private static ForcedCalls named(
            String opening, List<ToolFunction> functions, String between, String end) {
        if (functions.size() == 1) {
            ToolFunction only = functions.getFirst();
            return new ForcedCalls(
                    opening + only.name() + between,
                    AnswerForm.Sequence.of(arguments(only), text(end)));
        }
        return new ForcedCalls(opening, choice(functions, "", between, end));
    }

    private static AnswerForm list(
            AnswerForm item, String separator, boolean several, String begin, String end) {
        AnswerForm more = new AnswerForm.Repeated(AnswerForm.Sequence.of(text(separator), item));
        return several
                ? AnswerForm.Sequence.of(text(begin), item, more, text(end))
                : AnswerForm.Sequence.of(text(begin), item, text(end));
    }

    private static AnswerForm object(List<ToolFunction> functions, String key) {
        return choice(functions, "{\"name\": \"", "\", \"" + key + "\": ", "}");
    }

    private static AnswerForm commandR(List<ToolFunction> functions) {
        return choice(
                functions,
                "{\n        \"tool_name\": \"",
                "\",\n        \"parameters\": ",
                "\n    }");
    }

    private static AnswerForm choice(
            List<ToolFunction> functions, String begin, String between, String end) {
        List<AnswerForm> each =
                functions.stream()
                        .<AnswerForm>map(
                                function ->
                                        AnswerForm.Sequence.of(
                                                text(begin + function.name() + between),
                                                arguments(function),
                                                text(end)))
                        .toList();
        return each.size() == 1 ? each.getFirst() : new AnswerForm.OneOf(each);
    }

    private static AnswerForm arguments(ToolFunction function) {
        return new AnswerForm.JsonSchema(function.parameters());
    }

    private static AnswerForm text(String text) {
        return new AnswerForm.Text(text);
    }
}
