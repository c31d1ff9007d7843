"""Proves that the checkpoints Sundog writes are what the reference tools read.

    python tools/verify_checkpoints.py [--model HF_DIRECTORY]... [--gguf FILE]... [--pair FILE HF_DIRECTORY]...
        [--hashes GOLDEN.json[.gz] SECTION HF_DIRECTORY]... [--blocks GOLDEN.json.gz FILE]...

--model    loads the directory in transformers: every weight must be used and none be missing; generates a few tokens.
--gguf     reads the file with gguf.GGUFReader and, where llama-cpp-python is installed, in llama.cpp.
--pair     a GGUF file must hold the numbers of the directory: rows of q and k interleaved, everything else equal
           (exact for float files; otherwise the relative RMS error is printed).
--hashes   SHA-256 of every tensor of the directory against a section of a golden file.
--blocks   SHA-256 of quantised tensors against a golden file of references.

Written against transformers 5.23, torch 2.15, gguf 0.19, safetensors 0.8, llama-cpp-python 0.3. Exits 0 if all holds.
"""

import argparse
import gzip
import hashlib
import json
import pathlib
import re
import sys

import gguf
import numpy as np
import torch
from safetensors import safe_open

LAYER_NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
}
failures = []


def check(ok, text):
    print(("ok    " if ok else "FAIL  ") + text)
    if not ok:
        failures.append(text)


def gguf_name(name):
    match = re.fullmatch(r"model\.layers\.(\d+)\.(.+)\.(weight|bias)", name)
    if match:
        return f"blk.{match[1]}.{LAYER_NAMES[match[2]]}.{match[3]}"
    return {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight", "lm_head.weight": "output.weight"}[name]


def golden(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt") as file:
        return json.load(file)


def tensors(directory):
    for path in sorted(pathlib.Path(directory).glob("*.safetensors")):
        with safe_open(path, framework="pt") as file:
            for name in file.keys():
                yield name, file.get_tensor(name)


def verify_model(directory):
    from transformers import AutoModelForCausalLM

    model, info = AutoModelForCausalLM.from_pretrained(directory, dtype="auto", output_loading_info=True)
    missing = set(info["missing_keys"]) - {"lm_head.weight"}
    check(not missing and not info["unexpected_keys"] and not info["mismatched_keys"], f"{directory}: transformers uses every weight")
    ids = model.generate(torch.tensor([[1, 2, 3]]), attention_mask=torch.ones(1, 3, dtype=torch.long), max_new_tokens=4, do_sample=False)
    check(ids.shape[1] >= 4, f"{directory}: {model.dtype}, {sum(p.numel() for p in model.parameters())} parameters, generates")


def verify_gguf(path):
    reader = gguf.GGUFReader(path)
    kinds = {}
    for tensor in reader.tensors:
        kinds[tensor.tensor_type.name] = kinds.get(tensor.tensor_type.name, 0) + 1
    check(len(reader.tensors) > 0, f"{path}: gguf reads {len(reader.tensors)} tensors {kinds}")
    try:
        import llama_cpp
    except ImportError:
        print(f"      {path}: llama-cpp-python is not installed, llama.cpp not tried")
        return
    model = llama_cpp.Llama(model_path=path, n_ctx=64, n_threads=2, verbose=False)
    text = model("The capital of France is", max_tokens=6, temperature=0)["choices"][0]["text"]
    check(model.n_vocab() > 0, f"{path}: llama.cpp loads it and goes on with {text!r}")


def interleaved(tensor, heads):
    return tensor.reshape(heads, 2, tensor.shape[0] // heads // 2, *tensor.shape[1:]).swapaxes(1, 2).reshape(tensor.shape)


def verify_pair(path, directory):
    config = json.loads((pathlib.Path(directory) / "config.json").read_text())
    heads = {"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"]}
    stored = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    exact, total, errors, squares = 0, 0, 0.0, 0.0
    for name, tensor in tensors(directory):
        want = tensor.float().numpy()
        for projection, count in heads.items():
            if projection in name:
                want = interleaved(want, count)
        found = stored[gguf_name(name)]
        got = gguf.quants.dequantize(found.data, found.tensor_type).reshape(want.shape)
        total += 1
        exact += np.array_equal(got, want)
        errors += float(np.sum((got - want).astype(np.float64) ** 2))
        squares += float(np.sum(want.astype(np.float64) ** 2))
    relative = (errors / squares) ** 0.5
    check(total == len([n for n in stored if n != "rope_freqs.weight"]) and relative < 0.12, f"{path}: {exact} of {total} tensors exact, relative RMS error {relative:.3g}")


def verify_hashes(path, section, directory):
    want = golden(path)
    for key in section.split("/"):
        want = want[key]
    good, total = 0, 0
    for name, tensor in tensors(directory):
        digest = hashlib.sha256(tensor.contiguous().view(torch.uint8).numpy().tobytes()).hexdigest()
        total += 1
        good += digest in (want.get(name, {}).get(key) for key in ("sha256", "sha256_f32", "sha256_bf16"))
    check(good == total == len(want), f"{directory}: {good} of {len(want)} tensors have the golden digest")


def verify_blocks(path, file):
    stored = {tensor.name: tensor for tensor in gguf.GGUFReader(file).tensors}
    for name, reference in golden(path)["tensors"].items():
        if not name.startswith("model.") or gguf_name(name) not in stored or re.search("[qk]_proj", name):
            continue
        tensor = stored[gguf_name(name)]
        want = reference["q"].get(tensor.tensor_type.name)
        if want:
            digest = hashlib.sha256(tensor.data.tobytes()).hexdigest()
            check(digest == want["gguf_py"]["sha256"], f"{file}: {name} as {tensor.tensor_type.name} byte for byte")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", default=[])
    parser.add_argument("--gguf", action="append", default=[])
    parser.add_argument("--pair", action="append", default=[], nargs=2)
    parser.add_argument("--hashes", action="append", default=[], nargs=3)
    parser.add_argument("--blocks", action="append", default=[], nargs=2)
    arguments = parser.parse_args()
    for values in arguments.hashes:
        verify_hashes(*values)
    for values in arguments.blocks:
        verify_blocks(*values)
    for values in arguments.pair:
        verify_pair(*values)
    for value in arguments.model:
        verify_model(value)
    for value in arguments.gguf:
        verify_gguf(value)
    sys.exit(1 if failures else 0)


main()
