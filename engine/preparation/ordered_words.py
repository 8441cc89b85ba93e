"""Answers with a known order, and ranges ("18-24", "under 18", "65+") that carry theirs in their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Each line from lowest to highest; words that mean the same step are separated by a stroke.
_SCALES = """
very low < low|small < medium low < medium|moderate|average|mid|middle < medium high < high|large < very high
extra small|xs < small|s < medium|m < large|l < extra large|xl|x large < xxl|extra extra large
never < hardly ever|almost never < rarely|seldom < sometimes|occasionally < often|regularly|frequently < always
very dissatisfied|very unsatisfied < dissatisfied|unsatisfied < neutral|neither < satisfied < very satisfied
strongly disagree < disagree < neutral|neither agree nor disagree|undecided < agree < strongly agree
very unlikely < unlikely < neutral|neither < likely < very likely
very poor|terrible|awful < poor|bad < fair|average|okay|ok < good < very good < excellent|outstanding
none|no < some|partial < full|all|complete
basic|free|starter < standard|regular|plus < premium|pro|professional < enterprise|ultimate|vip
bronze < silver < gold < platinum < diamond
primary < secondary < tertiary
beginner|novice < intermediate < advanced < expert
daily|every day < several times a week < weekly|every week|once a week < biweekly|bi weekly|fortnightly|every 2 weeks|every two weeks < monthly|every month|once a month < quarterly|every 3 months|every three months < twice a year|half yearly|semi annually|every 6 months|every six months < yearly|annually|annual|every year|once a year
month to month|monthly < one year|1 year|yearly < two year|two years|2 year|2 years
first < second < third < fourth < fifth
child < teenager|teen < young adult < adult < senior
"""
_RANGE = re.compile(
    r"\s*(?P<word>under|below|less than|up to|until|over|above|more than|at least|<=?|>=?|≤|≥)?\s*"
    r"[$€£]?\s*(?P<low>\d[\d,. ]*)\s*(?P<thousands>k\b)?\s*"
    r"(?:(?:-|–|—|to|and|bis|à)\s*[$€£]?\s*(?P<high>\d[\d,. ]*)\s*k?)?\s*"
    r"(?P<more>\+|and over|and above|or more|plus)?\s*(?:[$€£%]|years?|yrs?|y/?o|k|days?|months?)?\s*",
    re.IGNORECASE,
)
# An answer that stands outside any order; those who gave it count as missing.
_OUTSIDE = frozenset(
    ["unknown", "not known", "not stated", "not specified", "missing", "n a", "na", "other", "prefer not to say"]
)
_BEFORE = {"under", "below", "less than", "up to", "until", "<", "<=", "≤"}


def known_order(levels: Sequence[str]) -> tuple[str, ...] | None:
    """The levels from lowest to highest, when every one of them is on one known scale or is a range.

    Parameters
    ----------
    levels : sequence of str
        Distinct, as written.

    Returns
    -------
    tuple of str or None
        None when the order is not known, or fewer than three levels make an order pointless. One answer such as
        "Unknown" may stand outside the order and is then not in it.
    """
    plain = {level: " ".join(re.sub(r"[\W_]+", " ", level.lower()).split()) for level in levels}
    outside = [level for level, word in plain.items() if word in _OUTSIDE]
    if len(outside) == 1:
        del plain[outside[0]]
    levels = list(plain)
    if len(levels) < 3:
        return None
    for line in _SCALES.strip().splitlines():
        steps = {word: place for place, words in enumerate(line.split(" < ")) for word in words.split("|")}
        places = [steps.get(word) for word in plain.values()]
        if None not in places and len(set(places)) >= 3:  # words for the same step ("biweekly") stand side by side
            return tuple(sorted(levels, key=lambda level: (steps[plain[level]], level)))
    return _range_order(levels)


def _range_order(levels: Sequence[str]) -> tuple[str, ...] | None:
    keys: dict[str, tuple[float, int]] = {}
    for level in levels:
        found = _RANGE.fullmatch(level)
        if found is None or not (found["high"] or found["word"] or found["more"]):
            return None
        low = _amount(found["low"])
        if low is None:
            return None
        before = (found["word"] or "").lower() in _BEFORE
        keys[level] = (low * (1000 if found["thousands"] else 1), 0 if before else 1)
    return tuple(sorted(levels, key=keys.__getitem__)) if len(set(keys.values())) == len(levels) else None


def _amount(text: str) -> float | None:
    digits = re.sub(r"[,\s](?=\d{3}\b)", "", text).strip(" ,.")
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None
