package dev.sundog.inference.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasoningStreamTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "false | \"<think>\na b\n</think>\n\nSo it is.\n\" | \"a b\" | \"So it is.\n\"",
                "false | \"\n<think></think>x\" | \"\" | \"x\"",
                "false | \"<thin line\" | \"\" | \"<thin line\"",
                "false | \"so <think>a</think>\" | \"\" | \"so <think>a</think>\"",
                "true | \"\na </thin\nb</think>c </think>\" | \"a </thin\nb\" | \"c </think>\"",
                "true | \"cut off \" | \"cut off\" | \"\"",
                "false | \"<think>cut off</thi\" | \"cut off</thi\" | \"\"",
            })
    void whereverTheStreamIsCut(boolean thinking, String answer, String thoughts, String said) {
        for (int i = 0; i <= answer.length(); i++) {
            for (int j = i; j <= answer.length(); j++) {
                ReasoningStream stream = ReasoningStream.begin(thinking);
                StringBuilder reasoning = new StringBuilder();
                StringBuilder text = new StringBuilder();
                for (String piece :
                        new String[] {
                            answer.substring(0, i), answer.substring(i, j), answer.substring(j)
                        }) {
                    ReasoningStream.Piece part = stream.push(piece);
                    reasoning.append(part.reasoning());
                    text.append(part.text());
                }
                ReasoningStream.Piece last = stream.end();
                assertThat(reasoning.append(last.reasoning()).toString()).isEqualTo(thoughts);
                assertThat(text.append(last.text()).toString()).isEqualTo(said);
            }
        }
    }
}
