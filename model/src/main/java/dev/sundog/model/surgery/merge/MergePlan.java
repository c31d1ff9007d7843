package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.FileRegion;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.checkpoint.TensorSource;

import tools.jackson.databind.node.ObjectNode;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A merge with every tensor's formula settled; the source that a writer takes its numbers from.
 *
 * @param configJson of the result
 * @param tensors of the result, in order
 * @param formulas by name
 * @param lineage where each layer came from; of several models, the layer of the base or of the
 *     first, the name being all of theirs
 */
record MergePlan(
        ObjectNode configJson,
        List<TensorInfo> tensors,
        Map<String, Formula> formulas,
        List<LayerOrigin> lineage)
        implements TensorSource {
    MergePlan {
        tensors = List.copyOf(tensors);
        formulas = Map.copyOf(formulas);
        lineage = List.copyOf(lineage);
    }

    @Override
    public void readRows(TensorInfo tensor, long firstRow, int rows, float[] target, int offset) {
        formula(tensor).readRows(firstRow, rows, target, offset);
    }

    @Override
    public Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
        return formula(tensor) instanceof PassthroughFormula passthrough
                ? passthrough.storedRow(tensor, row)
                : Optional.empty();
    }

    @Override
    public Optional<FileRegion> storedTensor(TensorInfo tensor) {
        return formula(tensor) instanceof PassthroughFormula passthrough
                ? passthrough.storedTensor(tensor)
                : Optional.empty();
    }

    private Formula formula(TensorInfo tensor) {
        Formula formula = formulas.get(tensor.name());
        if (formula == null) {
            throw new IllegalArgumentException("no formula of " + tensor.name());
        }
        return formula;
    }

    /** The narrowest type that holds values of both. */
    static ElementType widest(ElementType a, ElementType b) {
        return a == b ? a : ElementType.F32;
    }
}
