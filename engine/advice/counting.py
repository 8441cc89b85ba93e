"""How many groups stand apart in a table as it is, with its answers of yes or no, its zeros and its copies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.advice.categories import echoes
from engine.advice.ends import without_answers
from engine.advice.given_away import giving_away
from engine.advice.groups import Groups, count_groups
from engine.advice.lloyd import Floats
from engine.advice.many import many_groups
from engine.advice.same_columns import said_once
from engine.advice.sample import Rows
from engine.limits import RESAMPLED_ROWS
from engine.sweep.workers import Workers

# Groups hold at least so many different rows each, on average.
FORMS_PER_GROUP = 2
# How often groups that one answer tells are looked for again without it.
MOST_ANSWERS = 3


def distinct(rows: Rows) -> int:
    """How many different rows there are."""
    return len(np.unique(rows.values, axis=0)) if rows.values.shape[1] else 1


def are_copies(n_distinct: int, k: int) -> bool:
    """Whether the groups are hardly more than the different rows there are: copies of one row are no kind of customer."""
    return k > 1 and n_distinct < FORMS_PER_GROUP * k


def count_apart(rows: Rows, n_distinct: int, seed: int, workers: Workers, share: float) -> Groups:
    """Count the groups, again and again without answers that tell them, and where none are apart the many that overlap."""
    told = "Looking for groups that stand apart"

    def count(values: Floats) -> Groups:
        rng = np.random.default_rng([seed, 1])
        return count_groups(values, rng, workers, lambda done: workers.report(share * done, told))

    values = said_once(rows.values)
    values = np.delete(values, list(echoes(values)), axis=1)
    values = np.delete(values, giving_away(values), axis=1)
    groups = count(values)
    for turn in range(MOST_ANSWERS):
        if groups.labels is None or are_copies(n_distinct, groups.k):
            break
        # An answer that cuts a continuum in two leaves a gap; groups are there without it.
        rest = without_answers(values, groups.labels, np.random.default_rng([seed, 3, turn]))
        if rest is None:
            break
        values, n_distinct = rest, len(np.unique(rest, axis=0))
        groups = count(values) if n_distinct > FORMS_PER_GROUP else Groups(1, None, groups.evidence)
    if are_copies(n_distinct, groups.k):
        groups = Groups(1, None, groups.evidence)
    if groups.k > 1:
        return groups
    rng = np.random.default_rng([seed, 4])
    many = many_groups(rows.values[rows.some(RESAMPLED_ROWS, rng)], rng, workers)
    return groups if are_copies(distinct(rows), many) else replace(groups, k=many)
