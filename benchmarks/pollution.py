"""Score readers on polluted files.

`python benchmarks/pollution.py [--rows 0 1 40 83] [--all] [--tables orders] [--only tessera] [--show KIND]`
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pollution.habits import habit_cases, habit_tables
from pollution.kinds import Case, Polluter
from pollution.readers import READERS
from pollution.score import score
from pollution.tables import ROWS, all_tables


def cases(rows: list[int], seed: int, tables: list[str] | None) -> list[Case]:
    chosen = [table for table in all_tables(seed) if not tables or table.name in tables]
    polluted = [case for table in chosen for case in Polluter(table, rows).cases()]
    chosen = [table for table in habit_tables(seed) if not tables or table.name in tables]
    return polluted + [case for table in chosen for case in habit_cases(table)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="*", default=[0, 1, ROWS // 2, ROWS], help="rows to pollute, 0 is the header"
    )
    parser.add_argument("--all", action="store_true", help="pollute every row")
    parser.add_argument("--only", nargs="*", default=list(READERS), choices=list(READERS))
    parser.add_argument("--show", default=None, help="list the files of one kind that tessera does not read exactly")
    parser.add_argument("--tables", nargs="*", default=None, help="sources to pollute, all if not given")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    files = cases(list(range(ROWS + 1)) if options.all else options.rows, options.seed, options.tables)
    print(f"{len(files):,} files")
    totals: dict[str, dict[str, list[float]]] = {}
    for name in options.only:
        begun = time.perf_counter()
        by_kind: dict[str, list[float]] = defaultdict(list)
        exact: dict[str, list[bool]] = defaultdict(list)
        for case in files:
            got = score(case, READERS[name])
            by_kind[case.kind].append(got.total)
            exact[case.kind].append(got.exact)
            if name == "tessera" and options.show in (case.kind, "all") and not got.exact:
                print(f"  {got.total:6.3f} {case.name} {got.error}")
        totals[name] = by_kind
        if name == "tessera":
            share = {kind: sum(values) / len(values) for kind, values in exact.items()}
        print(f"{name}: {time.perf_counter() - begun:.0f} s")
    _report(totals, share if "tessera" in totals else {})


def _report(totals: dict[str, dict[str, list[float]]], exact: dict[str, float]) -> None:
    names = list(totals)
    print(f"\n{'kind':36s}{'files':>6s}  " + "".join(f"{name:>16s}" for name in names) + "   exact")
    for kind, values in totals[names[0]].items():
        means = [sum(totals[name][kind]) / len(values) for name in names]
        print(
            f"{kind:36s}{len(values):6d}  "
            + "".join(f"{mean:16.3f}" for mean in means)
            + f"  {exact.get(kind, 0):6.1%}"
        )
    kinds = list(totals[names[0]])
    over_kinds = [sum(sum(totals[n][k]) / len(totals[n][k]) for k in kinds) / len(kinds) for n in names]
    over_files = [sum(map(sum, totals[n].values())) / sum(map(len, totals[n].values())) for n in names]
    print(f"{'mean over kinds':36s}{'':6s}  " + "".join(f"{mean:16.3f}" for mean in over_kinds))
    print(f"{'mean over files':36s}{'':6s}  " + "".join(f"{mean:16.3f}" for mean in over_files))


if __name__ == "__main__":
    main()
