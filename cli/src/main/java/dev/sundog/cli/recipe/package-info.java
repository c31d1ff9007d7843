/** Recipes: one YAML file that names a whole line of stages, and the builder that runs it. */
@NullMarked
package dev.sundog.cli.recipe;

import org.jspecify.annotations.NullMarked;
