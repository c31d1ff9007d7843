"""Makes src/test/resources/dev/sundog/training/peft/: ten steps of TRL's trainers on PEFT's LoRA.

The model, data and settings of trl_golden.py; A is 0.3 * sin(0.37 * i + 0.9 * k) for element i of the k-th A by name, B is
zero. init-*/ are the adapters before, as PEFT saves them; golden.json has of each run the samples, the losses, gradient
norms and rewards, and after the last step the logits after eight tokens.

Run:  python peft_golden.py  (torch, transformers, trl, peft, datasets); the versions used are in the file it writes.
"""

import json
import pathlib
import shutil
import tempfile

import datasets
import peft
import torch
import transformers
import trl

import trl_golden
from trl_golden import CONVERSATIONS, MARKED, PREFERENCES, Dpo, Sft, make_model, make_tokenizer, record, settings

HERE = pathlib.Path(__file__).parents[1] / "resources/dev/sundog/training/peft"
TARGETS = {"attention": ["q_proj", "v_proj"], "all": "all-linear"}
RANK, ALPHA = 4, 6


def adapted(tokenizer, targets):
    config = peft.LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules=TARGETS[targets], task_type="CAUSAL_LM")
    model = peft.get_peft_model(make_model(tokenizer), config)
    with torch.no_grad():
        factors = sorted((n, p) for n, p in model.named_parameters() if "lora_A" in n)
        for k, (_, a) in enumerate(factors):
            i = torch.arange(a.numel(), dtype=torch.float64)
            a.copy_((0.3 * torch.sin(0.37 * i + 0.9 * k)).view(a.shape).float())
    model.save_pretrained(HERE / f"init-{targets}")
    (HERE / f"init-{targets}" / "README.md").unlink(missing_ok=True)
    return model


def finish(trainer, description):
    run = record(trainer, description)
    model = trainer.model.eval()
    with torch.no_grad():
        run["logits"] = model(torch.arange(1, 9)[None]).logits[0, -1].tolist()
    return run


def sft(tokenizer, targets):
    tokenizer.chat_template = MARKED
    with tempfile.TemporaryDirectory() as folder:
        trainer = Sft(
            adapted(tokenizer, targets),
            trl.SFTConfig(**settings(folder, 2, 2, 4e-3, "cosine", packing=False, assistant_only_loss=True)),
            train_dataset=datasets.Dataset.from_list([{"messages": c} for c in CONVERSATIONS]), processing_class=tokenizer)
        samples = [{"ids": row["input_ids"], "counted": [label >= 0 for label in row["labels"]]} for row in trainer.train_dataset]
        return finish(trainer, {"kind": "sft", "targets": targets, "samples": samples})


def dpo(tokenizer, targets):
    tokenizer.chat_template = trl_golden.PLAIN
    data = [{"prompt": prompt, "chosen": [{"role": "assistant", "content": chosen}],
             "rejected": [{"role": "assistant", "content": rejected}]} for prompt, chosen, rejected in PREFERENCES]
    with tempfile.TemporaryDirectory() as folder:
        trainer = Dpo(
            adapted(tokenizer, targets),
            args=trl.DPOConfig(**settings(folder, 3, 1, 4e-3, "cosine", beta=0.5, loss_type=["sigmoid"])),
            train_dataset=datasets.Dataset.from_list(data), processing_class=tokenizer)
        samples = [{"prompt": row["prompt_ids"], "chosen": row["chosen_ids"], "rejected": row["rejected_ids"]}
                   for row in trainer.train_dataset]
        return finish(trainer, {"kind": "dpo", "targets": targets, "samples": samples})


if __name__ == "__main__":
    torch.set_num_threads(1)
    transformers.set_seed(0)
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    tokenizer = make_tokenizer()
    golden = {
        "versions": {m.__name__: m.__version__ for m in (torch, transformers, trl, peft)},
        "vocabularySize": len(tokenizer),
        "runs": [sft(tokenizer, "attention"), sft(tokenizer, "all"), dpo(tokenizer, "all")]}
    (HERE / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    for run in golden["runs"]:
        print(run["kind"], run["targets"], run["loss"], run["gradNorm"])
