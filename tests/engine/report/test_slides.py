"""The presentation opens, its charts carry their numbers, and nothing runs off a slide."""

import dataclasses
import io

import pytest
from pptx import Presentation

from engine.analysis import Analysis
from engine.dataset import Dataset
from engine.report.content import Report
from engine.report.slides import to_slides
from tests.engine.report.conftest import reported


def opened(report: Report) -> Presentation:
    return Presentation(io.BytesIO(to_slides(report)))


def test_charts_can_be_edited(report: Report) -> None:
    charts = [shape.chart for slide in opened(report).slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2 + report.k
    sizes, curve, *segments = charts
    assert list(sizes.plots[0].series[0].values) == pytest.approx([page.share for page in report.segments])
    assert list(curve.plots[0].series[0].values) == pytest.approx([point.wcss for point in report.curve])
    for chart, page in zip(segments, report.segments, strict=True):
        assert list(chart.plots[0].series[0].values) == pytest.approx([each.effect for each in page.columns])
    assert all(chart.part.chart_workbook.xlsx_part is not None for chart in charts)


def test_every_slide_of_a_segment_says_how_sure_it_is(report: Report) -> None:
    slides = {slide.shapes.title.text: slide for slide in opened(report).slides}
    for page in report.segments:
        words = "\n".join(shape.text_frame.text for shape in slides[page.name].shapes if shape.has_text_frame)
        assert page.certainty.sentence in words
        assert page.receipts[0].text in words
        assert page.receipts[0].falsifier in slides[page.name].notes_slide.notes_text_frame.text


def test_pictures_and_charts_have_words(report: Report) -> None:
    for slide in opened(report).slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


@pytest.mark.parametrize("k", [2, 6])
def test_everything_stands_on_the_slide(analysed: tuple[Dataset, Analysis], k: int) -> None:
    deck = opened(reported(*analysed, k))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height


def test_names_stay_names(hostile: Report) -> None:
    titles = [slide.shapes.title.text for slide in opened(hostile).slides]
    assert any(title.startswith("<script>alert(1)</script>") for title in titles)
    assert any(title.endswith("…") for title in titles)


def test_a_long_title_stays_on_its_line(report: Report) -> None:
    long = dataclasses.replace(
        report.segments[0], name="High purchases installments frequency but low oneoff purchases frequency"
    )
    deck = opened(dataclasses.replace(report, segments=(long, *report.segments[1:])))
    titles = {slide.shapes.title.text: slide.shapes.title.text_frame for slide in deck.slides}
    sizes = {name: frame.paragraphs[0].runs[0].font.size.pt for name, frame in titles.items()}
    assert sizes[long.name] == 19
    assert sizes["Who your customers are"] == 28
