package dev.sundog.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.inference.TinyModels;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Checkpoints;
import dev.sundog.model.checkpoint.Disagreements;
import dev.sundog.model.tokenizer.Tokenizer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model whose files contradict each other says so. */
class DisagreementsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path folder;

    @BeforeEach
    void copy() throws IOException {
        for (String name :
                List.of(
                        "config.json",
                        "model.safetensors",
                        "tokenizer.json",
                        "tokenizer_config.json")) {
            Files.copy(TinyModels.path("plain").resolve(name), folder.resolve(name));
        }
        // roles of this template are no tokens of its vocabulary
        edit("tokenizer_config.json", "<|end|>", "</s>");
        edit("tokenizer_config.json", "<|assistant|>", "<s>");
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }

    private List<String> found() {
        try (Checkpoint checkpoint = Checkpoints.open(folder);
                Tokenizer tokenizer = checkpoint.openTokenizer()) {
            return Disagreements.of(checkpoint, tokenizer);
        }
    }

    @Test
    void whatAgreesIsNotMentioned() {
        assertThat(found()).isEmpty();
    }

    @Test
    void endsOfATextDiffer() throws IOException {
        edit("config.json", "\"eos_token_id\": 257", "\"eos_token_id\": 256");
        assertThat(found()).singleElement().asString().contains("</s> (257)", "[256]");
    }

    @Test
    void anEndBeyondTheVocabulary() throws IOException {
        edit("config.json", "\"eos_token_id\": 257", "\"eos_token_id\": [257, 999]");
        assertThat(found()).singleElement().asString().contains("999", "259");
    }

    @Test
    void tokensOfTheTemplateAreMissing() throws IOException {
        edit("tokenizer_config.json", "</s>{% endfor %}", "<|im_end|>{% endfor %}");
        assertThat(found()).singleElement().asString().contains("<|im_end|>");
    }

    @Test
    void aMissingTemplateIsNamed() throws IOException {
        edit("tokenizer_config.json", "\"chat_template\"", "\"no_template\"");
        assertThat(found()).singleElement().asString().contains("no chat template");
    }

    @Test
    void tokensWithoutARowAreRefused() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
        ArrayNode added = (ArrayNode) json.path("added_tokens");
        ObjectNode last = (ObjectNode) added.get(added.size() - 1);
        added.add(last.deepCopy().put("id", 259).put("content", "<new>"));
        Files.writeString(file, JSON.writeValueAsString(json));
        assertThat(found()).singleElement().asString().contains("260 tokens", "259 rows");
        assertThatThrownBy(() -> TinyModels.open(folder, "scalar", 1))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("260 tokens");
    }
}
