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

    private static void check(WrittenAnswers.Case expected, List<String> pieces) {
        ToolStream stream = new ToolStream(expected.syntax(), WrittenAnswers.FUNCTIONS);
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
    @MethodSource("dev.sundog.inference.tool.WrittenAnswers#all")
    void whereverTheStreamIsCut(WrittenAnswers.Case expected) {
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
        ToolStream stream = new ToolStream(CallSyntax.HERMES, WrittenAnswers.FUNCTIONS);
        assertThat(stream.push("<tool_call>{\"name\": \"get_weather\", \"arguments\": ")).isEmpty();
        assertThat(stream.push("{\"city\": \"Se"))
                .containsExactly(
                        new ToolEvent.Begin(0, "get_weather"),
                        new ToolEvent.Arguments(0, "{\"city\": \"Se"));
        assertThat(stream.push("oul")).containsExactly(new ToolEvent.Arguments(0, "oul"));
    }

    @Test
    void textIsNotHeldBackLongerThanNeeded() {
        ToolStream stream = new ToolStream(CallSyntax.HERMES, WrittenAnswers.FUNCTIONS);
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
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            CallSyntax syntax = CallSyntax.values()[random.nextInt(CallSyntax.values().length)];
            List<String> pieces = new ArrayList<>();
            for (int i = random.nextInt(14); i >= 0; i--) {
                pieces.add(parts[random.nextInt(parts.length)]);
            }
            ToolStream whole = new ToolStream(syntax, WrittenAnswers.FUNCTIONS);
            whole.push(String.join("", pieces));
            whole.end();
            ToolStream cut = new ToolStream(syntax, WrittenAnswers.FUNCTIONS);
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
        ToolStream stream = new ToolStream(CallSyntax.HERMES, WrittenAnswers.FUNCTIONS);
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
