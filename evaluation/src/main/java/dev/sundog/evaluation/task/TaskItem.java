package dev.sundog.evaluation.task;

import dev.sundog.model.chat.ChatMessage;

import java.util.List;
import java.util.Optional;

/** One item of a task, as its file gives it. */
public sealed interface TaskItem {
    /** Unique in its task. */
    String id();

    /** For subtotals. */
    Optional<String> group();

    /** An item that is answered by the likeliest of several continuations. */
    sealed interface Choosing extends TaskItem {
        /** How many there are to choose from. */
        int count();

        /** Index of the right one. */
        int gold();

        /** What tells the continuation at {@code index} from the others. */
        String distinguishing(int index);
    }

    /**
     * One right choice among several. Either there is one query and several choices, or one query a
     * choice and one choice for all ("partial evaluation", as Winogrande does).
     *
     * @param id unique in its task
     * @param group for subtotals
     * @param queries one, or one a choice
     * @param choices one a query where queries differ, else at least two
     * @param gold index of the right one
     */
    record Choice(
            String id, Optional<String> group, List<String> queries, List<String> choices, int gold)
            implements Choosing {
        public Choice {
            queries = List.copyOf(queries);
            choices = List.copyOf(choices);
            int count = Math.max(queries.size(), choices.size());
            if (count < 2 || Math.min(queries.size(), choices.size()) != 1) {
                throw new IllegalArgumentException(
                        "expected one query and at least two choices, or two contexts and one"
                                + " continuation; found %d and %d"
                                        .formatted(queries.size(), choices.size()));
            }
            if (gold < 0 || gold >= count) {
                throw new IllegalArgumentException(
                        "\"gold\" is %d, expected 0 to %d".formatted(gold, count - 1));
            }
        }

        @Override
        public int count() {
            return Math.max(queries.size(), choices.size());
        }

        /** The query of the choice at {@code index}. */
        public String query(int index) {
            return queries.get(queries.size() == 1 ? 0 : index);
        }

        /** The choice, or its context where contexts differ. */
        @Override
        public String distinguishing(int index) {
            return choices.size() == 1 ? queries.get(index) : choices.get(index);
        }

        /** The choice at {@code index}. */
        public String choice(int index) {
            return choices.get(choices.size() == 1 ? 0 : index);
        }
    }

    /**
     * The better of several replies to a conversation.
     *
     * @param id unique in its task
     * @param group for subtotals
     * @param messages the conversation so far
     * @param replies at least two
     * @param gold index of the better one
     */
    record Reply(
            String id,
            Optional<String> group,
            List<ChatMessage> messages,
            List<String> replies,
            int gold)
            implements Choosing {
        public Reply {
            messages = List.copyOf(messages);
            replies = List.copyOf(replies);
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("\"messages\" is empty");
            }
            if (replies.size() < 2) {
                throw new IllegalArgumentException(
                        "expected at least two choices, found " + replies.size());
            }
            if (gold < 0 || gold >= replies.size()) {
                throw new IllegalArgumentException(
                        "\"gold\" is %d, expected 0 to %d".formatted(gold, replies.size() - 1));
            }
        }

        @Override
        public int count() {
            return replies.size();
        }

        @Override
        public String distinguishing(int index) {
            return replies.get(index);
        }
    }

    /**
     * A question with accepted answers.
     *
     * @param id unique in its task
     * @param group for subtotals
     * @param messages the conversation so far; a raw prompt is one user message
     * @param raw whether it is a raw prompt
     * @param answers at least one
     */
    record Question(
            String id,
            Optional<String> group,
            List<ChatMessage> messages,
            boolean raw,
            List<String> answers)
            implements TaskItem {
        public Question {
            messages = List.copyOf(messages);
            answers = List.copyOf(answers);
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("\"messages\" is empty");
            }
            if (answers.isEmpty() || answers.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("\"answers\" has none, or an empty one");
            }
        }
    }

    /**
     * A text to score.
     *
     * @param id unique in its task
     * @param group for subtotals
     * @param text not empty
     */
    record Text(String id, Optional<String> group, String text) implements TaskItem {
        public Text {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("\"text\" is empty");
            }
        }
    }

    /**
     * A fixed continuation to score.
     *
     * @param id unique in its task
     * @param group for subtotals
     * @param context what is given
     * @param continuation not empty
     */
    record Completion(String id, Optional<String> group, String context, String continuation)
            implements TaskItem {
        public Completion {
            if (continuation.isEmpty()) {
                throw new IllegalArgumentException("\"continuation\" is empty");
            }
        }
    }
}
