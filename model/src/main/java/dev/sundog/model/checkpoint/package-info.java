/**
 * Checkpoints on disk: safetensors and GGUF behind one view with Hugging Face names and layouts.
 * This page is the specification of both formats as we read and write them. All numbers are
 * little-endian. Whatever a file claims is checked before it is trusted, and nothing is allocated
 * for a count whose bytes are not there.
 *
 * <h2>A Hugging Face directory</h2>
 *
 * <p>{@code config.json} describes the model ({@link
 * dev.sundog.model.architecture.ConfigurationReader}). The weights are in {@code
 * model.safetensors}, or in several files that {@code model.safetensors.index.json} names: {@code
 * weight_map} maps a tensor to a file name (a plain name ending in {@code .safetensors}, never a
 * path); {@code metadata.total_size} is the sum of the tensors' bytes. We write several files,
 * {@code model-00001-of-0000N.safetensors}, when the weights exceed 5 GB. {@code
 * generation_config.json} may name further end-of-sequence tokens. {@code manifest.json} is ours
 * ({@link dev.sundog.model.manifest}) and holds the lineage of the layers.
 *
 * <p>One safetensors file:
 *
 * <pre>
 * u64     N, length of the header, 2 … 100 000 000
 * N bytes JSON object, padded with blanks to a multiple of 8 (when we write)
 *           name → {"dtype": …, "shape": [rows, columns, …], "data_offsets": [begin, end]}
 *           "__metadata__" → strings; we write {"format": "pt"}
 * rest    data; offsets count from here
 * </pre>
 *
 * <p>Tensors cover the data without gap or overlap up to the end of the file; {@code end − begin}
 * is the product of the shape times the width of the dtype; no name and no key comes twice. Of the
 * dtypes, {@code F64}, {@code F32}, {@code F16}, {@code BF16}, {@code F8_E4M3} and {@code F8_E5M2}
 * are read as weights; tensors that the architecture does not want may have others. An eight-bit
 * matrix may have scales beside it ({@code NAME_scale_inv} or {@code NAME_scale}): one number, one
 * a row, or one for each rectangle of {@code quantization_config.weight_block_size}; a weight is
 * what is stored times its scale. {@code quant_method} is {@code fp8}, {@code fbgemm_fp8} or {@code
 * compressed-tensors} with 8-bit floats. Embedding and output projection that are tied are stored
 * once, as the embedding.
 *
 * <h2>A GGUF file</h2>
 *
 * <pre>
 * u32 "GGUF"   u32 version: 2 or 3 (we write 3)   u64 tensors   u64 keys
 * keys ×    string name, u32 type, value
 * tensors × string name, u32 rank (1 … 4), u64 × rank sizes (innermost first), u32 type, u64 offset
 * zeros up to a multiple of general.alignment (a power of two; 32 unless it is there)
 * data; offsets count from here and are multiples of the alignment
 * </pre>
 *
 * <p>A string is a u64 length and UTF-8. Value types: 0 u8, 1 i8, 2 u16, 3 i16, 4 u32, 5 i32, 6
 * f32, 7 bool (0 or 1), 8 string, 9 array (u32 element type, u64 count, elements; nested at most
 * four deep), 10 u64, 11 i64, 12 f64. Tensor types and their blocks: {@link
 * dev.sundog.kernels.block}. Names and keys come once; tensors lie inside the file and do not
 * overlap; a row is a whole number of blocks.
 *
 * <p>{@code general.architecture} names the family, whose keys and tensor names are in its {@link
 * dev.sundog.model.architecture.ArchitectureDescription}. The rows of rotary tensors (q and k) are
 * interleaved: within a head of size s, stored row 2j + h is row h·s/2 + j of the Hugging Face
 * order (h the half, j the pair); we put them back on reading and interleave on writing. Vectors
 * are F32. There is no {@code output.weight} when embeddings are tied. Linear rotary scaling is
 * {@code llama.rope.scaling.type} and {@code .factor}; Llama 3's rule is the tensor {@code
 * rope_freqs.weight} of divisors. The vocabulary and the chat template are the keys {@code
 * tokenizer.*} ({@link dev.sundog.model.tokenizer.GgufVocabulary}). {@code sundog.lineage} is ours:
 * the lineage as JSON.
 *
 * <p><strong>Source:</strong> safetensors format, section "Format" of its documentation; GGUF
 * specification of ggml, versions 2 and 3; llama.cpp's names for the {@code llama} family.
 */
@NullMarked
package dev.sundog.model.checkpoint;

import org.jspecify.annotations.NullMarked;
