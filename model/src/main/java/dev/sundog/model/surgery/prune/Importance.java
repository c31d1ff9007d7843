package dev.sundog.model.surgery.prune;

import dev.sundog.model.language.LayerObserver;
import dev.sundog.model.language.ObservableModel;
import dev.sundog.model.progress.ProgressListener;

import java.util.ArrayList;
import java.util.List;

/**
 * How much the parts of a model do on some texts. The arrays are not to be changed.
 *
 * <p>Of a layer, block influence: 1 − the mean cosine between its input and its output. Of a head
 * the length of its output, of a neuron the magnitude of its output; the mean over the tokens of a
 * text, then the root of the mean square over the texts.
 *
 * <p>Source: Men et al., ShortGPT (arXiv 2403.03853), equation 1; Muralidharan et al., Minitron
 * (arXiv 2407.14679), section 2.2.
 *
 * @param layers of each layer
 * @param heads {@code [layer][query head]}
 * @param neurons {@code [layer][neuron]}
 * @param tokens how many were seen
 */
public record Importance(double[] layers, double[][] heads, double[][] neurons, long tokens) {
    /**
     * Measures.
     *
     * @param texts token ids of each, none longer than the context
     */
    public static Importance measure(
            ObservableModel model, List<int[]> texts, ProgressListener progress) {
        Measurement measurement =
                new Measurement(model.config().layerCount(), model.config().headSize());
        int done = 0;
        for (int[] text : texts) {
            progress.onProgress("importance", done++, texts.size());
            if (text.length > 0) {
                measurement.beginText();
                model.observe(text, measurement);
                measurement.endText(text.length);
            }
        }
        progress.onProgress("importance", texts.size(), texts.size());
        return measurement.result();
    }

    /** Sums over the texts. */
    private static final class Measurement implements LayerObserver {
        private final int layerCount;
        private final int headSize;
        private final double[] cosines;
        private final List<double[]> headSquares = new ArrayList<>();
        private final List<double[]> neuronSquares = new ArrayList<>();
        private final List<double[]> headSums = new ArrayList<>();
        private final List<double[]> neuronSums = new ArrayList<>();
        private float[] before = new float[0];
        private long tokens;
        private int texts;

        Measurement(int layerCount, int headSize) {
            this.layerCount = layerCount;
            this.headSize = headSize;
            cosines = new double[layerCount];
            for (int layer = 0; layer < layerCount; layer++) {
                for (List<double[]> each :
                        List.of(headSquares, neuronSquares, headSums, neuronSums)) {
                    each.add(new double[0]);
                }
            }
        }

        void beginText() {
            headSums.replaceAll(sums -> new double[sums.length]);
            neuronSums.replaceAll(sums -> new double[sums.length]);
        }

        void endText(int length) {
            for (int layer = 0; layer < layerCount; layer++) {
                addSquares(headSquares, headSums.get(layer), layer, length);
                addSquares(neuronSquares, neuronSums.get(layer), layer, length);
            }
            tokens += length;
            texts++;
        }

        private static void addSquares(List<double[]> all, double[] sums, int layer, int length) {
            double[] squares = sized(all, layer, sums.length);
            for (int i = 0; i < sums.length; i++) {
                double mean = sums[i] / length;
                squares[i] += mean * mean;
            }
        }

        private static double[] sized(List<double[]> all, int layer, int width) {
            if (all.get(layer).length != width) {
                all.set(layer, new double[width]);
            }
            return all.get(layer);
        }

        @Override
        public void onValues(Place place, int layer, float[] values, int width, int count) {
            switch (place) {
                case STREAM -> stream(layer, values, width, count);
                case HEADS ->
                        lengths(sized(headSums, layer, width / headSize), values, width, count);
                case NEURONS -> magnitudes(sized(neuronSums, layer, width), values, width, count);
            }
        }

        private void stream(int layer, float[] values, int width, int count) {
            if (layer > 0) {
                for (int token = 0; token < count; token++) {
                    cosines[layer - 1] += cosine(values, token * width, width);
                }
            }
            if (before.length < width * count) {
                before = new float[width * count];
            }
            System.arraycopy(values, 0, before, 0, width * count);
        }

        private double cosine(float[] values, int offset, int width) {
            double product = 0;
            double squareBefore = 0;
            double squareAfter = 0;
            for (int i = offset; i < offset + width; i++) {
                product += (double) before[i] * values[i];
                squareBefore += (double) before[i] * before[i];
                squareAfter += (double) values[i] * values[i];
            }
            double lengths = Math.sqrt(squareBefore * squareAfter);
            return lengths == 0 ? 1 : product / lengths;
        }

        private static void magnitudes(double[] sums, float[] values, int width, int count) {
            for (int token = 0; token < count; token++) {
                for (int i = 0; i < width; i++) {
                    sums[i] += Math.abs(values[token * width + i]);
                }
            }
        }

        private void lengths(double[] sums, float[] values, int width, int count) {
            for (int token = 0; token < count; token++) {
                for (int head = 0; head < sums.length; head++) {
                    int from = token * width + head * headSize;
                    double square = 0;
                    for (int i = from; i < from + headSize; i++) {
                        square += (double) values[i] * values[i];
                    }
                    sums[head] += Math.sqrt(square);
                }
            }
        }

        Importance result() {
            double[] layers = new double[layerCount];
            double[][] heads = new double[layerCount][];
            double[][] neurons = new double[layerCount][];
            for (int layer = 0; layer < layerCount; layer++) {
                layers[layer] = 1 - cosines[layer] / Math.max(1, tokens);
                heads[layer] = headSquares.get(layer).clone();
                neurons[layer] = neuronSquares.get(layer).clone();
                roots(heads[layer]);
                roots(neurons[layer]);
            }
            return new Importance(layers, heads, neurons, tokens);
        }

        private void roots(double[] squares) {
            for (int i = 0; i < squares.length; i++) {
                squares[i] = Math.sqrt(squares[i] / Math.max(1, texts));
            }
        }
    }
}
