package dev.sundog.model.checkpoint;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Layout;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.architecture.TensorRole;
import dev.sundog.model.failure.SundogException;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How GGUF stores tensors otherwise than safetensors, as {@link Layout} lists. */
final class GgufLayouts {
    private GgufLayouts() {}

    /** The tensor at a place, found in the file. */
    static StoredTensor open(
            GgufFile file, ArchitectureDescription family, ModelConfig config, TensorPlace place) {
        Optional<GgufFile.Entry> found = Optional.ofNullable(file.entries().get(place.gguf()));
        List<Long> shape = shape(place, config, family);
        List<Long> whole = place.expert() < 0 ? shape : stacked(shape, config);
        TensorInfo stored =
                MappedCheckpoint.check(
                        whole,
                        found.map(
                                entry ->
                                        new TensorInfo(
                                                place.huggingFace(),
                                                entry.type(),
                                                found(place, entry.shape()))),
                        place.gguf(),
                        file.file().path());
        TensorInfo part = new TensorInfo(stored.name(), stored.type(), shape);
        long size = part.byteSize();
        MappedTensor mapped =
                new MappedTensor(
                        part,
                        file.file(),
                        found.orElseThrow()
                                .bytes()
                                .asSlice(Math.max(0, place.expert()) * size, size),
                        place.layout() == Layout.ROTARY
                                ? new RowOrder(config.headSize())
                                : RowOrder.SAME);
        boolean plain = place.layout() == Layout.PLAIN || place.layout() == Layout.TRANSPOSED;
        boolean numbers = shape.size() == 1 || place.layout() == Layout.AFTER_PADDING;
        if (!plain && numbers && !part.type().isFloat()) {
            throw SundogException.data(
                    "tensor-type",
                    "%s: tensor %s has type %s, expected F32, F16 or BF16"
                            .formatted(file.file().path(), place.gguf(), part.type()));
        }
        TensorInfo seen = new TensorInfo(stored.name(), stored.type(), place.shape());
        return switch (place.layout()) {
            case PLAIN, ROTARY, TRANSPOSED -> mapped;
            case PLUS_ONE -> new ShiftedTensor(mapped, -1);
            case SQUEEZED -> new MappedTensor(seen, file.file(), mapped.bytes(), RowOrder.SAME);
            case AFTER_PADDING -> new LateRowsTensor(seen, mapped);
        };
    }

    /** The shape in a file; converters differ in whether they keep a first dimension of 1. */
    private static List<Long> found(TensorPlace place, List<Long> shape) {
        boolean kept = place.layout() == Layout.SQUEEZED && shape.equals(place.shape());
        return kept ? shape.subList(1, shape.size()) : shape;
    }

    /** Shape in the file of what one place holds, without its fellow experts. */
    static List<Long> shape(TensorPlace place, ModelConfig config, ArchitectureDescription family) {
        return switch (place.layout()) {
            case PLAIN, ROTARY, TRANSPOSED, PLUS_ONE -> place.shape();
            case SQUEEZED -> place.shape().subList(1, place.shape().size());
            case AFTER_PADDING ->
                    List.of(
                            place.shape().getFirst() - unused(config, family),
                            place.shape().getLast());
        };
    }

    /** Shape of all experts together. */
    static List<Long> stacked(List<Long> shape, ModelConfig config) {
        List<Long> whole = new ArrayList<>(shape);
        whole.addFirst((long) config.feedForward().experts().orElseThrow().count());
        return whole;
    }

    /** The type that a tensor has in the file if {@code wanted} was asked for. */
    static ElementType type(TensorPlace place, List<Long> shape, ElementType wanted) {
        boolean small =
                place.role() == TensorRole.ROUTER
                        || place.role() == TensorRole.POSITION_EMBEDDING
                        || place.role() == TensorRole.TOKEN_TYPE_EMBEDDING;
        return shape.size() == 1 || small ? ElementType.F32 : wanted;
    }

    /** Positions before the first that a token has, which GGUF leaves out. */
    static int unused(ModelConfig config, ArchitectureDescription family) {
        boolean late =
                family.tensors().stream()
                        .anyMatch(template -> template.layout() == Layout.AFTER_PADDING);
        return late ? config.padTokenId().orElse(0) + 1 : 0;
    }

    /** Adds to a configuration made of GGUF metadata the positions that are left out there. */
    static void addUnused(ObjectNode config, ArchitectureDescription family) {
        boolean late =
                family.tensors().stream()
                        .anyMatch(template -> template.layout() == Layout.AFTER_PADDING);
        String key = family.key(Field.CONTEXT_LENGTH).key();
        if (late && config.path(key).isIntegralNumber()) {
            long padding = config.path("pad_token_id").asLong(0);
            config.put(key, config.path(key).longValue() + padding + 1);
        }
    }
}
