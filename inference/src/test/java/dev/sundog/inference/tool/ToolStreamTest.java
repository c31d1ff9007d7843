package dev.sundog.inference.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.inference.tool.ToolCall.State;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Answers as models of several families write them, cut at every character. */
class ToolStreamTest {
    private static final List<ToolFunction> FUNCTIONS =
            List.of(
                    new ToolFunction(
                            "get_weather",
                            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
                                    + "\"days\":{\"type\":\"integer\"}}}"),
                    new ToolFunction("now", "{\"type\":\"object\",\"properties\":{}}"),
                    new ToolFunction("python", "{\"type\":\"object\"}"));
    private static final String SEOUL = "{\"city\": \"Seoul\"}";

    /** A text, what is to be read of it. */
    private record Case(
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

    static List<Case> hermes() {
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
                        weather("{\"city\": \"a\\nb\\tc\"}")),
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

    static List<Case> bare() {
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
                Case.malformed(form, "{\"name\": \"fly\", \"parameters\": {}}"),
                Case.malformed(form, "{\"name\": \"now\", \"parameters\": {\"a\" 1}}"),
                Case.malformed(form, "{\"name\": \"now\", \"parameters\": {\"a\": 1"));
    }

    static List<Case> lists() {
        String call = "{\"name\": \"get_weather\", \"arguments\": " + SEOUL + "}";
        String both = "[" + call + ", {\"name\":\"now\",\"arguments\":{}}]";
        CallSyntax mistral = CallSyntax.MISTRAL;
        CallSyntax command = CallSyntax.COMMAND_R;
        String action =
                "[\n    {\n        \"tool_name\": \"get_weather\",\n        \"parameters\": "
                        + SEOUL
                        + "\n    }\n]";
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
                        weather(SEOUL)),
                Case.of(CallSyntax.GRANITE, "<|tool_call|>" + both, "", weather(SEOUL), now()),
                Case.of(
                        CallSyntax.GRANITE,
                        "<|tool_call|>" + both + "<|/tool_call|>",
                        "",
                        weather(SEOUL),
                        now()),
                Case.of(CallSyntax.FIREFUNCTION, " functools" + both, "", weather(SEOUL), now()));
    }

    static List<Case> named() {
        CallSyntax functionary = CallSyntax.FUNCTIONARY;
        CallSyntax tag = CallSyntax.FUNCTION_TAG;
        String deepSeek =
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n"
                        + SEOUL
                        + "\n```<｜tool▁call▁end｜>";
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
                        CallSyntax.SOLAR,
                        "<|tool_calls|><|tool_call:begin|>a1b2c3d4e5<|tool_call:name|>get_weather<|tool_call:args|>"
                                + SEOUL
                                + "<|tool_call:end|><|calls|>",
                        "",
                        weather(SEOUL)));
    }

    /** What a client puts together from events. */
    private static final class Client {
        private final StringBuilder text = new StringBuilder();
        private final List<String> names = new ArrayList<>();
        private final List<StringBuilder> arguments = new ArrayList<>();

        private void take(List<ToolEvent> events) {
            for (ToolEvent event : events) {
                switch (event) {
                    case ToolEvent.Text(String piece) -> text.append(piece);
                    case ToolEvent.Begin(int index, String name) -> {
                        assertThat(index).isEqualTo(names.size());
                        names.add(name);
                        arguments.add(new StringBuilder());
                    }
                    case ToolEvent.Arguments(int index, String piece) ->
                            arguments.get(index).append(piece);
                }
            }
        }
    }

    private static void check(Case expected, List<String> pieces) {
        ToolStream stream = new ToolStream(expected.syntax(), FUNCTIONS);
        Client client = new Client();
        pieces.forEach(piece -> client.take(stream.push(piece)));
        client.take(stream.end());
        assertThat(stream.text()).as("%s", pieces).isEqualTo(expected.text());
        assertThat(stream.calls()).as("%s", pieces).isEqualTo(expected.calls());
        assertThat(stream.warning().isPresent()).as("%s", pieces).isEqualTo(expected.warning());
        assertThat(client.text.toString()).isEqualTo(expected.text());
        List<ToolCall> assembled = new ArrayList<>();
        for (int i = 0; i < client.names.size(); i++) {
            assembled.add(
                    new ToolCall(
                            client.names.get(i),
                            client.arguments.get(i).toString(),
                            State.COMPLETE));
        }
        if (expected.warning()) {
            assertThat(assembled).containsAll(expected.calls());
        } else {
            assertThat(assembled).isEqualTo(expected.calls());
        }
    }

    @ParameterizedTest
    @MethodSource({"hermes", "bare", "lists", "named"})
    void whereverTheStreamIsCut(Case expected) {
        String answer = expected.answer();
        check(expected, List.of(answer));
        check(expected, answer.chars().mapToObj(Character::toString).toList());
        for (int i = 0; i <= answer.length(); i++) {
            check(expected, List.of(answer.substring(0, i), answer.substring(i)));
        }
        Random random = new Random(answer.length());
        for (int round = 0; round < 20; round++) {
            List<String> pieces = new ArrayList<>();
            int at = 0;
            while (at < answer.length()) {
                int to = Math.min(answer.length(), at + 1 + random.nextInt(9));
                pieces.add(answer.substring(at, to));
                at = to;
            }
            check(expected, pieces);
        }
    }

    @Test
    void argumentsComeWhileTheyAreWritten() {
        ToolStream stream = new ToolStream(CallSyntax.HERMES, FUNCTIONS);
        assertThat(stream.push("<tool_call>{\"name\": \"get_weather\", \"arguments\": ")).isEmpty();
        assertThat(stream.push("{\"city\": \"Se"))
                .containsExactly(
                        new ToolEvent.Begin(0, "get_weather"),
                        new ToolEvent.Arguments(0, "{\"city\": \"Se"));
        assertThat(stream.push("oul")).containsExactly(new ToolEvent.Arguments(0, "oul"));
    }

    @Test
    void textIsNotHeldBackLongerThanNeeded() {
        ToolStream stream = new ToolStream(CallSyntax.HERMES, FUNCTIONS);
        assertThat(stream.push("a <")).containsExactly(new ToolEvent.Text("a"));
        assertThat(stream.push("b")).containsExactly(new ToolEvent.Text(" <b"));
    }

    @Test
    void anythingIsReadAndNothingIsLost() {
        String[] parts = {
            "<tool_call>",
            "</tool_call>",
            "{\"name\": \"now\"",
            ", \"arguments\": {",
            "}",
            "]",
            "[",
            "\"",
            ":",
            ",",
            "\n",
            "x",
            "[TOOL_CALLS]",
            "now",
            "[ARGS]",
            "<function=",
            ">",
            "<parameter=",
            "</parameter>",
            "</function>",
            "<|python_tag|>",
            "functools[",
            "Action:",
            "```json",
            ">>>",
            "\\",
            "\u00e9",
            "\ud83d\ude00",
            "<｜tool▁call▁begin｜>",
            "<｜tool▁sep｜>"
        };
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            CallSyntax syntax = CallSyntax.values()[random.nextInt(CallSyntax.values().length)];
            List<String> pieces = new ArrayList<>();
            for (int i = random.nextInt(14); i >= 0; i--) {
                pieces.add(parts[random.nextInt(parts.length)]);
            }
            ToolStream whole = new ToolStream(syntax, FUNCTIONS);
            whole.push(String.join("", pieces));
            whole.end();
            ToolStream cut = new ToolStream(syntax, FUNCTIONS);
            pieces.forEach(cut::push);
            cut.end();
            assertThat(cut.text()).as("%s", pieces).isEqualTo(whole.text());
            assertThat(cut.calls()).as("%s", pieces).isEqualTo(whole.calls());
            assertThat(cut.warning()).isEqualTo(whole.warning());
            if (whole.calls().isEmpty() && whole.text().isBlank()) {
                assertThat(String.join("", pieces)).as("nothing is lost").doesNotContain("x");
            }
        }
    }

    @Test
    void longArgumentsTakeNoLongTime() {
        ToolStream stream = new ToolStream(CallSyntax.HERMES, FUNCTIONS);
        stream.push("<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"");
        for (int i = 0; i < 2_000; i++) {
            stream.push("abcde ");
        }
        stream.push("\"}}</tool_call>");
        stream.end();
        assertThat(stream.calls().getFirst().arguments()).hasSize(12_000 + 12);
        assertThat(Optional.of(stream.text())).contains("");
    }
}
