package dev.sundog.document.vision;

import dev.sundog.document.vision.ModelFolder.Model;
import dev.sundog.model.failure.SundogException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models of a folder, opened; each is there or not. Thread-safe; holds native memory until it
 * is closed.
 *
 * @param layout regions of a page
 * @param table structure of tables
 * @param detection text lines
 * @param recognition letters of lines
 */
public record VisionModels(
        Optional<LayoutDetector> layout,
        Optional<TableStructure> table,
        Optional<TextDetector> detection,
        Optional<LineRecognizer> recognition)
        implements AutoCloseable {

    /** No models. */
    public static VisionModels none() {
        return new VisionModels(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Opens what a folder holds.
     *
     * @throws SundogException (data) if a file is no model
     */
    public static VisionModels open(ModelFolder folder) {
        List<AutoCloseable> opened = new ArrayList<>();
        boolean whole = false;
        try {
            Optional<LayoutDetector> layout = folder.file(Model.LAYOUT).map(LayoutDetector::new);
            layout.ifPresent(opened::add);
            Optional<TableStructure> table = folder.file(Model.TABLE).map(TableStructure::new);
            table.ifPresent(opened::add);
            Optional<TextDetector> detection =
                    folder.file(Model.TEXT_DETECTION).map(TextDetector::new);
            detection.ifPresent(opened::add);
            Optional<LineRecognizer> recognition =
                    folder.file(Model.TEXT_RECOGNITION).map(LineRecognizer::new);
            VisionModels models = new VisionModels(layout, table, detection, recognition);
            whole = true;
            return models;
        } finally {
            if (!whole) {
                opened.forEach(VisionModels::closeQuietly);
            }
        }
    }

    private static void closeQuietly(AutoCloseable model) {
        try {
            model.close();
        } catch (Exception e) {
            throw SundogException.resource("onnx-close", "a model cannot be closed: " + e, e);
        }
    }

    @Override
    public void close() {
        layout.ifPresent(LayoutDetector::close);
        table.ifPresent(TableStructure::close);
        detection.ifPresent(TextDetector::close);
        recognition.ifPresent(LineRecognizer::close);
    }
}
