"""How well the names hold: coverage and exclusivity of every name on real tables, k = 3..8.

    python benchmarks/names.py [FOLDER]

prints the figures over all segments, the worst five, and the same with cut-offs chosen on half of the customers and
measured on the other half. Every claimed level is recomputed from the table; a false word is reported and ends the
run with an error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.columns.customers import build_customers
from engine.columns.table import read_table
from engine.dataset import Dataset
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.prepare import prepare
from engine.profiles.context import profile_context
from engine.profiles.facts import rule_of
from engine.profiles.items import true_items
from engine.profiles.lexicon import load_lexicon
from engine.profiles.naming import recut
from engine.profiles.profile import profile_segments
from engine.profiles.result import Fact, Level, Rule, SegmentProfile, SegmentProfiles
from engine.profiles.statistics import segment_statistics
from engine.profiles.words import WordBook
from engine.segmentation import fit_segments
from engine.sweep.sweep import sweep_k

KS = range(3, 9)
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
# The variants of one table say nothing new.
SKIP = (
    "customer_segmentation_comma",
    "semicolon",
    "blank_first_line",
    "dollar",
    "excel_serial",
    "all_quoted",
    "4_empty",
)


@dataclass(frozen=True)
class Result:
    """One name on one table."""

    table: str
    k: int
    name: str
    size: int
    coverage: float
    exclusivity: float
    half_coverage: float
    half_exclusivity: float
    false_words: tuple[str, ...]


def datasets(folder: Path) -> Iterator[tuple[str, Dataset]]:
    """Every table in the folder, logs of purchases turned into customers."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".csv", ".parquet") or any(part in path.name for part in SKIP):
            continue
        dataset = read_table(path)
        if dataset.transactions is not None:
            dataset = build_customers(dataset)
        yield path.name, dataset


def measure(table: str, dataset: Dataset) -> Iterator[Result]:
    """Name the segments of one table for every k."""
    matrix = prepare(dataset)
    sweep = sweep_k(matrix, KS)
    context = profile_context(dataset, matrix)
    half = np.random.default_rng(0).permutation(dataset.n_rows) < dataset.n_rows // 2
    part, some = half_table(dataset, matrix, half)
    for k in sweep.ks:
        segmentation = fit_segments(matrix, k, sweep=sweep)
        labels = np.full(dataset.n_rows, -1)
        labels[matrix.row_index] = segmentation.labels
        profiles = profile_segments(dataset, matrix, segmentation, context=context)
        rules = half_rules(part, some, labels[half], profiles)
        for profile, rule in zip(profiles, rules, strict=True):
            alone = rule is None or not (labels[~half] == profile.label).any()
            elsewhere = (
                (np.nan, np.nan) if alone else shares(rule, profile.label, dataset.frame[~half], labels[~half])
            )
            false = [fact.word for fact in profile.facts if not is_true(fact, profile, dataset.frame, labels)]
            own = shares(profile.rule, profile.label, dataset.frame, labels)
            yield Result(table, k, profile.name, profile.size, *own, *elsewhere, tuple(false))


def half_table(dataset: Dataset, matrix: PreparedMatrix, half: NDArray[np.bool_]) -> tuple[Dataset, PreparedMatrix]:
    """The same columns with half of the customers."""
    rows, position = half[matrix.row_index], np.cumsum(half) - 1
    some = replace(
        matrix,
        values=np.ascontiguousarray(matrix.values[rows]),
        row_index=position[matrix.row_index[rows]],
        row_ids=matrix.row_ids[rows],
        set_aside=(),
    )
    return replace(dataset, frame=dataset.frame[half].reset_index(drop=True)), some


def shares(rule: Rule, label: int, frame: pd.DataFrame, labels: NDArray[np.int64]) -> tuple[float, float]:
    """Coverage and exclusivity of a rule, from the table alone."""
    holds, members = rule.mask(frame), labels == label
    both = (holds & members).sum()
    return float(both / max(members.sum(), 1)), float(both / max(holds.sum(), 1))


def half_rules(
    dataset: Dataset, matrix: PreparedMatrix, labels: NDArray[np.int64], profiles: SegmentProfiles
) -> list[Rule | None]:
    """For every name the rule with cut-offs chosen on these customers only; None where a segment has nobody here."""
    context = profile_context(dataset, matrix)
    sizes = np.bincount(labels[labels >= 0], minlength=len(profiles))
    statistics = segment_statistics(context, labels.astype(np.int32), sizes)
    book = WordBook(load_lexicon(), context)
    rules: list[Rule | None] = []
    for profile in profiles:
        found = {(item.column.name, item.operator): item for item in true_items(profile.label, statistics, book)}
        words = [found.get((condition.column, condition.operator)) for condition in profile.rule.conditions]
        if not sizes[profile.label]:
            rules.append(None)
        elif None in words or not words:  # a word that is no longer true on this half keeps its cut-off
            rules.append(profile.rule)
        else:
            rules.append(rule_of(recut(tuple(words), profile.name, profile.label, statistics), book))
    return rules


def is_true(fact: Fact, profile: SegmentProfile, frame: pd.DataFrame, labels: NDArray[np.int64]) -> bool:
    """Whether a word's level holds, recomputed from the table."""
    condition = next(item for item in profile.rule.conditions if item.column == fact.column)
    members = labels == profile.label
    values = frame[fact.column] if fact.column in frame else frame.eval(condition.expression)
    if condition.operator == "==" or fact.level is Level.MOSTLY:
        holds = replace(profile.rule, conditions=(condition,)).mask(frame)
        return bool(holds[members].mean() >= max(2 / 3, 1.3 * holds.mean()))
    numbers = pd.to_numeric(values.astype("int64") if values.dtype.kind == "M" else values).astype(float)
    median = numbers[members].median()
    known = numbers.dropna()
    percentile = (known < median).mean() + (known == median).mean() / 2
    level = Level.HIGH if percentile >= 2 / 3 else Level.LOW if percentile <= 1 / 3 else Level.MODERATE
    return level is fact.level


def figures(title: str, coverage: NDArray[np.float64], exclusivity: NDArray[np.float64]) -> None:
    both = np.mean((coverage >= 0.75) & (exclusivity >= 0.60))
    print(
        f"{title:<38} median coverage {np.median(coverage):4.0%}, median exclusivity {np.median(exclusivity):4.0%}, "
        f"both 75 % and 60 % in {both:4.0%} of {len(coverage)} segments"
    )


def main(folder: Path) -> int:
    results: list[Result] = []
    for table, dataset in datasets(folder):
        own = list(measure(table, dataset))
        results += own
        figures(table, *(np.array([getattr(item, key) for item in own]) for key in ("coverage", "exclusivity")))
    print()
    for title, prefix in (("All tables", ""), ("Cut-offs from half, other half measured", "half_")):
        pairs = np.array(
            [[getattr(item, f"{prefix}coverage"), getattr(item, f"{prefix}exclusivity")] for item in results]
        )
        pairs = pairs[~np.isnan(pairs).any(axis=1)]
        figures(title, pairs[:, 0], pairs[:, 1])
    print("\nThe worst five:")
    for item in sorted(results, key=lambda item: min(item.coverage / 0.75, item.exclusivity / 0.60))[:5]:
        print(
            f"  {item.coverage:4.0%} {item.exclusivity:4.0%}  {item.table}, k = {item.k}: {item.name} ({item.size:,})"
        )
    false = [item for item in results if item.false_words]
    print(f"\nFalse words: {len(false)}")
    for item in false:
        print(f"  {item.table}, k = {item.k}: {item.name}: {', '.join(item.false_words)}")
    return 1 if false else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA, help="customer tables to name segments of")
    sys.exit(main(parser.parse_args().folder))
