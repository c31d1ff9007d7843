package dev.sundog.inference.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.sundog.inference.TinyModels;
import dev.sundog.inference.generation.CpuModel;
import dev.sundog.inference.sampling.Sampler;
import dev.sundog.inference.schema.RandomSchemas;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.AnswerForm;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.LanguageModel.TokenListener;

import org.junit.jupiter.api.Test;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Whatever a model wants to say, what it says is valid. */
class RandomAnswersTest {
    private static final int SCHEMAS = 400;
    private static final int ANSWERS = 6;
    private static final int TOKENS = 300;

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build();

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static void requireValid(String schema, String json) {
        JsonNode value = STRICT.readTree(json);
        Schema judge = REGISTRY.getSchema(schema, InputFormat.JSON);
        assertThat(
                        judge.validate(
                                value,
                                context ->
                                        context.executionConfig(
                                                config -> config.formatAssertionsEnabled(true))))
                .as("%s by %s", json, schema)
                .isEmpty();
    }

    @Test
    void finishedAnswersToRandomSchemasAreValid() {
        PieceTokenizer tokenizer = new PieceTokenizer();
        Constraints constraints =
                new Constraints(tokenizer, tokenizer.vocabularySize(), Set.of(tokenizer.end()));
        RandomSchemas schemas = new RandomSchemas(20261122);
        SplittableRandom random = new SplittableRandom(7);
        int finished = 0;
        int cut = 0;
        int empty = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            String schema = schemas.next();
            Constraint constraint;
            try {
                constraint = constraints.of(new AnswerForm.JsonSchema(schema));
            } catch (SundogException refused) {
                assertThat(refused.code()).as(schema).isEqualTo("grammar-empty");
                empty++;
                continue;
            }
            for (int answer = 0; answer < ANSWERS; answer++) {
                Optional<String> text = answer(tokenizer, constraint, random, answer);
                if (text.isPresent()) {
                    finished++;
                    requireValid(schema, text.get());
                } else {
                    cut++;
                }
            }
        }
        assertThat(empty).isLessThan(SCHEMAS / 10);
        assertThat(finished).as("finished beside %d cut", cut).isGreaterThan(4 * cut);
    }

    /** Noise with some inclination to close what is open; empty if it was cut. */
    private static Optional<String> answer(
            PieceTokenizer tokenizer, Constraint constraint, SplittableRandom random, int kind) {
        GenerationOptions options =
                new GenerationOptions(
                        TOKENS,
                        kind % 3 == 0 ? 0 : 1,
                        kind % 2 == 0 ? 0 : 40,
                        1,
                        0,
                        1,
                        random.nextLong(),
                        List.of(),
                        false,
                        0);
        Sampler sampler = new Sampler(options);
        ConstraintCursor cursor = constraint.begin(false);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < TOKENS; i++) {
            float[] logits = new float[tokenizer.vocabularySize()];
            for (int id = 0; id < logits.length; id++) {
                byte[] bytes = tokenizer.bytes(id);
                boolean closes = bytes.length > 0 && "\"}]".indexOf(bytes[0]) >= 0;
                logits[id] = (float) random.nextGaussian() + (closes ? 3 : 0);
            }
            int id = sampler.sample(logits, cursor);
            sampler.accept(id);
            cursor.accept(id);
            text.writeBytes(tokenizer.bytes(id));
            if (cursor.complete()) {
                assertThat(cursor.mayEnd()).isTrue();
                return Optional.of(text.toString(StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    @Test
    void aModelWithRandomWeightsAnswersInForm() {
        try (CpuModel model = TinyModels.open(TinyModels.path("plain"), "vector", 1)) {
            RandomSchemas schemas = new RandomSchemas(3);
            int finished = 0;
            for (int i = 0; i < 60; i++) {
                String schema = schemas.next();
                GenerationOptions options =
                        new GenerationOptions(200, 1.5, 40, 1, 0, 1, i, List.of(), false, 2)
                                .withForm(Optional.of(new AnswerForm.JsonSchema(schema)));
                Generation answer;
                try {
                    answer = model.generate("JSON: ", options, TokenListener.NONE);
                } catch (SundogException refused) {
                    assertThat(refused.code()).as(schema).isEqualTo("grammar-empty");
                    continue;
                }
                if (answer.finishReason() == FinishReason.STOP) {
                    requireValid(schema, answer.text());
                    finished++;
                } else {
                    assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
                    assertThat(answer.ids()).hasSize(200);
                }
            }
            assertThat(finished).isPositive();
        }
    }

    @Test
    void aRegularExpressionAndAGrammarBindToo() {
        try (CpuModel model = TinyModels.open(TinyModels.path("plain"), "vector", 1)) {
            GenerationOptions hot = new GenerationOptions(60, 2, 0, 1, 0, 1, 5, List.of(), true, 0);
            Generation date =
                    model.generate(
                            "on ",
                            hot.withForm(Optional.of(new AnswerForm.Regex("20\\d\\d-[01]\\d"))),
                            TokenListener.NONE);
            assertThat(date.text()).matches("20\\d\\d-[01]\\d");
            assertThat(date.finishReason()).isEqualTo(FinishReason.STOP);
            Generation word =
                    model.generate(
                            "say ",
                            hot.withForm(
                                    Optional.of(
                                            new AnswerForm.Gbnf(
                                                    "root ::= (\"yes\" | \"no\") \"!\"{2}"))),
                            TokenListener.NONE);
            assertThat(word.text()).matches("(yes|no)!!");
        }
    }
}
