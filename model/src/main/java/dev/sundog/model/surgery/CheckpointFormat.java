package dev.sundog.model.surgery;

/** A format that checkpoints are written in. */
public enum CheckpointFormat {
    /** A Hugging Face directory with safetensors. */
    HF,
    /** One GGUF file. */
    GGUF
}
