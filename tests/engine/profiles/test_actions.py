"""Actions: two or three, with this segment's numbers, and honest headings."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.dataset import Kind, Meaning
from engine.profiles.profile import profile_segments

Build = Callable[..., Any]


def _table() -> tuple[dict[str, Any], list[int]]:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [60, 40])
    return {"spend": 100 + 400 * labels + rng.integers(0, 50, 100), "visits": 9 - 6 * labels}, labels.tolist()


MEANINGS = {"spend": Meaning.SPENDING, "visits": Meaning.WEB_VISITS, "accepted": Meaning.CAMPAIGN_RESPONSE}


def test_without_answers_to_campaigns_every_action_is_an_idea(parts: Build) -> None:
    for profile in profile_segments(*parts(*_table(), MEANINGS)):
        assert 2 <= len(profile.actions) <= 3
        assert {action.heading for action in profile.actions} == {"Idea to test"}
        assert all(any(char.isdigit() for char in action.evidence) for action in profile.actions)


def test_past_answers_are_evidence_with_an_interval(parts: Build) -> None:
    columns, labels = _table()
    columns["accepted"] = [0] * 60 + [1] * 30 + [0] * 10
    built = parts(columns, labels, MEANINGS, {"accepted": Kind.BOOLEAN}, profile_only=["accepted"])
    actions = [action for action in profile_segments(*built)[1].actions if action.heading != "Idea to test"]
    assert actions
    for action in actions:
        assert action.heading == "Past response, not effect"
        assert (
            "75 % accepted a past campaign (95 % interval 60 % to 86 %), against 30 % of everyone" in action.evidence
        )


def test_a_table_without_meanings_still_gets_two_actions(parts: Build) -> None:
    for profile in profile_segments(*parts(*_table())):
        assert len(profile.actions) == 2
