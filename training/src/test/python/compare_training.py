"""Tokens per second and peak memory of PyTorch eager beside Sundog on the shapes of TrainingSpeed.java, CPU.

python compare_training.py SHAPE BATCH STEPS THREADS [f32|bf16] [sdpa|plain]
python compare_training.py --beside CLASSPATH JAVA ROUNDS SHAPE,SHAPE,… BATCH STEPS THREADS [f32|bf16]

One fused AdamW step over BATCH rows of 256 tokens, the loop a PyTorch user would write: RMS norm, rotary embedding,
grouped-query attention, SwiGLU, tied head, cross-entropy. Give several batches ("4,8,16") for the best one. With
--beside, both take turns in processes of their own and a table of medians is printed.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

SHAPES = {"pico8": (2048, 192, 512, 8, 6, 3, 32), "pico12": (2048, 192, 512, 12, 6, 3, 32),
          "20m": (16384, 320, 896, 12, 5, 5, 64), "60m": (32000, 512, 1408, 15, 8, 4, 64),
          "smollm2": (49152, 576, 1536, 30, 9, 3, 64)}
LENGTH = 256


class Layer(nn.Module):
    def __init__(self, hidden, inner, heads, shared, size, plain):
        super().__init__()
        self.heads, self.shared, self.size, self.plain = heads, shared, size, plain
        self.norm1, self.norm2 = nn.RMSNorm(hidden, 1e-5), nn.RMSNorm(hidden, 1e-5)
        linear = lambda i, o: nn.Linear(i, o, bias=False)
        self.q, self.k, self.v = linear(hidden, heads * size), linear(hidden, shared * size), linear(hidden, shared * size)
        self.o, self.gate, self.up = linear(heads * size, hidden), linear(hidden, inner), linear(hidden, inner)
        self.down = linear(inner, hidden)

    def rotate(self, x, cos, sin):
        a, b = x.chunk(2, -1)
        return x * cos + torch.cat((-b, a), -1) * sin

    def forward(self, x, cos, sin, mask):
        b, t, _ = x.shape
        h = self.norm1(x)
        q = self.rotate(self.q(h).view(b, t, self.heads, self.size).transpose(1, 2), cos, sin)
        k = self.rotate(self.k(h).view(b, t, self.shared, self.size).transpose(1, 2), cos, sin)
        v = self.v(h).view(b, t, self.shared, self.size).transpose(1, 2)
        if self.plain:
            groups = self.heads // self.shared
            k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
            scores = (q @ k.transpose(2, 3)) * self.size ** -0.5 + mask
            mixed = torch.softmax(scores.float(), -1).to(v.dtype) @ v
        else:
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        x = x + self.o(mixed.transpose(1, 2).reshape(b, t, -1))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Llama(nn.Module):
    def __init__(self, shape, plain):
        super().__init__()
        vocabulary, hidden, inner, layers, heads, shared, size = shape
        self.embedding = nn.Embedding(vocabulary, hidden)
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.layers = nn.ModuleList(Layer(hidden, inner, heads, shared, size, plain) for _ in range(layers))
        self.norm = nn.RMSNorm(hidden, 1e-5)
        frequencies = 10000.0 ** -(torch.arange(0, size, 2).float() / size)
        angles = torch.outer(torch.arange(LENGTH).float(), frequencies).repeat(1, 2)
        self.register_buffer("cos", angles.cos())
        self.register_buffer("sin", angles.sin())
        self.register_buffer("mask", torch.full((LENGTH, LENGTH), float("-inf")).triu(1))

    def forward(self, ids):
        x = self.embedding(ids)
        for layer in self.layers:
            x = layer(x, self.cos, self.sin, self.mask)
        return F.linear(self.norm(x), self.embedding.weight)


def speed(shape, batch, steps, precision, plain):
    torch.manual_seed(1)
    model = Llama(shape, plain).to(torch.bfloat16 if precision == "bf16" else torch.float32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    values = [7]
    while len(values) <= LENGTH:
        values.append((values[-1] * 5 + 7) % 997)
    ids = torch.tensor([values] * batch)
    times, processor = [], []
    for _ in range(steps):
        begin, used = time.perf_counter(), time.process_time()
        logits = model(ids[:, :-1])
        loss = F.cross_entropy(logits.float().view(-1, shape[0]), ids[:, 1:].reshape(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        times.append(time.perf_counter() - begin)
        processor.append(time.process_time() - used)
    warm, tokens = times[steps // 3:], batch * LENGTH
    return tokens / statistics.median(warm), tokens / min(warm), tokens / statistics.median(processor[steps // 3:])


def alone(name, batches, steps, threads, precision="f32", *kinds):
    torch.set_num_threads(int(threads))
    for kind in kinds or ["sdpa", "plain"]:
        for batch in map(int, batches.split(",")):
            median, best, core = speed(SHAPES[name], batch, int(steps), precision, kind == "plain")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"torch {torch.__version__} {name} batch {batch} threads {threads} {precision} {kind}: "
                  f"median {median:.0f} best {best:.0f} tokens/s, {core:.0f} a core-second, peak {peak} MB", flush=True)


def measured(command, environment):
    """Median tokens per second and peak megabytes that one run prints."""
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    found = re.search(r"median (\d+) .*peak (\d+) MB", done.stdout)
    if done.returncode != 0 or not found:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return tuple(map(int, found.groups()))


def beside(classpath, java, rounds, shapes, batch, steps, threads, precision="f32"):
    environments = {"sundog": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}, "torch": {}}  # as the launcher sets them
    flags = ["--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp", classpath]
    for shape in shapes.split(","):
        run = [shape, batch, steps, threads, precision]
        commands = {"sundog": [java, *flags, "dev.sundog.training.run.TrainingSpeed", *run],
                    "torch": [sys.executable, __file__, *run, "sdpa"]}
        found = {name: [] for name in commands}
        for turn in range(int(rounds)):
            for name in list(commands)[:: 1 if turn % 2 == 0 else -1]:
                found[name].append(measured(commands[name], environments[name]))
                print(f"{shape} round {turn + 1} {name}: {found[name][-1]}", file=sys.stderr, flush=True)
        speeds = {name: statistics.median(r[0] for r in rows) for name, rows in found.items()}
        peaks = {name: statistics.median(r[1] for r in rows) for name, rows in found.items()}
        print(f"{shape} {precision} batch {batch}: tokens/s {speeds['sundog']:.0f} beside {speeds['torch']:.0f} = "
              f"{speeds['sundog'] / speeds['torch']:.2f}x; peak MB {peaks['sundog']:.0f} beside {peaks['torch']:.0f} = "
              f"{peaks['sundog'] / peaks['torch']:.2f}x", flush=True)


if __name__ == "__main__":
    beside(*sys.argv[2:]) if sys.argv[1] == "--beside" else alone(*sys.argv[1:])
