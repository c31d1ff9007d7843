"""Makes the tiny random Llamas of the engine's tests and what transformers computes with them.

    python make_tiny_llama.py ../resources/dev/sundog/inference

Writes one folder a model: a Hugging Face directory and golden.json (ids, logits at every position,
hidden states after the final norm, 24 greedy ids with their margins). Float32, seed 7; the versions
used are in golden.json.
"""

import json
import sys
from pathlib import Path

import tokenizers
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

CHAT = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)

MODELS = {
    # sizes that no vector width divides, several heads a key-value head, biases, untied head
    "awkward": dict(
        hidden_size=36, intermediate_size=52, num_hidden_layers=3, num_attention_heads=6,
        num_key_value_heads=2, head_dim=10, attention_bias=True, mlp_bias=True,
        tie_word_embeddings=False, max_position_embeddings=64,
        rope_scaling={
            "rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0,
            "high_freq_factor": 4.0, "original_max_position_embeddings": 16,
        },
    ),
    # sizes that block types divide
    "plain": dict(
        hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, head_dim=16, attention_bias=False, mlp_bias=False,
        tie_word_embeddings=True, max_position_embeddings=384,
    ),
}


def byte_tokenizer():
    """Every byte is a token; three special tokens follow."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({c: i for i, c in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<s>", "</s>", "<|end|>"])
    return tokenizer


def make(name, overrides, out):
    torch.manual_seed(7)
    tokenizer = byte_tokenizer()
    config = transformers.LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(), rope_theta=10000.0, rms_norm_eps=1e-5,
        bos_token_id=tokenizer.token_to_id("<s>"), eos_token_id=tokenizer.token_to_id("</s>"),
        torch_dtype="float32", initializer_range=0.3, **overrides)
    model = transformers.LlamaForCausalLM(config).eval()
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            if parameter_name.endswith("norm.weight"):
                parameter.uniform_(0.5, 1.5)
            elif parameter_name.endswith("bias"):
                parameter.uniform_(-0.5, 0.5)
    model.save_pretrained(out)
    (out / "generation_config.json").unlink(missing_ok=True)
    tokenizer.save(str(out / "tokenizer.json"))
    tokenizer_config = {
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}
    if name == "plain":
        tokenizer_config["chat_template"] = CHAT
    (out / "tokenizer_config.json").write_text(json.dumps(tokenizer_config, indent=1) + "\n")

    ids = tokenizer.encode("A sun dog stands beside the sun.", add_special_tokens=False).ids
    with torch.no_grad():
        result = model(torch.tensor([ids]), output_hidden_states=True)
        greedy, margins, sequence = [], [], list(ids)
        for _ in range(24):
            best = model(torch.tensor([sequence])).logits[0, -1].topk(2)
            greedy.append(best.indices[0].item())
            margins.append(round((best.values[0] - best.values[1]).item(), 6))
            sequence.append(greedy[-1])
    rounded = lambda rows: [[round(v, 5) for v in row] for row in rows.tolist()]
    golden = {
        "transformers": transformers.__version__, "torch": torch.__version__,
        "tokenizers": tokenizers.__version__, "ids": ids,
        "logits": rounded(result.logits[0]), "hidden": rounded(result.hidden_states[-1][0]),
        "greedy": greedy, "margins": margins,
    }
    (out / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


for model_name, model_overrides in MODELS.items():
    make(model_name, model_overrides, Path(sys.argv[1]) / model_name)
