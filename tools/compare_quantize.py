"""Compares `sundog quantize` with llama.cpp's own quantiser on a model: blocks that are the same, error, time and memory.

Usage: python compare_quantize.py SOURCE.gguf [--types Q4_K_M,…] [--rounds 1] [--sundog ./sundog] [--threads 2]
       (llama-cpp-python 0.3.36, gguf 0.19, numpy)
SOURCE.gguf holds F32, F16 or BF16 weights. Each round runs both programs as processes of their own, one after the other, and takes
the wall clock around each; ratio is llama.cpp's time over Sundog's. For each block type among the results: the share of blocks with
the same bytes and the ratio of root-mean-square errors (Sundog's over llama.cpp's) against SOURCE.
"""

import argparse
import collections
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import gguf
import numpy as np

REFERENCE = """
import ctypes, sys, llama_cpp as lc
p = lc.llama_model_quantize_default_params()
p.nthread, p.ftype = int(sys.argv[4]), getattr(lc, "LLAMA_FTYPE_MOSTLY_" + sys.argv[3])
sys.exit(lc.llama_model_quantize(sys.argv[1].encode(), sys.argv[2].encode(), ctypes.byref(p)))
"""


def timed(command):
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(message.decode()[-2000:])
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def tensors(path):
    return {tensor.name: tensor for tensor in gguf.GGUFReader(str(path)).tensors}


def agreement(source, ours, theirs):
    same, total, errors = collections.Counter(), collections.Counter(), collections.defaultdict(lambda: [0.0, 0.0])
    for name, tensor in tensors(theirs).items():
        mine = ours[name]
        kind = tensor.tensor_type
        if mine.tensor_type != kind:
            sys.exit(f"{name}: {mine.tensor_type.name}, llama.cpp has {kind.name}")
        _, size = gguf.GGML_QUANT_SIZES[kind]
        a, b = (np.frombuffer(t.data.tobytes(), np.uint8).reshape(-1, size) for t in (mine, tensor))
        same[kind.name] += int((a == b).all(1).sum())
        total[kind.name] += len(a)
        if kind.name not in ("F32", "F16", "BF16"):
            original = gguf.dequantize(source[name].data, source[name].tensor_type)
            for side, found in enumerate((mine, tensor)):
                errors[kind.name][side] += float(((gguf.dequantize(found.data, kind) - original) ** 2).sum(dtype=np.float64))
    return {
        kind: (same[kind] / total[kind], (errors[kind][0] / errors[kind][1]) ** 0.5)
        for kind in total
        if kind in errors and errors[kind][1]
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--types", default="Q8_0,Q4_0,Q4_1,Q5_0,Q5_1,Q2_K,Q3_K_M,Q4_K_M,Q5_K_M,Q6_K,IQ4_NL,IQ4_XS")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--sundog", default="./sundog")
    parser.add_argument("--threads", default="2")
    options = parser.parse_args()
    source = tensors(options.source)
    print("| preset | blocks the same, RMS ratio, by type | Sundog s | llama.cpp s | ratio | MiB |\n|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        ours, theirs = pathlib.Path(directory, "ours.gguf"), pathlib.Path(directory, "theirs.gguf")
        for preset in options.types.split(","):
            times, memory = ([], []), 0
            for _ in range(options.rounds):
                ours.unlink(missing_ok=True)
                seconds, peak = timed(
                    [options.sundog, "quantize", str(options.source), str(ours), "--type", preset, "--threads", options.threads, "--quiet"]
                )
                times[0].append(seconds)
                memory = max(memory, peak)
                command = [sys.executable, "-c", REFERENCE, str(options.source), str(theirs), preset, options.threads]
                times[1].append(timed(command)[0])
            found = agreement(source, tensors(ours), theirs)
            parts = ", ".join(f"{kind} {100 * share:.3f} % {ratio:.5f}" for kind, (share, ratio) in sorted(found.items()))
            a, b = (statistics.median(each) for each in times)
            print(f"| {preset} | {parts} | {a:.2f} | {b:.2f} | {b / a:.2f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
