/**
 * Low-rank adapters as files: PEFT's format read, written, and merged into checkpoints.
 *
 * <p>A directory with {@code adapter_config.json} and {@code adapter_model.safetensors}. The
 * projection {@code M} (a tensor {@code M.weight} of the base, {@code [out, in]}) has the tensors
 * {@code base_model.model.M.lora_A.weight}, {@code [rank, in]}, and {@code
 * base_model.model.M.lora_B.weight}, {@code [out, rank]}; the adapted weight is {@code W + s·B·A}
 * with s = {@code lora_alpha / r}, or {@code lora_alpha / √r} with {@code use_rslora}.
 *
 * <p>Source: Hu et al., LoRA (arXiv 2106.09685), section 4.1; Kalajdzievski, rsLoRA (arXiv
 * 2312.03732), section 3; the format is that of PEFT 0.21.
 */
@NullMarked
package dev.sundog.model.surgery.adapter;

import org.jspecify.annotations.NullMarked;
