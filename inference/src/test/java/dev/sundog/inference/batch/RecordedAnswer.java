package dev.sundog.inference.batch;

import dev.sundog.inference.generation.Answer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A listener that keeps what it hears. */
class RecordedAnswer implements CompletionListener {
    private static final int PATIENCE_SECONDS = 60;

    private final List<Answer.Token> tokens = new ArrayList<>();
    private final CompletableFuture<Summary> end = new CompletableFuture<>();

    @Override
    public void onToken(Answer.Token token) {
        tokens.add(token);
    }

    @Override
    public void onEnd(Summary summary) {
        end.complete(summary);
    }

    @Override
    public void onFailure(RuntimeException failure) {
        end.completeExceptionally(failure);
    }

    Summary summary() throws InterruptedException, ExecutionException, TimeoutException {
        return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    List<Integer> ids() {
        return tokens.stream().map(Answer.Token::id).toList();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.text()));
        return text.toString();
    }

    int size() {
        return tokens.size();
    }
}
