"""Loads an adapter of ours in PEFT and compares the logits with those of the merged model.

Usage: python check_adapter.py BASE ADAPTER MERGED      (torch, transformers, peft; all three directories, F32)
"""

import sys

import peft
import torch
import transformers

base, adapter, merged = sys.argv[1:4]
load = transformers.AutoModelForCausalLM.from_pretrained
ids = torch.arange(1, 65)[None]
with torch.no_grad():
    plain = load(base, dtype=torch.float32)(ids).logits
    model = peft.PeftModel.from_pretrained(load(base, dtype=torch.float32), adapter).eval()
    found = model(ids).logits
    expected = load(merged, dtype=torch.float32)(ids).logits
    unloaded = model.merge_and_unload().state_dict()
    ours = load(merged, dtype=torch.float32).state_dict()
print("adapter changes logits by", (found - plain).abs().max().item())
print("adapter beside merged:", (found - expected).abs().max().item())
print("weights, merge_and_unload beside ours:", max((unloaded[k] - ours[k]).abs().max().item() for k in ours))
assert (found - expected).abs().max() < 1e-3
