"""Answers with a known order, and ranges ("18-24", "under 18", "65+") that carry theirs in their numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

# Each line from lowest to highest; words that mean the same step are separated by a stroke.
_SCALES = """
very low < low|small < medium low < medium|moderate|average|mid|middle < medium high < high|large < very high
extra small|xs < small|s < medium|m < large|l < extra large|xl|x large < xxl|extra extra large
never < hardly ever|almost never < rarely|seldom < sometimes|occasionally < often|regularly|frequently < always
very dissatisfied|very unsatisfied < dissatisfied|unsatisfied < neutral|neither < satisfied < very satisfied
strongly disagree < disagree < neutral|neither agree nor disagree|undecided < agree < strongly agree
not at all important|not important at all|not important < unimportant|of little importance|slightly important < neutral|moderately important|somewhat important < important < very important < extremely important
no|not at all < maybe|perhaps|not sure|undecided < yes
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
_BEFORE = (
    "under|below|less than|fewer than|lower than|up to|upto|until|at most|no more than|<=?|≤"
    "|unter|bis zu|bis|weniger als|höchstens|moins de|jusqu'à|menos de|hasta|até|meno di|fino a"
)
_BEHIND = (
    "over|above|more than|greater than|higher than|at least|from|>=?|≥"
    "|über|mehr als|mindestens|ab|plus de|más de|mas de|mais de|più di|oltre"
)
_MONEY = r"(?:us\$|r\$|[$€£¥₹]|rs\b\.?|inr\b|usd\b|eur\b|gbp\b|chf\b)?\s*"
_MULTIPLES = {
    "": 1.0,
    "k": 1e3,
    "thousand": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
}
_MULTIPLE = r"(?:k|thousand|lakhs?|lac|mn?|million)\b"
_RANGE = re.compile(
    rf"\s*(?:(?P<before>{_BEFORE})|(?P<behind>{_BEHIND}))?\s*"
    rf"{_MONEY}(?P<low>\d[\d,. ]*)\s*(?P<low_multiple>{_MULTIPLE})?\s*"
    rf"(?:(?:-|–|—|to\b|and\b|bis\b|à\s|a\s)\s*{_MONEY}(?P<high>\d[\d,. ]*)\s*(?P<high_multiple>{_MULTIPLE})?\s*)?"
    r"(?P<more>\+|(?:and|or|&)\s*(?:over|above|more|older|up|higher)\b|plus\b|und mehr|et plus|y más|o más|e oltre)?\s*"
    rf"{_MONEY}(?:%|[^\W\d_]{{1,12}}(?:/[^\W\d_]{{1,2}})?)?\s*",  # what is counted: years, km, y/o
    re.IGNORECASE,
)
_LONGEST = 60  # no range is longer, and the pattern tries many ways on endless blanks
_NOTHING = re.compile(r"(?:no|none|nil|zero|kein|keine|aucun|ninguno)(?:\s+[^\W\d_]+){0,2}", re.IGNORECASE)
# An answer that stands outside any order; those who gave it count as missing.
_OUTSIDE = frozenset(
    ["unknown", "not known", "not stated", "not specified", "missing", "n a", "na", "other", "prefer not to say"]
)


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
    """Ranges in the order of their numbers; bare numbers of something ("30 minutes") and "no income" among them."""
    if any(len(level) > _LONGEST for level in levels):
        return None
    found = {level: _RANGE.fullmatch(level) for level in levels}
    nothing = [level for level, match in found.items() if match is None and _NOTHING.fullmatch(level.strip())]
    ranges = {level: match for level, match in found.items() if match is not None}
    if len(nothing) > 1 or len(ranges) < max(len(levels) - len(nothing), 2):
        return None
    if not any(match["high"] or match["before"] or match["behind"] or match["more"] for match in ranges.values()):
        return None
    keys = {level: key for level, match in ranges.items() if (key := _place(match)) is not None}
    keys |= dict.fromkeys(nothing, (-math.inf, 0))
    return tuple(sorted(levels, key=keys.__getitem__)) if len(set(keys.values())) == len(levels) else None


def _place(match: re.Match[str]) -> tuple[float, int] | None:
    """The lower end of a range, and whether it lies before ("under 18"), at or behind ("over 18") that number."""
    low = _amount(match["low"])
    if low is None:
        return None
    multiple = match["low_multiple"] or match["high_multiple"] or ""  # "10-20k"
    beyond = match["behind"] or match["more"]
    return low * _MULTIPLES[multiple.lower()], -1 if match["before"] else 1 if beyond else 0


def _amount(text: str) -> float | None:
    digits = re.sub(r"[,.\s](?=\d{3}\b)", "", text).strip(" ,.")
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None
