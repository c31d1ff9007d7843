package dev.sundog.server;

import dev.sundog.server.document.DocumentJob;
import dev.sundog.server.document.DocumentJobs;
import dev.sundog.server.document.Upload;

import io.helidon.webserver.CloseConnectionException;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Documents into HTML, Markdown, text and boxes: at once, or as requests whose state and result can
 * be asked for until they are removed.
 *
 * <p>Source: Upstage's {@code document-digitization}.
 */
final class DocumentRoutes {
    static final String DIGITIZATION = "/v1/document-digitization";
    static final String REQUESTS = DIGITIZATION + "/requests/";

    private static final String JSON = "application/json";
    private static final Pattern ONE =
            Pattern.compile(
                    Pattern.quote(REQUESTS) + "([0-9a-f-]{36})(?:/(result|pages/(\\d{1,6})))?");

    private final DocumentJobs jobs;

    DocumentRoutes(DocumentJobs jobs) {
        this.jobs = jobs;
    }

    /** Answers with the document. */
    void digitize(Exchange exchange) {
        DocumentJob job = received(exchange);
        try {
            exchange.onClientGone(job::cancel);
            if (!job.await(Duration.ofNanos(Math.max(0, exchange.left())))) {
                throw ApiException.of(
                        503,
                        "timeout_error",
                        "timeout",
                        "The document was not read in time; send it to %s/async."
                                .formatted(DIGITIZATION));
            }
            exchange.answered();
            Optional<Throwable> failure = job.failure();
            if (failure.isPresent()) {
                throw ApiException.describing(failure.get());
            }
            exchange.send(200, JSON, job.result());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the request was broken off", e);
        } finally {
            jobs.remove(job);
        }
    }

    /** Answers with the name of a request that goes on. */
    void submit(Exchange exchange) {
        DocumentJob job = received(exchange);
        exchange.send(202, JSON, Json.bytes(Json.object().put("request_id", job.id())));
    }

    private DocumentJob received(Exchange exchange) {
        String type = exchange.header("Content-Type").orElse("");
        return jobs.submit(
                folder ->
                        exchange.upload(
                                jobs.limits().uploadBytes(),
                                body -> Upload.receive(body, type, folder)),
                upload -> new DigitizationFields(upload.fields()).request());
    }

    /** All requests, the newest first. */
    void list(Exchange exchange) {
        ObjectNode root = Json.object();
        ArrayNode requests = root.putArray("requests");
        for (DocumentJob job : jobs.all()) {
            state(requests.addObject(), job);
        }
        exchange.send(root);
    }

    /** A request's state, its result or the picture of a page. */
    void one(Exchange exchange) {
        Matcher path = ONE.matcher(exchange.path());
        DocumentJob job = find(path);
        String part = path.group(2);
        if (part == null) {
            exchange.send(detailed(job));
        } else if (part.equals("result")) {
            exchange.send(200, JSON, result(job));
        } else {
            page(exchange, job, Integer.parseInt(path.group(3)));
        }
    }

    /** Breaks a request off, if it still runs, and deletes its files. */
    void remove(Exchange exchange) {
        Matcher path = ONE.matcher(exchange.path());
        DocumentJob job = find(path);
        if (path.group(2) != null) {
            throw unknown();
        }
        jobs.remove(job);
        exchange.send(Json.object().put("id", job.id()).put("deleted", true));
    }

    private DocumentJob find(Matcher path) {
        if (!path.matches()) {
            throw unknown();
        }
        return jobs.find(path.group(1)).orElseThrow(DocumentRoutes::unknown);
    }

    private static ApiException unknown() {
        return ApiException.invalid(
                404,
                "request_not_found",
                "There is no such request; finished ones are kept for a while only.");
    }

    private static byte[] result(DocumentJob job) {
        return switch (job.status()) {
            case COMPLETED -> job.result();
            case FAILED ->
                    throw ApiException.describing(
                            job.failure().orElseThrow(IllegalStateException::new));
            case SUBMITTED, STARTED ->
                    throw ApiException.invalid(
                            409, "request_not_completed", "The document is still being read.");
        };
    }

    private void page(Exchange exchange, DocumentJob job, int number) {
        try {
            byte[] png =
                    jobs.page(job, number)
                            .orElseThrow(
                                    () ->
                                            ApiException.invalid(
                                                    404,
                                                    "page_not_found",
                                                    "Page %d of this request cannot be shown."
                                                            .formatted(number)));
            exchange.header("Cache-Control", "private, max-age=600");
            exchange.send(200, "image/png", png);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the request was broken off", e);
        }
    }

    private static void state(ObjectNode node, DocumentJob job) {
        node.put("id", job.id()).put("status", job.status().label());
        node.put("model", DigitizationFields.MODEL).put("name", job.upload().name());
        node.put("requested_at", job.requested().toString());
        job.ended()
                .ifPresentOrElse(
                        end -> node.put("completed_at", end.toString()),
                        () -> node.putNull("completed_at"));
    }

    private static ObjectNode detailed(DocumentJob job) {
        ObjectNode node = Json.object();
        state(node, job);
        String failure =
                job.failure()
                        .map(cause -> String.valueOf(ApiException.describing(cause).getMessage()))
                        .orElse("");
        node.put("failure_message", failure);
        node.put("total_pages", job.totalPages()).put("completed_pages", job.completedPages());
        ArrayNode batches = node.putArray("batches");
        if (job.status() == DocumentJob.Status.COMPLETED) {
            String address = REQUESTS + job.id() + "/result";
            batches.addObject()
                    .put("id", 0)
                    .put("model", DigitizationFields.MODEL)
                    .put("status", job.status().label())
                    .put("failure_message", "")
                    .put("download_url", address)
                    .put("start_page", 1)
                    .put("end_page", job.totalPages());
            node.putRawValue(
                    "result", new RawValue(new String(job.result(), StandardCharsets.UTF_8)));
        }
        return node;
    }
}
