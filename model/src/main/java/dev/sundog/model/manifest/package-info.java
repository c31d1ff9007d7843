/** Output directories that are complete or absent, and the manifest that says so. */
@NullMarked
package dev.sundog.model.manifest;

import org.jspecify.annotations.NullMarked;
