package dev.sundog.data.world;

import java.util.Map;

/**
 * What was written.
 *
 * @param counts lines by file, relative to the directory, in the order of writing
 */
public record WorldSummary(Map<String, Long> counts) {}
