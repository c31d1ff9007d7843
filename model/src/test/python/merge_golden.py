"""Writes the golden file of MergeGoldenTest: tiny Llamas merged by the real mergekit, one entry a recipe.

Usage: python merge_golden.py OUT.json.gz      (mergekit 0.1.5, torch 2.15, transformers 5.23, safetensors)

The models are made of a formula that the test computes too (see values()): base, a and b in F32 with a head of their
own, half in BF16, wide in F32 with another vocabulary. Results are base64 of little-endian F32, tensors in order of name.
"""

import base64
import gzip
import json
import pathlib
import sys
import tempfile

import numpy as np
import torch
import yaml
from mergekit.config import MergeConfiguration
from mergekit.merge import MergeOptions, run_merge
from safetensors.torch import load_file, save_file

HIDDEN, INTERMEDIATE, VOCABULARY, HEAD, HEADS, KEY_VALUE_HEADS = 8, 12, 10, 4, 2, 1
MODELS = {"base": (3, 1, 0.0), "a": (3, 2, 0.2), "b": (3, 3, 0.3), "deep": (5, 4, 0.5)}

MODELS_AB = "models:\n- model: a\n  parameters: {weight: 1.0, density: 0.6}\n- model: b\n  parameters: {weight: 0.5, density: 0.3}\n"
RECIPES = {
    "linear": "merge_method: linear\nmodels:\n- model: base\n  parameters: {weight: 0.7}\n- model: a\n  parameters: {weight: 0.9}\ndtype: float32\n",
    "linear_sum": "merge_method: linear\nparameters: {normalize: false, weight: 0.3}\nmodels:\n- model: base\n- model: a\n  parameters: {weight: -0.4}\n- model: b\n",
    "linear_gradient": "merge_method: linear\nmodels:\n- model: a\n  parameters:\n    weight:\n    - filter: mlp\n      value: [0.1, 0.9]\n    - filter: q_proj\n      value: 0.25\n"
    "    - value: 0.5\n- model: b\n  parameters: {weight: [1, 0.2, 0.6, 0.1]}\n",
    "linear_base_added": "merge_method: linear\nbase_model: base\nparameters: {weight: 0.5}\nmodels:\n- model: a\n- model: b\n  parameters: {weight: 1e-1}\n",
    "linear_bf16": "merge_method: linear\nmodels:\n- model: base\n  parameters: {weight: 0.7}\n- model: a\n  parameters: {weight: 0.3}\ndtype: bfloat16\nout_dtype: float32\n",
    "slerp": "merge_method: slerp\nbase_model: base\nmodels:\n- model: base\n- model: a\nparameters: {t: 0.3}\ndtype: float32\n",
    "slerp_gradient": "merge_method: slerp\nbase_model: a\nslices:\n- sources:\n  - model: base\n    layer_range: [0, 3]\n  - model: a\n    layer_range: [0, 3]\nparameters:\n  t:\n"
    "  - filter: self_attn\n    value: [0, 0.5, 0.3, 0.7, 1]\n  - filter: mlp\n    value: [1, 0.5, 0.7, 0.3, 0]\n  - value: 0.5\n",
    "slerp_straight": "merge_method: slerp\nbase_model: base\nmodels:\n- model: base\n- model: near\nparameters: {t: 0.25}\n",
    "slerp_bf16": "merge_method: slerp\nbase_model: base\nmodels:\n- model: base\n- model: b\nparameters: {t: [0.2, 0.8]}\ndtype: bfloat16\n",
    "task_arithmetic": "merge_method: task_arithmetic\nbase_model: base\n" + MODELS_AB,
    "task_arithmetic_normalized": "merge_method: task_arithmetic\nbase_model: base\nparameters: {normalize: true, lambda: 0.8}\n" + MODELS_AB,
    "task_arithmetic_bf16": "merge_method: task_arithmetic\nbase_model: base\nparameters: {lambda: 0.7}\ndtype: bfloat16\n" + MODELS_AB,
    "ties": "merge_method: ties\nbase_model: base\nparameters: {normalize: true, int8_mask: true}\ndtype: float32\n" + MODELS_AB,
    "ties_sum": "merge_method: ties\nbase_model: base\nparameters: {normalize: false, lambda: 1.3, rescale: true}\n" + MODELS_AB,
    "ties_three": "merge_method: ties\nbase_model: base\nmodels:\n- model: base\n- model: a\n  parameters: {weight: 0.4, density: [0.2, 1.0]}\n- model: b\n  parameters: {weight: -0.7, density: 0.5}\n"
    "- model: near\n  parameters:\n    density: {filter: mlp, value: 0.1}\n    weight: 2\n",
    "ties_bf16": "merge_method: ties\nbase_model: base\ndtype: bfloat16\nparameters: {weight: 0.5}\nmodels:\n- model: a\n- model: b\n",
    "passthrough": "merge_method: passthrough\nslices:\n- sources:\n  - model: base\n    layer_range: [0, 2]\n- sources:\n  - model: deep\n    layer_range: [1, 5]\n",
    "passthrough_scale": "merge_method: passthrough\ndtype: float16\nslices:\n- sources:\n  - model: deep\n    layer_range: [2, 4]\n    parameters:\n      scale:\n      - filter: o_proj\n"
    "        value: 0.0\n      - filter: down_proj\n        value: [0.5, 0.7]\n- sources:\n  - model: a\n    layer_range: [0, 1]\n",
    "slices_linear": "merge_method: linear\nslices:\n- sources:\n  - model: base\n    layer_range: [0, 2]\n    parameters: {weight: 0.2}\n  - model: deep\n    layer_range: [3, 5]\n"
    "    parameters: {weight: [0.3, 0.9]}\n- parameters: {weight: 1.0}\n  sources:\n  - model: a\n    layer_range: [2, 3]\n  - model: b\n    layer_range: [0, 1]\n",
    "half_promoted": "merge_method: linear\nmodels:\n- model: half\n  parameters: {weight: 1}\n- model: a\n  parameters: {weight: 2}\n",
    "half_slerp": "merge_method: slerp\nbase_model: half\nmodels:\n- model: half\n- model: half_a\nparameters: {t: 0.4}\n",
}


def shapes(layers):
    query, key_value = HEADS * HEAD, KEY_VALUE_HEADS * HEAD
    result = {"model.embed_tokens.weight": (VOCABULARY, HIDDEN), "model.norm.weight": (HIDDEN,), "lm_head.weight": (VOCABULARY, HIDDEN)}
    for layer in range(layers):
        for name, shape in {
            "input_layernorm": (HIDDEN,), "post_attention_layernorm": (HIDDEN,), "self_attn.q_proj": (query, HIDDEN), "self_attn.k_proj": (key_value, HIDDEN),
            "self_attn.v_proj": (key_value, HIDDEN), "self_attn.o_proj": (HIDDEN, query), "mlp.gate_proj": (INTERMEDIATE, HIDDEN),
            "mlp.up_proj": (INTERMEDIATE, HIDDEN), "mlp.down_proj": (HIDDEN, INTERMEDIATE),
        }.items():
            result[f"model.layers.{layer}.{name}.weight"] = shape
    return result


def noise(seed, tensor, count):
    """The output function of SplitMix64, as in the test: 24 bits to [-1, 1)."""
    z = (np.uint64(seed) + np.uint64(tensor) * np.uint64(2**40) + np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def values(layers, seed, scale):
    """base: noise of seed 1; the others: that plus scale times noise of their own."""
    result = {}
    for tensor, (name, shape) in enumerate(sorted(shapes(layers).items())):
        count = int(np.prod(shape))
        value = noise(1, tensor, count) + np.float32(scale) * noise(seed, tensor, count)
        result[name] = torch.from_numpy(value.astype(np.float32).reshape(shape))
    return result


def write(directory, layers, tensors):
    directory.mkdir()
    save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": VOCABULARY, "hidden_size": HIDDEN, "intermediate_size": INTERMEDIATE,
        "num_hidden_layers": layers, "num_attention_heads": HEADS, "num_key_value_heads": KEY_VALUE_HEADS, "head_dim": HEAD, "max_position_embeddings": 64,
        "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": False, "bos_token_id": 1, "eos_token_id": 2,
    }
    (directory / "config.json").write_text(json.dumps(config))


def with_paths(node, folder):
    if isinstance(node, dict):
        return {k: str(folder / v) if k in ("model", "base_model") else with_paths(v, folder) for k, v in node.items()}
    return [with_paths(item, folder) for item in node] if isinstance(node, list) else node


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    for name, (layers, seed, scale) in {**MODELS, "near": (3, 5, 0.01)}.items():
        write(folder / name, layers, values(layers, seed, scale))
    for name, source in {"half": "base", "half_a": "a"}.items():
        write(folder / name, 3, {k: v.to(torch.bfloat16) for k, v in values(*MODELS[source]).items()})
    golden = {}
    for name, recipe in RECIPES.items():
        out = folder / f"merged-{name}"
        config = MergeConfiguration.model_validate(with_paths(yaml.safe_load(recipe), folder))
        run_merge(config, str(out), MergeOptions(copy_tokenizer=False, write_model_card=False, quiet=True))
        merged = {}
        for file in sorted(out.glob("*.safetensors")):
            merged.update(load_file(file))
        data = b"".join(merged[k].float().numpy().astype("<f4").tobytes() for k in sorted(merged))
        types = sorted({str(v.dtype) for v in merged.values()})
        assert len(types) == 1, (name, types)
        golden[name] = {"recipe": recipe, "type": types[0], "tensors": sorted(merged), "values": base64.b64encode(data).decode()}
    with open(sys.argv[1], "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write(json.dumps(golden, indent=0).encode())


main()
