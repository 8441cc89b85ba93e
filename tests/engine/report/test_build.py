"""What a report says is what was found, with its certainty and where it comes from."""

import dataclasses

import numpy as np

from engine.analysis import Analysis
from engine.dataset import Dataset
from engine.report.content import Report, written
from tests.engine.report.conftest import HOSTILE, reported


def test_segments_are_those_of_the_profiles(report: Report, analysed: tuple[Dataset, Analysis]) -> None:
    _, analysis = analysed
    profiles = analysis.profiles[report.k]
    assert [page.name for page in report.segments] == [written(name) for name in profiles.names]
    assert [page.size for page in report.segments] == [profile.size for profile in profiles]
    assert all(page.receipts for page in report.segments if profiles[page.number - 1].facts)
    assert sum(page.size for page in report.segments) + report.n_aside == report.n_rows


def test_certainty_stands_with_every_name(analysed: tuple[Dataset, Analysis]) -> None:
    dataset, analysis = analysed
    stability = {4: (0.9, 0.7, 0.3)}  # the fourth was not measured
    advice = dataclasses.replace(analysis.advice, stability=stability)
    report = reported(dataset, dataclasses.replace(analysis, advice=advice), 4)
    assert [page.certainty.word for page in report.segments] == ["stable", "fairly stable", "shaky", "not measured"]
    assert [page.certainty.shaky for page in report.segments] == [False, False, True, False]
    assert "another sample would draw this differently (0.30 of 1)" in report.segments[2].certainty.sentence


def test_another_number_than_the_recommended_one_is_said(analysed: tuple[Dataset, Analysis]) -> None:
    dataset, analysis = analysed
    other = next(k for k in analysis.profiles if k != analysis.advice.suggested_k)
    assert (
        f"The recommended number is {analysis.advice.suggested_k}; {other} were"
        in reported(dataset, analysis, other).lede
    )


def test_it_says_what_makes_it_again(report: Report, analysed: tuple[Dataset, Analysis]) -> None:
    dataset, _ = analysed
    facts = dict(report.provenance)
    assert facts["Fingerprint of the table"] == dataset.fingerprint
    assert f"k = {report.k}, seed 0" in facts["Method"]
    assert "scikit-learn" in facts["Libraries"]
    assert facts["Made"] == "2026-03-04 05:06 UTC"
    assert report.day == "4 March 2026"


def test_the_map_shows_customers_where_they_are(report: Report, analysed: tuple[Dataset, Analysis]) -> None:
    _, analysis = analysed
    everybody = {tuple(point) for point in np.asarray(analysis.projection.coordinates).tolist()}
    axes = len(report.map.points[0])
    assert axes == 2
    assert len(report.map.points) == report.n_customers
    assert len({point[:2] for point in everybody}) >= len({tuple(point) for point in report.map.points.tolist()}) // 2


def test_texts_are_on_one_line_and_can_be_written_anywhere() -> None:
    assert written(HOSTILE).replace("\u00a0", " ").isprintable()
    assert written("a\r\n b\x00c") == "a b c"
    assert len(written("x" * 100_000)) == 1200


def test_the_verdict_is_on_the_recommended_number_alone(analysed: tuple[Dataset, Analysis]) -> None:
    dataset, analysis = analysed
    other = next(k for k in analysis.segmentations if k != analysis.advice.suggested_k)
    for k, verdict in ((analysis.advice.suggested_k, analysis.advice.verdict.title), (other, "Chosen by hand")):
        made = reported(dataset, analysis, k)
        assert made.verdict == verdict
        assert all(page.certainty.sentence.startswith(verdict) for page in made.segments)
