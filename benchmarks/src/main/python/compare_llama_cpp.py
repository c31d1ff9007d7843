"""Times Sundog, llama.cpp and Jlama on the same weights in one run, engine after engine in turns.

    mvn -pl benchmarks -am -DskipTests package
    mvn -Ppeers -pl benchmarks -am -DskipTests package
    python benchmarks/src/main/python/compare_llama_cpp.py MODELS [--rounds 3]

MODELS is a folder with smol-f32/ and smol-bf16/ (Hugging Face directories that `sundog convert`
wrote) and smol-f32.gguf, smol-bf16.gguf, smol-q8_0.gguf, smol-q4_0.gguf (`convert`, `quantize`).
Needs llama-cpp-python. Each timing is the median of the runs of one process after warming up; the
table gives the median of the rounds and their lowest and highest. A round does not begin before
the machine is idle.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
PEERS = ROOT / "benchmarks" / "src" / "peers" / "java"


def llama_cpp(model, prompt, generated, runs, threads):
    """Runs in a process of its own, see --llama."""
    import random

    from llama_cpp import Llama

    llama = Llama(model_path=model, n_ctx=prompt + generated, n_batch=prompt, n_ubatch=prompt,
                  n_threads=threads, n_threads_batch=threads, verbose=False)
    ids = [random.Random(1).randrange(1000, 40000) for _ in range(prompt)]
    prefill, decode = [], []
    for run in range(-1, runs):
        llama.reset()
        start = time.perf_counter()
        llama.eval(ids)
        middle = time.perf_counter()
        llama.reset()
        begin = time.perf_counter()
        for i in range(generated):
            llama.eval([ids[i]])
        end = time.perf_counter()
        if run >= 0:
            prefill.append(prompt / (middle - start))
            decode.append(generated / (end - begin))
    print(json.dumps({"prefill": statistics.median(prefill), "decode": statistics.median(decode)}))


def java(arguments, classpath, program, *parameters):
    return [arguments.java, "-Xmx4g", "--add-modules", "jdk.incubator.vector",
               "--enable-native-access=ALL-UNNAMED", "--source", "25",
               "-cp", classpath, str(PEERS / program), *map(str, parameters)]


def cases(arguments):
    """(engine, weights, command) of everything that is timed."""
    sizes = (arguments.prompt, arguments.generated, arguments.runs, arguments.threads)
    target = ROOT / "benchmarks" / "target"
    ours = (target / "classpath").read_text()
    peers = (target / "peers.classpath").read_text()
    models = Path(arguments.models)
    files = {"F32": ("smol-f32", "smol-f32.gguf"), "BF16": ("smol-bf16", "smol-bf16.gguf"),
             "Q8_0": ("smol-q8_0.gguf", "smol-q8_0.gguf"),
             "Q4_0": ("smol-q4_0.gguf", "smol-q4_0.gguf")}
    for weights, (our_file, gguf) in files.items():
        yield "sundog", weights, java(arguments, ours, "SundogSpeed.java", models / our_file, *sizes)
        yield "llama.cpp", weights, [sys.executable, __file__, str(models / gguf), "--llama",
                                     *map(str, sizes)]
    # Jlama 0.8.4 fails on these weights when it quantises them itself
    for weights, folder in (("F32", "smol-f32"), ("BF16", "smol-bf16")):
        yield "jlama", weights, java(arguments, peers, "JlamaSpeed.java", models / folder, *sizes)


def busy():
    """Share of the processors in use over one second."""
    def read():
        fields = list(map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:]))
        return sum(fields), fields[3] + fields[4]
    total, idle = read()
    time.sleep(1)
    later, later_idle = read()
    return 1 - (later_idle - idle) / max(1, later - total)


def wait_until_idle(patience):
    deadline = time.time() + patience
    while busy() > 0.1 and time.time() < deadline:
        time.sleep(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("models")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--prompt", type=int, default=512)
    parser.add_argument("--generated", type=int, default=128)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--java", default="java")
    parser.add_argument("--patience", type=int, default=120, help="seconds to wait for idleness")
    parser.add_argument("--llama", nargs=4, type=int, metavar=("P", "N", "RUNS", "THREADS"))
    arguments = parser.parse_args()
    if arguments.llama:
        llama_cpp(arguments.models, *arguments.llama)
        return
    results = {}
    for round_number in range(arguments.rounds):
        for engine, weights, command in cases(arguments):
            wait_until_idle(arguments.patience)
            before = busy()
            done = subprocess.run(command, capture_output=True, text=True)
            lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
            if not lines:
                print(engine, weights, "failed:", done.stderr[-400:], file=sys.stderr)
                continue
            result = json.loads(lines[-1])
            results.setdefault((weights, engine), []).append(result)
            print(f"round {round_number} {engine} {weights}: prefill {result['prefill']:.0f}, "
                  f"decode {result['decode']:.1f} (busy before: {before:.0%})", file=sys.stderr)
    print("| weights | engine | prefill | decode |\n|---|---|---|---|")
    for (weights, engine), runs in sorted(results.items()):
        cells = []
        for key, digits in (("prefill", 0), ("decode", 1)):
            values = [run[key] for run in runs]
            cells.append(f"{statistics.median(values):.{digits}f} "
                         f"({min(values):.{digits}f}–{max(values):.{digits}f})")
        print(f"| {weights} | {engine} | {cells[0]} | {cells[1]} |")


main()
