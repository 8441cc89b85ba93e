"""How often the advice on k is right, beside the single criteria: `python -m benchmarks.advice`.

The method was tuned on seeds below 1,000; the default measures on others. `--suite public` measures on look-alikes of
the public benchmark sets instead, `--suite customers` on customer tables that are read and prepared as an upload is;
`--times` how long the advice takes after the sweep.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from benchmarks.advice_customers import customer_tables
from benchmarks.advice_public import public_sets
from benchmarks.advice_suite import Case, suite
from engine.advice.advise import advise_k
from engine.limits import MAX_K
from engine.sweep.sweep import sweep_k

RIVALS = ("elbow", "silhouette", "calinski_harabasz", "davies_bouldin", "gap")
METHODS = ("tessera", *RIVALS)
SUITES = {"own": suite, "public": public_sets, "customers": customer_tables}

Right = dict[str, dict[str, list[bool]]]


def answers(case: Case) -> dict[str, int | None]:
    """The k of every method; the rivals see the same sweep, wide enough to hold the answer."""
    most = min(max(21, case.k + 3), MAX_K, len(np.unique(case.values, axis=0)) - 1)
    sweep = sweep_k(case.values, range(2, most + 1), seed=0)
    advice = advise_k(case.values, sweep, seed=0)
    return {"tessera": advice.k} | {name: advice.criteria[name].preferred_k for name in RIVALS}


def measure(cases: Iterable[Case]) -> tuple[Right, set[str]]:
    """Per kind and method, which tables it was right on, and the kinds without groups; what is wrong is printed."""
    right: Right = defaultdict(lambda: defaultdict(list))
    without = set()
    for case in cases:
        if case.k == 1:
            without.add(case.kind)
        found = answers(case)
        for method, k in found.items():
            right[case.kind][method].append(k == case.k)
        if found["tessera"] != case.k:
            n, d = case.values.shape
            print(
                f"wrong: {case.kind} seed {case.seed}, {n} x {d}: {case.k} taken for {found['tessera']}", flush=True
            )
    return right, without


def show(right: Right, without: set[str]) -> None:
    print(f"{'kind':24s}" + "".join(f"{m[:12]:>14s}" for m in METHODS))
    for kind, by in right.items():
        print(f"{kind:24s}" + "".join(f"{f'{sum(by[m])}/{len(by[m])}':>14s}" for m in METHODS))
    for label, kinds in (("without groups", sorted(without)), ("all kinds", list(right))):
        if kinds:
            shares = (np.mean([np.mean(right[kind][m]) for kind in kinds]) for m in METHODS)
            print(f"{label:24s}" + "".join(f"{share:14.1%}" for share in shares))


def times() -> None:
    """Customers in a few overlapping groups with skewed and yes-or-no columns; the best of three."""
    for n, d in ((2_240, 30), (1_000_000, 24)):
        rng = np.random.default_rng(0)
        group = rng.integers(0, 4, size=n)
        x = rng.standard_normal((4, d))[group] * 0.8 + rng.standard_normal((n, d))
        x[:, : d // 3] = np.exp(x[:, : d // 3] / 2)
        x[:, -4:] = x[:, -4:] > 0.7
        x = ((x - x.mean(axis=0)) / x.std(axis=0)).astype(np.float32)
        sweep = sweep_k(x, seed=0)
        taken = []
        for _ in range(3):
            start, busy = time.perf_counter(), time.process_time()
            advise_k(x, sweep, seed=0)
            taken.append((time.perf_counter() - start, time.process_time() - busy))
        seconds, processor = min(taken)
        print(f"{n:,} x {d}: {seconds:.1f} s after the sweep, {processor:.1f} s of processor time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", choices=list(SUITES), default="own")
    parser.add_argument("--first", type=int, default=1000, help="first seed; none from 1000 was tuned on")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="kinds")
    parser.add_argument("--times", action="store_true")
    options = parser.parse_args()
    if options.times:
        return times()
    start = time.perf_counter()
    right, without = measure(SUITES[options.suite](range(options.first, options.first + options.seeds), options.only))
    show(right, without)
    tables = sum(len(by["tessera"]) for by in right.values())
    last = options.first + options.seeds - 1
    print(f"{tables} tables, seeds {options.first} to {last}, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
