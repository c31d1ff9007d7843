"""Writes the golden file of MergeGoldenTest: tiny Llamas merged by the real mergekit, one entry a recipe.

Usage: python merge_golden.py OUT.json.gz      (mergekit 0.1.5, torch 2.15, transformers 5.23, safetensors)

The models are made of a formula that the test computes too (see values()): base, a and b in F32 with a head of their
own, half in BF16, words and other_words with tokenizers of different vocabularies. Results are base64 of little-endian F32, tensors in order of name.
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
from transformers import AutoTokenizer

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
    "nuslerp": "merge_method: nuslerp\nmodels:\n- model: a\n  parameters: {weight: 0.3}\n- model: b\n  parameters: {weight: 0.9}\n",
    "nuslerp_rows": "merge_method: nuslerp\nparameters: {nuslerp_flatten: false}\nmodels:\n- model: a\n  parameters: {weight: [0.2, 0.8]}\n- model: b\n  parameters: {weight: 0.5}\n",
    "nuslerp_columns": "merge_method: nuslerp\nparameters: {nuslerp_flatten: false, nuslerp_row_wise: true}\nmodels:\n- model: a\n  parameters: {weight: 0.6}\n- model: b\n  parameters: {weight: 0.2}\n",
    "nuslerp_base": "merge_method: nuslerp\nbase_model: base\nparameters: {weight: 0.5, nuslerp_flatten: false}\nmodels:\n- model: a\n- model: b\n",
    "nuslerp_cancelled": "merge_method: nuslerp\nbase_model: base\nmodels:\n- model: a\n  parameters: {weight: 1}\n- model: b\n  parameters: {weight: -1}\n",
    "nuslerp_bf16": "merge_method: nuslerp\nbase_model: base\ndtype: bfloat16\nmodels:\n- model: a\n  parameters: {weight: 0.3}\n- model: b\n  parameters: {weight: 0.9}\n",
    "nuslerp_rows_bf16": "merge_method: nuslerp\ndtype: bfloat16\nparameters: {weight: 1, nuslerp_flatten: false}\nmodels:\n- model: a\n- model: near\n",
    "model_stock": "merge_method: model_stock\nbase_model: base\nmodels:\n- model: a\n- model: b\n- model: near\n",
    "model_stock_filter_wise": "merge_method: model_stock\nbase_model: base\nparameters: {filter_wise: true}\nmodels:\n- model: a\n- model: b\n",
    "model_stock_bf16": "merge_method: model_stock\nbase_model: base\ndtype: bfloat16\nmodels:\n- model: near\n- model: a\n",
    "breadcrumbs": "merge_method: breadcrumbs\nbase_model: base\nparameters: {gamma: 0.05}\n" + MODELS_AB,
    "breadcrumbs_rescaled": "merge_method: breadcrumbs\nbase_model: base\nparameters: {gamma: 0.8, rescale: true, normalize: true}\n" + MODELS_AB,
    "breadcrumbs_ties": "merge_method: breadcrumbs_ties\nbase_model: base\nparameters: {lambda: 0.9}\nmodels:\n- model: a\n  parameters: {weight: 0.5, density: [0.3, 0.9], gamma: 0.1}\n- model: b\n  parameters: {weight: 0.7}\n",
    "dare_linear": "merge_method: dare_linear\nbase_model: base\n" + MODELS_AB,
    "dare_linear_seed": "merge_method: dare_linear\nbase_model: base\nparameters: {rescale: false, lambda: 1.1}\n" + MODELS_AB,
    "dare_ties": "merge_method: dare_ties\nbase_model: base\nparameters: {int8_mask: true}\nmodels:\n- model: a\n  parameters: {weight: 0.5, density: 0.53}\n- model: b\n  parameters: {weight: 0.3, density: [1.0, 0.4]}\n"
    "- model: near\n  parameters: {weight: 0.3, density: 0.0}\n",
    "dare_ties_bf16": "merge_method: dare_ties\nbase_model: base\ndtype: bfloat16\nparameters: {normalize: true}\n" + MODELS_AB,
    "dare_linear_f16": "merge_method: dare_linear\nbase_model: base\ndtype: float16\nout_dtype: float32\n" + MODELS_AB,
    "dare_slices": "merge_method: dare_linear\nbase_model: base\nparameters: {weight: 0.4, density: 0.5}\nslices:\n- sources:\n  - model: base\n    layer_range: [0, 2]\n  - model: deep\n    layer_range: [3, 5]\n"
    "- sources:\n  - model: deep\n    layer_range: [0, 1]\n  - model: base\n    layer_range: [2, 3]\n",
    "della": "merge_method: della\nbase_model: base\nmodels:\n- model: a\n  parameters: {weight: 0.5, density: 0.6, epsilon: 0.2}\n- model: b\n  parameters: {weight: 0.4, density: 0.5}\n",
    "della_linear": "merge_method: della_linear\nbase_model: base\nparameters: {epsilon: 0.05, lambda: 0.9}\n" + MODELS_AB,
    "della_bf16": "merge_method: della\nbase_model: base\ndtype: bfloat16\nparameters: {epsilon: 0.1}\n" + MODELS_AB,
    "della_linear_f16": "merge_method: della_linear\nbase_model: base\ndtype: float16\nparameters: {epsilon: 0.1, rescale: false}\n" + MODELS_AB,
    "tokenizer_union": "merge_method: linear\ntokenizer_source: union\nbase_model: words\nparameters: {weight: 1}\nmodels:\n- model: words\n- model: other_words\n",
    "tokenizer_base": "merge_method: task_arithmetic\ntokenizer_source: base\nbase_model: words\nparameters: {weight: 0.5}\nmodels:\n- model: other_words\n",
    "tokenizer_model": "merge_method: slerp\ntokenizer_source: other_words\nbase_model: words\nparameters: {t: 0.5}\nmodels:\n- model: words\n- model: other_words\n",
    "tokenizer_block": "merge_method: linear\nparameters: {weight: 1}\nmodels:\n- model: words\n  parameters: {weight: 0.3}\n- model: other_words\nbase_model: other_words\ntokenizer:\n  source: union\n  pad_to_multiple_of: 8\n"
    "  tokens:\n    x:\n      source: words\n    <new>:\n      source: {kind: model_token, model: words, token: a}\n    d:\n      source: {kind: zero}\n      force: true\n"
    "    g:\n      source: {kind: model_token, model: words, token_id: 3}\n      force: true\n",
    "half_slerp": "merge_method: slerp\nbase_model: half\nmodels:\n- model: half\n- model: half_a\nparameters: {t: 0.4}\n",
}


SEEDS = {"dare_linear_seed": 123456789}
WORDS = {"words": (["x", "a", "b", "c", "d", "e", "f"], ["<s>", "</s>"], 10), "other_words": (["a", "g", "d", "b", "x", "h", "c"], ["</s>", "<s>", "<|user|>", "e"], 12)}


def shapes(layers, vocabulary=VOCABULARY):
    query, key_value = HEADS * HEAD, KEY_VALUE_HEADS * HEAD
    result = {"model.embed_tokens.weight": (vocabulary, HIDDEN), "model.norm.weight": (HIDDEN,), "lm_head.weight": (vocabulary, HIDDEN)}
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


def values(layers, seed, scale, vocabulary=VOCABULARY):
    """base: noise of seed 1; the others: that plus scale times noise of their own."""
    result = {}
    for tensor, (name, shape) in enumerate(sorted(shapes(layers, vocabulary).items())):
        count = int(np.prod(shape))
        value = noise(1, tensor, count) + np.float32(scale) * noise(seed, tensor, count)
        result[name] = torch.from_numpy(value.astype(np.float32).reshape(shape))
    return result


def write(directory, layers, tensors, vocabulary=VOCABULARY):
    directory.mkdir()
    save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": vocabulary, "hidden_size": HIDDEN, "intermediate_size": INTERMEDIATE,
        "num_hidden_layers": layers, "num_attention_heads": HEADS, "num_key_value_heads": KEY_VALUE_HEADS, "head_dim": HEAD, "max_position_embeddings": 64,
        "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": False, "bos_token_id": 1, "eos_token_id": 2,
    }
    (directory / "config.json").write_text(json.dumps(config))


def write_tokenizer(directory, words, special):
    """A BPE without merges; the same file is written by the test."""
    added = [
        {"id": len(words) + i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": len(token) > 1}
        for i, token in enumerate(special)
    ]
    model = {
        "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
        "vocab": {word: i for i, word in enumerate(words)}, "merges": [],
    }
    tokenizer = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None, "pre_tokenizer": None, "post_processor": None, "decoder": None, "model": model}
    (directory / "tokenizer.json").write_text(json.dumps(tokenizer))
    (directory / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}))


def with_paths(node, folder):
    if isinstance(node, dict):
        def named(key, value):
            return key in ("model", "base_model") or key in ("tokenizer_source", "source") and isinstance(value, str) and value not in ("base", "union")

        return {k: str(folder / v) if named(k, v) else with_paths(v, folder) for k, v in node.items()}
    return [with_paths(item, folder) for item in node] if isinstance(node, list) else node


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    for name, (layers, seed, scale) in {**MODELS, "near": (3, 5, 0.01)}.items():
        write(folder / name, layers, values(layers, seed, scale))
    for name, source in {"half": "base", "half_a": "a"}.items():
        write(folder / name, 3, {k: v.to(torch.bfloat16) for k, v in values(*MODELS[source]).items()})
    for name, (words, special, rows) in WORDS.items():
        write(folder / name, 2, values(2, len(words) + rows, 0.5, rows), rows)
        write_tokenizer(folder / name, words, special)
    golden = {}
    for name, recipe in RECIPES.items():
        out = folder / f"merged-{name}"
        config = MergeConfiguration.model_validate(with_paths(yaml.safe_load(recipe), folder))
        run_merge(config, str(out), MergeOptions(copy_tokenizer=False, write_model_card=False, quiet=True, random_seed=SEEDS.get(name, 0)))
        merged = {}
        for file in sorted(out.glob("*.safetensors")):
            merged.update(load_file(file))
        vocabulary = {}
        if name.startswith("tokenizer_"):  # mergekit numbers new tokens by the order of a hash table: compare rows by token
            vocabulary = AutoTokenizer.from_pretrained(out).get_vocab()
            order = [vocabulary[token] for token in sorted(vocabulary)]
            for tensor in ("model.embed_tokens.weight", "lm_head.weight"):
                rest = list(range(len(vocabulary), merged[tensor].shape[0]))
                merged[tensor] = merged[tensor][order + rest].contiguous()
        data = b"".join(merged[k].float().numpy().astype("<f4").tobytes() for k in sorted(merged))
        types = sorted({str(v.dtype) for v in merged.values()})
        assert len(types) == 1, (name, types)
        golden[name] = {"recipe": recipe, "type": types[0], "seed": SEEDS.get(name, 0), "vocabulary": sorted(vocabulary), "tensors": sorted(merged), "values": base64.b64encode(data).decode()}
    with open(sys.argv[1], "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write(json.dumps(golden, indent=0).encode())


main()
