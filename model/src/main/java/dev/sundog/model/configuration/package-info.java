/** Strict configuration: YAML to records, unknown keys refused with the nearest known one. */
@NullMarked
package dev.sundog.model.configuration;

import org.jspecify.annotations.NullMarked;
