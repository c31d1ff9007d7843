package dev.sundog.model.surgery.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.chat.RenderOptions;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TinyLlama;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class MergerTest {
    private final Path folder;

    MergerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static MergeRecipe recipe(String yaml) {
        return MergeRecipe.of(ConfigurationDocument.parse(yaml, "recipe.yml"));
    }

    private Path merge(String yaml) {
        Path out = folder.resolve("out");
        try (Merger merger = Merger.open(recipe(yaml), folder::resolve)) {
            merger.write(out, ProgressListener.NONE);
        }
        return out;
    }

    private void tiny(String name, int layers, ObjectNode config) {
        config.put("num_hidden_layers", layers);
        TinyLlama.random(config, name.hashCode())
                .writeDirectory(folder.resolve(name), ElementType.F32);
    }

    private void tiny(String name, int layers) {
        tiny(name, layers, TinyLlama.config(layers));
    }

    @Test
    void tiedHeadsStayTiedAndMixedOnesBecomeOne() {
        tiny("a", 2);
        ObjectNode untied = TinyLlama.config(2);
        untied.put("tie_word_embeddings", false);
        tiny("b", 2, untied);
        Path out =
                merge(
                        "{merge_method: linear, base_model: a, parameters: {weight: 1}, models:"
                                + " [{model: a}, {model: b}]}");
        try (Checkpoint merged = Checkpoints.open(out);
                Checkpoint a = Checkpoints.open(folder.resolve("a"));
                Checkpoint b = Checkpoints.open(folder.resolve("b"))) {
            assertThat(merged.config().tiedEmbeddings()).isFalse();
            float[] embedding = a.readAll(a.tensor("model.embed_tokens.weight"));
            float[] head = b.readAll(b.tensor("lm_head.weight"));
            assertThat(merged.readAll(merged.tensor("lm_head.weight"))[5])
                    .isEqualTo((embedding[5] + head[5]) / 2);
        }
    }

    @Test
    void lineageDigestsAndRecipeAreRecorded() throws IOException {
        tiny("a", 2);
        tiny("b", 4);
        Files.writeString(folder.resolve("b/tokenizer_config.json"), "{\"chat_template\": \"x\"}");
        Path out =
                merge(
                        "{merge_method: linear, base_model: b, parameters: {weight: 0.5}, slices:"
                                + " [{sources: [{model: a, layer_range: [0, 2]}, {model: b,"
                                + " layer_range: [2, 4]}]}, {sources: [{model: a, layer_range: [1,"
                                + " 2]}]}]}");
        try (Checkpoint merged = Checkpoints.open(out)) {
            assertThat(merged.lineage())
                    .containsExactly(
                            new LayerOrigin(0, "a+b", 2),
                            new LayerOrigin(1, "a+b", 3),
                            new LayerOrigin(2, "a", 1));
            assertThat(merged.companion("tokenizer_config.json")).isPresent();
        }
        Manifest manifest = Manifest.read(out).orElseThrow();
        assertThat(manifest.kind()).isEqualTo("merge");
        assertThat(manifest.config().path("merge_method").stringValue()).isEqualTo("linear");
        assertThat(manifest.inputs()).hasSize(5);
    }

    @Test
    void storedBytesPassThrough() {
        TinyLlama.random(2, 1).writeDirectory(folder.resolve("a"), ElementType.F16);
        Path out =
                merge(
                        "{merge_method: passthrough, slices: [{sources: [{model: a, layer_range:"
                                + " [1, 2]}]}]}");
        String down = "model.layers.%d.mlp.down_proj.weight";
        try (Checkpoint merged = Checkpoints.open(out);
                Checkpoint a = Checkpoints.open(folder.resolve("a"))) {
            assertThat(
                            merged.row(merged.tensor(down.formatted(0)), 3)
                                    .mismatch(a.row(a.tensor(down.formatted(1)), 3)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void quantisedInputsAreComputedInF32AndWrittenAsBf16() {
        TinyLlama.random(2, 1).writeGguf(folder.resolve("a.gguf"), ElementType.Q8_0);
        TinyLlama.random(2, 2).writeGguf(folder.resolve("b.gguf"), ElementType.Q8_0);
        Path out =
                merge(
                        "{merge_method: slerp, base_model: a.gguf, parameters: {t: 0.5}, models:"
                                + " [{model: a.gguf}, {model: b.gguf}]}");
        try (Checkpoint merged = Checkpoints.open(out)) {
            assertThat(merged.tensor("model.norm.weight").type()).isEqualTo(ElementType.BF16);
            assertThat(merged.lineage().getFirst()).isEqualTo(new LayerOrigin(0, "a+b", 0));
        }
    }

    @Test
    void aDifferentShapeIsNamedWithBoth() {
        tiny("a", 2);
        ObjectNode wide = TinyLlama.config(2);
        wide.put("vocab_size", 26);
        tiny("b", 2, wide);
        assertRefused(
                "{merge_method: linear, parameters: {weight: 1}, models: [{model: a}, {model: b}]}",
                "model.embed_tokens.weight",
                "[24, 32]",
                "[26, 32]");
    }

    @Test
    void otherHeadsOrLayersAreRefused() {
        tiny("a", 2);
        tiny("deep", 3);
        ObjectNode heads = TinyLlama.config(2);
        heads.put("num_attention_heads", 2);
        heads.put("num_key_value_heads", 1);
        heads.put("head_dim", 16);
        tiny("heads", 2, heads);
        String two = "{merge_method: linear, parameters: {weight: 1}, models: [%s]}";
        assertRefused(
                two.formatted("{model: a}, {model: heads}"), "4 heads", "2 heads", "architecture");
        assertRefused(two.formatted("{model: a}, {model: deep}"), "'a' gives 2", "'deep' 3");
        assertRefused(
                "{merge_method: passthrough, slices: [{sources: [{model: a, layer_range: [0,"
                        + " 3]}]}]}",
                "[0, 3]",
                "has 2 layers");
    }

    @Test
    void whatIsMissingIsNamed() {
        tiny("a", 2);
        tiny("b", 2);
        String models = "models: [{model: a}, {model: b}]}";
        assertRefused("{merge_method: linear, " + models, "weight", "'a'", "embed_tokens");
        assertRefused("{merge_method: slerp, base_model: a, " + models, "t for tensor");
        assertRefused(
                "{merge_method: slerp, base_model: a, parameters: {t: [{filter: mlp, value: 1}]}, "
                        + models,
                "t for tensor model.embed_tokens.weight");
        assertRefused(
                "{merge_method: linear, parameters: {weight: 1}, tokenizer_source: union, "
                        + models,
                "tokenizer.json",
                "'a'");
    }

    private static String tokenizer(String... tokens) {
        StringBuilder json = new StringBuilder("{\"model\": {\"type\": \"BPE\", \"vocab\": {");
        for (int i = 0; i < tokens.length; i++) {
            json.append(i == 0 ? "" : ", ").append("\"%s\": %d".formatted(tokens[i], i));
        }
        return json + "}, \"merges\": [[\"a\", \"b\"]]}}";
    }

    @Test
    void theResultHasTheRowsOfTheVocabularyItAsksFor() throws IOException {
        tiny("a", 2);
        tiny("b", 2);
        Files.writeString(folder.resolve("a/tokenizer.json"), tokenizer("a", "b", "ab", "c"));
        Files.writeString(folder.resolve("b/tokenizer.json"), tokenizer("ab", "d", "a"));
        Path out =
                merge(
                        "{merge_method: linear, base_model: a, tokenizer_source: 'model:b',"
                                + " parameters: {weight: 1}, models: [{model: a}, {model: b}]}");
        try (Checkpoint merged = Checkpoints.open(out);
                Checkpoint a = Checkpoints.open(folder.resolve("a"));
                Checkpoint b = Checkpoints.open(folder.resolve("b"))) {
            assertThat(out.resolve("tokenizer.json")).hasContent(tokenizer("ab", "d", "a"));
            assertThat(merged.config().vocabularySize()).isEqualTo(3);
            String name = "model.embed_tokens.weight";
            float[] found = merged.readAll(merged.tensor(name));
            float[] rowsOfA = a.readAll(a.tensor(name));
            float[] rowsOfB = b.readAll(b.tensor(name));
            assertThat(found[3]).as("ab").isEqualTo((rowsOfA[2 * 32 + 3] + rowsOfB[3]) / 2);
            assertThat(found[32]).as("d").isEqualTo(rowsOfB[32]);
            assertThat(found[64]).as("a").isEqualTo((rowsOfA[0] + rowsOfB[64]) / 2);
        }
    }

    @Test
    void tokensWithoutRowsLeaveTheTokenizer() throws IOException {
        ObjectNode small = TinyLlama.config(2);
        small.put("vocab_size", 2);
        tiny("a", 2, small);
        Files.writeString(folder.resolve("a/tokenizer.json"), tokenizer("a", "b", "ab"));
        Path out =
                merge(
                        "{merge_method: linear, tokenizer_source: base, parameters: {weight: 1},"
                                + " models: [{model: a}]}");
        assertThat(Files.readString(out.resolve("tokenizer.json")).replaceAll("\\s", ""))
                .contains("\"vocab\":{\"a\":0,\"b\":1}")
                .contains("\"merges\":[]");
    }

    @Test
    void aVocabularyThatCannotBeMadeIsRefused() throws IOException {
        tiny("a", 2);
        tiny("b", 2);
        Files.writeString(folder.resolve("a/tokenizer.json"), tokenizer("a", "b"));
        Files.writeString(folder.resolve("b/tokenizer.json"), tokenizer("b", "d"));
        String yaml =
                "{merge_method: linear, parameters: {weight: 1}, tokenizer: {source: union, tokens:"
                        + " %s}, models: [{model: a}, {model: b}]}";
        assertRefused(yaml.formatted("{x: {source: c}}"), "'x' is to come from 'c'", "a, b");
        assertRefused(yaml.formatted("{b: {source: a}, d: {source: a}}"), "'a' has no token 'd'");
        assertRefused(yaml.formatted("{}").replace("union", "model:c"), "'model:c' is none of");
    }

    @Test
    void atFullDensityTheRandomMethodsAreThePlainOnes() {
        tiny("base", 2);
        tiny("a", 2);
        String yaml =
                "{merge_method: %s, base_model: base, parameters: {weight: 0.5, density: 1},"
                        + " models: [{model: a}]}";
        float[] plain = embedding(yaml.formatted("task_arithmetic"));
        for (String method : List.of("dare_linear", "della_linear", "breadcrumbs")) {
            assertThat(embedding(yaml.formatted(method))).as(method).isEqualTo(plain);
        }
        float[] ties = embedding(yaml.formatted("ties"));
        assertThat(embedding(yaml.formatted("della"))).isEqualTo(ties);
    }

    private float[] embedding(String yaml) {
        Path out = folder.resolve("out-" + yaml.hashCode());
        try (Merger merger = Merger.open(recipe(yaml), folder::resolve, 3)) {
            merger.write(out, ProgressListener.NONE);
        }
        try (Checkpoint merged = Checkpoints.open(out)) {
            return merged.readAll(merged.tensor("model.embed_tokens.weight"));
        }
    }

    @Test
    void theSeedIsRecordedAndDecides() {
        tiny("base", 2);
        tiny("a", 2);
        String yaml =
                "{merge_method: dare_linear, base_model: base, parameters: {weight: 0.5, density:"
                        + " 0.5}, models: [{model: a}]}";
        List<float[]> results = new ArrayList<>();
        for (long seed : new long[] {1, 2, 1}) {
            Path out = folder.resolve("out" + results.size());
            try (Merger merger = Merger.open(recipe(yaml), folder::resolve, seed)) {
                merger.write(out, ProgressListener.NONE);
            }
            assertThat(Manifest.read(out).orElseThrow().seed()).hasValue(seed);
            try (Checkpoint merged = Checkpoints.open(out)) {
                results.add(merged.readAll(merged.tensor("model.norm.weight")));
            }
        }
        assertThat(results.get(0)).isEqualTo(results.get(2)).isNotEqualTo(results.get(1));
    }

    @Test
    void theTemplateMostModelsHaveIsTaken() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            tiny(name, 2);
            Files.writeString(
                    folder.resolve(name + "/chat_template.jinja"),
                    name.equals("a") ? "{{ 1 }}" : "{{ 2 }}");
        }
        String yaml =
                "{merge_method: linear, chat_template: auto, parameters: {weight: 1}, models:"
                        + " [{model: a}, {model: b}, {model: c}]}";
        assertThat(merge(yaml).resolve("chat_template.jinja")).hasContent("{{ 2 }}");
    }

    @Test
    void chatmlIsAFormatOfItsOwn() {
        tiny("a", 2);
        Path out =
                merge(
                        "{merge_method: linear, chat_template: chatml, parameters: {weight: 1},"
                                + " models: [{model: a}]}");
        try (Checkpoint merged = Checkpoints.open(out)) {
            assertThat(
                            merged.chatTemplate()
                                    .orElseThrow()
                                    .render(
                                            List.of(ChatMessage.user("Hi")),
                                            RenderOptions.prompt()))
                    .isEqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
        }
    }

    @Test
    void probabilitiesOutsideTheirRangeAreRefused() {
        tiny("base", 2);
        tiny("a", 2);
        assertRefused(
                "{merge_method: della, base_model: base, parameters: {weight: 0.5, density: 0.9,"
                        + " epsilon: 0.2}, models: [{model: a}]}",
                "density 0.9 and epsilon 0.2 of 'a'",
                "lower epsilon");
    }

    private void assertRefused(String yaml, String... parts) {
        assertThatThrownBy(() -> Merger.open(recipe(yaml), folder::resolve).close())
                .isInstanceOfSatisfying(
                        SundogException.class,
                        e -> assertThat(e.kind()).isEqualTo(SundogException.Kind.DATA))
                .message()
                .contains(parts);
    }
}
