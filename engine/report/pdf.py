"""The report as PDF, set by Typst: no browser and no library of the system is needed, and the file is tagged.

Everything that a table or a person wrote reaches the template as JSON, as strings that are set as they are: nothing in
them can be markup.
"""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

from engine.profiles.numbers import write_count, write_number, write_share
from engine.report.content import Report, SegmentPage
from engine.report.drawing import curve, picture, ribbon
from engine.report.signs import unshown
from engine.report.style import FONTS, on_segment, segment_colour, strength

_LONG_WORD = re.compile(r"\S{28,}")
_FONT_PATHS: Any = [FONTS]
_TEMPLATE = Path(__file__).with_name("report.typ")


def to_pdf(report: Report) -> bytes:
    """The whole document, on A4."""
    import typst

    content = _content(report)
    content["unshown"] = unshown(json.dumps(content, ensure_ascii=False))
    found: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=_FONT_PATHS,
        sys_inputs={"report": json.dumps(_broken(content))},
    )
    return found


def to_png(svg: str, width: float = 6.4) -> bytes:
    """A drawing as an image, twelve hundred points wide, for formats that take no SVG."""
    import typst

    source = (
        b"#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        b'#image(bytes(sys.inputs.svg), format: "svg", width: eval(sys.inputs.width))'
    )
    found: bytes = typst.compile(
        source, format="png", ppi=200, font_paths=_FONT_PATHS, sys_inputs={"svg": svg, "width": f"{width:g}in"}
    )
    return found


def _content(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "day": report.day,
        "date": [report.made.year, report.made.month, report.made.day],
        "k": report.k,
        "verdict": report.verdict,
        "lede": report.lede,
        "synthetic": report.synthetic,
        "customers": write_count(report.n_customers, "customer", "customers"),
        "rows": write_count(report.n_rows, "row", "rows"),
        "aside": write_count(report.n_aside, "customer was", "customers were") if report.n_aside else "",
        "reasons": report.reasons,
        "ribbon": ribbon(report.segments),
        "curve": curve(report),
        "points": [
            [str(point.k), write_number(point.wcss, exact=True), _range(point.low, point.high), point.k == report.k]
            for point in report.curve
        ],
        "map": picture(report.map, report.segments),
        "shown": f"{len(report.map.points):,} of {write_count(report.map.n_customers, 'customer', 'customers')}",
        "explained": write_share(report.map.explained),
        "segments": [_segment(page) for page in report.segments],
        "steps": [[step.column, step.what, step.why] for step in report.steps],
        "more_steps": write_count(report.n_more_steps, "more step is", "more steps are")
        if report.n_more_steps
        else "",
        "reading": report.reading,
        "provenance": report.provenance,
    }


def _segment(page: SegmentPage) -> dict[str, Any]:
    return {
        **dataclasses.asdict(page),
        "colour": segment_colour(page.colour),
        "on": on_segment(page.colour),
        "size": write_count(page.size, "customer", "customers"),
        "count": f"{page.size:,}",
        "share": write_share(page.share),
        "spending": "" if page.spending_share is None else write_share(page.spending_share),
        "columns": [
            [each.column, strength(each.effect), each.here, each.everyone, each.described] for each in page.columns
        ],
    }


def _broken(value: Any) -> Any:
    """The same content with places where long words without blanks may be broken, so that none leaves the page."""
    if isinstance(value, str) and not value.startswith("<svg "):
        return _LONG_WORD.sub(lambda word: "\u200b".join(re.findall(r".{1,12}", word[0])), value)
    if isinstance(value, dict):
        return {key: _broken(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_broken(item) for item in value]
    return value


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return f"{write_number(low, exact=True)} to {write_number(high, exact=True)}"
