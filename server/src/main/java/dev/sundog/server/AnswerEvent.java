package dev.sundog.server;

import dev.sundog.inference.batch.CompletionListener.Summary;
import dev.sundog.inference.generation.Answer;

/** What happens to a request on its way, from the scheduler's thread to the request's. */
sealed interface AnswerEvent {
    /** One more token of a choice. */
    record Token(int choice, Answer.Token token) implements AnswerEvent {}

    /** A choice is complete. */
    record End(int choice, Summary summary) implements AnswerEvent {}

    /** A choice failed. */
    record Failed(RuntimeException failure) implements AnswerEvent {}

    /** The client has left. */
    record Gone() implements AnswerEvent {}
}
