package dev.sundog.model.surgery.merge;

/** How one tensor of the result is computed; thread-safe. */
sealed interface Formula
        permits LinearFormula,
                ModelStockFormula,
                NuslerpFormula,
                PassthroughFormula,
                SlerpFormula,
                TaskVectorFormula {
    /** What it computes from. */
    TensorInputs inputs();

    /** Puts {@code count} rows into {@code target} from {@code offset} on. */
    void readRows(long first, int count, float[] target, int offset);
}
