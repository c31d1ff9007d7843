package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.configuration.ConfigurationDocument;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.merge.MergeInput.LayerRange;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** From mergekit's YAML to a {@link MergeRecipe}; one use. */
final class MergeRecipeReader {
    private static final List<String> RECIPE_KEYS =
            List.of(
                    "merge_method",
                    "models",
                    "slices",
                    "base_model",
                    "parameters",
                    "dtype",
                    "out_dtype",
                    "tokenizer_source",
                    "tokenizer",
                    "chat_template");
    private static final List<String> MODEL_KEYS = List.of("model", "parameters");
    private static final List<String> SLICE_KEYS = List.of("sources", "base_model", "parameters");
    private static final List<String> SOURCE_KEYS = List.of("model", "layer_range", "parameters");
    private static final int MAXIMUM_LAYERS = 10_000;

    private final ConfigurationDocument document;
    private final RecipeNodes nodes;
    private final ObjectNode root;
    private final Set<String> unused = new TreeSet<>();
    private final MergeMethod method;
    private final ParameterReader parameterReader;

    MergeRecipeReader(ConfigurationDocument document) {
        this.document = document;
        this.nodes = new RecipeNodes(document);
        this.root = document.root();
        nodes.keys(root, "", RECIPE_KEYS);
        this.method = method();
        this.parameterReader = new ParameterReader(document, method, unused);
    }

    MergeRecipe read() {
        Optional<String> base = nodes.model(root, "base_model", "");
        boolean models = root.has("models");
        if (models == root.has("slices")) {
            throw nodes.invalid(
                    "",
                    "expected either 'models' or 'slices', found " + (models ? "both" : "neither"));
        }
        List<MergeSlice> slices = models ? List.of(models(base)) : slices(base);
        slices.forEach(this::check);
        return new MergeRecipe(
                method,
                slices,
                base,
                parameterReader.read(root, ""),
                type("dtype"),
                type("out_dtype"),
                new TokenizerSettingReader(nodes).read(root),
                chatTemplate(),
                unused,
                root);
    }

    private MergeMethod method() {
        String name = nodes.text(root, "merge_method", "");
        return MergeMethod.of(name)
                .orElseThrow(
                        () ->
                                SundogException.data(
                                        "merge-method",
                                        "%s: unknown merge_method '%s'; %sknown methods: %s"
                                                .formatted(
                                                        document.place("merge_method"),
                                                        name,
                                                        RecipeNodes.hint(name, MergeMethod.keys()),
                                                        String.join(", ", MergeMethod.keys()))));
    }

    private MergeSlice models(Optional<String> base) {
        List<MergeInput> inputs = new ArrayList<>();
        for (int i = 0; i < nodes.list(root, "models", "").size(); i++) {
            String path = "models." + i;
            ObjectNode node = nodes.object(root.get("models").get(i), path);
            nodes.keys(node, path, MODEL_KEYS);
            inputs.add(
                    new MergeInput(
                            nodes.model(node, "model", path)
                                    .orElseThrow(() -> nodes.missing(path, "model", "a model")),
                            Optional.empty(),
                            parameterReader.read(node, path),
                            document.place(path)));
        }
        if (base.isPresent()
                && inputs.stream().noneMatch(input -> base.get().equals(input.model()))) {
            inputs.add(
                    new MergeInput(
                            base.get(), Optional.empty(), Map.of(), document.place("base_model")));
        }
        return new MergeSlice(inputs, base, Map.of(), document.place("models"));
    }

    private List<MergeSlice> slices(Optional<String> base) {
        List<MergeSlice> slices = new ArrayList<>();
        int layers = 0;
        for (int i = 0; i < nodes.list(root, "slices", "").size(); i++) {
            String path = "slices." + i;
            ObjectNode node = nodes.object(root.get("slices").get(i), path);
            nodes.keys(node, path, SLICE_KEYS);
            List<MergeInput> inputs = new ArrayList<>();
            for (int j = 0; j < nodes.list(node, "sources", path).size(); j++) {
                inputs.add(source(node.get("sources").get(j), path + ".sources." + j));
            }
            MergeSlice slice =
                    new MergeSlice(
                            inputs,
                            nodes.model(node, "base_model", path).or(() -> base),
                            parameterReader.read(node, path),
                            document.place(path));
            layers += inputs.getFirst().layers().orElseThrow().count();
            if (layers > MAXIMUM_LAYERS) {
                throw nodes.invalid(path, "more than " + MAXIMUM_LAYERS + " layers; use fewer");
            }
            slices.add(slice);
        }
        return slices;
    }

    private MergeInput source(JsonNode element, String path) {
        ObjectNode node = nodes.object(element, path);
        nodes.keys(node, path, SOURCE_KEYS);
        String model =
                nodes.model(node, "model", path)
                        .orElseThrow(() -> nodes.missing(path, "model", "a model"));
        JsonNode range = node.path("layer_range");
        if (range.size() != 2
                || !range.path(0).canConvertToInt()
                || !range.path(1).canConvertToInt()
                || range.path(0).asInt() < 0
                || range.path(0).asInt() >= range.path(1).asInt()) {
            throw nodes.invalid(
                    path + ".layer_range",
                    "expected [A, B] with 0 <= A < B (B excluded), found "
                            + RecipeNodes.shown(range));
        }
        return new MergeInput(
                model,
                Optional.of(new LayerRange(range.get(0).asInt(), range.get(1).asInt())),
                parameterReader.read(node, path),
                document.place(path));
    }

    /** What the method demands of its inputs. */
    private void check(MergeSlice slice) {
        Set<String> seen = new HashSet<>();
        for (MergeInput input : slice.inputs()) {
            if (!seen.add(input.model())) {
                throw SundogException.data(
                        "merge-inputs",
                        "%s: model '%s' is there twice; expected each model once in a slice"
                                .formatted(input.place(), input.model()));
            }
        }
        String problem = problem(slice);
        if (!problem.isEmpty()) {
            throw SundogException.data(
                    "merge-inputs", "%s: %s: %s".formatted(slice.place(), method.key(), problem));
        }
    }

    private String problem(MergeSlice slice) {
        int count = slice.inputs().size();
        return switch (method) {
            case LINEAR -> "";
            case PASSTHROUGH -> count == 1 ? "" : "expected one model a slice, found " + count;
            case SLERP ->
                    count != 2
                            ? "expected two models, the base and another, found " + count
                            : baseProblem(slice);
            case NUSLERP -> {
                int others = slice.baseIndex() < 0 ? count : count - 1;
                yield others == 2
                        ? slice.baseModel().isEmpty() ? "" : baseProblem(slice)
                        : "expected two models beside the base, found " + others;
            }
            case MODEL_STOCK ->
                    count < 3
                            ? "expected the base and at least two models, found " + count
                            : baseProblem(slice);
            case TASK_ARITHMETIC,
                    TIES,
                    DARE_LINEAR,
                    DARE_TIES,
                    BREADCRUMBS,
                    BREADCRUMBS_TIES,
                    DELLA,
                    DELLA_LINEAR ->
                    baseProblem(slice);
        };
    }

    private static String baseProblem(MergeSlice slice) {
        if (slice.baseModel().isEmpty()) {
            return "base_model is missing; name the model the others are compared with";
        }
        return slice.baseIndex() >= 0
                ? ""
                : "base_model '%s' is not among the sources; add it there"
                        .formatted(slice.baseModel().get());
    }

    private Optional<ElementType> type(String key) {
        if (!root.hasNonNull(key)) {
            return Optional.empty();
        }
        String name = nodes.text(root, key, "");
        return Optional.of(
                switch (name.startsWith("torch.") ? name.substring(6) : name) {
                    case "float32" -> ElementType.F32;
                    case "float16" -> ElementType.F16;
                    case "bfloat16" -> ElementType.BF16;
                    default ->
                            throw nodes.invalid(
                                    key,
                                    "expected float32, float16 or bfloat16, found '" + name + "'");
                });
    }

    private Optional<String> chatTemplate() {
        if (!root.hasNonNull("chat_template")) {
            return Optional.empty();
        }
        String template = nodes.text(root, "chat_template", "");
        boolean named = template.equals(MergeRecipe.AUTO) || template.equals(MergeRecipe.CHATML);
        if (!named && !template.contains("{")) {
            throw nodes.invalid(
                    "chat_template",
                    "expected auto, chatml or the Jinja source of a template, found '"
                            + template
                            + "'; without this key the result has the base's template");
        }
        return Optional.of(template);
    }
}
