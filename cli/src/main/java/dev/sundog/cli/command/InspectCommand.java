package dev.sundog.cli.command;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.Disagreements;
import dev.sundog.model.checkpoint.LayerOrigin;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** {@code inspect MODEL}: what a checkpoint is. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        header = {"Example: ./sundog inspect pico-base --lineage", ""},
        description =
                "Say what a checkpoint is: shape, types, tensors, where its layers came from.")
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL")
    private String model = "";

    @Option(names = "--tensors", description = "List every tensor.")
    private boolean tensors;

    @Option(names = "--lineage", description = "List where every layer came from.")
    private boolean lineage;

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        try (Checkpoint checkpoint = Models.checkpoint(model)) {
            ObjectNode description = describe(checkpoint);
            output.object(description);
            print(checkpoint, description);
        }
        return 0;
    }

    private ObjectNode describe(Checkpoint checkpoint) {
        ModelConfig config = checkpoint.config();
        ObjectNode node = Output.node();
        node.put("architecture", config.family());
        node.put("layers", config.layerCount());
        node.put("hiddenSize", config.hiddenSize());
        node.put("headCount", config.headCount());
        node.put("keyValueHeadCount", config.keyValueHeadCount());
        node.put("headSize", config.headSize());
        node.put("intermediateSize", config.intermediateSize());
        node.put("vocabularySize", config.vocabularySize());
        node.put("contextLength", config.contextLength());
        node.put("tiedEmbeddings", config.tiedEmbeddings());
        node.put(
                "parameters",
                checkpoint.tensors().stream().mapToLong(TensorInfo::elementCount).sum());
        node.put("bytes", checkpoint.byteSize());
        Map<ElementType, Integer> types = new TreeMap<>();
        checkpoint.tensors().forEach(tensor -> types.merge(tensor.type(), 1, Integer::sum));
        ArrayNode contradictions = node.putArray("disagreements");
        disagreements(checkpoint).forEach(contradictions::add);
        ObjectNode counts = node.putObject("types");
        types.forEach((type, count) -> counts.put(type.name(), count));
        if (lineage) {
            ArrayNode list = node.putArray("lineage");
            for (LayerOrigin origin : checkpoint.lineage()) {
                list.addObject()
                        .put("layer", origin.layer())
                        .put("from", origin.from())
                        .put("fromLayer", origin.fromLayer());
            }
        }
        if (tensors) {
            ArrayNode list = node.putArray("tensors");
            for (TensorInfo tensor : checkpoint.tensors()) {
                ArrayNode shape =
                        list.addObject()
                                .put("name", tensor.name())
                                .put("type", tensor.type().name())
                                .putArray("shape");
                storedShape(checkpoint, tensor).forEach(shape::add);
            }
        }
        return node;
    }

    /** Also what is wrong with the tokenizer itself, or that there is none. */
    private static List<String> disagreements(Checkpoint checkpoint) {
        try (Tokenizer tokenizer = checkpoint.openTokenizer()) {
            return Disagreements.of(checkpoint, tokenizer);
        } catch (SundogException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private void print(Checkpoint checkpoint, ObjectNode description) {
        output.line(checkpoint.path().toString());
        description
                .properties()
                .forEach(
                        entry -> {
                            if (!entry.getValue().isArray()) {
                                output.line(
                                        String.format(
                                                Locale.ROOT,
                                                "  %-18s %s",
                                                entry.getKey(),
                                                plain(entry.getValue().toString())));
                            }
                        });
        description
                .path("disagreements")
                .forEach(found -> output.line("  note: " + found.stringValue()));
        if (lineage) {
            output.line("  layers");
            for (LayerOrigin origin : checkpoint.lineage()) {
                output.line(
                        String.format(
                                Locale.ROOT,
                                "    %3d from %s layer %d",
                                origin.layer(),
                                origin.from(),
                                origin.fromLayer()));
            }
        }
        if (tensors) {
            output.line("  tensors");
            for (TensorInfo tensor : checkpoint.tensors()) {
                output.line(
                        String.format(
                                Locale.ROOT,
                                "    %-55s %-5s %s",
                                tensor.name(),
                                tensor.type(),
                                storedShape(checkpoint, tensor)));
            }
        }
    }

    /** The shape in safetensors, which some families store transposed. */
    private static List<Long> storedShape(Checkpoint checkpoint, TensorInfo tensor) {
        ModelConfig config = checkpoint.config();
        return Architectures.named(config.family()).transposed(config).contains(tensor.name())
                ? tensor.shape().reversed()
                : tensor.shape();
    }

    private static String plain(String json) {
        return json.replaceAll("[\"{}]", "").replace(",", ", ");
    }
}
