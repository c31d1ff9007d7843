package dev.sundog.inference.tool;

import dev.sundog.inference.tool.ToolCall.State;

import java.util.List;
import java.util.stream.Stream;

/** Answers as models of several families write them, and what is to be read of them. */
final class WrittenAnswers {
    static final List<ToolFunction> FUNCTIONS =
            List.of(
                    new ToolFunction(
                            "get_weather",
                            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
                                    + "\"days\":{\"type\":\"integer\"}}}"),
                    new ToolFunction("now", "{\"type\":\"object\",\"properties\":{}}"),
                    new ToolFunction("python", "{\"type\":\"object\"}"));
    private static final String SEOUL = "{\"city\": \"Seoul\"}";

    /** A text, what is to be read of it. */
    record Case(
            CallSyntax syntax, String answer, String text, boolean warning, List<ToolCall> calls) {
        static Case of(CallSyntax syntax, String answer, String text, ToolCall... calls) {
            return new Case(syntax, answer, text, false, List.of(calls));
        }

        /** All of it is text, with a warning. */
        static Case malformed(CallSyntax syntax, String answer) {
            return new Case(syntax, answer, answer, true, List.of());
        }
    }

    private static ToolCall weather(String arguments) {
        return new ToolCall("get_weather", arguments, State.COMPLETE);
    }

    private static ToolCall now() {
        return new ToolCall("now", "{}", State.COMPLETE);
    }

    private WrittenAnswers() {}

    private static List<Case> hermes() {
        CallSyntax form = CallSyntax.HERMES;
        String call = "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": " + SEOUL + "}\n";
        return List.of(
                Case.of(form, "", ""),
                Case.of(
                        form,
                        "Just text. 1 < 2, a <tool and \n\n the end \n",
                        "Just text. 1 < 2, a <tool and \n\n the end \n"),
                Case.of(form, call + "</tool_call>", "", weather(SEOUL)),
                Case.of(form, call, "", weather(SEOUL)),
                Case.of(form, "I look.\n\n" + call + "</tool_call>\n", "I look.", weather(SEOUL)),
                Case.of(
                        form,
                        call + "</tool_call>\n<tool_call>\n{\"name\": \"now\"}\n</tool_call>",
                        "",
                        weather(SEOUL),
                        now()),
                Case.of(
                        form,
                        "<tool_call>{\"arguments\": {\"days\": 2, \"city\": \"\\\"{\\u00e9\"},"
                                + " \"name\":\"get_weather\"}</tool_call>",
                        "",
                        weather("{\"days\": 2, \"city\": \"\\\"{\\u00e9\"}")),
                Case.of(
                        form,
                        "<tool_call>{\"name\": \"get_weather\", \"arguments\": \"{\\\"city\\\":"
                                + " \\\"x\\\"}\"}</tool_call>",
                        "",
                        weather("{\"city\": \"x\"}")),
                Case.of(
                        form,
                        "<tool_call>{\"type\": \"function\", \"function\": {\"name\": \"now\","
                                + " \"arguments\": null}}</tool_call>",
                        "",
                        now()),
                Case.of(
                        form,
                        "<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"a\n"
                                + "b\tc\"}}</tool_call> Done.",
                        "Done.",
                        weather("{\"city\": \"a\\nb\\tc\"}")));
    }

    private static List<Case> malformed() {
        CallSyntax form = CallSyntax.HERMES;
        String call = "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": " + SEOUL + "}\n";
        return List.of(
                Case.malformed(
                        form,
                        "Hm.\n<tool_call>\n{\"name\": \"fly\", \"arguments\": {}}\n</tool_call>"),
                Case.malformed(form, "<tool_call>\n{'name': 'now'}\n</tool_call>"),
                Case.malformed(
                        form,
                        "<tool_call>\n"
                                + "{\"name\": \"get_weather\", \"arguments\": {\"city\": Seoul}}\n"
                                + "</tool_call>"),
                Case.malformed(
                        form,
                        "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Se"),
                Case.malformed(
                        form,
                        "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": [1]}</tool_call>"),
                Case.malformed(form, "<tool_call>now</tool_call>"),
                Case.malformed(form, "<tool_call>"),
                new Case(
                        form,
                        call + "</tool_call>\n<tool_call>{oops}</tool_call>",
                        "<tool_call>{oops}</tool_call>",
                        true,
                        List.of(weather(SEOUL))));
    }

    private static List<Case> bare() {
        CallSyntax form = CallSyntax.LLAMA;
        String call = "{\"name\": \"get_weather\", \"parameters\": " + SEOUL + "}";
        return List.of(
                Case.of(form, call, "", weather(SEOUL)),
                Case.of(form, "\n " + call + "\n", "", weather(SEOUL)),
                Case.of(
                        form,
                        call + "; {\"name\": \"now\", \"parameters\": {}}",
                        "",
                        weather(SEOUL),
                        now()),
                Case.of(form, "[" + call + ", {\"name\": \"now\"}]", "", weather(SEOUL), now()),
                Case.of(form, "```json\n" + call + "\n```", "", weather(SEOUL)),
                Case.of(form, "```\ncode\n```", "```\ncode\n```"),
                Case.of(
                        form,
                        "{\"answer\": 5, \"name\": \"now\"}",
                        "{\"answer\": 5, \"name\": \"now\"}"),
                Case.of(
                        form,
                        "{\"name\": \"Hana\", \"age\": 5}",
                        "{\"name\": \"Hana\", \"age\": 5}"),
                Case.of(form, "[1, 2]", "[1, 2]"),
                Case.of(form, "{", "{"),
                Case.of(form, "<|python_tag|>" + call, "", weather(SEOUL)),
                Case.of(
                        form,
                        "<|python_tag|>get_weather.call(city=\"Seoul\")",
                        "",
                        weather("{\"city\": \"Seoul\"}")),
                Case.of(
                        form,
                        "<|python_tag|>print(1)\n",
                        "",
                        new ToolCall("python", "{\"code\": \"print(1)\\n\"}", State.COMPLETE)),
                Case.of(
                        form,
                        call.replace("}}", "}, \"why\": 1}") + "<tool_call>{\"name\": \"now\"}",
                        "",
                        weather(SEOUL),
                        now()),
                Case.malformed(form, "{\"name\": \"fly\", \"parameters\": {}}"),
                Case.malformed(form, "{\"name\": \"now\", \"parameters\": {\"a\" 1}}"),
                Case.malformed(form, "{\"name\": \"now\", \"parameters\": {\"a\": 1"));
    }

    private static List<Case> lists() {
        String call = "{\"name\": \"get_weather\", \"arguments\": " + SEOUL + "}";
        String both = "[" + call + ", {\"name\":\"now\",\"arguments\":{}}]";
        CallSyntax mistral = CallSyntax.MISTRAL;
        return List.of(
                Case.of(mistral, "[TOOL_CALLS]" + both, "", weather(SEOUL), now()),
                Case.of(mistral, "[TOOL_CALLS] [" + call, "", weather(SEOUL)),
                Case.of(mistral, "[TOOL_CALLS]get_weather[ARGS]" + SEOUL, "", weather(SEOUL)),
                Case.of(
                        mistral,
                        "[TOOL_CALLS]get_weather"
                                + SEOUL
                                + "[TOOL_CALLS]now[CALL_ID]a1b2c3d4e[ARGS]{}",
                        "",
                        weather(SEOUL),
                        now()),
                Case.malformed(mistral, "[TOOL_CALLS][{\"name\": 5}]"),
                Case.malformed(mistral, "[TOOL_CALLS]get_weather[ARGS]now"),
                Case.of(mistral, "[TOOL_C is a list [1]", "[TOOL_C is a list [1]"),
                new Case(
                        mistral,
                        "[TOOL_CALLS][" + call + ", {\"name\": \"fly\"}]",
                        "{\"name\": \"fly\"}]",
                        true,
                        List.of(weather(SEOUL))),
                Case.of(CallSyntax.GRANITE, "<|tool_call|>" + both, "", weather(SEOUL), now()),
                Case.of(
                        CallSyntax.GRANITE,
                        "<|tool_call|>" + both + "<|/tool_call|>",
                        "",
                        weather(SEOUL),
                        now()),
                Case.of(CallSyntax.FIREFUNCTION, " functools" + both, "", weather(SEOUL), now()));
    }

    private static List<Case> actions() {
        CallSyntax command = CallSyntax.COMMAND_R;
        String action =
                "[\n    {\n        \"tool_name\": \"get_weather\",\n        \"parameters\": "
                        + SEOUL
                        + "\n    }\n]";
        return List.of(
                Case.of(command, "Action: ```json\n" + action + "```", "", weather(SEOUL)),
                Case.of(
                        command,
                        "Plan: look.\nAction:```json\n" + action + "\n```",
                        "Plan: look.",
                        weather(SEOUL)),
                Case.of(
                        command,
                        "Action: ```json\n"
                                + "[{\"tool_name\": \"directly-answer\", \"parameters\": {}}]\n"
                                + "```",
                        ""),
                Case.malformed(command, "Action: stand up."),
                Case.of(CallSyntax.HERMES, "Action: stand up.", "Action: stand up."),
                Case.of(
                        CallSyntax.COMMAND_R7B,
                        "<|START_ACTION|>[\n"
                                + "    {\"tool_call_id\": \"0\", \"tool_name\": \"get_weather\","
                                + " \"parameters\": "
                                + SEOUL
                                + "}\n]<|END_ACTION|>",
                        "",
                        weather(SEOUL)));
    }

    private static List<Case> named() {
        CallSyntax functionary = CallSyntax.FUNCTIONARY;
        CallSyntax tag = CallSyntax.FUNCTION_TAG;
        return List.of(
                Case.of(functionary, ">>>get_weather\n" + SEOUL, "", weather(SEOUL)),
                Case.of(
                        functionary,
                        ">>>all\nI look.\n>>>get_weather\n" + SEOUL + ">>>now\n{}",
                        "I look.",
                        weather(SEOUL),
                        now()),
                Case.malformed(functionary, ">>>fly\n{}"),
                Case.of(CallSyntax.HERMES, ">>>all\n", ">>>all\n"),
                Case.of(tag, "<function=get_weather>" + SEOUL + "</function>", "", weather(SEOUL)),
                Case.of(
                        tag,
                        "<function=now></function><function=get_weather>" + SEOUL,
                        "",
                        now(),
                        weather(SEOUL)),
                Case.of(
                        tag,
                        "<tool_call>\n"
                                + "<function=get_weather>\n"
                                + "<parameter=city>\n"
                                + "12\n"
                                + "Seoul \"\n"
                                + "</parameter>\n"
                                + "<parameter=days>\n"
                                + "3\n"
                                + "</parameter>\n"
                                + "</function>\n"
                                + "</tool_call>",
                        "",
                        weather("{\"city\": \"12\\nSeoul \\\"\", \"days\": 3}")),
                Case.malformed(tag, "<function=fly>{}</function>"),
                Case.malformed(tag, "<function=get_weather>\n<parameter=city>\nSeoul"),
                Case.malformed(tag, "<function=get_weather>\n<city>\nSeoul"),
                Case.of(
                        tag,
                        "<minimax:tool_call>\n"
                                + "<invoke name=\"get_weather\">\n"
                                + "<parameter name=\"city\">Seoul</parameter>\n"
                                + "</invoke>\n"
                                + "</minimax:tool_call>",
                        "",
                        weather(SEOUL)),
                Case.of(
                        tag,
                        "<seed:tool_call>\n"
                                + "<function=get_weather>\n"
                                + "<parameter=city>Seoul</parameter>\n"
                                + "</function>\n"
                                + "</seed:tool_call>",
                        "",
                        weather(SEOUL)));
    }

    private static List<Case> marked() {
        String deepSeek =
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n"
                        + SEOUL
                        + "\n```<｜tool▁call▁end｜>";
        return List.of(
                Case.of(CallSyntax.DEEPSEEK, deepSeek + "<｜tool▁calls▁end｜>", "", weather(SEOUL)),
                Case.of(
                        CallSyntax.DEEPSEEK,
                        deepSeek
                                + "\n"
                                + "<｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                        "",
                        weather(SEOUL),
                        now()),
                Case.of(
                        CallSyntax.KIMI,
                        "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>"
                                + SEOUL
                                + "<|tool_call_end|><|tool_call_begin|>functions.now:1<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>",
                        "",
                        weather(SEOUL),
                        now()),
                Case.of(
                        CallSyntax.SOLAR,
                        "<|tool_calls|><|tool_call:begin|>a1b2c3d4e5<|tool_call:name|>get_weather<|tool_call:args|>"
                                + SEOUL
                                + "<|tool_call:end|><|calls|>",
                        "",
                        weather(SEOUL)));
    }

    private static List<Case> ofPython() {
        return List.of(
                Case.of(
                        CallSyntax.LFM,
                        "<|tool_call_start|>[get_weather(city='Se\\'o\"ul', days = -3),"
                                + " now()]<|tool_call_end|>Wait.",
                        "Wait.",
                        weather("{\"city\": \"Se'o\\\"ul\", \"days\": -3}"),
                        now()),
                Case.of(
                        CallSyntax.LFM,
                        "<|tool_call_start|>[get_weather(city=[None, True, {'a': (1, 2.5)}],)]",
                        "",
                        weather("{\"city\": [null, true, {\"a\": [1, 2.5]}]}")),
                Case.of(
                        CallSyntax.LFM,
                        "<|tool_call_start|>[{\"name\": \"now\", \"arguments\":"
                                + " {}}]<|tool_call_end|>",
                        "",
                        now()),
                Case.malformed(
                        CallSyntax.LFM, "<|tool_call_start|>[get_weather(Seoul)]<|tool_call_end|>"),
                Case.malformed(CallSyntax.LFM, "<|tool_call_start|>[fly()]<|tool_call_end|>"));
    }

    /** All of them. */
    static List<Case> all() {
        return Stream.of(
                        hermes(),
                        malformed(),
                        bare(),
                        lists(),
                        actions(),
                        named(),
                        marked(),
                        ofPython())
                .flatMap(List::stream)
                .toList();
    }
}
