package dev.sundog.training.run;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.language.ProgressListener;
import dev.sundog.training.torch.ParameterLayout;
import dev.sundog.training.torch.Parameters;
import dev.sundog.training.torch.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Writes a model as a Hugging Face directory: F32 when it was trained in F32, BF16 otherwise. */
final class ModelOutput {
    private ModelOutput() {}

    static long write(Path directory, StartingPoint start, Parameters parameters) {
        ElementType type =
                switch (parameters.precision()) {
                    case F32 -> ElementType.F32;
                    case BF16 -> ElementType.BF16;
                };
        String name = parameters.precision() == Precision.F32 ? "float32" : "bfloat16";
        ObjectNode config = start.configJson();
        config.put("dtype", name);
        config.put("torch_dtype", name);
        Map<String, ParameterLayout.Slice> slices =
                parameters.layout().slices().stream()
                        .collect(Collectors.toMap(ParameterLayout.Slice::name, Function.identity()));
        List<TensorInfo> tensors =
                parameters.layout().slices().stream()
                        .map(slice -> new TensorInfo(slice.name(), type, slice.shape()))
                        .toList();
        return HuggingFaceWriter.write(
                directory,
                config,
                start.companions(),
                tensors,
                (tensor, firstRow, rows, target, offset) -> {
                    ParameterLayout.Slice slice = java.util.Objects.requireNonNull(slices.get(tensor.name()));
                    parameters.read(
                            slice, firstRow * tensor.rowLength(), rows * tensor.rowLength(), target, offset);
                },
                ProgressListener.NONE);
    }
}
