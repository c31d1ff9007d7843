package dev.sundog.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sundog.evaluation.metric.Metric;
import dev.sundog.evaluation.statistics.Verdict;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.ScoringModel.Continuation;
import dev.sundog.model.progress.ProgressListener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

class EvaluatorTest {
    private final Path folder;

    EvaluatorTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Task task(String yaml, String... items) throws IOException {
        Files.writeString(folder.resolve("items.jsonl"), String.join("\n", items) + "\n");
        Path file = folder.resolve("task.yml");
        Files.writeString(
                file, "task: t\ndata: items.jsonl\nlanguage: en\ndescription: d\n" + yaml);
        return TaskFile.read(file);
    }

    private static EvaluationResult run(FixedModel model, Task task, EvaluationOptions options) {
        return new Evaluator().evaluate(model, List.of(task), options, ProgressListener.NONE);
    }

    private static double value(EvaluationResult result, Metric metric) {
        return result.task("t").orElseThrow().value(metric).orElseThrow().estimate().value();
    }

    private Task animals() throws IOException {
        return task(
                "kind: multiple-choice\nprompt: \"Q: {{query}}\\nA:\"\n",
                "{\"id\":\"a\",\"query\":\"one\",\"choices\":[\"cat\",\"elephant\"],"
                        + "\"gold\":0,\"group\":\"x\"}",
                "{\"id\":\"b\",\"query\":\"two\",\"choices\":[\"cat\",\"elephant\"],"
                        + "\"gold\":1,\"group\":\"y\"}",
                "{\"id\":\"c\",\"query\":\"three\",\"choices\":[\"cat\",\"dog\"],"
                        + "\"gold\":1,\"group\":\"x\"}");
    }

    /**
     * cat −3, dog −1, elephant −4: acc says cat, cat, dog (2 of 3). A character: −1, −⅓, −½, so
     * acc_norm says elephant, elephant, dog (2 of 3, but others).
     */
    @Test
    void multipleChoiceByHand() throws IOException {
        FixedModel model = new FixedModel(Map.of("dog", -1.0, "elephant", -4.0), Map.of());
        EvaluationResult result = run(model, animals(), EvaluationOptions.defaults());
        TaskResult task = result.task("t").orElseThrow();
        assertThat(value(result, Metric.ACC)).isEqualTo(2 / 3.0);
        assertThat(value(result, Metric.ACC_NORM)).isEqualTo(2 / 3.0);
        assertThat(task.samples())
                .extracting(s -> Metric.ACC.right(s.outcome()))
                .containsExactly(true, false, true);
        assertThat(task.samples())
                .extracting(s -> Metric.ACC_NORM.right(s.outcome()))
                .containsExactly(false, true, true);
        assertThat(task.headline().estimate().n()).isEqualTo(3);
        assertThat(task.groups().keySet()).containsExactly("x", "y");
        assertThat(List.copyOf(task.groups().values()).getFirst().getFirst().estimate().value())
                .isEqualTo(1);
        assertThat(List.copyOf(task.groups().values()).getLast().getFirst().estimate().value())
                .isZero();
        assertThat(model.seen().getFirst()).isEqualTo(new Continuation("Q: one\nA:", " cat"));
    }

    @Test
    void contextsCanBeTheChoices() throws IOException {
        Task task =
                task(
                        "kind: multiple-choice\nmetrics: [acc]\n",
                        "{\"context_options\":[\"so A\",\"so B\"],"
                                + "\"continuation\":\"won.\",\"gold\":1}");
        FixedModel model = new FixedModel(Map.of(), Map.of());
        EvaluationResult result = run(model, task, EvaluationOptions.defaults());
        assertThat(model.seen())
                .containsExactly(
                        new Continuation("so A", " won."), new Continuation("so B", " won."));
        assertThat(value(result, Metric.ACC)).as("the first of equals is chosen").isZero();
        assertThat(result.tasks().getFirst().metrics()).containsExactly(Metric.ACC);
    }

    /** "yes" costs 3 nats, "no" costs 2, "never" costs 1: the better reply wins once of twice. */
    @Test
    void repliesAreScoredAfterTheRenderedConversation() throws IOException {
        Task task =
                task(
                        "kind: multiple-choice\nchoices: \"{{choice}}\"\nmetrics: [acc]\n",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"well?\"}],"
                                + "\"choices\":[\"no\",\"yes\"],\"gold\":0}",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"so?\"}],"
                                + "\"choices\":[\"yes\",\"never\"],\"gold\":0}");
        FixedModel model = new FixedModel(Map.of("never", -1.0), Map.of());
        EvaluationResult result =
                new Evaluator(messages -> "[" + messages.getLast().content() + "]")
                        .evaluate(
                                model,
                                List.of(task),
                                EvaluationOptions.defaults(),
                                ProgressListener.NONE);
        assertThat(value(result, Metric.ACC)).isEqualTo(0.5);
        assertThat(model.seen().getFirst()).isEqualTo(new Continuation("[well?]", "no"));
        assertThatThrownBy(() -> run(model, task, EvaluationOptions.defaults()))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("no chat template");
    }

    @Test
    void shotsAreOtherItemsAndReproducible() throws IOException {
        EvaluationOptions options = new EvaluationOptions(OptionalInt.of(1), 2, 5, false);
        FixedModel model = new FixedModel(Map.of(), Map.of());
        run(model, animals(), options);
        String context = model.seen().getFirst().context();
        assertThat(context).endsWith("\n\nQ: one\nA:");
        assertThat(context).contains("Q: two\nA: elephant\n\n", "Q: three\nA: dog\n\n");
        assertThat(context.indexOf("Q: one")).isEqualTo(context.lastIndexOf("Q: one"));
        FixedModel again = new FixedModel(Map.of(), Map.of());
        run(again, animals(), options);
        assertThat(again.seen()).isEqualTo(model.seen());
        assertThatThrownBy(
                        () ->
                                run(
                                        model,
                                        animals(),
                                        new EvaluationOptions(OptionalInt.empty(), 3, 5, false)))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("2 items to draw");
    }

    @Test
    void templateWrapsThePromptAndTakesTheBlank() throws IOException {
        FixedModel model = new FixedModel(Map.of(), Map.of());
        EvaluationOptions options = new EvaluationOptions(OptionalInt.of(1), 0, 0, true);
        new Evaluator(messages -> "<u>" + messages.getFirst().content() + "</u><a>")
                .evaluate(model, List.of(animals()), options, ProgressListener.NONE);
        assertThat(model.seen().getFirst())
                .isEqualTo(new Continuation("<u>Q: one\nA:</u><a>", "cat"));
        assertThatThrownBy(() -> run(model, animals(), options))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("no chat template");
    }

    @Test
    void answersByHand() throws IOException {
        Task task =
                task(
                        "kind: exact-match\nmaxTokens: 9\n",
                        "{\"prompt\":\"p1\",\"answers\":[\"Seoul\"]}",
                        "{\"prompt\":\"p2\",\"answers\":[\"Seoul\",\"Busan\"]}",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"p3\"}],"
                                + "\"answers\":[\"東京\"]}",
                        "{\"prompt\":\"p4\",\"answers\":[\"Seoul\"]}");
        FixedModel model =
                new FixedModel(
                        Map.of(),
                        Map.of(
                                "p1",
                                " Seoul.",
                                "p2",
                                " Busan is far",
                                "p3",
                                "東京です。",
                                "p4",
                                "Seouls"));
        EvaluationResult result = run(model, task, EvaluationOptions.defaults());
        assertThat(value(result, Metric.EXACT_MATCH)).isEqualTo(0.25);
        assertThat(value(result, Metric.PREFIX_MATCH)).isEqualTo(0.75);
        assertThat(model.options().getFirst().maxTokens()).isEqualTo(9);
        assertThat(model.options().getFirst().temperature()).isZero();
        assertThat(model.options().getFirst().stop()).containsExactly("\n");
        assertThat(model.options().get(2).stop()).isEmpty();
    }

    /** −2 over 2 and −6 over 2 characters of 3 bytes each: e² a token, e^(8/12) a byte. */
    @Test
    void perplexityByHand() throws IOException {
        Task task = task("kind: perplexity\n", "{\"text\":\"가나\"}", "{\"text\":\"다라\"}");
        FixedModel model = new FixedModel(Map.of("다라", -6.0), Map.of());
        EvaluationResult result = run(model, task, EvaluationOptions.defaults());
        assertThat(value(result, Metric.PERPLEXITY)).isEqualTo(Math.exp(2), within(1e-9));
        assertThat(value(result, Metric.BYTE_PERPLEXITY))
                .isEqualTo(Math.exp(8 / 12.0), within(1e-9));
    }

    /** LAMBADA's: greedy is right; perplexity is exp of the mean loss an item. */
    @Test
    void completionByHand() throws IOException {
        Task task =
                task(
                        "kind: completion\n",
                        "{\"context\":\"a b\",\"continuation\":\"c\"}",
                        "{\"context\":\"d\",\"continuation\":\"efg\"}");
        FixedModel model = new FixedModel(Map.of("c", -0.5), Map.of());
        EvaluationResult result = run(model, task, EvaluationOptions.defaults());
        assertThat(model.seen().getFirst()).isEqualTo(new Continuation("a b", " c"));
        assertThat(value(result, Metric.ACC)).isEqualTo(0.5);
        assertThat(value(result, Metric.ITEM_PERPLEXITY)).isEqualTo(Math.exp(1.75), within(1e-9));
    }

    @Test
    void aLikelihoodThatIsNoNumberNamesTheItem() throws IOException {
        FixedModel model = new FixedModel(Map.of("dog", Double.NaN), Map.of());
        assertThatThrownBy(() -> run(model, animals(), EvaluationOptions.defaults()))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("item c")
                .hasMessageContaining("NaN");
    }

    @Test
    void progressReachesTheEnd() throws IOException {
        List<String> calls = new ArrayList<>();
        new Evaluator()
                .evaluate(
                        new FixedModel(Map.of(), Map.of()),
                        List.of(animals()),
                        EvaluationOptions.defaults(),
                        (name, done, total) -> calls.add(name + " " + done + "/" + total));
        assertThat(calls).containsExactly("t 0/3", "t 3/3");
    }

    @Test
    void filesAreTheSameBytesAndReadBack() throws IOException {
        FixedModel model = new FixedModel(Map.of("dog", -1.0, "elephant", -4.0), Map.of());
        EvaluationOptions options = new EvaluationOptions(OptionalInt.of(2), 1, 9, false);
        EvaluationResult result = run(model, animals(), options);
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        result.write(one);
        run(model, animals(), options).write(two);
        for (String name : List.of("results.json", "samples.jsonl")) {
            assertThat(one.resolve(name)).hasSameBinaryContentAs(two.resolve(name));
        }
        assertThat(EvaluationResult.read(one)).isEqualTo(result);
        assertThat(Files.readString(one.resolve("samples.jsonl")).lines().toList().getFirst())
                .startsWith("{\"task\":\"t\",\"id\":\"a\",\"group\":\"x\"")
                .endsWith(
                        "\"logprobs\":[-3.0,-4.0],\"lengths\":[3,8],\"gold\":0,"
                                + "\"acc\":1,\"acc_norm\":0}");
        String samples = Files.readString(one.resolve("samples.jsonl"));
        Files.writeString(one.resolve("samples.jsonl"), samples.lines().findFirst().orElseThrow());
        assertThatThrownBy(() -> EvaluationResult.read(one))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("has 2 items");
    }

    @Test
    void comparisonIsPaired() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            lines.add("{\"query\":\"q\",\"choices\":[\"ab\",\"cd\"],\"gold\":1}");
        }
        Task task = task("kind: multiple-choice\n", lines.toArray(String[]::new));
        EvaluationResult wrong =
                run(new FixedModel(Map.of(), Map.of()), task, EvaluationOptions.defaults());
        EvaluationResult right =
                run(
                        new FixedModel(Map.of("cd", -1.0), Map.of()),
                        task,
                        EvaluationOptions.defaults());
        Comparison better = Comparison.of(wrong, right).getFirst();
        assertThat(better.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(better.test().pValue()).isEqualTo(2 / 4096.0, within(1e-12));
        assertThat(Comparison.of(right, wrong).getFirst().verdict()).isEqualTo(Verdict.WORSE);
        assertThat(Comparison.of(right, right).getFirst().verdict()).isEqualTo(Verdict.TIED);
        EvaluationResult other = new EvaluationResult("other", right.options(), List.of());
        assertThatThrownBy(() -> Comparison.of(right, other))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("share no task");
    }
}
