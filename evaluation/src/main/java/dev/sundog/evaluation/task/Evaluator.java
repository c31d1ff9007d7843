package dev.sundog.evaluation.task;

import dev.sundog.evaluation.metric.Outcome;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.Generation;
import dev.sundog.model.language.GenerationOptions;
import dev.sundog.model.language.ScoringModel;
import dev.sundog.model.language.ScoringModel.Continuation;
import dev.sundog.model.language.ScoringModel.Score;
import dev.sundog.model.progress.ProgressListener;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs tasks on a model. The same model, tasks and options give the same result, byte for byte.
 *
 * <p>Source: the requests are those of lm-evaluation-harness (EleutherAI), checked against its own.
 */
public final class Evaluator {
    /** Items that are handed to the model at once. */
    private static final int BATCH = 16;

    private final Optional<PromptRenderer> renderer;

    /** An evaluator for models without a chat template. */
    public Evaluator() {
        this.renderer = Optional.empty();
    }

    /** An evaluator that can put prompts through the model's chat template. */
    public Evaluator(PromptRenderer renderer) {
        this.renderer = Optional.of(renderer);
    }

    /**
     * Runs every task.
     *
     * @throws SundogException (user) if the template is asked for and there is none, (data) if the
     *     model gives a likelihood that is no number
     */
    public EvaluationResult evaluate(
            ScoringModel model,
            List<Task> tasks,
            EvaluationOptions options,
            ProgressListener progress) {
        if (options.applyChatTemplate() && renderer.isEmpty()) {
            throw SundogException.user(
                    "no-chat-template",
                    model.name() + " has no chat template; evaluate without --apply-chat-template");
        }
        List<TaskResult> results = new ArrayList<>();
        for (Task task : tasks) {
            results.add(evaluate(model, task, options, progress));
        }
        return new EvaluationResult(model.name(), options, results);
    }

    private TaskResult evaluate(
            ScoringModel model, Task task, EvaluationOptions options, ProgressListener progress) {
        Run run = new Run(model, task, options, new PromptBuilder(task, options, renderer));
        int count = Math.min(task.items().size(), options.limit().orElse(Integer.MAX_VALUE));
        List<Sample> samples = new ArrayList<>();
        progress.onProgress(task.name(), 0, count);
        for (int from = 0; from < count; from += BATCH) {
            int to = Math.min(count, from + BATCH);
            switch (task.description().kind()) {
                case MULTIPLE_CHOICE -> run.choices(from, to, samples);
                case EXACT_MATCH -> run.questions(from, to, samples);
                case PERPLEXITY -> run.texts(from, to, samples);
                case COMPLETION -> run.completions(from, to, samples);
            }
            progress.onProgress(task.name(), to, count);
        }
        TaskDescription description = task.description();
        return new TaskResult(
                task.name(),
                description.kind(),
                description.language(),
                description.metrics(),
                options.seed(),
                samples);
    }

    /** One task on one model. */
    private record Run(
            ScoringModel model, Task task, EvaluationOptions options, PromptBuilder prompts) {

        void choices(int from, int to, List<Sample> samples) {
            List<Continuation> requests = new ArrayList<>();
            for (int i = from; i < to; i++) {
                requests.addAll(prompts.choices((TaskItem.Choosing) item(i), i));
            }
            List<Score> scores = checked(model.score(requests), requests.size());
            int next = 0;
            for (int i = from; i < to; i++) {
                TaskItem.Choosing item = (TaskItem.Choosing) item(i);
                String prompt = requests.get(next).context();
                List<Double> values = new ArrayList<>();
                List<Integer> lengths = new ArrayList<>();
                for (int c = 0; c < item.count(); c++) {
                    values.add(finite(scores.get(next++).logProbability(), item));
                    String choice = item.distinguishing(c);
                    lengths.add(choice.codePointCount(0, choice.length()));
                }
                samples.add(sample(item, prompt, new Outcome.Choice(values, lengths, item.gold())));
            }
        }

        void completions(int from, int to, List<Sample> samples) {
            List<Continuation> requests = new ArrayList<>();
            for (int i = from; i < to; i++) {
                requests.add(prompts.completion((TaskItem.Completion) item(i), i));
            }
            List<Score> scores = checked(model.score(requests), requests.size());
            for (int i = from; i < to; i++) {
                Continuation request = requests.get(i - from);
                samples.add(
                        sample(
                                item(i),
                                request.context(),
                                likelihood(item(i), scores.get(i - from), request.continuation())));
            }
        }

        void texts(int from, int to, List<Sample> samples) {
            List<String> texts = new ArrayList<>();
            for (int i = from; i < to; i++) {
                texts.add(((TaskItem.Text) item(i)).text());
            }
            List<Score> scores = checked(model.scoreRolling(texts), texts.size());
            for (int i = from; i < to; i++) {
                int at = i - from;
                samples.add(
                        sample(item(i), "", likelihood(item(i), scores.get(at), texts.get(at))));
            }
        }

        /** Raw prompts and conversations, each kind at once. */
        void questions(int from, int to, List<Sample> samples) {
            TaskDescription description = task.description();
            List<Integer> raw = new ArrayList<>();
            List<Integer> chats = new ArrayList<>();
            for (int i = from; i < to; i++) {
                (asText(i) ? raw : chats).add(i);
            }
            Map<Integer, Generation> answers = new HashMap<>();
            List<Generation> generated =
                    model.generateAll(
                            raw.stream().map(i -> prompts.prompt(question(i), i)).toList(),
                            greedy(description, description.stop()));
            List<Generation> answered =
                    model.chatAll(
                            chats.stream().map(i -> prompts.conversation(question(i), i)).toList(),
                            greedy(description, List.of()));
            for (int i = 0; i < raw.size(); i++) {
                answers.put(raw.get(i), generated.get(i));
            }
            for (int i = 0; i < chats.size(); i++) {
                answers.put(chats.get(i), answered.get(i));
            }
            for (int i = from; i < to; i++) {
                TaskItem.Question item = question(i);
                String prompt =
                        asText(i) ? prompts.prompt(item, i) : item.messages().getLast().content();
                String text = Objects.requireNonNull(answers.get(i)).text();
                samples.add(sample(item, prompt, new Outcome.Answer(text, item.answers())));
            }
        }

        private TaskItem.Question question(int number) {
            return (TaskItem.Question) item(number);
        }

        private boolean asText(int number) {
            return question(number).raw() && !options.applyChatTemplate();
        }

        private static GenerationOptions greedy(TaskDescription description, List<String> stop) {
            return new GenerationOptions(description.maxTokens(), 0, 0, 1, 0, 1, 0, stop, false, 0);
        }

        private TaskItem item(int number) {
            return task.items().get(number);
        }

        private Outcome.Likelihood likelihood(TaskItem item, Score score, String text) {
            if (score.tokenCount() <= 0) {
                throw SundogException.data(
                        "nothing-to-score",
                        "%s, item %s: the model's tokenizer leaves no token to score"
                                .formatted(task.name(), item.id()));
            }
            return new Outcome.Likelihood(
                    finite(score.logProbability(), item),
                    score.tokenCount(),
                    text.getBytes(StandardCharsets.UTF_8).length,
                    score.greedy());
        }

        private double finite(double logProbability, TaskItem item) {
            if (!Double.isFinite(logProbability)) {
                throw SundogException.data(
                        "likelihood-not-finite",
                        "%s, item %s: the model %s gives a log-probability of %s; its weights are"
                                        .formatted(
                                                task.name(),
                                                item.id(),
                                                model.name(),
                                                logProbability)
                                + " probably broken");
            }
            return logProbability;
        }

        private static List<Score> checked(List<Score> scores, int expected) {
            if (scores.size() != expected) {
                throw SundogException.internal(
                        "score-count", expected + " requests, " + scores.size() + " scores");
            }
            return scores;
        }

        private static Sample sample(TaskItem item, String prompt, Outcome outcome) {
            return new Sample(item.id(), item.group(), prompt, outcome);
        }
    }
}
