"""What is said of one segment, in sentences; the pages say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from engine.dataset import Kind, Meaning
from engine.limits import SHAKY_JACCARD, STABLE_JACCARD
from engine.profiles.lexicon import column_title
from engine.profiles.numbers import write_number, write_share
from engine.profiles.result import Action, Fact, FeatureSummary, SegmentProfile
from engine.report.content import Against, Certainty, Idea, Receipt

_YES_NO = {"0": "no", "1": "yes", "0.0": "no", "1.0": "yes"}


def capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def portrait(found: Sequence[Fact]) -> str:
    """The facts behind a name as one sentence."""
    return f"{capital('; '.join(fact.text for fact in found))}." if found else ""


def certainty(verdict: str, stability: float | None) -> Certainty:
    """What was found of all segments, and how surely this one comes back on other samples (Hennig 2007)."""
    if stability is None:
        return Certainty("not measured", f"{verdict}.", False)
    measured = f"{stability:.2f} of 1"
    if stability < SHAKY_JACCARD:
        sentence = f"{verdict}; this one is shaky: another sample would draw this differently ({measured})."
        return Certainty("shaky", sentence, True)
    word = "stable" if stability >= STABLE_JACCARD else "fairly stable"
    return Certainty(word, f"{verdict}; this one is {word} on other samples ({measured}).", False)


def telling(profile: SegmentProfile, limit: int) -> list[FeatureSummary]:
    """The most distinctive columns, without those whose typical value is the same as everyone's."""
    different = [
        each for each in profile.features if each.top_level is not None or each.median != each.overall_median
    ]
    return (different or list(profile.features))[:limit]


def said(answer: str, kind: Kind) -> str:
    """An answer as people say it: of two answers 0 and 1, "no" and "yes"."""
    return _YES_NO.get(answer, answer) if kind is Kind.BOOLEAN else answer


def against(summary: FeatureSummary) -> Against:
    """A column of the segment beside everyone's."""
    if summary.top_level is not None:
        here = f"{said(summary.top_level, summary.kind)} {_share(summary.top_share)}"
        everyone = _share(summary.overall_share)
    else:
        here, everyone = (_typical(value, summary) for value in (summary.median, summary.overall_median))
    return Against(column_title(summary.column), here, everyone, float(summary.effect), not summary.is_feature)


def receipts(found: Sequence[Fact]) -> tuple[Receipt, ...]:
    return tuple(Receipt(capital(fact.word), f"{capital(fact.text)}.", fact.falsifier) for fact in found)


def description(profile: SegmentProfile) -> str:
    """The rule in words, and how far it holds."""
    if not profile.rule.conditions:
        return ""
    return (
        f"The description “{profile.rule.text}” holds for {write_share(profile.coverage)} of the segment (coverage), "
        f"and {write_share(profile.exclusivity)} of those it holds for are in it (exclusivity)."
    )


def idea(action: Action) -> Idea:
    terms = (
        ("Why", action.evidence),
        ("Channel", action.channel),
        ("Effort", action.effort),
        ("Measure", action.measure),
        ("When not", action.caution),
    )
    return Idea(action.heading, action.title.rstrip("."), action.detail, tuple(each for each in terms if each[1]))


def _share(value: float | None) -> str:
    return "not given" if value is None else write_share(value)


def _typical(value: float | None, summary: FeatureSummary) -> str:
    if value is None:
        return "not given"
    if summary.kind is Kind.DATE:
        day = dt.date(1970, 1, 1) + dt.timedelta(days=int(value))
        return f"{day.day} {day:%B %Y}"
    return write_number(value, summary.unit, plain=summary.meaning is Meaning.BIRTH_YEAR)
