package dev.sundog.model.surgery.adapter;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.architecture.ArchitectureDescription.TensorTemplate;
import dev.sundog.model.architecture.Architectures;
import dev.sundog.model.checkpoint.Checkpoint;
import dev.sundog.model.checkpoint.TensorInfo;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.manifest.Digests;
import dev.sundog.model.manifest.Manifest;
import dev.sundog.model.manifest.OutputDirectory;
import dev.sundog.model.progress.ProgressListener;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * From a base and a model made of it to the low-rank adapter that comes nearest to the difference,
 * projection by projection. Stateless.
 *
 * <p>Source: Eckart and Young, The approximation of one matrix by another of lower rank
 * (Psychometrika 1, 1936); {@link TruncatedSvd}. A and B each take √S; alpha is the rank.
 */
public final class AdapterExtractor {
    private static final String WEIGHT = ".weight";

    private AdapterExtractor() {}

    /**
     * What extracting made.
     *
     * @param adapted projections with an update
     * @param relativeError norm of what the adapter misses of the projections' differences, over
     *     their norm; 0 if nothing is missed
     * @param left tensors that differ and that no adapter of projections can express
     */
    public record Result(int adapted, double relativeError, List<String> left) {
        public Result {
            left = List.copyOf(left);
        }
    }

    /**
     * Writes the adapter in PEFT's format, with a manifest.
     *
     * @param out a directory that does not exist, is empty or was prepared
     * @throws SundogException (data, {@code adapter-extract}) if the two are of other shapes or
     *     equal, or the rank exceeds a size of a projection; (resource) if it cannot be written
     */
    public static Result extract(
            Checkpoint base, Checkpoint model, Path out, int rank, ProgressListener progress) {
        return extract(base, model, out, rank, List.of(), progress);
    }

    /**
     * The same for some projections only.
     *
     * @param targets their names, as PEFT's {@code target_modules}; all that changed if there is
     *     none
     */
    public static Result extract(
            Checkpoint base,
            Checkpoint model,
            Path out,
            int rank,
            List<String> targets,
            ProgressListener progress) {
        List<String> left = new ArrayList<>();
        List<TensorInfo> projections = changed(base, model, rank, targets, left);
        OutputDirectory.prepare(out, false);
        List<TensorInfo> a = new ArrayList<>();
        List<TensorInfo> b = new ArrayList<>();
        for (TensorInfo tensor : projections) {
            a.add(info(tensor, rank, tensor.rowLength()));
            b.add(info(tensor, tensor.rowCount(), rank));
        }
        Factorisation factors = new Factorisation(base, model, projections, b, rank, progress);
        TreeSet<String> adapted = new TreeSet<>();
        projections.forEach(tensor -> adapted.add(module(tensor)));
        LowRankAdapter.write(
                out,
                new AdapterConfig(
                        Optional.of(base.path().toString()),
                        rank,
                        rank,
                        false,
                        List.copyOf(adapted)),
                a,
                b,
                factors::readRows);
        double error = factors.relativeError();
        OutputDirectory.complete(out, manifest(base, model, rank, error));
        return new Result(a.size(), error, left);
    }

    /** Projections of every layer that has one that changed; the others go to {@code left}. */
    private static List<TensorInfo> changed(
            Checkpoint base, Checkpoint model, int rank, List<String> targets, List<String> left) {
        List<TensorTemplate> templates =
                Architectures.named(base.config().family()).tensors().stream()
                        .filter(template -> template.perLayer() && template.shape().size() == 2)
                        .toList();
        TreeSet<String> modules = new TreeSet<>();
        TreeSet<String> known = new TreeSet<>();
        templates.forEach(template -> known.add(module(template.huggingFace(0))));
        for (String target : targets) {
            if (!known.contains(target)) {
                throw SundogException.user(
                        "adapter-targets",
                        "unknown projection '%s'; known: %s"
                                .formatted(target, String.join(", ", known)));
            }
        }
        List<TensorInfo> candidates = new ArrayList<>();
        for (TensorInfo tensor : model.tensors()) {
            TensorInfo before = base.find(tensor.name()).orElse(tensor);
            if (base.find(tensor.name()).isEmpty() || !before.shape().equals(tensor.shape())) {
                throw refused(
                        "%s has %s %s, which %s has %s"
                                .formatted(
                                        model.path(),
                                        tensor.name(),
                                        tensor.shape(),
                                        base.path(),
                                        base.find(tensor.name())
                                                .map(found -> "with shape " + found.shape())
                                                .orElse("not")));
            }
            boolean projection =
                    templates.stream().anyMatch(t -> isOne(t, tensor, model))
                            && (targets.isEmpty() || targets.contains(module(tensor)));
            if (projection) {
                candidates.add(tensor);
                requireRank(tensor, rank);
            }
            if (differ(base, model, tensor)) {
                if (projection) {
                    modules.add(module(tensor));
                } else {
                    left.add(tensor.name());
                }
            }
        }
        if (base.tensors().size() != model.tensors().size()) {
            throw refused("%s has other layers than %s".formatted(model.path(), base.path()));
        }
        if (modules.isEmpty()) {
            throw refused(
                    "no projection of %s differs from %s".formatted(model.path(), base.path()));
        }
        return candidates.stream().filter(tensor -> modules.contains(module(tensor))).toList();
    }

    private static boolean isOne(TensorTemplate template, TensorInfo tensor, Checkpoint model) {
        for (int layer = 0; layer < model.config().layerCount(); layer++) {
            if (template.huggingFace(layer).equals(tensor.name())) {
                return true;
            }
        }
        return false;
    }

    private static void requireRank(TensorInfo tensor, int rank) {
        long most = Math.min(tensor.rowCount(), tensor.rowLength());
        if (rank < 1 || rank > most) {
            throw refused(
                    "rank %d, expected 1 to %d, the smaller size of %s"
                            .formatted(rank, most, tensor.name()));
        }
    }

    private static boolean differ(Checkpoint base, Checkpoint model, TensorInfo tensor) {
        int step = Math.max(1, (1 << 16) / tensor.rowLength());
        float[] before = new float[step * tensor.rowLength()];
        float[] after = new float[before.length];
        for (long row = 0; row < tensor.rowCount(); row += step) {
            int rows = (int) Math.min(step, tensor.rowCount() - row);
            base.readRows(base.tensor(tensor.name()), row, rows, before, 0);
            model.readRows(tensor, row, rows, after, 0);
            if (!Arrays.equals(
                    before, 0, rows * tensor.rowLength(), after, 0, rows * tensor.rowLength())) {
                return true;
            }
        }
        return false;
    }

    private static TensorInfo info(TensorInfo tensor, long rows, long columns) {
        return new TensorInfo(tensor.name(), ElementType.F32, List.of(rows, columns));
    }

    /** {@code q_proj} of {@code model.layers.0.self_attn.q_proj.weight}. */
    private static String module(TensorInfo tensor) {
        return module(tensor.name());
    }

    private static String module(String tensor) {
        String path = tensor.substring(0, tensor.length() - WEIGHT.length());
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static Manifest manifest(Checkpoint base, Checkpoint model, int rank, double error) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("base", base.path().toString());
        config.put("model", model.path().toString());
        config.put("rank", rank);
        Map<String, String> inputs = new LinkedHashMap<>(Digests.of(base.path()));
        inputs.putAll(Digests.of(model.path()));
        ObjectNode metrics = JsonNodeFactory.instance.objectNode();
        metrics.put("relativeError", error);
        return Manifest.of("adapter-extract", config, inputs).withMetrics(metrics);
    }

    private static SundogException refused(String what) {
        return SundogException.data(
                "adapter-extract", what + "; name a base and a model that was made of it");
    }
}
