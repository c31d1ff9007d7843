"""Makes src/test/resources/dev/sundog/training/train_golden.json: ten steps of PyTorch.

The model is transformers' LlamaForCausalLM on the CPU in float32 with SDPA attention off ("eager"),
the optimiser torch.optim.AdamW, the schedule transformers' cosine with a floor; weights and token
ids follow formulas that the Java test repeats:

  element i of the k-th tensor (names sorted): 0.08 * sin(0.61 * i + 1.7 * k), norms: 1 + that
  token t of row r at step s:                  (7 (s mod 2) + 13 r + 3 t t + 5 t) mod vocabulary

Run:  python train_golden.py  (torch, transformers); the versions used are in the file it writes.
"""

import json
import pathlib

import torch
import transformers

VOCABULARY, ROWS, LENGTH, STEPS = 61, 4, 17, 10
PEAK, WARMUP, FLOOR = 4e-3, 3, 0.1


def build(tied, biased):
    config = transformers.LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=64, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64,
        rms_norm_eps=1e-5, rope_theta=10000.0, tie_word_embeddings=tied,
        attention_bias=biased, mlp_bias=biased, attn_implementation="eager")
    return fill(transformers.LlamaForCausalLM(config).float())


def fill(model):
    """Gives every parameter the formula's values."""
    with torch.no_grad():
        for k, (name, parameter) in enumerate(sorted(model.named_parameters())):
            i = torch.arange(parameter.numel(), dtype=torch.float64)
            values = 0.08 * torch.sin(0.61 * i + 1.7 * k)
            if name.endswith("norm.weight"):
                values = values + 1
            parameter.copy_(values.view(parameter.shape).float())
    return model


def train(tied, biased):
    torch.manual_seed(0)
    model = build(tied, biased)
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}],
        lr=PEAK, betas=(0.9, 0.95), eps=1e-8)
    schedule = transformers.get_cosine_with_min_lr_schedule_with_warmup(
        optimizer, WARMUP, STEPS, min_lr_rate=FLOOR)
    losses, norms = [], []
    for step in range(STEPS):
        ids = torch.tensor([[(7 * (step % 2) + 13 * r + 3 * t * t + 5 * t) % VOCABULARY for t in range(LENGTH)]
                            for r in range(ROWS)])
        logits = model(ids[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, VOCABULARY), ids[:, 1:].reshape(-1))
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).item())
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    logits = model(torch.arange(1, 9)[None]).logits[0, -1]
    return {"tied": tied, "biased": biased, "loss": losses, "gradNorm": norms, "logits": logits.tolist()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    golden = {
        "torch": torch.__version__, "transformers": transformers.__version__,
        "runs": [train(True, False), train(False, False), train(True, True)]}
    target = pathlib.Path(__file__).parents[1] / "resources/dev/sundog/training/train_golden.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(golden, indent=1) + "\n")
    print([run["loss"][-1] for run in golden["runs"]])
