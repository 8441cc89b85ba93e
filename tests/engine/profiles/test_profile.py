"""Names: true, distinct, and right on hostile tables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.columns.table import dataset_from_frame
from engine.dataset import Kind, Meaning
from engine.errors import EngineError
from engine.preparation.prepare import prepare
from engine.preparation.spec import ColumnSpec, PreparationSpec
from engine.profiles.context import profile_context
from engine.profiles.profile import profile_segments
from engine.profiles.result import Level, SegmentProfiles
from engine.segmentation import fit_segments

Build = Callable[..., Any]


def check(dataset: Any, matrix: Any, segmentation: Any, profiles: SegmentProfiles) -> None:
    """What holds for every table: rules can be recomputed, names are distinct, one fact per condition."""
    labels = np.full(dataset.n_rows, -1)
    labels[matrix.row_index] = segmentation.labels
    assert len(set(profiles.names)) == len(profiles) == segmentation.k
    for profile in profiles:
        holds, members = profile.rule.mask(dataset.frame), labels == profile.label
        both = (holds & members).sum()
        assert profile.coverage == pytest.approx(both / members.sum())
        assert profile.exclusivity == pytest.approx(both / max(holds.sum(), 1))
        assert profile.lift == pytest.approx(profile.exclusivity * dataset.n_rows / members.sum())
        assert [fact.column for fact in profile.facts] == [part.column for part in profile.rule.conditions]
        assert profile.name.strip()
        assert profile.summary.endswith(".")
        assert 2 <= len(profile.actions) <= 3
        assert all(members[row] for row in profile.typical_rows)


def two_groups() -> tuple[dict[str, Any], list[int]]:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [60, 40])
    return {"v7": rng.normal(100 - 60 * labels, 5), "v12": rng.normal(10 + 20 * labels, 2)}, labels.tolist()


def test_columns_without_meaning_are_named_as_written(parts: Build) -> None:
    columns, labels = two_groups()
    built = parts(columns, labels)
    profiles = profile_segments(*built)
    check(*built, profiles)
    assert profiles[1].name == "High v12, low v7"


def test_a_column_that_counts_has_many_or_few_and_coded_names_become_words(parts: Build) -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [60, 40])
    columns = {
        "SupportTickets": rng.poisson(2 + 20 * labels),
        "total_savings": rng.integers(90, 110, 100) * (3 - labels),
    }
    built = parts(columns, labels.tolist())
    assert profile_segments(*built)[1].name == "Low total savings, many support tickets"


def test_what_a_name_counts_is_several_and_years_are_early_or_recent(parts: Build) -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [60, 40])
    columns = {
        "EXCHANGE_COUNT": rng.poisson(2 + 20 * labels),
        "joining_year": 2003 + rng.integers(0, 8, 100) + 10 * labels,
    }
    built = parts(columns, labels.tolist())
    assert profile_segments(*built)[0].name == "Early joining year"
    assert profile_segments(*built)[1].name == "Many exchanges, recent joining year"


def test_who_gives_is_a_donor_and_no_spender(parts: Build) -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [60, 40])
    columns = {"Lifetime giving": rng.gamma(4, 10 + 500 * labels)}
    built = parts(columns, labels.tolist(), {"Lifetime giving": Meaning.SPENDING})
    assert profile_segments(*built)[1].name == "Generous donors"


def test_an_answer_that_another_column_repeats_is_named_once(parts: Build) -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [60, 40])
    without = labels == 1
    columns = {
        "internet": np.where(without, "No", rng.choice(["DSL", "Fiber"], 100)),
        "streaming": np.where(without, "No internet", rng.choice(["Yes", "No"], 100)),
        "v7": rng.normal(10 - 5 * labels, 3),
    }
    built = parts(columns, labels.tolist())
    name = profile_segments(*built)[1].name
    assert ("internet: no" in name) != ("No internet" in name)


def test_levels_follow_the_mid_rank_percentile_with_ties(parts: Build) -> None:
    # 55 of 100 customers have two deals or more, but the segment's median of 2 stands at the 62nd percentile.
    deals = [0] * 45 + [2] * 35 + [5] * 20
    labels = [0] * 45 + [1] * 55
    built = parts({"deals": deals, "other": np.arange(100)}, labels, {"deals": Meaning.DEALS})
    facts = [fact for profile in profile_segments(*built) for fact in profile.facts if fact.column == "deals"]
    for fact in facts:
        percentile = (
            np.mean(np.array(deals) < fact.segment_value) + np.mean(np.array(deals) == fact.segment_value) / 2
        )
        assert fact.percentile == pytest.approx(percentile)
        expected = Level.HIGH if percentile >= 2 / 3 else Level.LOW if percentile <= 1 / 3 else Level.MODERATE
        assert fact.level is expected


def test_recency_is_inverted(parts: Build) -> None:
    recency = list(range(50))
    spending = [10 + i for i in range(50)]
    built = parts({"recency": recency, "spend": spending}, [0] * 26 + [1] * 24,
                  {"recency": Meaning.RECENCY, "spend": Meaning.SPENDING}, units={"recency": "days"})  # fmt: skip
    words = {fact.word: fact for profile in profile_segments(*built) for fact in profile.facts}
    assert not any("recency" in word for word in words)
    if "bought recently" in words:
        assert words["bought recently"].level is Level.LOW


def test_a_part_never_licenses_the_bare_noun(parts: Build) -> None:
    columns, labels = two_groups()
    built = parts({"MntWines": columns["v7"], "MntFish": columns["v12"]}, labels,
                  {"MntWines": Meaning.SPENDING, "MntFish": Meaning.SPENDING})  # fmt: skip
    for name in profile_segments(*built).names:
        assert "spenders" not in name
        assert "spending on" in name.lower()


@pytest.mark.parametrize(("name", "said"), [("discount_pct", "median discount"), ("deals", "median number of deals")])
def test_a_share_is_no_number_of_anything(name: str, said: str) -> None:
    values = np.concatenate([np.full(60, 5.0), np.full(60, 30.0)]) + np.arange(120) % 3
    frame = pd.DataFrame({"customer_id": np.arange(120) + 1000, name: values, "x": np.arange(120) * 7 % 11})
    dataset = dataset_from_frame(frame, "shares")
    matrix = prepare(dataset)
    profiles = profile_segments(dataset, matrix, fit_segments(matrix, 2))
    texts = [fact.text for profile in profiles for fact in profile.facts if fact.column == name]
    assert texts
    assert all(text.startswith(said) for text in texts), texts


def test_answers_need_two_thirds_and_a_lift(parts: Build) -> None:
    city = ["Rome"] * 40 + ["Bern"] * 10 + ["Rome"] * 35 + ["Oslo"] * 15
    built = parts({"city": city, "x": np.arange(100)}, [0] * 50 + [1] * 50, {"city": Meaning.REGION})
    profiles = profile_segments(*built)
    check(*built, profiles)
    # Rome is the answer of four fifths of one segment, but of three quarters of everyone.
    assert not any("Rome" in name for name in profiles.names)


def test_mostly_carries_the_answer_and_both_shares(parts: Build) -> None:
    answer = ["yes"] * 45 + ["no"] * 5 + ["no"] * 50
    built = parts({"fibre": answer, "x": np.arange(100)}, [0] * 50 + [1] * 50, {"fibre": Meaning.PRODUCT},
                  {"fibre": Kind.BOOLEAN})  # fmt: skip
    profiles = profile_segments(*built)
    check(*built, profiles)
    facts = [fact for fact in profiles[0].facts if fact.column == "fibre"]
    for fact in facts:
        assert fact.level is Level.MOSTLY
        assert fact.segment_value == "yes"
        assert fact.segment_share == pytest.approx(0.9)
        assert fact.overall_share == pytest.approx(0.45)


def test_average_everywhere_is_the_middle_of_the_road(parts: Build) -> None:
    x = np.concatenate([np.linspace(40, 60, 40), np.linspace(0, 20, 30), np.linspace(80, 100, 30)])
    y = np.concatenate([np.linspace(40, 60, 40), np.linspace(80, 100, 30), np.linspace(0, 20, 30)])
    built = parts({"x": x, "y": y}, [0] * 40 + [1] * 30 + [2] * 30)
    profiles = profile_segments(*built)
    check(*built, profiles)
    assert profiles[0].name == "Middle of the road"


@pytest.mark.parametrize("k", [2, 5, 12])
def test_one_column_still_gives_distinct_names(parts: Build, k: int) -> None:
    labels = np.repeat(np.arange(k), 10)
    built = parts({"v": np.arange(10.0 * k)}, labels.tolist())
    check(*built, profile_segments(*built))


def test_segments_that_are_exactly_alike_still_get_distinct_names(parts: Build) -> None:
    built = parts({"v": [1.0, 2.0, 3.0] * 4, "w": [5.0, 4.0, 6.0] * 4}, np.repeat(np.arange(4), 3).tolist())
    check(*built, profile_segments(*built))


def test_a_segment_of_one_customer(parts: Build) -> None:
    income = [*np.linspace(10_000, 90_000, 99), 666_666]
    built = parts({"income": income, "visits": list(range(100))}, [0] * 99 + [1], {"income": Meaning.BUDGET})
    profiles = profile_segments(*built)
    check(*built, profiles)
    assert profiles[1].size == 1
    assert profiles[1].summary.startswith("1 customer (1 % of all)")
    assert profiles[1].exclusivity == 1.0


def test_a_column_that_is_missing_throughout_a_segment(parts: Build) -> None:
    columns, labels = two_groups()
    gone = np.where(np.array(labels) == 1, np.nan, columns["v7"])
    built = parts({**columns, "gone": gone}, labels)
    profiles = profile_segments(*built)
    check(*built, profiles)
    summary = next(item for item in profiles[1].features if item.column == "gone")
    assert summary.median is None
    assert summary.n_missing == 40
    assert not any(fact.column == "gone" for fact in profiles[1].facts)


def test_nothing_but_constants(parts: Build) -> None:
    built = parts({"c": [1.0] * 6, "d": ["x"] * 6}, [0, 0, 0, 0, 1, 1])
    profiles = profile_segments(*built)
    check(*built, profiles)
    assert profiles[0].name == "All alike"


def test_five_thousand_categories(parts: Build) -> None:
    columns, labels = two_groups()
    many = 50
    city = [f"city {i % 5000}" for i in range(100 * many)]
    built = parts({"v": np.tile(columns["v7"], many), "city": city}, np.tile(labels, many).tolist())
    profiles = profile_segments(*built)
    check(*built, profiles)
    assert not any("city" in name for name in profiles.names)


@pytest.mark.parametrize("name", ["<b>bold</b>", "{label}", "{value} {name}", "a\nb", "x" * 300, "`tick`", "%s", " "])
def test_other_peoples_text_is_put_in_as_it_is(parts: Build, name: str) -> None:
    columns, labels = two_groups()
    built = parts({name: columns["v7"], "other": columns["v12"]}, labels)
    profiles = profile_segments(*built)
    check(*built, profiles)
    assert all("\n" not in found and len(found) < 200 for found in profiles.names)


def test_values_that_a_person_called_unknown_count_for_nothing(parts: Build) -> None:
    columns, labels = two_groups()
    values = np.array(columns["v7"])
    values[:5] = 999_999
    spec = PreparationSpec(columns={"v7": ColumnSpec(missing_values=(999_999.0,))})
    built = parts({"v7": values, "v12": columns["v12"]}, labels, spec=spec)
    profiles = profile_segments(*built)
    check(*built, profiles)
    summary = next(item for item in profiles[0].features if item.column == "v7")
    assert summary.n_missing == 5
    assert summary.mean is not None
    assert summary.mean < 200


def test_customers_set_aside_are_in_no_segment(parts: Build) -> None:
    columns, labels = two_groups()
    kept = [row for row in range(100) if row % 10]
    built = parts(columns, [labels[row] for row in kept], row_index=kept)
    profiles = profile_segments(*built)
    check(*built, profiles)
    assert sum(profile.share for profile in profiles) == pytest.approx(1)


def test_dates_are_told_as_dates(parts: Build) -> None:
    days = pd.to_datetime("2012-07-01") + pd.to_timedelta(np.arange(100) * 7, unit="D")
    built = parts({"joined": days, "x": np.arange(100)[::-1]}, [0] * 52 + [1] * 48, {"joined": Meaning.SIGN_UP_DATE})
    profiles = profile_segments(*built)
    check(*built, profiles)
    for fact in (fact for profile in profiles for fact in profile.facts if fact.column == "joined"):
        assert isinstance(fact.segment_value, str)
        assert fact.segment_value[:2] == "20"


def test_a_context_changes_nothing(parts: Build) -> None:
    dataset, matrix, segmentation = parts(*two_groups())
    context = profile_context(dataset, matrix)
    assert profile_segments(dataset, matrix, segmentation, context=context) == profile_segments(
        dataset, matrix, segmentation
    )


def test_a_plain_array_will_do(parts: Build) -> None:
    dataset, matrix, segmentation = parts(*two_groups())
    assert (
        profile_segments(dataset, matrix.values, segmentation).names
        == profile_segments(dataset, matrix, segmentation).names
    )


def test_parts_that_do_not_belong_together_are_refused(parts: Build) -> None:
    dataset, matrix, segmentation = parts(*two_groups())
    with pytest.raises(EngineError, match="100 customers, the matrix 50"):
        profile_segments(dataset, matrix.values[:50], segmentation)


def test_spending_share_is_measured_on_the_whole_of_spending(parts: Build) -> None:
    built = parts({"spend": [1.0, 1.0, 2.0, 4.0], "x": [1, 2, 3, 4]}, [0, 0, 1, 1], {"spend": Meaning.SPENDING})
    assert [profile.spending_share for profile in profile_segments(*built)] == [0.25, 0.75]
