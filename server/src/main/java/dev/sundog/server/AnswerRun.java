package dev.sundog.server;

import dev.sundog.inference.batch.BatchOptions;
import dev.sundog.inference.batch.BatchRequest;
import dev.sundog.inference.batch.BatchScheduler.Ticket;
import dev.sundog.inference.batch.CompletionListener;
import dev.sundog.inference.generation.Answer;
import dev.sundog.model.language.Generation.FinishReason;
import dev.sundog.model.language.GenerationOptions;

import io.helidon.webserver.CloseConnectionException;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the completions of one request and writes what comes of them, on the request's thread. The
 * scheduler only puts events into a queue, which can hold a whole answer (its size is bounded by
 * the tokens asked for): so a client that reads slowly holds up nobody, not even its own slot.
 */
final class AnswerRun {
    private final Exchange exchange;
    private final ServedModel served;
    private final AnswerFormat format;
    private final ServerMetrics metrics;
    private final BlockingQueue<AnswerEvent> events = new LinkedBlockingQueue<>();
    private final List<Collected> choices = new ArrayList<>();
    private List<Ticket> tickets = List.of();
    private int unfinished;
    private boolean begun;

    /** What there is of a choice. */
    private static final class Collected {
        private final int prompt;
        private final StringBuilder text = new StringBuilder();
        private final List<Answer.Token> tokens = new ArrayList<>();
        private Optional<CompletionListener.Summary> summary = Optional.empty();

        private Collected(int prompt) {
            this.prompt = prompt;
        }
    }

    AnswerRun(Exchange exchange, ServedModel served, AnswerFormat format, ServerMetrics metrics) {
        this.exchange = exchange;
        this.served = served;
        this.format = format;
        this.metrics = metrics;
    }

    /**
     * Answers.
     *
     * @param prompts one or more
     * @param count answers to each of them
     * @param stream whether to send each token as it comes
     * @param usage whether a stream ends with the usage
     */
    void run(
            List<int[]> prompts,
            int count,
            GenerationOptions options,
            boolean stream,
            boolean usage) {
        requireRoom(prompts.size() * count);
        List<BatchRequest> requests = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            for (int c = 0; c < count; c++) {
                int choice = choices.size();
                choices.add(new Collected(p));
                requests.add(
                        new BatchRequest.Completion(
                                prompts.get(p),
                                Sampling.ofChoice(options, c),
                                new Forwarder(choice)));
            }
        }
        unfinished = choices.size();
        tickets = served.scheduler().submit(requests);
        exchange.onClientGone(
                () -> {
                    cancel();
                    events.add(new AnswerEvent.Gone());
                });
        try {
            if (stream) {
                stream(usage);
            } else {
                while (unfinished > 0) {
                    collect(next());
                }
                exchange.send(format.whole(finished(), total()));
            }
        } finally {
            exchange.answered();
            cancel();
        }
    }

    /** Refuses what could not be accepted at any time. */
    private void requireRoom(int answers) {
        BatchOptions options = served.scheduler().options();
        int most = options.slots() + options.queue();
        if (answers > most) {
            throw ApiException.field(
                    "n",
                    "invalid_value",
                    "The request asks for %d answers; this server takes at most %d at once."
                            .formatted(answers, most));
        }
    }

    private void cancel() {
        tickets.forEach(Ticket::cancel);
    }

    /** Passes on what the scheduler says; never waits. */
    private final class Forwarder implements CompletionListener {
        private final int choice;

        private Forwarder(int choice) {
            this.choice = choice;
        }

        @Override
        public void onToken(Answer.Token token) {
            events.add(new AnswerEvent.Token(choice, token));
        }

        @Override
        public void onEnd(Summary summary) {
            events.add(new AnswerEvent.End(choice, summary));
        }

        @Override
        public void onFailure(RuntimeException failure) {
            events.add(new AnswerEvent.Failed(failure));
        }
    }

    private AnswerEvent next() {
        AnswerEvent event;
        try {
            event = events.poll(exchange.left(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new CloseConnectionException("interrupted", e);
        }
        return switch (event) {
            case null ->
                    throw ApiException.of(
                            504,
                            "timeout_error",
                            "timeout",
                            "The answer took longer than this server allows.");
            case AnswerEvent.Failed failed -> throw failed.failure();
            case AnswerEvent.Gone gone -> throw new CloseConnectionException("the client has left");
            case AnswerEvent.Token token -> {
                if (!begun) {
                    begun = true;
                    metrics.firstToken(served, exchange.elapsed());
                }
                yield token;
            }
            case AnswerEvent.End end -> end;
        };
    }

    private void collect(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Token(int choice, Answer.Token token) -> {
                choices.get(choice).text.append(token.text());
                choices.get(choice).tokens.add(token);
            }
            case AnswerEvent.End(int choice, CompletionListener.Summary summary) -> {
                choices.get(choice).summary = Optional.of(summary);
                unfinished--;
            }
            case AnswerEvent.Failed failed -> throw failed.failure();
            case AnswerEvent.Gone gone -> {}
        }
    }

    private List<AnswerFormat.Choice> finished() {
        return choices.stream()
                .map(
                        choice ->
                                new AnswerFormat.Choice(
                                        choice.text.toString(),
                                        choice.tokens,
                                        choice.summary
                                                .map(CompletionListener.Summary::reason)
                                                .orElse(FinishReason.LENGTH)))
                .toList();
    }

    private Usage total() {
        int prompt = 0;
        int cached = 0;
        int completion = 0;
        int seen = -1;
        for (Collected choice : choices) {
            CompletionListener.Summary summary = choice.summary.orElseThrow();
            completion += summary.completionTokens();
            if (choice.prompt != seen) {
                seen = choice.prompt;
                prompt += summary.promptTokens();
                cached += summary.reusedTokens();
            }
        }
        return new Usage(prompt, cached, completion);
    }

    /** The status is decided by the first event; what fails later is an event itself. */
    private void stream(boolean usage) {
        AnswerEvent event = next();
        try (OutputStream out = exchange.events()) {
            try {
                for (int i = 0; i < choices.size(); i++) {
                    for (ObjectNode opening : format.opening(i)) {
                        write(out, Json.text(opening));
                    }
                }
                while (true) {
                    write(out, event);
                    if (unfinished == 0) {
                        break;
                    }
                    if (events.isEmpty()) {
                        out.flush();
                    }
                    event = next();
                }
                if (usage) {
                    write(out, Json.text(format.usage(total())));
                }
                write(out, "[DONE]");
            } catch (CloseConnectionException left) {
                throw left;
            } catch (RuntimeException failure) {
                if (failure instanceof UncheckedIOException) {
                    throw failure;
                }
                ApiException described = ApiException.describing(failure);
                exchange.ended(described.status());
                write(out, Json.text(Json.error(described)));
            }
            out.flush();
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("the client has left", e);
        }
    }

    private void write(OutputStream out, AnswerEvent event) throws IOException {
        collect(event);
        List<ObjectNode> written =
                switch (event) {
                    case AnswerEvent.Token(int choice, Answer.Token token) ->
                            format.pieces(choice, token);
                    case AnswerEvent.End(int choice, CompletionListener.Summary summary) ->
                            format.closing(choice, summary.reason());
                    case AnswerEvent.Failed failed -> List.of();
                    case AnswerEvent.Gone gone -> List.of();
                };
        for (ObjectNode data : written) {
            write(out, Json.text(data));
        }
    }

    private static void write(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }
}
