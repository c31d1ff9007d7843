package dev.sundog.server;

import dev.sundog.inference.batch.BatchRequest;
import dev.sundog.inference.batch.BatchScheduler.Ticket;

import io.helidon.webserver.CloseConnectionException;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code POST /v1/embeddings}: the mean of the final hidden states of all tokens, scaled to length
 * one.
 */
final class Embeddings {
    private final ModelDirectory models;

    Embeddings(ModelDirectory models) {
        this.models = models;
    }

    void handle(Exchange exchange) {
        Fields fields = new Fields(exchange.json());
        ServedModel served = models.find(fields.requireString("model"));
        exchange.about(served);
        int size = served.model().config().hiddenSize();
        if (fields.integer("dimensions", 1, Integer.MAX_VALUE).orElse(size) != size) {
            throw Fields.unsupported("dimensions", "embeddings of this model have " + size);
        }
        boolean base64 = base64(fields);
        List<int[]> inputs = TokenInputs.read("input", fields.require("input"), served);
        ObjectNode root = Json.object().put("object", "list");
        ArrayNode data = root.putArray("data");
        int tokens = 0;
        for (int i = 0; i < inputs.size(); i++) {
            float[] embedding = normalised(embed(exchange, served, inputs.get(i)));
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", i);
            if (base64) {
                entry.put("embedding", encoded(embedding));
            } else {
                ArrayNode values = entry.putArray("embedding");
                for (float value : embedding) {
                    values.add(value);
                }
            }
            tokens += inputs.get(i).length;
        }
        root.put("model", served.id());
        root.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        exchange.send(root);
    }

    private static boolean base64(Fields fields) {
        String format = fields.find("encoding_format").map(it -> it.asString("")).orElse("float");
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw ApiException.field(
                            "encoding_format",
                            "invalid_value",
                            "'encoding_format' must be 'float' or 'base64'.");
        };
    }

    /** One after the other: a long list of inputs takes one slot, not all of them. */
    private static float[] embed(Exchange exchange, ServedModel served, int[] input) {
        CompletableFuture<float[]> result = new CompletableFuture<>();
        List<Ticket> tickets =
                served.scheduler().submit(List.of(new BatchRequest.Embedding(input, result)));
        exchange.onClientGone(() -> result.cancel(false));
        try {
            return result.get(exchange.left(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw ApiException.of(
                    504,
                    "timeout_error",
                    "timeout",
                    "The embedding took longer than this server allows.");
        } catch (CancellationException | InterruptedException e) {
            throw new CloseConnectionException("the client has left", e);
        } finally {
            exchange.answered();
            tickets.forEach(Ticket::cancel);
        }
    }

    private static float[] normalised(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (values[i] * scale);
        }
        return scaled;
    }

    private static String encoded(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
