package dev.sundog.inference.tool;

import java.util.List;

/** The forms that families write calls in. */
public enum CallSyntax {
    HERMES("<tool_call>"),
    LLAMA("<|python_tag|>", "\"parameters\": dictionary of argument name"),
    MISTRAL("[TOOL_CALLS]"),
    MISTRAL_NAMED("[ARGS]"),
    COMMAND_R("Action:"),
    COMMAND_R7B("<|START_ACTION|>"),
    FUNCTIONARY(">>>"),
    FUNCTION_TAG("<function="),
    FIREFUNCTION("functools["),
    GRANITE("<|tool_call|>"),
    DEEPSEEK("<｜tool▁call▁begin｜>"),
    SOLAR("<|tool_call:begin|>"),
    KIMI("<|tool_call_begin|>"),
    LFM("<|tool_call_start|>");

    /** From the unmistakable to those that others mention too. */
    private static final List<CallSyntax> ORDER =
            List.of(
                    SOLAR,
                    KIMI,
                    LFM,
                    DEEPSEEK,
                    MISTRAL_NAMED,
                    MISTRAL,
                    COMMAND_R7B,
                    GRANITE,
                    FIREFUNCTION,
                    HERMES,
                    FUNCTION_TAG,
                    LLAMA,
                    FUNCTIONARY,
                    COMMAND_R);

    private final List<String> marks;

    CallSyntax(String... marks) {
        this.marks = List.of(marks);
    }

    /**
     * The form that a chat template speaks of, else that of Hermes.
     *
     * @param template Jinja source
     */
    public static CallSyntax of(String template) {
        return ORDER.stream()
                .filter(syntax -> syntax.marks.stream().anyMatch(template::contains))
                .findFirst()
                .orElse(HERMES);
    }
}
