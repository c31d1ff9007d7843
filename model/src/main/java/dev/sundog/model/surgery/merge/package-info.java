/**
 * Merging checkpoints of one architecture by a recipe in mergekit's YAML. {@link
 * dev.sundog.model.surgery.merge.MergeRecipe} is the recipe, {@link
 * dev.sundog.model.surgery.merge.Merger} carries it out; numbers and roundings are those of
 * mergekit 0.1.5.
 */
@NullMarked
package dev.sundog.model.surgery.merge;

import org.jspecify.annotations.NullMarked;
