"""How often the advice on k is right, beside the single criteria: `python benchmarks/advice.py`.

The method was tuned on seeds below 1,000; the default measures on others.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict

import numpy as np

from benchmarks.advice_suite import UNGROUPED, Case, suite
from engine.advice.advise import advise_k
from engine.sweep.sweep import sweep_k

RIVALS = ("elbow", "silhouette", "calinski_harabasz", "davies_bouldin", "gap")


def answers(case: Case) -> dict[str, int | None]:
    """The k of every method; the rivals see the same sweep, wide enough to hold the answer."""
    sweep = sweep_k(case.values, range(2, 22), seed=0)
    advice = advise_k(case.values, sweep, seed=0)
    return {"tessera": advice.k} | {name: advice.criteria[name].preferred_k for name in RIVALS}


def main(first: int = 1000, seeds: int = 3) -> None:
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    start = time.perf_counter()
    for case in suite(range(first, first + seeds)):
        for method, k in answers(case).items():
            right[case.kind][method].append(k == case.k)
    methods = ("tessera", *RIVALS)
    print(f"{'kind':24s}" + "".join(f"{m[:12]:>14s}" for m in methods))
    for kind, by_method in right.items():
        print(f"{kind:24s}" + "".join(f"{np.mean(by_method[m]):14.0%}" for m in methods))
    for label, kinds in (("without groups", UNGROUPED), ("all kinds", right)):
        shares = (np.mean([np.mean(right[kind][m]) for kind in kinds]) for m in methods)
        print(f"{label:24s}" + "".join(f"{share:14.1%}" for share in shares))
    tables = sum(len(by_method["tessera"]) for by_method in right.values())
    print(f"{tables} tables, seeds {first} to {first + seeds - 1}, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=1000, help="first seed; none below 1000 was tuned on")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    main(options.first, options.seeds)
