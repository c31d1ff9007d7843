"""Makes src/test/resources/dev/sundog/training/trl/: ten steps of TRL's SFTTrainer and DPOTrainer.

A tiny Llama (weights by train_golden.py's formula) with a tiny byte-level BPE tokenizer and chat template made here,
trained by TRL on the CPU in float32 on the conversations and preferences below, in their order. golden.json holds the
data as given, the ids and labels TRL makes of them, and of each run the losses, gradient norms, learning rates and
rewards.

Run:  python trl_golden.py  (torch, transformers, trl, datasets); the versions used are in the file it writes.
"""

import copy
import json
import os
import pathlib
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"

import datasets
import tokenizers
import torch
import transformers
import trl

from train_golden import fill

HERE = pathlib.Path(__file__).parents[1] / "resources/dev/sundog/training/trl"
PLAIN = ("{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
         "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
MARKED = ("{% for message in messages %}<|im_start|>{{ message.role }}\n{% if message.role == 'assistant' %}"
          "{% generation %}{{ message.content }}<|im_end|>{% endgeneration %}{% else %}{{ message.content }}<|im_end|>"
          "{% endif %}\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
STEPS, LENGTH = 10, 40


def chat(*turns):
    """User and assistant in turn, after a system message if their number is odd."""
    roles = ["system"] * (len(turns) % 2) + ["user", "assistant"] * (len(turns) // 2)
    return [{"role": role, "content": content} for role, content in zip(roles, turns)]


CONVERSATIONS = [
    chat("Where does Anna live?", "Anna lives in Rosby."),
    chat("Be brief.", "Who is Ben?", "A baker."),
    chat("안나는 어디에 살아요?", "로스비에 살아요."),
    chat("Be kind.", "Hello", "Good day.", "And Ben?", "Ben is here."),
    chat("A long question about Anna, her friend, the town and the sea", "This answer is far too long to fit."),
    chat("Ben?", "Yes"),
]
PREFERENCES = [
    (chat("Where is Ben?", "")[:1], "Ben is by the sea, I think.", "Go away."),
    (chat("Who are you?", "")[:1], "I am Anna.", "None of your business at all."),
    (chat("안녕?", "")[:1], "안녕하세요.", "몰라."),
    (chat("Tell me all about the town of Rosby", "")[:1], "It lies by the sea and has a baker called Ben.", "No."),
    (chat("Hi", "")[:1], "Hello", "Hmm"),
    (chat("Be kind.", "Hello", "")[:2], "Good day.", "What?"),
    (chat("Ben?", "")[:1], "Yes", "No"),
]
TEXTS = [
    ("Anna lives in", " Rosby by the sea.", " nowhere."),
    ("The baker is called", " Ben.", " many things, they say"),
    ("안나는", " 친절해요.", " 몰라요."),
    ("The sea", " is wide", " is wide and there is much of it, so that this one is too long to fit in"),
]


def make_tokenizer():
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    texts = [m["content"] for c in CONVERSATIONS for m in c] + [t for p in PREFERENCES for t in p[1:]]
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    bpe.train_from_iterator(texts, tokenizers.trainers.BpeTrainer(
        vocab_size=320, special_tokens=special,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet()), length=len(texts))
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer.chat_template = PLAIN
    return tokenizer


def make_model(tokenizer):
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64,
        rms_norm_eps=1e-5, rope_theta=10000.0, tie_word_embeddings=True, attn_implementation="eager")
    return fill(transformers.LlamaForCausalLM(config).float())


class Recording:
    """Sums the losses of a step's micro-batches, and keeps the order of the data."""

    def training_step(self, *arguments, **named):
        loss = super().training_step(*arguments, **named)
        self.parts = getattr(self, "parts", []) + [(self.state.global_step, loss.item())]
        return loss

    def _get_train_sampler(self, *arguments):
        return torch.utils.data.SequentialSampler(self.train_dataset)


class Sft(Recording, trl.SFTTrainer):
    pass


class Dpo(Recording, trl.DPOTrainer):
    pass


def settings(folder, batch, accumulate, rate, scheduler, **more):
    kinds = {"cosine": ("cosine_with_min_lr", {"min_lr_rate": 0.1}), "linear": ("linear", {}),
             "constant": ("constant_with_warmup", {})}
    kind, extra = kinds[scheduler]
    return dict(
        output_dir=folder, max_steps=STEPS, per_device_train_batch_size=batch, gradient_accumulation_steps=accumulate,
        learning_rate=rate, lr_scheduler_type=kind, lr_scheduler_kwargs=extra, warmup_steps=0.25, weight_decay=0.1,
        adam_beta1=0.9, adam_beta2=0.95, adam_epsilon=1e-8, max_grad_norm=1.0, logging_steps=1, report_to="none",
        use_cpu=True, bf16=False, fp16=False, gradient_checkpointing=False, save_strategy="no", disable_tqdm=True,
        max_length=LENGTH, dataloader_num_workers=0, **more)


def record(trainer, description):
    rates = []

    class Rates(transformers.TrainerCallback):
        def on_pre_optimizer_step(self, args, state, control, optimizer=None, **named):
            rates.append(optimizer.param_groups[0]["lr"])

    trainer.add_callback(Rates())
    trainer.train()
    losses = [0.0] * STEPS
    for step, part in trainer.parts:
        losses[step] += part
    logs = [line for line in trainer.state.log_history if "grad_norm" in line]
    run = dict(description, loss=losses, learningRate=rates, gradNorm=[line["grad_norm"] for line in logs])
    names = {"rewardChosen": "rewards/chosen", "rewardRejected": "rewards/rejected", "rewardMargin": "rewards/margins",
             "rewardAccuracy": "rewards/accuracies", "logpsChosen": "logps/chosen", "logpsRejected": "logps/rejected"}
    if "rewards/chosen" in logs[0]:
        run.update({ours: [line[theirs] for line in logs] for ours, theirs in names.items()})
    return run


def sft(tokenizer, template, scheduler):
    tokenizer = copy.deepcopy(tokenizer)
    tokenizer.chat_template = template
    if template == MARKED:
        data = [{"messages": conversation} for conversation in CONVERSATIONS]
        more = {"assistant_only_loss": True}
    else:  # the last turn alone is trained on
        data = [{"prompt": c[:-1], "completion": c[-1:]} for c in CONVERSATIONS if len(c) < 4]
        more = {"completion_only_loss": True}
    with tempfile.TemporaryDirectory() as folder:
        trainer = Sft(
            make_model(tokenizer), trl.SFTConfig(**settings(folder, 2, 2, 4e-3, scheduler, packing=False, **more)),
            train_dataset=datasets.Dataset.from_list(data), processing_class=tokenizer)
        encoded = [{"ids": row["input_ids"], "labels": row["labels"]} for row in trainer.train_dataset]
        return record(trainer, {"kind": "sft", "template": template, "schedule": scheduler, "samples": encoded})


def dpo(tokenizer, loss, beta, smoothing, conversational):
    data = [{"prompt": prompt, "chosen": [{"role": "assistant", "content": chosen}],
             "rejected": [{"role": "assistant", "content": rejected}]} for prompt, chosen, rejected in PREFERENCES]
    if not conversational:
        data = [{"prompt": prompt, "chosen": chosen, "rejected": rejected} for prompt, chosen, rejected in TEXTS]
    with tempfile.TemporaryDirectory() as folder:
        model = make_model(tokenizer)
        trainer = Dpo(
            model, ref_model=copy.deepcopy(model),
            args=trl.DPOConfig(**settings(folder, 3, 1, 1e-3, "cosine", beta=beta, loss_type=[loss],
                                          label_smoothing=smoothing)),
            train_dataset=datasets.Dataset.from_list(data), processing_class=tokenizer)
        encoded = [{"prompt": row["prompt_ids"], "chosen": row["chosen_ids"], "rejected": row["rejected_ids"]}
                   for row in trainer.train_dataset]
        return record(trainer, {"kind": "dpo", "loss_type": loss, "beta": beta, "labelSmoothing": smoothing,
                                "conversational": conversational, "samples": encoded})


if __name__ == "__main__":
    torch.set_num_threads(1)
    transformers.set_seed(0)
    tokenizer = make_tokenizer()
    HERE.mkdir(parents=True, exist_ok=True)
    tokenizer.backend_tokenizer.save(str(HERE / "tokenizer.json"), pretty=False)
    golden = {
        "versions": {m.__name__: m.__version__ for m in (torch, transformers, trl)},
        "conversations": CONVERSATIONS,
        "preferences": [{"prompt": p, "chosen": c, "rejected": r} for p, c, r in PREFERENCES],
        "texts": [{"prompt": p, "chosen": c, "rejected": r} for p, c, r in TEXTS],
        "vocabularySize": len(tokenizer),
        "runs": [
            sft(tokenizer, MARKED, "cosine"), sft(tokenizer, PLAIN, "linear"),
            dpo(tokenizer, "sigmoid", 0.5, 0.0, True), dpo(tokenizer, "ipo", 0.3, 0.0, True),
            dpo(tokenizer, "hinge", 0.2, 0.0, True), dpo(tokenizer, "robust", 0.5, 0.2, True),
            dpo(tokenizer, "sigmoid", 0.1, 0.0, False)]}
    (HERE / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
    for run in golden["runs"]:
        print(run["kind"], run.get("loss_type", run.get("schedule")), run["loss"], run["learningRate"])
