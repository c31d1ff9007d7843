package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Layout;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.GgufWriter.Part;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** Makes the tensors of a GGUF file out of those with Hugging Face names. */
final class GgufParts {
    private GgufParts() {}

    /** A vector of its own. */
    static Part of(String name, float[] numbers) {
        TensorInfo info = new TensorInfo(name, ElementType.F32, List.of((long) numbers.length));
        TensorSource source =
                (tensor, first, rows, target, at) ->
                        System.arraycopy(numbers, 0, target, at, numbers.length);
        return new Part(name, info, RowOrder.SAME, source);
    }

    /**
     * The tensor of one GGUF name.
     *
     * @param place of the first of {@code stack}
     * @param stack one tensor, or those of all experts in order
     */
    static Part of(
            TensorPlace place,
            List<TensorInfo> stack,
            ModelConfig config,
            ArchitectureDescription family,
            TensorSource source) {
        TensorInfo first = stack.getFirst();
        List<Long> one = GgufLayouts.shape(place, config, family);
        ElementType type = GgufLayouts.type(place, one, first.type());
        RowOrder order =
                place.layout() == Layout.ROTARY ? new RowOrder(config.headSize()) : RowOrder.SAME;
        if (place.expert() >= 0) {
            TensorInfo whole = new TensorInfo(first.name(), type, GgufLayouts.stacked(one, config));
            if (stack.stream().anyMatch(tensor -> tensor.type() != first.type())) {
                throw new IllegalArgumentException(
                        "experts of " + place.gguf() + " differ in type");
            }
            return new Part(place.gguf(), whole, order, new StackSource(stack, source));
        }
        TensorInfo written = new TensorInfo(first.name(), type, one);
        TensorSource adapted =
                switch (place.layout()) {
                    case PLAIN, ROTARY, TRANSPOSED -> source;
                    case PLUS_ONE -> new PlusOneSource(source);
                    case SQUEEZED ->
                            (tensor, row, rows, target, at) ->
                                    source.readRows(first, row, rows, target, at);
                    case AFTER_PADDING -> {
                        int unused = GgufLayouts.unused(config, family);
                        yield (tensor, row, rows, target, at) ->
                                source.readRows(first, row + unused, rows, target, at);
                    }
                };
        return new Part(place.gguf(), written, order, adapted);
    }

    /** 1 + the numbers of another source. */
    private record PlusOneSource(TensorSource source) implements TensorSource {
        @Override
        public void readRows(
                TensorInfo tensor, long firstRow, int rows, float[] target, int offset) {
            source.readRows(tensor, firstRow, rows, target, offset);
            for (int i = offset; i < offset + rows * tensor.rowLength(); i++) {
                target[i] += 1;
            }
        }
    }

    /** Tensors of one shape, one after the other. */
    private record StackSource(List<TensorInfo> stack, TensorSource source)
            implements TensorSource {
        @Override
        public void readRows(
                TensorInfo tensor, long firstRow, int rows, float[] target, int offset) {
            long each = stack.getFirst().rowCount();
            int done = 0;
            while (done < rows) {
                long row = firstRow + done;
                int count = (int) Math.min(rows - done, each - row % each);
                source.readRows(
                        stack.get((int) (row / each)),
                        row % each,
                        count,
                        target,
                        offset + done * tensor.rowLength());
                done += count;
            }
        }

        @Override
        public Optional<float[]> importance(TensorInfo tensor, long row) {
            long each = stack.getFirst().rowCount();
            return source.importance(stack.get((int) (row / each)), row % each);
        }

        @Override
        public void encoded(TensorInfo tensor, long firstRow, float[] values, MemorySegment bytes) {
            source.encoded(tensor, firstRow, values, bytes);
        }

        @Override
        public Optional<MemorySegment> storedRow(TensorInfo tensor, long row) {
            long each = stack.getFirst().rowCount();
            return source.storedRow(stack.get((int) (row / each)), row % each);
        }
    }
}
