"""Writes the golden of QuantiseTypesTest: which type llama.cpp gives each tensor for each of its presets.

Usage: python quantise_types.py OUT.json.gz [SHAPE…]      (llama-cpp-python 0.3.36, gguf 0.19, numpy)
With names of shapes only these are made anew.
Tiny random models of awkward shapes are written with gguf-py and quantised by llama_model_quantize, each preset with and
without importance. JSON: shape -> {hidden, feedForward, layers, heads, keyValueHeads, tied, types: {preset: {tensor: type}}},
a preset's name with "+imatrix" behind it where importance was given; only types of matrices are kept. "error" stands for a
preset that llama.cpp refuses for that shape.
"""

import ctypes
import gzip
import json
import pathlib
import sys
import tempfile

import gguf
import llama_cpp
import numpy as np

PRESETS = "F32 F16 BF16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K_S Q3_K_M Q3_K_L Q4_K_S Q4_K_M Q5_K_S Q5_K_M Q6_K IQ4_NL IQ4_XS".split()
VOCABULARY = 64
SHAPES = {
    "tied": dict(hidden=256, feedForward=512, layers=24, heads=4, keyValueHeads=4, tied=True),
    "grouped": dict(hidden=512, feedForward=768, layers=9, heads=8, keyValueHeads=2, tied=False),
    "odd": dict(hidden=320, feedForward=864, layers=16, heads=5, keyValueHeads=5, tied=True),
    "oddUntied": dict(hidden=320, feedForward=512, layers=3, heads=5, keyValueHeads=1, tied=False),
    "narrow": dict(hidden=48, feedForward=80, layers=2, heads=4, keyValueHeads=2, tied=False),
    "deep": dict(hidden=256, feedForward=256, layers=80, heads=8, keyValueHeads=1, tied=False),
    "experts": dict(hidden=256, feedForward=256, layers=9, heads=4, keyValueHeads=2, tied=False, experts=8),
    "fewExperts": dict(hidden=256, feedForward=512, layers=8, heads=4, keyValueHeads=2, tied=True, experts=4),
    "fused": dict(hidden=256, feedForward=256, layers=9, heads=4, keyValueHeads=4, tied=False, architecture="phi3"),
}


def tensors(shape):
    hidden, inner = shape["hidden"], shape["feedForward"]
    narrow = hidden // shape["heads"] * shape["keyValueHeads"]
    yield "token_embd.weight", (VOCABULARY, hidden)
    experts = (shape["experts"],) if "experts" in shape else ()
    stacked = "_exps" if experts else ""
    for layer in range(shape["layers"]):
        if "architecture" in shape:
            yield f"blk.{layer}.attn_qkv.weight", (hidden + 2 * narrow, hidden)
        else:
            yield f"blk.{layer}.attn_q.weight", (hidden, hidden)
            yield f"blk.{layer}.attn_k.weight", (narrow, hidden)
            yield f"blk.{layer}.attn_v.weight", (narrow, hidden)
            yield f"blk.{layer}.ffn_gate{stacked}.weight", experts + (inner, hidden)
        yield f"blk.{layer}.attn_output.weight", (hidden, hidden)
        yield f"blk.{layer}.ffn_up{stacked}.weight", experts + (inner, hidden)
        yield f"blk.{layer}.ffn_down{stacked}.weight", experts + (hidden, inner)
        if experts:
            yield f"blk.{layer}.ffn_gate_inp.weight", experts + (hidden,)
        yield f"blk.{layer}.attn_norm.weight", (hidden,)
        yield f"blk.{layer}.ffn_norm.weight", (hidden,)
    yield "output_norm.weight", (hidden,)
    if not shape["tied"]:
        yield "output.weight", (VOCABULARY, hidden)


def write(path, shape, rng):
    writer = gguf.GGUFWriter(str(path), shape.get("architecture", "llama"))
    writer.add_vocab_size(VOCABULARY)
    writer.add_context_length(128)
    writer.add_embedding_length(shape["hidden"])
    writer.add_block_count(shape["layers"])
    writer.add_feed_forward_length(shape["feedForward"])
    writer.add_head_count(shape["heads"])
    writer.add_head_count_kv(shape["keyValueHeads"])
    writer.add_layer_norm_rms_eps(1e-5)
    if "experts" in shape:
        writer.add_expert_count(shape["experts"])
        writer.add_expert_used_count(2)
    for name, dimensions in tensors(shape):
        writer.add_tensor(name, rng.standard_normal(dimensions).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def importance(shape):
    entries = [(name, np.ones(dims[-1] * (dims[0] if len(dims) > 2 else 1), np.float32)) for name, dims in tensors(shape) if len(dims) > 1]
    array = (llama_cpp.llama_model_imatrix_data * (len(entries) + 1))()
    for entry, (name, values) in zip(array, entries):
        entry.name, entry.size = name.encode(), values.size
        entry.data = values.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
    return entries, array


def quantise(source, target, preset, array):
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.nthread = 1
    parameters.ftype = getattr(llama_cpp, "LLAMA_FTYPE_" + ("ALL_" if preset == "F32" else "MOSTLY_") + preset)
    if array is not None:
        parameters.imatrix = ctypes.cast(array, type(parameters.imatrix))
    if llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(parameters)) != 0:
        return "error"
    reader = gguf.GGUFReader(str(target))
    types = {tensor.name: tensor.tensor_type.name for tensor in reader.tensors if len(tensor.shape) > 1}
    return types | {"file_type": int(reader.fields["general.file_type"].contents())}


def main():
    rng = np.random.default_rng(5)
    out, only = pathlib.Path(sys.argv[1]), sys.argv[2:]
    result = json.loads(gzip.decompress(out.read_bytes())) if only else {}
    with tempfile.TemporaryDirectory() as directory:
        source, target = pathlib.Path(directory, "source.gguf"), pathlib.Path(directory, "target.gguf")
        for label, shape in SHAPES.items():
            if only and label not in only:
                continue
            write(source, shape, rng)
            keep, array = importance(shape)
            types = {}
            for preset in PRESETS:
                types[preset] = quantise(source, target, preset, None)
                with_importance = quantise(source, target, preset, array)
                if with_importance != types[preset]:
                    types[preset + "+imatrix"] = with_importance
            result[label] = shape | {"types": types}
    with gzip.GzipFile(out, "wb", mtime=0) as file:
        file.write(json.dumps(result).encode())


main()
