"""Times encoding in batches, Sundog beside the Rust library `tokenizers`, in turns, on all processors.

    mvn -pl benchmarks -am -DskipTests package
    python benchmarks/src/main/python/compare_tokenizers.py tokenizer.json TEXT [--rounds 7]

The lines of TEXT are encoded without special tokens, here as arrays of ids, there by
`encode_batch_fast` (no offsets). Checksums of the ids must agree. The first two rounds warm up.
"""

import argparse
import os
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
PROGRAM = ROOT / "benchmarks" / "src" / "peers" / "java" / "TokenizerThroughput.java"


def checksum(encodings):
    return sum(token * (i % 997 + 1) for e in encodings for i, token in enumerate(e.ids))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokenizer")
    parser.add_argument("text")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--java", default="java")
    arguments = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    import tokenizers

    lines = Path(arguments.text).read_text(encoding="utf-8").split("\n")
    if not lines[-1]:
        lines.pop()
    library = tokenizers.Tokenizer.from_file(arguments.tokenizer)
    classpath = (ROOT / "benchmarks/target/classpath").read_text() + os.pathsep + str(ROOT / "benchmarks/target/classes")
    ours = subprocess.Popen(
        [arguments.java, "-Xmx4g", "-XX:+UseParallelGC", "--add-modules", "jdk.incubator.vector", "--source", "25",
         "-cp", classpath, str(PROGRAM), arguments.tokenizer, arguments.text],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    sundog, rust = [], []
    for turn in range(arguments.rounds + 2):
        ours.stdin.write("\n")
        ours.stdin.flush()
        taken, own = ours.stdout.readline().split()
        start = time.perf_counter()
        encodings = library.encode_batch_fast(lines, add_special_tokens=False)
        peer = 1000 * (time.perf_counter() - start)
        assert int(own) == checksum(encodings), "the ids differ"
        if turn >= 2:
            sundog.append(float(taken))
            rust.append(peer)
    ours.stdin.close()
    ours.wait()
    size = os.path.getsize(arguments.text) / 1e6
    for name, times in (("Sundog", sundog), (f"tokenizers {tokenizers.__version__}", rust)):
        print(f"{name}: {size / statistics.median(times) * 1000:.1f} MB/s"
              f" ({min(times):.0f} to {max(times):.0f} ms)")
    ratios = [r / s for s, r in zip(sundog, rust)]
    print(f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
