package dev.sundog.training.run;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.training.torch.ParameterLayout.Slice;
import dev.sundog.training.torch.Parameters;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes a model as a Hugging Face directory, in the precision it was trained in. */
final class ModelOutput {
    private ModelOutput() {}

    static long write(Path directory, StartingPoint start, Parameters parameters) {
        ElementType type =
                switch (parameters.precision()) {
                    case F32 -> ElementType.F32;
                    case BF16 -> ElementType.BF16;
                };
        Map<String, Slice> slices =
                parameters.layout().slices().stream()
                        .collect(Collectors.toMap(Slice::name, Function.identity()));
        List<TensorInfo> tensors =
                parameters.layout().slices().stream()
                        .map(slice -> new TensorInfo(slice.name(), type, slice.shape()))
                        .toList();
        return HuggingFaceWriter.write(
                directory,
                start.configJson(),
                start.companions(),
                tensors,
                (tensor, firstRow, rows, target, offset) -> {
                    Slice slice = slices.get(tensor.name());
                    if (slice == null) {
                        throw new IllegalArgumentException(tensor.name());
                    }
                    int length = tensor.rowLength();
                    parameters.read(slice, firstRow * length, rows * length, target, offset);
                },
                ProgressListener.NONE);
    }
}
