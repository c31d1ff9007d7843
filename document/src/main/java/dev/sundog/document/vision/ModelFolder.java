package dev.sundog.document.vision;

import dev.sundog.model.failure.SundogException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the files of vision models lie: a folder that {@code ./sundog pull layout} filled, or any
 * folder that holds files of their names, up to two levels below. Immutable and thread-safe.
 */
public final class ModelFolder {
    /** The models there may be. */
    public enum Model {
        /** Regions of a page. */
        LAYOUT("layout_cdla.onnx"),
        /** Rows and columns of a table. */
        TABLE("slanet-plus.onnx"),
        /** Where text lines are. */
        TEXT_DETECTION("PP-OCRv6_det_tiny.onnx"),
        /** Letters of a line: Latin, Han, kana. */
        TEXT_RECOGNITION("PP-OCRv6_rec_small.onnx");

        private final String fileName;

        Model(String fileName) {
            this.fileName = fileName;
        }

        /** The name of its file. */
        public String fileName() {
            return fileName;
        }
    }

    private static final int DEPTH = 3;

    private final Map<Model, Path> files;

    private ModelFolder(Map<Model, Path> files) {
        this.files = files;
    }

    /** No models. */
    public static ModelFolder none() {
        return new ModelFolder(Map.of());
    }

    /**
     * The models in the first of {@code folders} that holds each.
     *
     * @throws SundogException (data) if a folder cannot be read
     */
    public static ModelFolder find(List<Path> folders) {
        Map<Model, Path> files = new EnumMap<>(Model.class);
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
                walk.filter(Files::isRegularFile)
                        .sorted()
                        .forEach(
                                file -> {
                                    for (Model model : Model.values()) {
                                        if (file.endsWith(model.fileName())) {
                                            files.putIfAbsent(model, file);
                                        }
                                    }
                                });
            } catch (IOException e) {
                throw SundogException.data(
                        "models-unreadable", folder + ": cannot be read: " + e, e);
            }
        }
        return new ModelFolder(files);
    }

    /** A model's file. */
    public Optional<Path> file(Model model) {
        return Optional.ofNullable(files.get(model));
    }

    /** Whether there is no model at all. */
    public boolean isEmpty() {
        return files.isEmpty();
    }
}
