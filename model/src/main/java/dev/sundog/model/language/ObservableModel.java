package dev.sundog.model.language;

/** A model that shows what its layers compute. */
public interface ObservableModel extends LocalModel {
    /**
     * Runs {@code ids} as one text from an empty context.
     *
     * @throws dev.sundog.model.failure.SundogException (data) if they exceed the context length
     */
    void observe(int[] ids, LayerObserver observer);
}
