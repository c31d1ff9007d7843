package dev.sundog.model.surgery.merge;

/**
 * What merging made.
 *
 * @param tensors how many
 * @param bytes of the weight files
 */
public record MergeResult(int tensors, long bytes) {}
