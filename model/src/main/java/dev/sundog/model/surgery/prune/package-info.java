/**
 * Making a model smaller by what can best be missed: whole layers, attention heads, neurons of the
 * feed-forward networks. {@link dev.sundog.model.surgery.prune.Importance} measures, {@link
 * dev.sundog.model.surgery.prune.PrunePlan} decides, {@link dev.sundog.model.surgery.prune.Pruner}
 * writes.
 */
@NullMarked
package dev.sundog.model.surgery.prune;

import org.jspecify.annotations.NullMarked;
