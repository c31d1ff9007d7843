package dev.sundog.model.surgery.prune;

import dev.sundog.model.architecture.ArchitectureDescription;
import dev.sundog.model.architecture.ArchitectureDescription.Field;
import dev.sundog.model.architecture.ArchitectureDescription.Size;
import dev.sundog.model.architecture.ArchitectureDescription.TensorPlace;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ConfigurationReader;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.CompanionFiles;
import dev.sundog.model.checkpoint.HuggingFaceWriter;
import dev.sundog.model.checkpoint.Lineage;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.manifest.PendingDigests;
import dev.sundog.model.progress.ProgressListener;
import dev.sundog.model.surgery.FloatTypes;
import dev.sundog.model.surgery.LayeredCheckpoint;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes what a plan leaves of a model. Stateless.
 *
 * <p>Source: Men et al., ShortGPT (arXiv 2403.03853), section 3; Muralidharan et al., Minitron
 * (arXiv 2407.14679), section 2.
 */
public final class Pruner {
    private Pruner() {}

    /**
     * What pruning made.
     *
     * @param layers layers of the new model
     * @param parameters its weights, tied ones counted once
     */
    public record Result(int layers, long parameters) {}

    /**
     * Writes the smaller model as a Hugging Face directory. Float tensors keep their type, a
     * quantised source becomes BF16.
     *
     * @param importance what the plan was made from, for the manifest
     * @param out a directory that does not exist, is empty or was prepared
     * @throws SundogException (user, {@code prune-width}) if heads or neurons of the family cannot
     *     be told apart in one of its tensors; (user, {@code output-exists}); (resource) if it
     *     cannot be written
     */
    public static Result prune(
            Checkpoint checkpoint,
            PrunePlan plan,
            Importance importance,
            Path out,
            ProgressListener progress) {
        LayeredCheckpoint layered = new LayeredCheckpoint(checkpoint, plan.layers(), false);
        ArchitectureDescription description = Architectures.named(checkpoint.config().family());
        ObjectNode json = layered.configJson();
        narrow(json, checkpoint, description, plan);
        ModelConfig config = ConfigurationReader.read(json, checkpoint.path() + ": config.json");
        List<TensorInfo> tensors = new ArrayList<>();
        Map<String, NarrowedTensor> sources = new HashMap<>();
        description.visit(
                config,
                place -> {
                    TensorInfo stored = layered.tensor(place.huggingFace());
                    NarrowedTensor narrowed = narrowed(layered, place, stored, plan);
                    if (!narrowed.shape().equals(place.shape())) {
                        throw unknown(checkpoint, place);
                    }
                    sources.put(place.huggingFace(), narrowed);
                    tensors.add(
                            new TensorInfo(
                                    place.huggingFace(),
                                    FloatTypes.of(checkpoint, stored),
                                    place.shape()));
                });
        OutputDirectory.prepare(out, false);
        try (PendingDigests digests = PendingDigests.of(checkpoint.path())) {
            HuggingFaceWriter.write(
                    out,
                    json,
                    CompanionFiles.of(checkpoint),
                    tensors,
                    new NarrowedSource(sources),
                    progress);
            OutputDirectory.complete(
                    out,
                    Manifest.of("prune", manifest(checkpoint, plan, importance), digests.await())
                            .withLineage(Lineage.toJson(layered.lineage())));
        }
        return new Result(
                config.layerCount(), tensors.stream().mapToLong(TensorInfo::elementCount).sum());
    }

    /** Writes the sizes that change into a configuration. */
    private static void narrow(
            ObjectNode json,
            Checkpoint checkpoint,
            ArchitectureDescription description,
            PrunePlan plan) {
        ModelConfig before = checkpoint.config();
        if (plan.intermediateSize() != before.intermediateSize()) {
            put(json, checkpoint, description, Field.INTERMEDIATE_SIZE, plan.intermediateSize());
        }
        if (plan.headCount() != before.headCount()) {
            put(json, checkpoint, description, Field.HEAD_COUNT, plan.headCount());
            put(json, checkpoint, description, Field.HEAD_SIZE, before.headSize());
            put(
                    json,
                    checkpoint,
                    description,
                    Field.KEY_VALUE_HEAD_COUNT,
                    plan.keyValueHeadCount());
        }
    }

    private static void put(
            ObjectNode json,
            Checkpoint checkpoint,
            ArchitectureDescription description,
            Field field,
            int value) {
        String key =
                description
                        .find(field)
                        .orElseThrow(
                                () ->
                                        SundogException.user(
                                                "prune-width",
                                                "%s: a configuration of the family %s does not say %s, so it cannot change; prune --layers only"
                                                        .formatted(
                                                                checkpoint.path(),
                                                                description.name(),
                                                                field)))
                        .huggingFace();
        json.put(key, value);
    }

    private static NarrowedTensor narrowed(
            Checkpoint layered, TensorPlace place, TensorInfo stored, PrunePlan plan) {
        List<Size> shape = place.template().shape();
        int layer = place.template().perLayer() ? plan.layers().layers().get(place.layer()) : 0;
        int headSize = layered.config().headSize();
        List<Long> sizes = stored.shape();
        if (sizes.size() > 2) {
            return new NarrowedTensor(
                    layered, stored, all(stored.rowCount()), all(sizes.getLast()), sizes);
        }
        int[] columns = kept(shape.getLast(), layer, headSize, sizes.getLast(), plan);
        if (sizes.size() == 1) {
            return new NarrowedTensor(
                    layered, stored, all(1), columns, List.of((long) columns.length));
        }
        int[] rows = kept(shape.getFirst(), layer, headSize, sizes.getFirst(), plan);
        return new NarrowedTensor(
                layered, stored, rows, columns, List.of((long) rows.length, (long) columns.length));
    }

    /** What stays of one dimension. */
    private static int[] kept(Size size, int layer, int headSize, long available, PrunePlan plan) {
        if (size == Size.INTERMEDIATE_SIZE) {
            return plan.neurons().get(layer).stream().mapToInt(Integer::intValue).toArray();
        }
        if (size == Size.QUERY_SIZE) {
            return elements(plan.heads().get(layer), headSize);
        }
        if (size == Size.KEY_VALUE_SIZE) {
            return elements(plan.keyValueHeads().get(layer), headSize);
        }
        return all(available);
    }

    private static int[] elements(List<Integer> heads, int headSize) {
        return heads.stream()
                .flatMapToInt(head -> IntStream.range(head * headSize, (head + 1) * headSize))
                .toArray();
    }

    private static int[] all(long count) {
        return IntStream.range(0, Math.toIntExact(count)).toArray();
    }

    private static SundogException unknown(Checkpoint checkpoint, TensorPlace place) {
        return SundogException.user(
                "prune-width",
                "%s: %s holds several projections of the family %s in one; expected separate ones; prune --layers only"
                        .formatted(
                                checkpoint.path(),
                                place.huggingFace(),
                                checkpoint.config().family()));
    }

    private static ObjectNode manifest(
            Checkpoint checkpoint, PrunePlan plan, Importance importance) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("model", checkpoint.path().toString());
        ArrayNode layers = config.putArray("layers");
        plan.layers().layers().forEach(layers::add);
        config.put("heads", plan.headCount());
        config.put("keyValueHeads", plan.keyValueHeadCount());
        config.put("intermediate", plan.intermediateSize());
        config.put("tokens", importance.tokens());
        ArrayNode influence = config.putArray("blockInfluence");
        for (double value : importance.layers()) {
            influence.add(value);
        }
        return config;
    }
}
