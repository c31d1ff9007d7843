"""Tokens per second of PyTorch eager on the shapes of TrainingSpeed.java, f32 or bf16, CPU.

python compare_training.py SHAPE BATCH STEPS THREADS [f32|bf16] [sdpa|plain]

One fused AdamW step over BATCH rows of 256 tokens, the loop a PyTorch user would write: RMS norm, rotary embedding,
grouped-query attention, SwiGLU, tied head, cross-entropy. Give several batches ("4,8,16") for the best one.
"""

import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

SHAPES = {"pico8": (2048, 192, 512, 8, 6, 3, 32), "pico12": (2048, 192, 512, 12, 6, 3, 32),
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


if __name__ == "__main__":
    name, batches, steps, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    precision = sys.argv[5] if len(sys.argv) > 5 else "f32"
    kinds = sys.argv[6:] or ["sdpa", "plain"]
    torch.set_num_threads(threads)
    for kind in kinds:
        for batch in map(int, batches.split(",")):
            median, best, core = speed(SHAPES[name], batch, steps, precision, kind == "plain")
            print(f"torch {torch.__version__} {name} batch {batch} threads {threads} {precision} {kind}: "
                  f"median {median:.0f} best {best:.0f} tokens/s, {core:.0f} a core-second", flush=True)
