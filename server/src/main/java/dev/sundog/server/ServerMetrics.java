package dev.sundog.server;

import dev.sundog.inference.batch.BatchStatus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What the server counts, for Prometheus. Thread-safe. */
final class ServerMetrics {
    /** The exposition format it writes. */
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
        Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60)
    };

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    ServerMetrics(ModelDirectory models) {
        models.all().forEach(this::observe);
    }

    private void observe(ServedModel model) {
        gauge(model, "sundog.queue.length", "Requests that wait for a slot", BatchStatus::queued);
        gauge(model, "sundog.slots.busy", "Slots that hold a request", BatchStatus::busy);
        gauge(model, "sundog.slots", "Slots there are", BatchStatus::slots);
        gauge(
                model,
                "sundog.tokens.per.second",
                "Tokens generated a second of the last seconds of work, 0 while idle",
                BatchStatus::tokensPerSecond);
        counter(
                model,
                "sundog.prompt.tokens",
                "Tokens of prompts computed",
                BatchStatus::promptTokens);
        counter(
                model,
                "sundog.prompt.tokens.reused",
                "Tokens of prompts found in a cache",
                BatchStatus::reusedTokens);
        counter(model, "sundog.generated.tokens", "Tokens generated", BatchStatus::generatedTokens);
        counter(model, "sundog.steps", "Forward passes", BatchStatus::steps);
        firstTokenTimer(model);
    }

    private void gauge(
            ServedModel model, String name, String help, ToDoubleFunction<BatchStatus> value) {
        Gauge.builder(name, model, it -> value.applyAsDouble(it.scheduler().status()))
                .description(help)
                .tag("model", model.id())
                .register(registry);
    }

    private void counter(
            ServedModel model, String name, String help, ToDoubleFunction<BatchStatus> value) {
        FunctionCounter.builder(name, model, it -> value.applyAsDouble(it.scheduler().status()))
                .description(help)
                .tag("model", model.id())
                .register(registry);
    }

    private Timer firstTokenTimer(ServedModel model) {
        return Timer.builder("sundog.time.to.first.token")
                .description("From a request to the first token of its answer")
                .tag("model", model.id())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    void firstToken(ServedModel model, long nanos) {
        firstTokenTimer(model).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A request has ended. */
    void request(String route, String model, int status, long nanos) {
        Counter.builder("sundog.requests")
                .description("Requests by what became of them; 499: the client left")
                .tag("route", route)
                .tag("model", model)
                .tag("status", String.valueOf(status))
                .register(registry)
                .increment();
        Timer.builder("sundog.request.duration")
                .description("From a request to the end of its answer")
                .tag("route", route)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    String text() {
        return registry.scrape();
    }
}
