"""What to do about a segment: the best-supported entries of the playbook, with this segment's numbers as evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Meaning
from engine.profiles.columns import AnswerColumn, AnyColumn, NumberColumn
from engine.profiles.context import ProfileContext
from engine.profiles.intervals import wilson_interval
from engine.profiles.items import level_of
from engine.profiles.numbers import write_share
from engine.profiles.playbook import Play, load_playbook
from engine.profiles.result import Action, Level
from engine.profiles.statistics import SegmentStatistics
from engine.profiles.words import WordBook

_ACTIONS = 3
_AT_LEAST = 2


@dataclass(frozen=True)
class _Evidence:
    level: Level
    strength: float  # 0 (in the middle of its level) to 1
    text: str


class Advisor:
    """Suggests actions for the segments of one segmentation."""

    def __init__(
        self,
        statistics: SegmentStatistics,
        context: ProfileContext,
        book: WordBook,
        playbook: tuple[Play, ...] | None = None,
    ) -> None:
        self._statistics = statistics
        self._book = book
        self._playbook = load_playbook() if playbook is None else playbook
        self._columns = {
            column.meaning: column for column in context.columns if column.meaning is not None and book.leads(column)
        }
        responses = [
            column for column in context.with_meaning(Meaning.CAMPAIGN_RESPONSE) if isinstance(column, AnswerColumn)
        ]
        self._answered = _accepted(responses, book)
        self._n_campaigns = len(responses)

    def actions(self, label: int) -> tuple[Action, ...]:
        """Two or three actions, the best supported first."""
        evidence = {meaning: self._evidence(column, label) for meaning, column in self._columns.items()}
        fitting = []
        for position, play in enumerate(self._playbook):
            found = [evidence.get(meaning) for meaning in play.when]
            held = [
                item for item, levels in zip(found, play.when.values(), strict=True) if item and item.level in levels
            ]
            if play.when and len(held) == len(play.when):
                # Two fitting conditions say more about a segment than one.
                support = sum(0.5 + item.strength for item in held)
                fitting.append((-support, position, play, held))
        fitting.sort(key=lambda entry: entry[:2])
        chosen = fitting[:_ACTIONS]
        anybody: list[tuple[float, int, Play, list[_Evidence]]] = [
            (0.0, 0, play, []) for play in self._playbook if not play.when
        ]
        chosen += anybody[: max(0, _AT_LEAST - len(chosen))]
        return tuple(self._action(play, held, label) for _, _, play, held in chosen)

    def _action(self, play: Play, held: list[_Evidence], label: int) -> Action:
        texts = [item.text for item in held]
        heading = "Idea to test"
        if play.contacts and (past := self._past_response(label)):
            texts.append(past)
            heading = "Past response, not effect"
        size = int(self._statistics.sizes[label])
        evidence = "; ".join(texts) or f"{size:,} customers; no column of the table says more"
        return Action(
            title=play.title,
            detail=play.detail,
            channel=play.channel,
            evidence=evidence[:1].upper() + evidence[1:] + ".",
            measure=play.measure,
            caution=play.caution,
            effort=play.effort,
            heading=heading,
        )

    def _evidence(self, column: AnyColumn, label: int) -> _Evidence | None:
        if isinstance(column, NumberColumn):
            groups = self._statistics.numbers[column.name]
            if not groups.counts[label] or not column.varies:
                return None
            percentile = float(groups.percentiles[label])
            level = level_of(percentile)
            strength = 0.0 if level is Level.MODERATE else 2 * abs(percentile - 0.5)
            own, everyone = (self._book.value(column, value) for value in (groups.medians[label], column.median))
            return _Evidence(level, strength / 2, f"median {self._book.noun(column)} {own}, against {everyone}")
        accepted = _accepted([column], self._book)
        if accepted is None:
            return None
        members = self._statistics.labels == label
        share, low, high, everyone_share = _rate(accepted, members)
        if low <= everyone_share <= high:
            return _Evidence(Level.MODERATE, 0.0, "")
        text = (
            f"{self._book.label(column)}: {write_share(share)} of the segment, against {write_share(everyone_share)}"
        )
        return _Evidence(Level.HIGH if share > everyone_share else Level.LOW, abs(share - everyone_share), text)

    def _past_response(self, label: int) -> str:
        """The share that accepted a campaign, with its interval."""
        if self._answered is None:
            return ""
        share, low, high, everyone = _rate(self._answered, self._statistics.labels == label)
        what = "a past campaign" if self._n_campaigns == 1 else f"at least one of {self._n_campaigns} past campaigns"
        return (
            f"{write_share(share)} accepted {what} (95 % interval {write_share(low)} to {write_share(high)}), "
            f"against {write_share(everyone)} of everyone"
        )


def _accepted(columns: list[AnswerColumn], book: WordBook) -> NDArray[np.bool_] | None:
    """Who said yes in any of the columns; None when none of them has a yes."""
    masks = []
    for column in columns:
        yes = [
            index
            for index, level in enumerate(column.levels)
            if str(level).strip().casefold() in book.lexicon.affirmative
        ]
        if yes:
            masks.append(np.isin(column.codes, yes))
    return np.logical_or.reduce(masks) if masks else None


def _rate(accepted: NDArray[np.bool_], members: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """Share of yes in the segment, its interval, and everyone's share."""
    n, yes = int(np.count_nonzero(members)), int(np.count_nonzero(accepted & members))
    low, high = wilson_interval(yes, n)
    return yes / max(n, 1), low, high, float(accepted.mean())
