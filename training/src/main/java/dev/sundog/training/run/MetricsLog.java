package dev.sundog.training.run;

import dev.sundog.model.failure.SundogException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code metrics.jsonl}: a line a step, in the file as soon as the step is done. */
final class MetricsLog implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PREFERENCE = "preference";

    private final Path file;
    private final FileChannel channel;

    private MetricsLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens the log, without what lies after {@code step} (and without a half-written line). */
    static MetricsLog open(Path file, long step) {
        try {
            byte[] kept = Files.exists(file) ? kept(Files.readAllBytes(file), step) : new byte[0];
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(kept.length);
            channel.position(kept.length);
            return new MetricsLog(file, channel);
        } catch (IOException e) {
            throw TrainingState.writeFailed(file, e);
        }
    }

    private static byte[] kept(byte[] bytes, long step) {
        int end = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                String line = new String(bytes, end, i - end, StandardCharsets.UTF_8);
                if (stepOf(line) > step) {
                    break;
                }
                end = i + 1;
            }
        }
        return Arrays.copyOf(bytes, end);
    }

    private static long stepOf(String line) {
        try {
            return JSON.readTree(line).path("step").asLong(Long.MAX_VALUE);
        } catch (JacksonException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * The lines of a log.
     *
     * @throws SundogException (data) naming a line that cannot be read
     */
    static List<StepMetrics> read(Path file) {
        List<StepMetrics> metrics = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                metrics.add(parse(line));
            }
        } catch (IOException e) {
            throw SundogException.data("metrics-unreadable", file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw SundogException.data(
                    "metrics-line",
                    file + ", line " + (metrics.size() + 1) + ": " + e.getOriginalMessage(),
                    e);
        }
        return metrics;
    }

    private static StepMetrics parse(String line) {
        ObjectNode flat = JSON.readValue(line, ObjectNode.class);
        ObjectNode nested = JSON.createObjectNode();
        for (RecordComponent component : PreferenceMetrics.class.getRecordComponents()) {
            JsonNode value = flat.remove(component.getName());
            if (value != null) {
                nested.set(component.getName(), value);
            }
        }
        if (!nested.isEmpty()) {
            flat.set(PREFERENCE, nested);
        }
        return JSON.treeToValue(flat, StepMetrics.class);
    }

    void append(StepMetrics metrics) {
        ObjectNode flat = JSON.valueToTree(metrics);
        if (flat.remove(PREFERENCE) instanceof ObjectNode nested) {
            flat.setAll(nested);
        }
        String line = JSON.writeValueAsString(flat) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw TrainingState.writeFailed(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw TrainingState.writeFailed(file, e);
        }
    }
}
