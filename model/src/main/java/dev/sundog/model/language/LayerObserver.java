package dev.sundog.model.language;

/** Sees what the layers of a model compute, some consecutive tokens at a time. */
@FunctionalInterface
public interface LayerObserver {
    /** Sees nothing. */
    LayerObserver NONE = (place, layer, values, width, count) -> {};

    /** What is seen. */
    enum Place {
        /** The residual stream before a layer; after the last one under its number plus one. */
        STREAM,
        /** What the heads of a layer give, before its output projection. */
        HEADS,
        /** What the inner neurons of a layer's feed-forward network give, before its projection. */
        NEURONS
    }

    /**
     * @param layer which one
     * @param values {@code [count, width]}, valid during the call
     */
    void onValues(Place place, int layer, float[] values, int width, int count);
}
