"""Writes the tiny random models of FamilyParityTest and what transformers computes with them: one directory a case with
config.json, BF16 model.safetensors and golden.json (token ids; logits or hidden states as base64 of little-endian floats,
computed in F32 with eager attention; `decode` where feeding token by token gives something else, as with dynamic rope).
Norm weights are not 1, biases not 0, windows are shorter than the sequence, soft caps bite.

Usage: python make_families.py OUT_DIRECTORY [CASE ...]     (transformers 5.23, torch 2.15; seed 2026)
"""

import base64
import json
import pathlib
import sys
import zlib

import numpy as np
import torch
import transformers as t
from safetensors.torch import load_file, save_file

LENGTH = 24
SMALL = dict(vocab_size=64, hidden_size=32, intermediate_size=48, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=64, bos_token_id=1, eos_token_id=2, pad_token_id=0, attn_implementation="eager")


def config(kind, **over):
    return kind(**{**SMALL, **over})


def rope(kind, theta=10000.0, **over):
    return {"rope_type": kind, "rope_theta": theta, **over}


LLAMA3 = rope("llama3", 500.0, factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)
MOE = dict(moe_intermediate_size=24, num_experts=6, num_experts_per_tok=2)
ENCODER = dict(vocab_size=64, hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4, max_position_embeddings=40,
               attn_implementation="eager")


def cases():
    yield "llama", config(t.LlamaConfig, attention_bias=True, mlp_bias=True, head_dim=16)
    yield "llama-tied-llama3", config(t.LlamaConfig, tie_word_embeddings=True, rope_parameters=LLAMA3)
    yield "llama-linear", config(t.LlamaConfig, rope_parameters=rope("linear", factor=4.0))
    yield "llama-dynamic", config(t.LlamaConfig, max_position_embeddings=16, rope_parameters=rope("dynamic", factor=2.0))
    yield "llama-yarn", config(t.LlamaConfig, head_dim=32, rope_parameters=rope("yarn", factor=4.0, original_max_position_embeddings=16))
    yield "mistral", config(t.MistralConfig, sliding_window=6)
    yield "qwen2", config(t.Qwen2Config, tie_word_embeddings=True)
    yield "qwen2-window", config(t.Qwen2Config, use_sliding_window=True, sliding_window=5, max_window_layers=2)
    yield "qwen3", config(t.Qwen3Config, head_dim=12)
    yield "smollm3", config(t.SmolLM3Config, num_hidden_layers=5, rope_parameters=rope("default", 5000.0))
    yield "granite", config(t.GraniteConfig, embedding_multiplier=3.0, logits_scaling=2.5, residual_multiplier=0.4, attention_multiplier=0.2,
                            attention_bias=True)
    yield "olmo2", config(t.Olmo2Config)
    yield "phi3", config(t.Phi3Config, sliding_window=9)
    yield "phi3-longrope", config(t.Phi3Config, original_max_position_embeddings=16, rope_parameters=rope(
        "longrope", short_factor=[1.0, 1.1, 1.3, 1.7], long_factor=[1.2, 2.0, 3.5, 6.0]))
    yield "phi3-partial", config(t.Phi3Config, hidden_size=64, rope_parameters=rope("default", partial_rotary_factor=0.75))
    yield "gemma2", config(t.Gemma2Config, head_dim=16, sliding_window=6, query_pre_attn_scalar=16, attn_logit_softcapping=2.0, final_logit_softcapping=3.0)
    yield "gemma2-scalar", config(t.Gemma2Config, head_dim=16, sliding_window=6, query_pre_attn_scalar=7)
    yield "gemma3", config(t.Gemma3TextConfig, num_hidden_layers=7, head_dim=16, sliding_window=5, query_pre_attn_scalar=16, rope_parameters={
        "full_attention": rope("linear", 3000.0, factor=2.0), "sliding_attention": rope("default", 100.0)})
    yield "gpt2", t.GPT2Config(vocab_size=64, n_positions=32, n_embd=32, n_layer=3, n_head=4, bos_token_id=1, eos_token_id=2, attn_implementation="eager")
    yield "mixtral", config(t.MixtralConfig, num_local_experts=4, num_experts_per_tok=2, num_hidden_layers=3, sliding_window=7)
    yield "qwen2moe", config(t.Qwen2MoeConfig, **MOE, shared_expert_intermediate_size=40, norm_topk_prob=False, num_hidden_layers=3)
    yield "qwen2moe-dense", config(t.Qwen2MoeConfig, **MOE, shared_expert_intermediate_size=40, mlp_only_layers=[1], num_hidden_layers=3)
    yield "qwen3moe", config(t.Qwen3MoeConfig, **MOE, norm_topk_prob=True, head_dim=16, num_hidden_layers=3)
    yield "exaone4", config(t.Exaone4Config, sliding_window=None, layer_types=["full_attention"] * 4)
    yield "exaone4-window", config(t.Exaone4Config, sliding_window=6, sliding_window_pattern=4, num_hidden_layers=5)
    yield "exaone", config(t.LlamaConfig)
    yield "bert", t.BertConfig(**ENCODER)
    yield "xlm-roberta", t.XLMRobertaConfig(**ENCODER, type_vocab_size=1, layer_norm_eps=1e-5)
    yield "distilbert", t.DistilBertConfig(vocab_size=64, dim=32, hidden_dim=48, n_layers=3, n_heads=4, max_position_embeddings=40,
                                           attn_implementation="eager")


def randomise(model, generator, gemma):
    for name, p in model.named_parameters():
        noise = torch.randn(p.shape, generator=generator)
        if name.endswith("bias"):
            p.data = 0.3 * noise
        elif p.ndim == 1:
            p.data = 0.3 * noise + (0.0 if gemma else 1.0)
        elif "embed" in name or "wte" in name or "wpe" in name:
            p.data = 0.7 * noise
        else:
            fan_in = p.shape[0] if "c_" in name and p.ndim == 2 and isinstance(model, t.GPT2LMHeadModel) else p.shape[-1]
            p.data = 1.3 * noise / fan_in**0.5
        p.data = p.data.to(torch.bfloat16).float()


def encoded(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()


EXAONE = {"model.embed_tokens": "transformer.wte", "model.norm": "transformer.ln_f", "self_attn.q_proj": "attn.attention.q_proj",
          "self_attn.k_proj": "attn.attention.k_proj", "self_attn.v_proj": "attn.attention.v_proj", "self_attn.o_proj": "attn.attention.out_proj",
          "mlp.gate_proj": "mlp.c_fc_0", "mlp.up_proj": "mlp.c_fc_1", "mlp.down_proj": "mlp.c_proj", "post_attention_layernorm": "ln_2",
          "input_layernorm": "ln_1", "model.layers.": "transformer.h."}


def as_exaone(directory):
    """EXAONE 3 is a Llama under other names; its class is remote code."""
    tensors = load_file(directory / "model.safetensors")
    renamed = {}
    for name, tensor in tensors.items():
        for old, new in EXAONE.items():
            name = name.replace(old, new)
        renamed[name] = tensor
    save_file(renamed, directory / "model.safetensors", metadata={"format": "pt"})
    path = directory / "config.json"
    c = json.loads(path.read_text())
    c.update(model_type="exaone", architectures=["ExaoneForCausalLM"], num_layers=c.pop("num_hidden_layers"),
             activation_function=c.pop("hidden_act"), layer_norm_epsilon=c.pop("rms_norm_eps"))
    path.write_text(json.dumps(c, indent=2) + "\n")


def make(name, conf, out):
    generator = torch.Generator().manual_seed(2026 + zlib.crc32(name.encode()))
    torch.manual_seed(1)
    encoder = conf.model_type in ("bert", "xlm-roberta", "distilbert")
    kind = t.AutoModel if encoder else t.AutoModelForCausalLM
    model = kind.from_config(conf, attn_implementation="eager").eval()
    randomise(model, generator, conf.model_type.startswith("gemma"))
    directory = out / name
    model.to(torch.bfloat16).save_pretrained(directory)
    for extra in ("generation_config.json",):
        (directory / extra).unlink(missing_ok=True)
    model = kind.from_pretrained(directory, dtype=torch.float32, attn_implementation="eager").eval()
    ids = torch.randint(3, conf.vocab_size, (1, LENGTH), generator=generator)
    golden = {"ids": ids[0].tolist()}
    with torch.no_grad():
        if encoder:
            golden["hidden"] = encoded(model(ids).last_hidden_state[0])
        else:
            logits = model(ids).logits[0]
            golden["logits"] = encoded(logits)
            model = kind.from_pretrained(directory, dtype=torch.float32, attn_implementation="eager").eval()
            cache, rows = None, []
            for i in range(LENGTH):
                step = model(ids[:, i : i + 1], past_key_values=cache, use_cache=True)
                cache = step.past_key_values
                rows.append(step.logits[0, -1])
            rows = torch.stack(rows)
            apart = (rows - logits).abs().max().item()
            if apart > 2e-5:
                golden["decode"] = encoded(rows)
            short = model(ids[:, :12]).logits[0]
            if (short - logits[:12]).abs().max().item() > 2e-5:
                golden["short"] = encoded(short)
            print(f"{name}: logits {logits.std():.2f}, token by token {apart:.1e}, keys {sorted(golden)}")
    (directory / "golden.json").write_text(json.dumps(golden) + "\n")
    if name == "exaone":
        as_exaone(directory)


def main():
    out = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:]
    for name, conf in cases():
        if not wanted or name in wanted:
            make(name, conf, out)


if __name__ == "__main__":
    main()
