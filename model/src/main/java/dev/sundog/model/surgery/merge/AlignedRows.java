package dev.sundog.model.surgery.merge;

import dev.sundog.kernels.block.ElementType;
import dev.sundog.model.surgery.merge.MergedVocabulary.Alignment;
import dev.sundog.model.surgery.merge.MergedVocabulary.Row;
import dev.sundog.model.surgery.merge.TensorInputs.Input;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The embedding of one model in the order of another vocabulary. Thread-safe.
 *
 * <p>The rows beyond the last token are the mean of those of the tokens. Source: Hewitt,
 * Initializing New Word Embeddings for Pretrained Language Models (2021).
 */
final class AlignedRows {
    private final List<Input> inputs;
    private final int model;
    private final Alignment alignment;
    private final int tokens;
    private final ElementType type;
    private float @Nullable [] mean;

    /**
     * @param inputs the embeddings as they are, one a model
     * @param model whose rows these are
     * @param type what all is rounded to
     */
    AlignedRows(List<Input> inputs, int model, Alignment alignment, ElementType type) {
        this.inputs = List.copyOf(inputs);
        this.model = model;
        this.alignment = alignment;
        this.tokens = alignment.instead().size();
        this.type = type;
    }

    /** Reads rows of the result, rounded. */
    void read(long first, int count, float[] target) {
        int length = inputs.get(model).tensor().rowLength();
        float[] row = new float[length];
        for (int i = 0; i < count; i++) {
            long id = first + i;
            float[] values = id < tokens ? token((int) id, row) : mean();
            System.arraycopy(values, 0, target, i * length, length);
        }
    }

    private float[] token(int id, float[] row) {
        int own = alignment.own()[model][id];
        if (own >= 0) {
            read(new Row(model, own), row);
            return row;
        }
        List<Row> rows = alignment.instead().get(id);
        if (rows.size() == 1) {
            read(rows.getFirst(), row);
            return row;
        }
        float[] sum = new float[row.length];
        for (Row source : rows) {
            read(source, row);
            for (int i = 0; i < row.length; i++) {
                sum[i] = Rounding.to(type, sum[i] + row[i]);
            }
        }
        for (int i = 0; i < row.length && !rows.isEmpty(); i++) {
            sum[i] = Rounding.to(type, sum[i] / rows.size());
        }
        return sum;
    }

    private void read(Row row, float[] target) {
        Input input = inputs.get(row.model());
        input.checkpoint().readRows(input.tensor(), row.row(), 1, target, 0);
        Rounding.to(type, target, target.length);
    }

    private synchronized float[] mean() {
        float[] known = mean;
        if (known == null) {
            float[] row = new float[inputs.get(model).tensor().rowLength()];
            double[] sums = new double[row.length];
            for (int id = 0; id < tokens; id++) {
                float[] values = token(id, row);
                for (int i = 0; i < row.length; i++) {
                    sums[i] += values[i];
                }
            }
            known = new float[row.length];
            for (int i = 0; i < row.length; i++) {
                known[i] = Rounding.to(type, (float) (sums[i] / tokens));
            }
            mean = known;
        }
        return known;
    }
}
