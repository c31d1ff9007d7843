"""Fits the weights of dev.sundog.document.table.TableScore.

Input: lines of JSON that ``sundog document tables --truth DIR --candidates FILE`` wrote, one a
reading of a candidate region: {"document", "features": {name: value}, "teds"}. The target is TEDS
against the truth's table at that place, 0 where there is none. Only documents given for training
(the European half of the ICDAR 2013 table competition, the odd documents of dp-bench) may be used.

Logistic regression with a ridge by Newton's method; documents weigh alike. Prints the constants to
paste, and the mean TEDS of the reading chosen per region, by leave-one-document-out.

Usage: python fit_table_score.py candidates.jsonl…
"""

import json
import sys
from collections import defaultdict

import numpy as np

RIDGE = 1.0


def fit(x, y, weight):
    x = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(x.shape[1])
    ridge = np.diag([RIDGE] * (x.shape[1] - 1) + [1e-6])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + ridge @ w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return w


def main():
    rows = [json.loads(line) for path in sys.argv[1:] for line in open(path, encoding="utf-8")]
    rows = [row for row in rows if "features" in row]
    names = list(rows[0]["features"])
    x = np.array([[row["features"][name] for name in names] for row in rows], dtype=float)
    y = np.array([row["teds"] for row in rows])
    documents = np.array([row["document"] for row in rows])
    count = defaultdict(int)
    for document in documents:
        count[document] += 1
    weight = np.array([min(1.0, 8.0 / count[document]) for document in documents])

    held = np.zeros(len(rows))
    for document in sorted(count):
        out = documents == document
        w = fit(x[~out], y[~out], weight[~out])
        held[out] = 1 / (1 + np.exp(-(np.column_stack([x[out], np.ones(out.sum())]) @ w)))
    w = fit(x, y, weight)
    print("readings", len(rows), "documents", len(count))
    print("squared error", float(np.mean(weight * (held - y) ** 2)))
    for bound in (0.3, 0.4, 0.5, 0.6):
        kept = held >= bound
        print(f"bound {bound}: kept {kept.sum()}, mean TEDS {y[kept].mean():.3f}, "
              f"lost of TEDS >= .5: {(~kept & (y >= 0.5)).sum()}")
    print("WEIGHTS", ", ".join(f"{value:.3f}" for value in w[:-1]))
    print("BIAS", f"{w[-1]:.3f}")
    for name, value in zip(names, w):
        print(f"  {name:16s} {value:+.3f}")


if __name__ == "__main__":
    main()
