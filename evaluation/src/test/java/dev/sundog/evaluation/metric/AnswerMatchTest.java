package dev.sundog.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerMatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                " Seoul. |Seoul|true|true",
                "Seoul is big|Seoul|false|true",
                "Seouls|Seoul|false|false",
                "서울입니다.|서울|false|true",
                "東京。|東京|true|true",
                "東京です|東京|false|true",
                "12|1|false|false",
                "1, 2|1|false|true",
                "e\u0301te\u0301|\u00e9t\u00e9|true|true",
                "Busan|Seoul|false|false",
                "?|Seoul|false|false"
            })
    void matches(String output, String answer, boolean exact, boolean prefix) {
        assertThat(AnswerMatch.exact(output, answer)).isEqualTo(exact);
        assertThat(AnswerMatch.prefix(output, answer)).isEqualTo(prefix);
    }
}
