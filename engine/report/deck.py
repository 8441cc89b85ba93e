"""What slides are made of: texts, tables, discs, and PowerPoint's own charts in the report's colours."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from engine.report.content import Report, SegmentPage
from engine.report.style import (
    ABOVE,
    ACCENT,
    BELOW,
    CAUTION,
    HAIRLINE,
    INK,
    MUTED,
    STRONG,
    on_segment,
    segment_colour,
)

__all__ = ["ACCENT", "CAUTION", "HEIGHT", "INK", "MUTED", "WIDTH", "bars", "blank", "columns", "curve_chart", "disc",
           "grid", "image", "line", "say", "short"]  # fmt: skip

WIDTH, HEIGHT = 13.333, 7.5  # inches
FONT = "Arial"  # on every machine that opens a presentation; an embedded font is not

Box = tuple[float, float, float, float]  # left, top, width, height, in inches
Said = tuple[str, float, str, bool]  # words, points, colour, bold


_BOLD_EM = 0.56  # the mean width of a bold letter, as a part of its size
_SMALLEST_TITLE = 16.0


def blank(deck: Any, title: str, box: Box = (0.7, 0.7, WIDTH - 1.4, 0.7), size: float = 28) -> Any:
    """A slide that has nothing but its title, which outlines and screen readers need."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = (Inches(each) for each in box)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    words = short(title, 90)
    _fill(shape.text_frame, [(words, _on_one_line(words, box[2], size), INK, True)])
    return slide


def _on_one_line(words: str, width: float, size: float) -> float:
    """The size at which a title stays on its line: what stands below it does not move out of the way."""
    return min(size, max(_SMALLEST_TITLE, int(width * 72 / (_BOLD_EM * max(len(words), 1)))))


def say(slide: Any, box: Box, parts: Sequence[Said]) -> None:
    """Paragraphs in a box."""
    shape = slide.shapes.add_textbox(*(Inches(each) for each in box))
    _fill(shape.text_frame, parts)


def disc(slide: Any, left: float, top: float, page: SegmentPage) -> None:
    """The number of a segment in its colour."""
    shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, *(Inches(each) for each in (left, top, 0.52, 0.52)))
    _paint(shape, segment_colour(page.colour))
    _fill(shape.text_frame, [(str(page.number), 15, on_segment(page.colour), True)], PP_ALIGN.CENTER)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def line(slide: Any, left: float, top: float, width: float, colour: int, height: float) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(each) for each in (left, top, width, height)))
    _paint(shape, segment_colour(colour))


def image(slide: Any, place: tuple[float, float, float], png: bytes, words: str) -> None:
    """A picture with the words for those who cannot see it."""
    left, top, width = place
    shape = slide.shapes.add_picture(io.BytesIO(png), Inches(left), Inches(top), Inches(width))
    _describe(shape, words)


def grid(
    slide: Any, box: Box, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float],
    *, size: float = 12, marked: frozenset[int] | set[int] = frozenset(),
) -> None:  # fmt: skip
    """A table without boxes; ``marked`` rows are said with caution."""
    left, top, width, height = (Inches(each) for each in box)
    frame = slide.shapes.add_table(len(rows) + 1, len(header), left, top, width, height)
    table = frame.table
    for flag in ("firstRow", "bandRow"):
        frame._element.graphic.graphicData.tbl.tblPr.set(flag, "0")
    style = frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId"))
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
    for position, each in enumerate(widths):
        table.columns[position].width = Inches(each)
    for number, row in enumerate([header, *rows]):
        for position, words in enumerate(row):
            cell = table.cell(number, position)
            cell.margin_left = cell.margin_right = Inches(0.04)
            cell.margin_top = cell.margin_bottom = Inches(0.035)
            quiet = number == 0 or (position == 0 and len(header) == 2)
            colour = CAUTION if number - 1 in marked else MUTED if quiet else INK
            _fill(cell.text_frame, [(words, size if number else size - 1, colour, number - 1 in marked)])


def bars(
    slide: Any, box: Box, names: Sequence[str], values: Sequence[float], colours: Sequence[int], words: str, form: str
) -> None:
    """One bar per segment, the first on top."""
    data = CategoryChartData(number_format=form)
    data.categories = names
    data.add_series(words, values)
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data, words)
    _quiet_bars(chart, form)
    chart.value_axis.minimum_scale = 0  # bars that begin elsewhere exaggerate
    for point, colour in enumerate(colours):
        _paint(chart.plots[0].series[0].points[point], segment_colour(colour))


def columns(slide: Any, box: Box, page: SegmentPage) -> None:
    """What sets a segment apart: standardised differences from everyone, with the values in the labels."""
    data = CategoryChartData(number_format="0.00")
    data.categories = [
        f"{short(each.column, 24)}: {short(each.here, 18)} | {short(each.everyone, 18)}" for each in page.columns
    ]
    data.add_series("Above (+) or below (−) everyone, in standard deviations", [each.effect for each in page.columns])
    words = f"What sets “{page.name}” apart: each column as here | everyone"
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data, words)
    _quiet_bars(chart, "+0.0;−0.0;0")
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    # The same distance on both sides, so that nobody stands in the middle of every page.
    reach = 1.25 * max([STRONG, *(abs(each.effect) for each in page.columns)])
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = -reach, reach
    for point, each in enumerate(page.columns):
        _paint(chart.plots[0].series[0].points[point], ABOVE if each.effect >= 0 else BELOW)
    chart.has_title = True
    _fill(
        chart.chart_title.text_frame,
        [("What sets them apart: here | everyone, difference in standard deviations", 11, MUTED, False)],
    )
    chart.chart_title.include_in_layout = False


def curve_chart(slide: Any, box: Box, report: Report) -> None:
    """The elbow curve, with the edges of the band of data without groups."""
    data = CategoryChartData(number_format="#,##0")
    data.categories = [str(point.k) for point in report.curve]
    data.add_series("This table (WCSS)", [point.wcss for point in report.curve])
    banded = any(point.low is not None for point in report.curve)
    if banded:
        data.add_series("Data without groups, lowest", [point.low for point in report.curve])
        data.add_series("Data without groups, highest", [point.high for point in report.curve])
    chart = _chart(
        slide, XL_CHART_TYPE.LINE_MARKERS, box, data, f"Error for each number of segments; {report.k} are shown"
    )
    for number, series in enumerate(chart.plots[0].series):
        series.smooth = False
        series.format.line.color.rgb = _rgb(INK if number == 0 else "#b9b4ab")
        series.format.line.width = Pt(2.25 if number == 0 else 1)
        series.marker.style = XL_MARKER_STYLE.CIRCLE if number == 0 else XL_MARKER_STYLE.NONE
        series.marker.size = 6
        _paint(series.marker, INK)
    chosen = next((at for at, point in enumerate(report.curve) if point.k == report.k), None)
    if chosen is not None:
        point = chart.plots[0].series[0].points[chosen]
        point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, 12
        _paint(point.marker, ACCENT)
        frame = point.data_label.text_frame
        _fill(frame, [(f"{report.k} segments", 12, ACCENT, True)])
        point.data_label.position = XL_LABEL_POSITION.ABOVE
    chart.has_legend = banded
    if banded:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.minimum_scale = 0
    chart.value_axis.tick_labels.number_format = "#,##0"
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.major_gridlines.format.line.color.rgb = _rgb(HAIRLINE)
    chart.value_axis.format.line.fill.background()
    chart.category_axis.format.line.color.rgb = _rgb(HAIRLINE)
    chart.category_axis.has_title = True
    _fill(chart.category_axis.axis_title.text_frame, [("Number of segments (k)", 11, MUTED, False)])


def short(words: str, limit: int) -> str:
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"


def _chart(slide: Any, kind: Any, box: Box, data: Any, words: str) -> Any:
    frame = slide.shapes.add_chart(kind, *(Inches(each) for each in box), data)
    _describe(frame, words)
    chart = frame.chart
    chart.font.name, chart.font.size = FONT, Pt(11)
    chart.font.color.rgb = _rgb(INK)
    chart.has_legend = chart.has_title = False
    return chart


def _quiet_bars(chart: Any, form: str) -> None:
    """Labels instead of an axis and a grid."""
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.color.rgb = _rgb(HAIRLINE)
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = 55, False, True
    plot.series[0].invert_if_negative = False
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    plot.data_labels.font.size, plot.data_labels.font.color.rgb = Pt(11), _rgb(MUTED)


def _fill(frame: Any, parts: Sequence[Said], align: Any = PP_ALIGN.LEFT) -> None:
    if hasattr(frame, "margin_left"):
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, (words, size, colour, bold) in enumerate(parts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = align
        paragraph.space_after = Pt(size * 0.45 if len(parts) > 1 else 0)
        run = paragraph.add_run()
        run.text = words
        run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
        run.font.color.rgb = _rgb(colour)


def _paint(shape: Any, colour: str) -> None:
    format_of = getattr(shape, "format", shape)
    format_of.fill.solid()
    format_of.fill.fore_color.rgb = _rgb(colour)
    format_of.line.fill.background()
    if hasattr(shape, "shadow"):
        shape.shadow.inherit = False


def _describe(shape: Any, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)


def _rgb(colour: str) -> Any:
    return RGBColor.from_string(colour.lstrip("#").upper())
