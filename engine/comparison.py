"""Two segmentations of the same or of overlapping customers: which segment became which, and who moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.limits import CARRIED_JACCARD, MAIN_FLOW
from engine.profiles.matching import match_groups


class Fate(StrEnum):
    """What became of a segment."""

    KEPT = "kept"
    SPLIT = "split"
    MERGED = "merged"
    DISSOLVED = "dissolved"
    GONE = "gone"


@dataclass(frozen=True)
class Became:
    """What became of one earlier segment.

    Attributes
    ----------
    before : int
        Its number, from 1.
    fate : Fate
        *kept*: its match shares at least half of all customers of the two (Jaccard 0.5, Hennig 2007). *split*: two
        or more later segments each consist mainly of its customers. *merged*: most of it went into a later segment
        that took most of another one too. *dissolved*: its customers are spread over several. *gone*: none of its
        customers are in the later table.
    after : tuple of int
        The later segments that hold it, the most customers first.
    overlap : float
        Jaccard similarity with its match; 0 without one.
    """

    before: int
    fate: Fate
    after: tuple[int, ...]
    overlap: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """What `compare_segments` gives.

    Attributes
    ----------
    flows : ndarray of int64, shape (k_before, k_after)
        Customers by earlier and later segment, over those who are in both.
    became : tuple of Became
    born : tuple of int
        Later segments (from 1) that no earlier one became: mostly new customers, or drawn from many.
    matched : tuple of (int, int)
        Pairs of an earlier and a later segment that count as the same one, from 1.
    movers : DataFrame
        Customers who are in both tables and whose segment is not the match of their earlier one: ``id``, ``before``,
        ``after`` (numbers from 1).
    n_common, n_only_before, n_only_after : int
    adjusted_rand : float
        Over the common customers (Hubert & Arabie 1985).
    """

    flows: NDArray[np.int64]
    became: tuple[Became, ...]
    born: tuple[int, ...]
    matched: tuple[tuple[int, int], ...]
    movers: pd.DataFrame
    n_common: int
    n_only_before: int
    n_only_after: int
    adjusted_rand: float

    @property
    def stayed_share(self) -> float:
        """The share of the common customers who are in the match of their earlier segment."""
        return 1 - len(self.movers) / self.n_common


def compare_segments(before: pd.Series, after: pd.Series) -> Comparison:
    """Compare two segmentations, customer by customer.

    Parameters
    ----------
    before, after : Series of int
        The segment (from 1) of each customer, missing for those set aside; the index holds the customers' ids, and
        the two need not have the same customers.

    Returns
    -------
    Comparison

    Raises
    ------
    EngineError
        If an id stands twice in one of them, or no customer is in both.
    """
    before, after = _checked(before, "first"), _checked(after, "second")
    common = before.index.intersection(after.index, sort=False)
    if not len(common):
        raise EngineError(
            "The two segmentations have no customer in common.", "Compare tables with the same column of ids."
        )
    old, new = before[common].to_numpy(), after[common].to_numpy()
    k_old, k_new = int(before.max()), int(after.max())
    flows = np.zeros((k_old, k_new), dtype=np.int64)
    np.add.at(flows, (old - 1, new - 1), 1)
    groups = [old == number for number in range(1, k_old + 1)]
    matches = {match.group: match for match in match_groups(groups, (new - 1).astype(np.int32), k_new)}
    matched = {number + 1: match.label + 1 for number, match in matches.items()}
    became = tuple(
        _became(number, flows, matches[number - 1].overlap if number - 1 in matches else 0.0, matched.get(number))
        for number in range(1, k_old + 1)
    )
    named = (each.after for each in became if each.fate in (Fate.KEPT, Fate.SPLIT, Fate.MERGED))
    taken = {number for numbers in named for number in numbers} | set(matched.values())
    expected = np.array([matched.get(number, 0) for number in range(k_old + 1)])[old]
    moved = expected != new
    return Comparison(
        flows=flows,
        became=became,
        born=tuple(number for number in range(1, k_new + 1) if number not in taken),
        matched=tuple(sorted(matched.items())),
        movers=pd.DataFrame({"id": common[moved], "before": old[moved], "after": new[moved]}),
        n_common=len(common),
        n_only_before=len(before) - len(common),
        n_only_after=len(after) - len(common),
        adjusted_rand=_adjusted_rand(old, new),
    )


def _checked(segments: pd.Series, which: str) -> pd.Series:
    known = segments.dropna().astype(np.int64)
    twice = known.index[known.index.duplicated()]
    if len(twice):
        raise EngineError(
            f"The {which} segmentation has more than one customer {twice[0]!r}.",
            "Compare tables in which every id stands once.",
        )
    return known


def _became(number: int, flows: NDArray[np.int64], overlap: float, match: int | None) -> Became:
    """Read the fate of one earlier segment off the flows."""
    own = flows[number - 1]
    total = int(own.sum())
    if not total:
        return Became(number, Fate.GONE, (), 0.0)
    order = np.argsort(-own, kind="stable")
    main = int(order[0])
    # Later segments that consist mainly of its customers.
    made_of_it = [int(label) for label in order if own[label] > MAIN_FLOW * flows[:, label].sum()]
    if overlap >= CARRIED_JACCARD and match is not None:
        return Became(number, Fate.KEPT, (match,), overlap)
    if len(made_of_it) > 1:
        return Became(number, Fate.SPLIT, tuple(label + 1 for label in made_of_it), overlap)
    others = [other for other in range(len(flows)) if other != number - 1 and flows[other].sum()]
    joined = any(flows[other, main] > MAIN_FLOW * flows[other].sum() for other in others)
    if own[main] > MAIN_FLOW * total and joined:
        return Became(number, Fate.MERGED, (main + 1,), overlap)
    return Became(number, Fate.DISSOLVED, tuple(int(label) + 1 for label in order if own[label] > 0), overlap)


def _adjusted_rand(old: NDArray[np.int64], new: NDArray[np.int64]) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(old, new))


def sentences(comparison: Comparison, before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """What became of every earlier segment, and which later ones are new, in words.

    Parameters
    ----------
    before, after : sequence of str
        The segments' names, in label order.
    """
    said = []
    for each in comparison.became:
        later = [f"“{after[number - 1]}”" for number in each.after]
        said.append(f"“{before[each.before - 1]}” {_words(each, later)}.")
    said += [f"“{after[number - 1]}” is new." for number in comparison.born]
    return tuple(said)


def _words(became: Became, later: list[str]) -> str:
    match became.fate:
        case Fate.KEPT:
            return f"is now {later[0]} ({became.overlap:.0%} overlap)"
        case Fate.SPLIT:
            return f"split into {' and '.join(later)}"
        case Fate.MERGED:
            return f"went into {later[0]} together with another"
        case Fate.DISSOLVED:
            return f"dissolved, mostly into {later[0]}"
        case Fate.GONE:
            return "has no customer in the later table"
