"""Proves the families of inference/src/test/resources against the tools that own the formats. For each tiny model it compares, in logits (hidden states of
encoders; greatest distance over all positions, transformers in F32 being the reference):

  ours    the GGUF file that Sundog writes, computed by llama.cpp
  theirs  the GGUF file that llama.cpp's own converter writes, computed by llama.cpp
  read    that same file, converted back to a directory by Sundog, computed by transformers
  deep    the model up-scaled by Sundog with copies that start as no-ops, loaded by transformers without custom code

Usage: python verify_families.py MODELS [CASE ...] [--converter LLAMA_CPP_SOURCE] [--sundog ./sundog]
       (transformers 5.23, torch 2.15, llama-cpp-python 0.3.36; the converter is in the source of llama-cpp-python, folder vendor/llama.cpp)
"""

import argparse
import base64
import ctypes
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import llama_cpp as lc
import numpy as np
import torch
import transformers as t


def converter(source):
    """llama.cpp's converter as a function of a model directory and a file; without a tokenizer, which these models lack."""
    sys.path[:0] = [source, source + "/gguf-py"]
    import convert_hf_to_gguf as program

    def no_vocabulary(self):
        self.gguf_writer.add_tokenizer_model("no_vocab")
        self.gguf_writer.add_vocab_size(self.hparams["vocab_size"])
        if self.hf_arch.startswith(("Bert", "XLM", "DistilBert")):
            self.gguf_writer.add_token_type_count(self.hparams.get("type_vocab_size", 1))

    find = program.get_model_class

    def patched(*args, **kwargs):
        model = find(*args, **kwargs)
        model.set_vocab = no_vocabulary
        return model

    program.get_model_class = patched

    def convert(model, out):
        # the converter reads these two even where the model has no use for them
        copy = out.parent / "copy"
        shutil.copytree(model, copy)
        config = json.loads((copy / "config.json").read_text())
        config.setdefault("n_ctx", config.get("n_positions"))
        (copy / "config.json").write_text(json.dumps(config))
        tokens = {f"t{i}": i for i in range(config["vocab_size"])}
        (copy / "tokenizer.json").write_text(json.dumps({"model": {"vocab": tokens}, "added_tokens": []}))
        sys.argv = ["convert", str(copy), "--outfile", str(out), "--outtype", "f32"]
        program.main()

    return convert


# kept: llama.cpp calls it as long as it runs
QUIET = lc.llama_log_callback(lambda *_: None)


def golden(directory):
    g = json.loads((directory / "golden.json").read_text())
    encoder = "hidden" in g
    rows = np.frombuffer(base64.b64decode(g["hidden" if encoder else "logits"]), "<f4").reshape(len(g["ids"]), -1)
    return g["ids"], rows, encoder


def by_llama_cpp(path, ids, encoder):
    params = lc.llama_model_default_params()
    params.use_mmap = False
    model = lc.llama_model_load_from_file(str(path).encode(), params)
    if not model:
        raise RuntimeError("llama.cpp does not load it")
    cp = lc.llama_context_default_params()
    cp.n_ctx, cp.n_batch, cp.n_ubatch, cp.n_threads, cp.n_threads_batch = 32, 64, 64, 2, 2
    cp.type_k = cp.type_v = 0
    cp.flash_attn_type = 0
    cp.swa_full = True
    cp.embeddings = encoder
    if encoder:
        cp.pooling_type = 0
    context = lc.llama_init_from_model(model, cp)
    batch = lc.llama_batch_init(len(ids), 0, 1)
    batch.n_tokens = len(ids)
    for i, token in enumerate(ids):
        batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, i, 1, 1
        batch.seq_id[i][0] = 0
    if lc.llama_decode(context, batch) != 0:
        raise RuntimeError("llama_decode failed")
    width = lc.llama_model_n_embd(model) if encoder else lc.llama_vocab_n_tokens(lc.llama_model_get_vocab(model))
    get = lc.llama_get_embeddings_ith if encoder else lc.llama_get_logits_ith
    rows = np.array([np.ctypeslib.as_array(get(context, i), (width,)).copy() for i in range(len(ids))])
    lc.llama_batch_free(batch)
    lc.llama_free(context)
    lc.llama_model_free(model)
    return rows


def by_transformers(directory, ids, encoder):
    kind = t.AutoModel if encoder else t.AutoModelForCausalLM
    model = kind.from_pretrained(directory, dtype=torch.float32, attn_implementation="eager").eval()
    with torch.no_grad():
        out = model(torch.tensor([ids]))
    return (out.last_hidden_state if encoder else out.logits)[0].numpy()


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise RuntimeError(lines[-1] if lines else f"exit {done.returncode}")


def attempt(what, compute, reference):
    try:
        rows = compute()
        return f"{np.abs(rows - reference).max():.1e}"
    except (Exception, SystemExit) as e:  # the message is the result
        print(f"    {what}: {e}", file=sys.stderr)
        return "refused" if "express" in str(e) or "cannot be said" in str(e) else "failed"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("--converter")
    parser.add_argument("--sundog", default="./sundog")
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    lc.llama_log_set(QUIET, ctypes.c_void_p(0))
    convert = converter(options.converter) if options.converter else None
    print("| case | ours | theirs | read | deep |\n|---|---|---|---|---|")
    for directory in sorted(options.models.iterdir()):
        if options.cases and directory.name not in options.cases:
            continue
        ids, reference, encoder = golden(directory)
        with tempfile.TemporaryDirectory() as scratch:
            work = pathlib.Path(scratch)

            def ours():
                run(options.sundog, "convert", str(directory), str(work / "o.gguf"), "--to", "gguf", "--type", "F32", "--quiet")
                return by_llama_cpp(work / "o.gguf", ids, encoder)

            def theirs():
                convert(directory, work / "t.gguf")
                return by_llama_cpp(work / "t.gguf", ids, encoder)

            def read():
                run(options.sundog, "convert", str(work / "t.gguf"), str(work / "back"), "--to", "hf", "--quiet")
                return by_transformers(work / "back", ids, encoder)

            def deep():
                # layers of encoders cannot be no-ops: they must only load
                identity = [] if encoder else ["--identity"]
                run(options.sundog, "upscale", str(directory), str(work / "deep"), "--drop", "1", *identity, "--quiet")
                rows = by_transformers(work / "deep", ids, encoder)
                return reference if encoder else rows

            found = [attempt("ours", ours, reference)]
            found += [attempt("theirs", theirs, reference), attempt("read", read, reference)] if options.converter else ["-", "-"]
            found.append(attempt("deep", deep, reference))
            print(f"| {directory.name} | " + " | ".join(found) + " |", flush=True)


if __name__ == "__main__":
    main()
