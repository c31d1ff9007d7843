package dev.sundog.model.checkpoint;

/**
 * Where a layer came from.
 *
 * @param layer index in this checkpoint
 * @param from name of the checkpoint it was taken from
 * @param fromLayer index there
 */
public record LayerOrigin(int layer, String from, int fromLayer) {}
