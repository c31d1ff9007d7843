package dev.sundog.inference.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.inference.grammar.Grammar;
import dev.sundog.inference.grammar.Recogniser;
import dev.sundog.inference.grammar.RecogniserState;
import dev.sundog.inference.schema.RandomSchemas;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.AnswerForm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Forms that are broken, huge or meant to keep a server busy. */
class HostileFormsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MUTANTS = 3_000;

    private static void refusedSoon(AnswerForm form) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> run(form, new SplittableRandom(1)))
                .isInstanceOf(SundogException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }

    private static void endsSoon(AnswerForm form) {
        long start = System.nanoTime();
        try {
            run(form, new SplittableRandom(2));
        } catch (SundogException refused) {
            assertThat(refused.code()).startsWith("grammar-");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }

    /** Compiles and walks some way at random. */
    private static void run(AnswerForm form, SplittableRandom random) {
        Grammar grammar = Constraints.grammar(form);
        Recogniser recogniser = new Recogniser(grammar);
        RecogniserState state = recogniser.start();
        for (int i = 0; i < 200 && !state.finished(); i++) {
            List<RecogniserState> next = new ArrayList<>();
            if (recogniser.work() > 4_000_000) {
                return;
            }
            for (int value = 0; value < 256; value++) {
                recogniser.after(state, value).ifPresent(next::add);
            }
            assertThat(next).isNotEmpty();
            state = next.get(random.nextInt(next.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a|aa)*b{10000}(c{10000}){10000}",
                "((((a{1000}){1000}){1000}){1000})",
                "(?:(?:(?:x+)+)+)+(?:[a-z]{9000}){9000}",
                "((((a?){99}){99}){99}){99}",
                "(\\p{L}?\\p{N}?){9000}",
            })
    void hugeRegularExpressions(String pattern) {
        endsSoon(new AnswerForm.Regex(pattern));
    }

    @Test
    void patternsThatExplodeWhenMadeDeterministic() {
        refusedSoon(
                new AnswerForm.JsonSchema(
                        "{\"type\":\"string\",\"pattern\":\"(a|b)*a(a|b){40}$\"}"));
        refusedSoon(
                new AnswerForm.JsonSchema(
                        "{\"type\":\"string\",\"pattern\":\"[a-z]{9999}[^x]{9999}\",\"format\":\"uuid\"}"));
    }

    @Test
    void deepNesting() {
        refusedSoon(new AnswerForm.Regex("(".repeat(9_000) + "a" + ")".repeat(9_000)));
        refusedSoon(
                new AnswerForm.Gbnf("root ::= " + "(".repeat(9_000) + "\"a\"" + ")".repeat(9_000)));
        refusedSoon(
                new AnswerForm.JsonSchema(
                        "{\"items\":".repeat(9_000) + "true" + "}".repeat(9_000)));
        refusedSoon(
                new AnswerForm.JsonSchema(
                        "{\"items\":".repeat(400) + "{\"type\":\"null\"}" + "}".repeat(400)));
        StringBuilder chain = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
        for (int i = 0; i < 3_000; i++) {
            chain.append(
                    "\"d%d\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/d%d\"}},"
                            .formatted(i, i + 1));
        }
        refusedSoon(new AnswerForm.JsonSchema(chain + "\"d3000\":true}}"));
    }

    @Test
    void casesThatMultiply() {
        StringBuilder all = new StringBuilder("{\"allOf\":[");
        for (int i = 0; i < 30; i++) {
            all.append(i == 0 ? "" : ",")
                    .append("{\"anyOf\":[{\"minimum\":%d},{\"maximum\":%d}]}".formatted(i, -i));
        }
        refusedSoon(new AnswerForm.JsonSchema(all + "]}"));
    }

    @Test
    void manyRulesInOneAnother() {
        StringBuilder rules = new StringBuilder("root ::= r0\n");
        for (int i = 0; i < 40; i++) {
            rules.append("r%d ::= r%d r%d | r%d\n".formatted(i, i + 1, i + 1, i + 1));
        }
        rules.append("r40 ::= \"a\"?\n");
        endsSoon(new AnswerForm.Gbnf(rules.toString()));
    }

    @Test
    void mutantsAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(11);
        RandomSchemas schemas = new RandomSchemas(5);
        String grammar =
                """
                root ::= item ("," item){0,3} # list
                item ::= [a-z\\x30-\\x39]+ | "\\"" [^"\\\\]* "\\"" | "(" root ")"
                """;
        String pattern = "^(?:[a-c]+|x{2,5}|\\d+\\.\\p{L}?)*(y|[^z])$";
        for (int i = 0; i < MUTANTS; i++) {
            AnswerForm form =
                    switch (i % 3) {
                        case 0 -> new AnswerForm.JsonSchema(mutated(schemas.next(), random));
                        case 1 -> new AnswerForm.Gbnf(mutated(grammar, random));
                        default -> new AnswerForm.Regex(mutated(pattern, random));
                    };
            long start = System.nanoTime();
            try {
                run(form, random);
            } catch (SundogException refused) {
                assertThat(refused.kind()).isEqualTo(SundogException.Kind.DATA);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("%s", form)
                    .isLessThan(LIMIT);
        }
    }

    private static String mutated(String text, SplittableRandom random) {
        StringBuilder mutant = new StringBuilder(text);
        for (int times = 1 + random.nextInt(3); times > 0 && !mutant.isEmpty(); times--) {
            int at = random.nextInt(mutant.length());
            switch (random.nextInt(4)) {
                case 0 -> mutant.deleteCharAt(at);
                case 1 -> mutant.insert(at, mutant.charAt(random.nextInt(mutant.length())));
                case 2 -> mutant.setCharAt(at, (char) (32 + random.nextInt(96)));
                default -> {
                    int end = Math.min(mutant.length(), at + random.nextInt(12));
                    mutant.insert(at, mutant.substring(at, end));
                }
            }
        }
        return mutant.toString();
    }
}
