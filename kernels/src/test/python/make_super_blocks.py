"""Writes the golden blocks of SuperBlocksTest with ggml's own quantisers and gguf-py's dequantisers.

Usage: python make_super_blocks.py MODEL.gguf OUT.txt
Needs gguf 0.19, numpy and llama-cpp-python (its libggml-base is called directly); seed 11. MODEL.gguf gives some rows of
trained weights (SmolLM2-135M-Instruct Q4_1 was used). Lines, numbers as hexadecimal little-endian bytes:
    importance FLOATS              256, how much each column matters
    source N FLOATS                256 numbers
    encoded TYPE N BYTES BYTES     what ggml makes of source N, without and with importance
    decoded TYPE BYTES FLOATS      random blocks and what they stand for
"""

import ctypes
import pathlib
import sys

import gguf
import llama_cpp
import numpy as np

SIZE = 256
WRITTEN = "Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K IQ4_NL IQ4_XS".split()
READ = "Q2_K Q3_K Q4_K Q5_K Q6_K IQ4_NL IQ4_XS TQ1_0 TQ2_0 MXFP4".split()
LIBRARY = ctypes.CDLL(str(next(pathlib.Path(llama_cpp.__file__).parent.glob("lib/libggml-base.so"))))
LIBRARY.ggml_quantize_chunk.restype = ctypes.c_size_t
LIBRARY.ggml_quantize_chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p] + 3 * [ctypes.c_int64] + [ctypes.c_void_p]


def encode(source, name, importance):
    kind = gguf.GGMLQuantizationType[name]
    block, size = gguf.GGML_QUANT_SIZES[kind]
    out = np.zeros(SIZE // block * size, np.uint8)
    weights = importance.ctypes.data if importance is not None else None
    LIBRARY.ggml_quantize_chunk(int(kind), source.ctypes.data, out.ctypes.data, 0, 1, SIZE, weights)
    return out.tobytes().hex()


def sources(rng, model):
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(model).tensors}
    for name in ("blk.3.ffn_down.weight", "blk.20.attn_v.weight"):
        weights = gguf.dequantize(tensors[name].data, tensors[name].tensor_type)
        yield weights[7, :SIZE] + rng.standard_normal(SIZE) * weights.std() * 0.05
    yield rng.standard_normal(SIZE)
    yield np.abs(rng.standard_normal(SIZE)) + 0.5
    yield -np.abs(rng.standard_normal(SIZE))
    yield rng.standard_normal(SIZE) * 2.0 ** rng.integers(-20, 8, SIZE)
    yield np.where(np.arange(SIZE) == 70, -4.0, 0.0)
    yield np.where(np.arange(SIZE) < 128, np.full(SIZE, 0.75), rng.standard_normal(SIZE) * 1e-9)


def random_blocks(rng, name):
    block, size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[name]]
    while True:
        stored = rng.integers(0, 256, (SIZE // block, size), dtype=np.uint8)
        with np.errstate(all="ignore"):
            decoded = gguf.dequantize(stored, gguf.GGMLQuantizationType[name]).astype(np.float32)
        if np.isfinite(decoded).all():
            return stored.tobytes().hex(), decoded.tobytes().hex()


def main():
    rng = np.random.default_rng(11)
    importance = (rng.standard_normal(SIZE) ** 2 + 1e-3).astype(np.float32)
    with open(sys.argv[2], "w") as out:
        print("importance", importance.tobytes().hex(), file=out)
        for number, source in enumerate(sources(rng, sys.argv[1])):
            source = np.ascontiguousarray(source, np.float32)
            print("source", number, source.tobytes().hex(), file=out)
            for name in WRITTEN:
                print("encoded", name, number, encode(source, name, None), encode(source, name, importance), file=out)
        for name in READ:
            for _ in range(2):
                print("decoded", name, *random_blocks(rng, name), file=out)


main()
