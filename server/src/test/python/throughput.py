"""Tokens a second of 1, 2, 4 … concurrent greedy completions of one server, best and median of some rounds.

    ./sundog serve MODEL --port 8080 --parallel 8
    python throughput.py http://127.0.0.1:8080/v1 [rounds] [tokens]

Needs nothing but Python's own library. Prompts differ, so that no cache is shared; end of sequence is ignored, so that each answer has all its tokens. The time is that of the whole round, prompts included.
"""

import json
import statistics
import sys
import threading
import time
import urllib.request

base, rounds, tokens = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5, int(sys.argv[3]) if len(sys.argv) > 3 else 128


def call(path, body=None):
    request = urllib.request.Request(base + path, data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as reply:
        return json.load(reply)


model = call("/models")["data"][0]["id"]
serial = [0]


def round_of(count):
    made = [0] * count

    def one(k):
        serial[0] += 1
        body = {"model": model, "prompt": f"Story {serial[0]}-{k}: once upon a time", "max_tokens": tokens, "temperature": 0, "ignore_eos": True}
        made[k] = call("/completions", body)["usage"]["completion_tokens"]

    threads = [threading.Thread(target=one, args=(k,)) for k in range(count)]
    start = time.perf_counter()
    [t.start() for t in threads]
    [t.join() for t in threads]
    return sum(made) / (time.perf_counter() - start)


counts = [1, 2, 4, 8]
for count in counts:
    round_of(count)
speeds = {count: [] for count in counts}
for _ in range(rounds):
    for count in counts:
        speeds[count].append(round_of(count))
for count in counts:
    median = statistics.median(speeds[count])
    print(f"{count} at once: median {median:.1f}, best {max(speeds[count]):.1f} tokens/s, {median / statistics.median(speeds[1]):.2f}x")
