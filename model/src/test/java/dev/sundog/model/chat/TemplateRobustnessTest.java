package dev.sundog.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Broken and hostile templates end soon, and only in errors that users are meant to read. */
class TemplateRobustnessTest {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** {@code -Dsundog.fuzz.cases=5000} for more. */
    private static final int CASES = Integer.getInteger("sundog.fuzz.cases", 400);

    private static final String SEED_TEMPLATE =
            """
            {%- macro call(f, sep=', ') -%}
                {{ f.name }}({% for k, v in f.arguments.items() %}{{ k ~ '=' ~ (v | tojson(indent=2)) }}{{ sep if not loop.last }}{% endfor %})
            {%- endmacro -%}
            {% set ns = namespace(count=0, names=[]) %}
            {% for message in messages if message.role != 'none' %}
                {% if loop.first and message['role'] == 'system' %}{{ message.content | trim | upper }}
                {% elif message.tool_calls is defined %}
                    {% for tool in message.tool_calls %}{{ call(tool.function) }}{% set ns.count = ns.count + 1 %}{% endfor %}
                {% else %}
                    {% set ns.names = ns.names + [message.role[0:2] * 3] %}
                    {{- '<|' + message.role + '|>' ~ message.content.split('\\n')[-1] | replace('a', 'b') }}
                {% endif %}
            {% else %}{{ raise_exception('empty') }}
            {% endfor %}
            {% filter upper %}{{ ns.names | join(', ') | default('x', true) }}{% endfilter %}
            {# comment #}{% raw %}{{ raw }}{% endraw %}{{ range(ns.count, 7) | list | length // 2 ** 2 }}
            {%- if add_generation_prompt %}{{ bos_token + strftime_now('%d %B') }}{% endif -%}
            """;

    private static final String[] PIECES = {
        "{%",
        "%}",
        "{{",
        "}}",
        "-%}",
        "{%-",
        "{#",
        "#}",
        "(",
        ")",
        "[",
        "]",
        "|",
        "~",
        "+",
        "*",
        "**",
        "//",
        "%",
        ":",
        ",",
        ".",
        "'",
        "\"",
        "\\",
        " in ",
        " is ",
        " not ",
        " if ",
        " else ",
        "{% endif %}",
        "{% endfor %}",
        "{% for x in range(99999) %}",
        "messages",
        "loop",
        "ns",
        "0",
        "-1",
        "99999999999999999999",
        "1e308",
        "none",
        "tojson",
        "| list",
        "| sort",
        "| map('upper')",
        "caller()",
        "\u0000",
        "\uD800",
        "안",
    };

    private static final List<ChatMessage> MESSAGES =
            List.of(
                    ChatMessage.system(" Be brief. "),
                    ChatMessage.user("a question\nin two lines"),
                    ChatMessage.fromMap(
                            Map.of(
                                    "role",
                                    "assistant",
                                    "tool_calls",
                                    List.of(
                                            Map.of(
                                                    "function",
                                                    Map.of(
                                                            "name",
                                                            "find",
                                                            "arguments",
                                                            Map.of("n", 1)))))));

    @Test
    void theTemplateThatIsMutatedRenders() {
        assertThat(render(SEED_TEMPLATE)).contains("BE BRIEF.", "find(n=1)", "{{ raw }}");
    }

    @Test
    void mutatedTemplatesNeitherHangNorCrash() {
        SplittableRandom random = new SplittableRandom(20260307);
        int rendered = 0;
        for (int i = 0; i < CASES; i++) {
            String template = mutate(random);
            long start = cpuTime();
            try {
                render(template);
                rendered++;
            } catch (SundogException expected) {
                assertThat(expected.kind()).isEqualTo(SundogException.Kind.DATA);
            }
            assertThat(Duration.ofNanos(cpuTime() - start))
                    .as("case %s: %s", i, template)
                    .isLessThan(LONGEST);
        }
        assertThat(rendered)
                .as("some mutations are harmless")
                .isBetween(CASES / 50, CASES - CASES / 50);
    }

    @Test
    void mutatedMessagesNeitherHangNorCrash() {
        SplittableRandom random = new SplittableRandom(20260308);
        ChatTemplate template = ChatTemplate.of(SEED_TEMPLATE, "<s>", "</s>");
        int rendered = 0;
        for (int i = 0; i < CASES; i++) {
            Map<String, @Nullable Object> options = new LinkedHashMap<>();
            options.put("name", "find");
            long start = cpuTime();
            try {
                List<ChatMessage> messages = new ArrayList<>();
                for (int turn = random.nextInt(4); turn >= 0; turn--) {
                    messages.add(ChatMessage.fromMap(message(random)));
                }
                assertThat(
                                template.render(
                                        messages,
                                        new RenderOptions(
                                                random.nextBoolean(),
                                                List.of(options),
                                                Optional.empty())))
                        .isNotNull();
                rendered++;
            } catch (SundogException expected) {
                assertThat(expected.kind()).isEqualTo(SundogException.Kind.DATA);
                assertThat(expected.getMessage()).isNotBlank();
            }
            assertThat(Duration.ofNanos(cpuTime() - start)).as("case " + i).isLessThan(LONGEST);
        }
        assertThat(rendered).as("some messages are harmless").isPositive();
    }

    private static Map<String, @Nullable Object> message(SplittableRandom random) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        Map<String, @Nullable Object> function = new LinkedHashMap<>();
        function.put("name", "find");
        function.put("arguments", random.nextBoolean() ? Map.of("n", 1) : value(random, 3));
        Map<String, @Nullable Object> call = new LinkedHashMap<>();
        call.put("function", random.nextInt(4) > 0 ? function : value(random, 3));
        message.put("role", random.nextInt(9) > 0 ? "assistant" : value(random, 1));
        message.put("content", random.nextBoolean() ? "a\nb" : value(random, 4));
        if (random.nextBoolean()) {
            message.put("tool_calls", random.nextInt(4) > 0 ? List.of(call) : value(random, 4));
        }
        return message;
    }

    private static @Nullable Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> random.nextBoolean() ? Double.NaN : 1e308;
            case 4 -> PIECES[random.nextInt(PIECES.length)];
            case 5 -> PIECES[random.nextInt(PIECES.length)].repeat(random.nextInt(3000));
            case 6 -> "system";
            case 7 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(PIECES[random.nextInt(PIECES.length)], value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String mutate(SplittableRandom random) {
        StringBuilder template = new StringBuilder(SEED_TEMPLATE);
        for (int edits = random.nextInt(1, 5); edits > 0; edits--) {
            int at = random.nextInt(template.length());
            int end = Math.min(template.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> template.delete(at, end);
                case 1 -> template.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> template.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
                default -> {
                    int from = random.nextInt(template.length());
                    int to = Math.min(template.length(), from + random.nextInt(60));
                    template.insert(at, template.substring(from, to));
                }
            }
        }
        return template.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% for a in range(99999) %}{{ range(99999) | sum }}{% endfor %}",
                "{% for a in range(99999) %}{{ range(99999) | map('string') | first }}{% endfor %}",
                "{% for a in range(99999) %}{{ 5 in range(99999) | list }}{% endfor %}",
                "{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s"
                        + " %}{% endfor %}",
                "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s"
                        + " %}{% endfor %}",
                "{% set ns = namespace(s=[]) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s]"
                        + " %}{% endfor %}{{ ns.s }}",
                "{% set a = namespace(s=[]) %}{% set b = namespace(s=[]) %}{% for i in range(60)"
                    + " %}{% set a.s = [a.s, a.s] %}{% set b.s = [b.s, b.s] %}{% endfor %}{{ a.s =="
                    + " b.s }}",
                "{% set a = namespace(s=()) %}{% for i in range(60) %}{% set a.s = (a.s, a.s) %}{%"
                        + " endfor %}{{ {a.s: 1} }}",
                "{% set ns = namespace() %}{% set ns.me = [ns] %}{{ ns }}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
                "{{ 'a' * 99999999999 }}",
                "{{ ['a' * 8000000] * 99999 | length }}",
                "{{ (['a' * 8000000] * 9999) | join }}",
                "{{ (['a' * 8000000] * 9999) | map('upper') | list }}",
                "{{ ['a' * 8000000] * 900 }}",
                "{{ 'a' | center(999999999) }}",
                "{{ 'a'.ljust(999999999) }}",
                "{{ '%999999999s' % 'a' }}",
                "{{ '{:>999999999}'.format('a') }}",
                "{{ 'a' | indent(999999999, true) }}",
                "{{ range(99999999999) }}",
                "{{ 9 ** 9 ** 9 }}",
                "{{ 10 ** 400 }}",
                "{{ 9223372036854775807 + 1 }}",
                "{{ [1] | batch(999999999999, 'x') | list }}",
                "{{ 1.5 | round(999999999999) }}",
                "{% for i in range(99999) %}{{"
                    + " 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' * 99"
                    + " }}{% endfor %}",
            })
    void hostileTemplatesAreStopped(String template) {
        long start = cpuTime();
        assertThatThrownBy(() -> render(template))
                .isInstanceOfSatisfying(
                        SundogException.class,
                        failure -> assertThat(failure.code()).isEqualTo("template-error"));
        assertThat(Duration.ofNanos(cpuTime() - start)).isLessThan(LONGEST);
    }

    @Test
    void deepNestingIsAnError() {
        for (String open : List.of("(", "[", "{1:", "-", "not ", "f(", "a[")) {
            assertThatThrownBy(() -> render("{{ " + open.repeat(50_000)))
                    .isInstanceOf(SundogException.class);
        }
        assertThatThrownBy(() -> render("{{ 1" + " + 1".repeat(100_000) + " }}"))
                .isInstanceOf(SundogException.class);
        assertThatThrownBy(() -> render("{% if a %}".repeat(50_000)))
                .isInstanceOf(SundogException.class);
        assertThatThrownBy(() -> render("{% if a %}" + "{% elif b %}".repeat(50_000)))
                .isInstanceOf(SundogException.class);
    }

    @Test
    void nothingOfJavaIsReachable() {
        assertThat(render("{{ messages.class }}{{ 'a'.getClass }}{{ messages[0].hashCode }}"))
                .isEmpty();
        assertThatThrownBy(() -> render("{{ messages.getClass() }}"))
                .isInstanceOf(SundogException.class);
        assertThatThrownBy(() -> render("{{ ''.__class__() }}"))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("unsafe");
    }

    /** Of this thread, so that a busy machine does not matter. */
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String render(String template) {
        return ChatTemplate.of(template, "<s>", "</s>")
                .render(MESSAGES, new RenderOptions(true, List.of(), Optional.empty()));
    }
}
