package dev.sundog.model.surgery;

import dev.sundog.model.checkpoint.TensorInfo;

import java.util.List;
import java.util.Optional;

/**
 * How much each input column of each matrix matters to what a model computes: the mean square of
 * the activations that it is multiplied with. Thread-safe.
 *
 * <p>Source: llama.cpp, {@code llama-imatrix}.
 */
public interface Importance {
    /** All columns alike. */
    Importance NONE =
            new Importance() {
                @Override
                public Optional<float[]> of(TensorInfo tensor, String ggufName, int expert) {
                    return Optional.empty();
                }

                @Override
                public boolean isEmpty() {
                    return true;
                }

                @Override
                public List<String> sources() {
                    return List.of();
                }
            };

    /**
     * The importance of the columns of one matrix.
     *
     * @param ggufName what GGUF calls it, or the stack of experts it belongs to
     * @param expert its place in the stack; 0 if it stands alone
     * @return as many numbers of 0 or more as its rows have elements; empty if nothing is known
     * @throws dev.sundog.model.failure.SundogException (data, {@code imatrix-shape}) if what is
     *     known is of another width
     */
    Optional<float[]> of(TensorInfo tensor, String ggufName, int expert);

    /** Whether nothing is known of any matrix. */
    boolean isEmpty();

    /** The texts it was measured on, as far as known. */
    List<String> sources();
}
