package dev.sundog.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.failure.SundogException.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class TaskFileTest {
    private static final String HEAD =
            "task: t\nkind: %s\ndata: d.jsonl\nlanguage: ja\ndescription: x\n";

    private final Path folder;

    TaskFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "promt: \"{{query}}\" | t.yml:6: unknown key 'promt'; did you mean 'prompt'?",
                "metrics: [f1]        | t.yml:6: key 'metrics': a perplexity task has",
                "maxTokens: none      | t.yml:6: key 'maxTokens': expected",
                "erase: {a: 1}        | t.yml:6: key 'erase': expected a list",
                "prompt: nothing      | prompt has no {{query}}",
                "a: [1                | t.yml:"
            })
    void wrongKeysAreNamed(String line, String message) throws IOException {
        Path file = write("t.yml", HEAD.formatted("perplexity") + line.strip() + "\n");
        assertThatThrownBy(() -> TaskFile.read(file))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining(message.strip())
                .extracting(e -> ((SundogException) e).kind())
                .isEqualTo(Kind.DATA);
    }

    @Test
    void kindAndMissingKeys() throws IOException {
        Path kind = write("kind.yml", HEAD.formatted("generate"));
        assertThatThrownBy(() -> TaskFile.read(kind))
                .hasMessageContaining("kind.yml:2: key 'kind': expected multiple-choice");
        Path missing = write("missing.yml", "task: t\nkind: perplexity\n");
        assertThatThrownBy(() -> TaskFile.read(missing))
                .hasMessageContaining("key 'data': is missing");
        Path absent = folder.resolve("absent.yml");
        assertThatThrownBy(() -> TaskFile.read(absent)).hasMessageContaining("no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multiple-choice | {\"query\":\"q\",\"choices\":[\"a\"],\"gold\":0} | two choices",
                "multiple-choice | {\"query\":\"q\",\"choices\":[\"a\",\"b\"],\"gold\":2} | 0 to 1",
                "multiple-choice | {\"query\":\"q\",\"choices\":[\"a\",3],\"gold\":0} | choices[1]",
                "multiple-choice | {\"query\":\"q\",\"choices\":[\"a\",\"b\"]} | \"gold\"",
                "multiple-choice | [1,2] | expected a JSON object",
                "exact-match | {\"prompt\":\"q\",\"answers\":[]} | \"answers\" has none",
                "exact-match | {\"messages\":[],\"answers\":[\"a\"]} | \"messages\" is empty",
                "perplexity | {\"text\":7} | expected a text, found 7",
                "perplexity | {\"text\": | not JSON",
                "completion | {\"context\":\"a\",\"continuation\":\"\"} | \"continuation\" is empty"
            })
    void wrongLinesAreNamed(String kind, String line, String message) throws IOException {
        Path file = write("t.yml", HEAD.formatted(kind));
        write("d.jsonl", "\n" + line + "\n");
        assertThatThrownBy(() -> TaskFile.read(file))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("d.jsonl:2: ")
                .hasMessageContaining(message);
    }

    @Test
    void idsAreUniqueAndItemsThere() throws IOException {
        Path file = write("t.yml", HEAD.formatted("perplexity"));
        write("d.jsonl", "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}\n");
        assertThatThrownBy(() -> TaskFile.read(file))
                .hasMessageContaining("d.jsonl:2: id \"a\" was already used at")
                .hasMessageContaining("d.jsonl:1");
        write("d.jsonl", "\n");
        assertThatThrownBy(() -> TaskFile.read(file)).hasMessageContaining("found none");
        Files.write(folder.resolve("d.jsonl"), new byte[] {'{', (byte) 0xff});
        assertThatThrownBy(() -> TaskFile.read(file)).hasMessageContaining("not UTF-8");
    }

    @Test
    void absentIdsCountFromZeroAndNumbersAreNames() throws IOException {
        Path file = write("t.yml", HEAD.formatted("perplexity"));
        write("d.jsonl", "{\"text\":\"x\"}\n{\"id\":12,\"text\":\"y\",\"other\":[]}\n");
        assertThat(TaskFile.read(file).items()).extracting(TaskItem::id).containsExactly("0", "12");
    }

    @Test
    void builtInPromptsAreTheHarnesss() throws IOException {
        write("arc_easy.jsonl", item("Question: Why?"));
        write("boolq.jsonl", item("Passage: It is so.\\nQuestion: is it?"));
        write("commonsense_qa.jsonl", item("Question: Where?\\nChoices:\\nA. x\\nB. y\\nAnswer:"));
        write("openbook_qa.jsonl", item("A cat is"));
        write("piqa.jsonl", item("Question: How?\\n"));
        assertThat(prompt("arc_easy")).isEqualTo("Question: Why?\nAnswer:");
        assertThat(prompt("boolq")).isEqualTo("It is so.\nQuestion: is it?\nAnswer:");
        assertThat(prompt("commonsense_qa")).isEqualTo("Question: Where?\nA. x\nB. y\nAnswer:");
        assertThat(prompt("openbookqa")).isEqualTo("A cat is");
        assertThat(prompt("piqa")).isEqualTo("Question: How?\nAnswer:");
    }

    private String prompt(String name) {
        Task task = TaskRegistry.in(folder).load(name);
        return task.description().promptOf(((TaskItem.Choice) task.items().getFirst()).query(0));
    }

    private static String item(String query) {
        return "{\"query\":\"" + query + "\",\"choices\":[\"a\",\"b\"],\"gold\":0}\n";
    }

    @Test
    void registryListsAndExplains() throws IOException {
        write("own.yml", HEAD.formatted("perplexity").replace("task: t", "task: own"));
        write("d.jsonl", "{\"text\":\"x\"}\n");
        TaskRegistry registry = TaskRegistry.in(folder);
        assertThat(registry.entries())
                .extracting(entry -> entry.description().task())
                .containsExactly(
                        "arc_easy",
                        "arc_challenge",
                        "boolq",
                        "commonsense_qa",
                        "openbookqa",
                        "piqa",
                        "winogrande",
                        "lambada_openai",
                        "own");
        assertThat(registry.entries().getLast().present()).isTrue();
        assertThat(registry.entries().getFirst().present()).isFalse();
        assertThat(registry.entries()).allMatch(e -> !e.builtIn() || !source(e).isEmpty());
        assertThat(registry.load(List.of("own", folder.resolve("own.yml").toString()))).hasSize(2);
        assertThatThrownBy(() -> registry.load("arc_esy"))
                .hasMessageContaining("did you mean \"arc_easy\"?")
                .extracting(e -> ((SundogException) e).kind())
                .isEqualTo(Kind.USER);
        assertThatThrownBy(() -> registry.load("piqa"))
                .hasMessageContaining("piqa.jsonl")
                .hasMessageContaining("ybisk/piqa")
                .extracting(e -> ((SundogException) e).kind())
                .isEqualTo(Kind.RESOURCE);
        assertThatThrownBy(() -> TaskRegistry.builtIn().load("piqa"))
                .hasMessageContaining("--data");
        assertThatThrownBy(() -> TaskRegistry.in(folder.resolve("absent")))
                .hasMessageContaining("expected a folder");
    }

    private static String source(TaskRegistry.Entry entry) {
        return entry.description().source();
    }
}
