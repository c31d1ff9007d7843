package dev.sundog.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.chat.jinja.JinjaTemplate;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Each construct of Jinja renders, refuses or fails as the real one does; goldens by {@code
 * src/test/python/jinja_golden.py}.
 */
class JinjaConstructsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TestFactory
    Stream<DynamicTest> constructs() throws IOException {
        JsonNode golden;
        try (InputStream in =
                Objects.requireNonNull(
                        JinjaConstructsTest.class.getResourceAsStream("jinja_golden.json"))) {
            golden = MAPPER.readTree(in);
        }
        LinkedHashMap<String, Object> variables =
                MAPPER.convertValue(
                        golden.get("variables"),
                        new TypeReference<LinkedHashMap<String, Object>>() {});
        LocalDateTime now = LocalDateTime.parse(golden.get("now").stringValue());
        assertThat(golden.get("cases").size()).isGreaterThan(350);
        return StreamSupport.stream(golden.get("cases").spliterator(), false)
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.get("group").stringValue()
                                                + ": "
                                                + one.get("template").stringValue(),
                                        () -> check(one, variables, now)));
    }

    private static void check(JsonNode one, Map<String, Object> variables, LocalDateTime now) {
        String template = one.get("template").stringValue();
        if (one.has("rendered")) {
            assertThat(JinjaTemplate.parse(template).render(variables, () -> now))
                    .isEqualTo(one.get("rendered").stringValue());
            return;
        }
        assertThatThrownBy(() -> JinjaTemplate.parse(template).render(variables, () -> now))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        failure -> {
                            if (one.has("refused")) {
                                assertThat(failure.code()).isEqualTo("template-refused");
                                assertThat(failure).hasMessage(one.get("refused").stringValue());
                            } else {
                                assertThat(failure.code()).isEqualTo("template-error");
                                assertThat(failure).hasMessageStartingWith("chat template, line 1");
                            }
                        });
    }
}
