/**
 * Checkpoints on disk: safetensors and GGUF behind one view with Hugging Face names and layouts.
 */
@NullMarked
package dev.sundog.model.checkpoint;

import org.jspecify.annotations.NullMarked;
