"""Writes the golden blocks of BlockCodecTest with gguf-py's quantisers (gguf 0.19, numpy; seed 7).

Usage: python make_blocks.py OUT.txt
Each line: type, then source floats, stored bytes and decoded floats as hexadecimal little-endian bytes. The K types, which
gguf-py only decodes, have '-' for the source and random blocks with sane scales.
"""

import sys

import gguf
import numpy as np

BLOCKS = {"F16": 64, "BF16": 64, "Q8_0": 32, "Q4_0": 32, "Q4_1": 32, "Q5_0": 32, "Q5_1": 32}


def sources(rng, size):
    yield rng.standard_normal(size)
    yield rng.standard_normal(size) * 1e-3
    yield rng.standard_normal(size) * 300
    yield np.zeros(size)
    yield np.full(size, 0.75)
    yield np.where(np.arange(size) == 5, -4.0, 0.0)
    yield np.where(np.arange(size) % 2, 2.0, -2.0)
    yield rng.standard_normal(size) * np.float32(2.0) ** rng.integers(-20, 8, size)
    yield np.abs(rng.standard_normal(size))
    yield (np.arange(size) - size / 2) / 4


def k_block(rng, name):
    if name == "Q4_K":
        head = np.array([rng.random() * 0.01, rng.random() * 0.01], np.float16).view(np.uint8)
        return np.concatenate([head, rng.integers(0, 256, 140, dtype=np.uint8)])
    tail = np.array([rng.random() * 0.01], np.float16).view(np.uint8)
    return np.concatenate([rng.integers(0, 256, 208, dtype=np.uint8), tail])


def main():
    rng = np.random.default_rng(7)
    with open(sys.argv[1], "w") as out:
        for name, size in BLOCKS.items():
            kind = gguf.GGMLQuantizationType[name]
            for source in sources(rng, size):
                source = source.astype(np.float32).reshape(1, -1)
                stored = gguf.quants.quantize(source, kind)
                decoded = gguf.quants.dequantize(stored, kind).astype(np.float32)
                print(name, source.tobytes().hex(), stored.tobytes().hex(), decoded.tobytes().hex(), file=out)
        for name in ("Q4_K", "Q6_K"):
            for _ in range(4):
                stored = k_block(rng, name)
                decoded = gguf.quants.dequantize(stored.reshape(1, -1), gguf.GGMLQuantizationType[name])
                print(name, "-", stored.tobytes().hex(), decoded.astype(np.float32).tobytes().hex(), file=out)


main()
