package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which types the tensors of a checkpoint have. */
public final class ElementTypes {
    private ElementTypes() {}

    /** The type of the largest number of elements; F32 if there are no tensors. */
    public static ElementType dominant(List<TensorInfo> tensors) {
        Map<ElementType, Long> elements = new EnumMap<>(ElementType.class);
        for (TensorInfo tensor : tensors) {
            elements.merge(tensor.type(), tensor.elementCount(), Long::sum);
        }
        return elements.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(ElementType.F32);
    }
}
