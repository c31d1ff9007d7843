package dev.sundog.document.vision;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

import dev.sundog.model.failure.SundogException;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A session of ONNX Runtime on one graph with one picture as input. Thread-safe; computes on the
 * calling thread. Holds native memory, as much as its largest run took, until it is closed.
 */
final class OnnxModel implements AutoCloseable {
    private final Path file;
    private final OrtSession session;
    private final OrtSession.SessionOptions options;
    private final String input;

    /**
     * A result of a run, valid during it.
     *
     * @param values in row-major order
     */
    record Tensor(long[] shape, FloatBuffer values) {
        int size(int dimension) {
            return Math.toIntExact(shape[dimension]);
        }
    }

    /**
     * Opens a graph.
     *
     * @throws SundogException (data) if it is none
     */
    OnnxModel(Path file) {
        this.file = file;
        try {
            OrtEnvironment environment = OnnxRuntime.environment();
            this.options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            this.session = environment.createSession(file.toString(), options);
            this.input = session.getInputNames().iterator().next();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private SundogException failure(OrtException e) {
        return SundogException.data(
                "onnx-model",
                file + ": is no model that can be run (" + e.getMessage() + "); pull it again",
                e);
    }

    /** The model's own remark of that key, empty if it has none. */
    String metadata(String key) {
        try {
            return session.getMetadata().getCustomMetadata().getOrDefault(key, "");
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /**
     * Runs the graph.
     *
     * @param planes values of shape {@code [1, 3, height, width]}
     * @param use what to do with the outputs, in the graph's order
     */
    <T> T run(PicturePlanes planes, Function<List<Tensor>, T> use) {
        return NativeRuns.run(() -> session(planes, use));
    }

    private <T> T session(PicturePlanes planes, Function<List<Tensor>, T> use) {
        long[] shape = {1, 3, planes.height(), planes.width()};
        try (OnnxTensor tensor =
                        OnnxTensor.createTensor(
                                OnnxRuntime.environment(),
                                FloatBuffer.wrap(planes.values()),
                                shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            List<Tensor> outputs = new ArrayList<>();
            for (int i = 0; i < result.size(); i++) {
                if (!(result.get(i) instanceof OnnxTensor output)) {
                    throw new OrtException("output " + i + " is no tensor");
                }
                outputs.add(new Tensor(output.getInfo().getShape(), output.getFloatBuffer()));
            }
            return use.apply(outputs);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
            options.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}
