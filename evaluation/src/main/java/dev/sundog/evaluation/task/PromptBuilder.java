package dev.sundog.evaluation.task;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.language.ScoringModel.Continuation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Turns items into the requests a model sees. A prompt is the examples, each with its answer and an
 * empty line after it, and then the item. With a chat template the whole prompt is one user message
 * and the blank before a choice falls away, as in lm-evaluation-harness.
 */
final class PromptBuilder {
    private final Task task;
    private final EvaluationOptions options;
    private final Optional<PromptRenderer> renderer;

    PromptBuilder(Task task, EvaluationOptions options, Optional<PromptRenderer> renderer) {
        this.task = task;
        this.options = options;
        this.renderer = renderer;
        if (options.shots() >= task.items().size()) {
            throw SundogException.user(
                    "too-many-shots",
                    "%d examples for each item of %s, which has %d items to draw them from"
                            .formatted(options.shots(), task.name(), task.items().size() - 1));
        }
    }

    /** One request a choice. */
    List<Continuation> choices(TaskItem.Choosing item, int number) {
        return switch (item) {
            case TaskItem.Choice choice -> choices(choice, number);
            case TaskItem.Reply reply -> replies(reply, number);
        };
    }

    private List<Continuation> replies(TaskItem.Reply item, int number) {
        String prompt =
                renderer.orElseThrow(
                                () ->
                                        SundogException.user(
                                                "no-chat-template",
                                                "%s asks for replies to conversations, and the model has no chat template"
                                                        .formatted(task.name())))
                        .render(conversation(item.messages(), number));
        return item.replies().stream().map(reply -> new Continuation(prompt, reply)).toList();
    }

    private List<Continuation> choices(TaskItem.Choice item, int number) {
        String examples = examples(number);
        List<Continuation> requests = new ArrayList<>();
        for (int i = 0; i < item.count(); i++) {
            String prompt = task.description().promptOf(item.query(i));
            requests.add(request(examples + prompt, item.choice(i)));
        }
        return requests;
    }

    /** The one request of a completion. */
    Continuation completion(TaskItem.Completion item, int number) {
        String prompt = task.description().promptOf(item.context());
        return request(examples(number) + prompt, item.continuation());
    }

    /** The text of a raw question. */
    String prompt(TaskItem.Question item, int number) {
        return examples(number) + task.description().promptOf(item.messages().getFirst().content());
    }

    /** The conversation of a question, examples as earlier turns. */
    List<ChatMessage> conversation(TaskItem.Question item, int number) {
        return conversation(item.messages(), number);
    }

    private List<ChatMessage> conversation(List<ChatMessage> asked, int number) {
        List<ChatMessage> messages = new ArrayList<>();
        for (TaskItem example : drawn(number)) {
            if (example instanceof TaskItem.Question question) {
                messages.addAll(question.messages());
                messages.add(ChatMessage.assistant(question.answers().getFirst()));
            } else if (example instanceof TaskItem.Reply reply) {
                messages.addAll(reply.messages());
                messages.add(ChatMessage.assistant(reply.replies().get(reply.gold())));
            }
        }
        messages.addAll(asked);
        return messages;
    }

    private Continuation request(String prompt, String choice) {
        String scored = task.description().choiceOf(choice);
        Optional<PromptRenderer> whole = options.applyChatTemplate() ? renderer : Optional.empty();
        return whole.map(
                        template ->
                                new Continuation(
                                        template.render(List.of(ChatMessage.user(prompt))),
                                        scored.stripLeading()))
                .orElseGet(() -> new Continuation(prompt, scored));
    }

    private String examples(int number) {
        StringBuilder text = new StringBuilder();
        for (TaskItem example : drawn(number)) {
            text.append(solved(example)).append("\n\n");
        }
        return text.toString();
    }

    private String solved(TaskItem item) {
        TaskDescription description = task.description();
        return switch (item) {
            case TaskItem.Choice choice ->
                    description.promptOf(choice.query(choice.gold()))
                            + description.choiceOf(choice.choice(choice.gold()));
            case TaskItem.Completion completion ->
                    description.promptOf(completion.context())
                            + description.choiceOf(completion.continuation());
            case TaskItem.Question question ->
                    description.promptOf(question.messages().getFirst().content())
                            + description.choiceOf(question.answers().getFirst());
            case TaskItem.Reply reply ->
                    description.promptOf(reply.messages().getFirst().content())
                            + description.choiceOf(reply.replies().get(reply.gold()));
            case TaskItem.Text text -> text.text();
        };
    }

    /** The examples of an item: a function of seed and number alone, never the item itself. */
    private List<TaskItem> drawn(int number) {
        List<TaskItem> drawn = new ArrayList<>();
        if (options.shots() == 0) {
            return drawn;
        }
        SplittableRandom random =
                new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + number);
        List<Integer> taken = new ArrayList<>(List.of(number));
        while (drawn.size() < options.shots()) {
            int candidate = random.nextInt(task.items().size());
            if (!taken.contains(candidate)) {
                taken.add(candidate);
                drawn.add(task.items().get(candidate));
            }
        }
        return drawn;
    }
}
