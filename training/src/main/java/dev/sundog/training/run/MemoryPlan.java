package dev.sundog.training.run;

import com.sun.management.OperatingSystemMXBean;

import dev.sundog.model.architecture.ModelConfig;
import dev.sundog.model.failure.SundogException;
import dev.sundog.training.adapter.AdapterSettings;
import dev.sundog.training.torch.LanguageModelingHead;
import dev.sundog.training.torch.ParameterLayout;
import dev.sundog.training.torch.Precision;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * An estimate of the memory a run holds outside the Java heap, made before it starts.
 *
 * @param parameters bytes of master weights, of the copy computed with, of an adapter
 * @param gradients bytes of all lanes' gradients
 * @param moments bytes of the optimiser's moments
 * @param activations bytes kept between forward and backward, all lanes
 * @param reference bytes of a reference model, held before the first step only
 * @param physical bytes of memory of this machine
 */
public record MemoryPlan(
        long parameters,
        long gradients,
        long moments,
        long activations,
        long reference,
        long physical) {

    /**
     * Plans a run of {@code lanes} threads whose micro-batches have {@code tokens} tokens.
     *
     * @param referenced whether there is a reference model, of the same size
     * @param adapter what is trained instead of the weights
     */
    static MemoryPlan of(
            ModelConfig config,
            Precision precision,
            int lanes,
            int tokens,
            boolean referenced,
            Optional<AdapterSettings> adapter) {
        long count = ParameterLayout.of(config).count();
        int copyBytes = precision == Precision.F32 ? 0 : precision.bytes();
        long trained = adapter.map(settings -> settings.count(config)).orElse(count);
        long kept = adapter.map(settings -> trained + settings.adapted(config)).orElse(0L);
        long laneGradient = trained * (Float.BYTES + copyBytes);
        long perToken =
                (long) config.layerCount()
                                * (5L * config.hiddenSize()
                                        + 3L * config.querySize()
                                        + 2L * config.keyValueSize()
                                        + 2L * config.intermediateSize())
                        + 2L * config.intermediateSize()
                        + 8L * config.hiddenSize();
        long logits = 2L * LanguageModelingHead.logitsInMemory(tokens, config.vocabularySize());
        long activations = lanes * Float.BYTES * (perToken * tokens + logits);
        return new MemoryPlan(
                count * (Float.BYTES + copyBytes) + kept * Float.BYTES,
                lanes * laneGradient,
                2 * trained * Float.BYTES,
                activations,
                referenced ? count * Float.BYTES : 0,
                physicalMemory());
    }

    private static long physicalMemory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    /** The most that is held at a time; activations and the reference never are together. */
    public long total() {
        return parameters + gradients + moments + Math.max(activations, reference);
    }

    /**
     * @throws SundogException (resource) if it cannot fit the machine
     */
    void requireFit() {
        if (total() > physical) {
            throw SundogException.resource(
                    "memory-too-small",
                    "This run needs about "
                            + gigabytes(total())
                            + " ("
                            + this
                            + ") and the machine has "
                            + gigabytes(physical)
                            + ". Use fewer threads, a shorter sequence, a smaller batch or a"
                            + " smaller model.");
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "parameters %s, gradients %s, moments %s, activations %s%s",
                gigabytes(parameters),
                gigabytes(gradients),
                gigabytes(moments),
                gigabytes(activations),
                reference == 0 ? "" : ", reference " + gigabytes(reference));
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}
