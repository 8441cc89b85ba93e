"""The report as PowerPoint: charts are PowerPoint's own, with their numbers, so that they can be edited."""

from __future__ import annotations

import io
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from engine.profiles.numbers import write_count, write_share
from engine.report.content import Report, SegmentPage
from engine.report.deck import (
    ACCENT,
    CAUTION,
    HEIGHT,
    INK,
    MUTED,
    WIDTH,
    bars,
    blank,
    columns,
    curve_chart,
    disc,
    grid,
    image,
    line,
    say,
    short,
)
from engine.report.drawing import picture
from engine.report.pdf import to_png

_LEFT = 0.7
_STEPS = 9  # rows that fit on a slide


def to_slides(report: Report) -> bytes:
    """The whole presentation, 16:9."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = f"{report.title}: {report.k} segments"
    deck.core_properties.author = "Tessera"
    deck.core_properties.created = deck.core_properties.modified = report.made.replace(tzinfo=None)
    _cover(deck, report)
    _sizes(deck, report)
    _choice(deck, report)
    _map(deck, report)
    for page in report.segments:
        _segment(deck, report, page)
    _data(deck, report)
    _reading(deck, report)
    with io.BytesIO() as buffer:
        deck.save(buffer)
        return buffer.getvalue()


def _page(deck: Any, report: Report, eyebrow: str, title: str) -> Any:
    """A slide with its heading, and the foot that dates it."""
    slide = blank(deck, title)
    say(slide, (_LEFT, 0.42, 8, 0.3), [(eyebrow, 12, ACCENT, True)])
    _foot(slide, report)
    return slide


def _foot(slide: Any, report: Report) -> None:
    words = f"{report.title} · {report.k} segments · {report.verdict} · {report.day}"
    say(slide, (_LEFT, HEIGHT - 0.5, WIDTH - 2 * _LEFT, 0.3), [(short(words, 150), 10, MUTED, False)])


def _cover(deck: Any, report: Report) -> None:
    slide = blank(deck, report.title, (_LEFT, 1.9, WIDTH - 2 * _LEFT, 1.1), size=46)
    say(slide, (_LEFT, 1.45, 8, 0.3), [(f"Customer segments · {report.day}", 14, ACCENT, True)])
    people = f"{write_count(report.n_customers, 'customer', 'customers')} in {report.k} segments."
    sample = " Synthetic sample: these customers do not exist." if report.synthetic else ""
    say(
        slide,
        (_LEFT, 3.1, 9.6, 1.7),
        [(f"{people} {report.verdict}.", 22, INK, True), (f"{report.lede}{sample}", 18, INK, False)],
    )
    at = _LEFT
    for page in report.segments:
        width = page.share * (WIDTH - 2 * _LEFT)
        line(slide, at, 5.35, max(width - 0.03, 0.01), page.colour, 0.16)
        at += width
    facts = dict(report.provenance)
    made = f"Table {facts['Fingerprint of the table'][:12]} · {facts['Method']} · Tessera {facts['Tessera']}"
    say(slide, (_LEFT, HEIGHT - 0.8, WIDTH - 2 * _LEFT, 0.3), [(made, 11, MUTED, False)])


def _sizes(deck: Any, report: Report) -> None:
    slide = _page(deck, report, "The segments", "Who your customers are")
    names = [f"{page.number}  {short(page.name, 46)}" for page in report.segments]
    bars(
        slide,
        (_LEFT, 1.5, 8.6, 5.2),
        names,
        [page.share for page in report.segments],
        [page.colour for page in report.segments],
        "Share of customers per segment",
        "0%",
    )
    rows = [[str(page.number), f"{page.size:,}", page.certainty.word] for page in report.segments]
    shaky = {row for row, page in enumerate(report.segments) if page.certainty.shaky}
    grid(
        slide,
        (9.5, 1.5, 3.2, 0.3),
        ["", "Customers", "On other samples"],
        rows,
        (0.4, 1.1, 1.7),
        size=_fitting(report.k),
        marked=shaky,
    )


def _fitting(k: int, largest: float = 13) -> float:
    """The size of type at which so many rows stay on the slide."""
    return max(5.0, min(largest, 150 / k))


def _choice(deck: Any, report: Report) -> None:
    slide = _page(deck, report, "How many segments", f"{report.k} segments: {report.verdict.lower()}")
    curve_chart(slide, (_LEFT, 1.45, 7.6, 5.2), report)
    say(
        slide,
        (8.6, 1.6, 4.0, 5),
        [(reason, 14, INK if at == 0 else MUTED, False) for at, reason in enumerate(report.reasons)],
    )


def _map(deck: Any, report: Report) -> None:
    slide = _page(deck, report, "The map", "Every customer in their place")
    words = f"Map of {len(report.map.points):,} customers in the colours of their segments"
    image(slide, (_LEFT, 1.45, 7.9), to_png(picture(report.map, report.segments)), words)
    shown = f"{len(report.map.points):,} of {write_count(report.map.n_customers, 'customer', 'customers')}."
    note = f"{shown} The axes show {write_share(report.map.explained)} of all differences."
    say(slide, (_LEFT, 6.65, 7.9, 0.3), [(note, 11, MUTED, False)])
    rows = [[str(page.number), short(page.name, 44), write_share(page.share)] for page in report.segments]
    shaky = {row for row, page in enumerate(report.segments) if page.certainty.shaky}
    grid(
        slide,
        (8.9, 1.45, 3.8, 0.3),
        ["", "Segment", "Share"],
        rows,
        (0.4, 2.7, 0.7),
        size=_fitting(report.k, 12),
        marked=shaky,
    )


def _segment(deck: Any, report: Report, page: SegmentPage) -> None:
    slide = blank(deck, short(page.name, 90), (_LEFT + 0.75, 0.42, WIDTH - 2 * _LEFT - 0.75, 0.65))
    line(slide, 0, 0, WIDTH, page.colour, 0.09)
    disc(slide, _LEFT, 0.47, page)
    _foot(slide, report)
    spending = "" if page.spending_share is None else f" · {write_share(page.spending_share)} of spending"
    size = f"{write_count(page.size, 'customer', 'customers')} · {write_share(page.share)} of all{spending}"
    colour = CAUTION if page.certainty.shaky else MUTED
    say(
        slide,
        (_LEFT + 0.75, 1.05, WIDTH - 2 * _LEFT - 0.75, 0.6),
        [(size, 13, MUTED, False), (short(page.certainty.sentence, 130), 12, colour, page.certainty.shaky)],
    )
    say(slide, (_LEFT, 1.85, WIDTH - 2 * _LEFT, 0.8), [(short(page.portrait, 210), 17, INK, False)])
    columns(slide, (_LEFT, 2.85, 7.2, 3.95), page)
    parts: list[tuple[str, float, str, bool]] = [("Why this name", 12, ACCENT, True)]
    parts += [(f"{each.word}: {short(each.text, 110)}", 12, INK, False) for each in page.receipts[:3]]
    for each in page.ideas[:1]:
        parts += [(each.heading, 12, ACCENT, True), (f"{each.title}.", 14, INK, True)]
        parts += [(short(each.detail, 190), 12, INK, False)]
        parts += [
            (f"{term}: {short(text, 120)}", 11, MUTED, False)
            for term, text in each.terms
            if term in ("Measure", "When not")
        ]
    if page.caution:
        parts.append((short(page.caution, 140), 11, CAUTION, True))
    say(slide, (8.3, 2.85, WIDTH - _LEFT - 8.3, 3.95), parts)
    slide.notes_slide.notes_text_frame.text = _spoken(page)


def _spoken(page: SegmentPage) -> str:
    """The proofs in full, as speaker's notes."""
    lines = [page.portrait, page.certainty.sentence, page.caution, page.note, page.description]
    lines += [f"{each.word}: {each.text} {each.falsifier}" for each in page.receipts]
    for each in page.ideas:
        lines += [f"{each.heading}: {each.title}. {each.detail}", *(f"{term}: {text}" for term, text in each.terms)]
    return "\n".join(entry for entry in lines if entry)


def _data(deck: Any, report: Report) -> None:
    slide = _page(deck, report, "The data", "What was done to the table")
    aside = f", {report.n_aside:,} set aside" if report.n_aside else ""
    words = (
        f"{write_count(report.n_rows, 'row', 'rows')} read; {report.n_customers:,} customers in the segments{aside}."
    )
    say(slide, (_LEFT, 1.3, 11, 0.4), [(words, 14, INK, False)])
    rows = [[short(step.column, 26), short(f"{step.what} {step.why}", 200)] for step in report.steps[:_STEPS]]
    more = len(report.steps) - _STEPS + report.n_more_steps
    if more > 0:
        rows.append(["", f"{write_count(more, 'more step is', 'more steps are')} in the log of steps."])
    grid(slide, (_LEFT, 1.8, WIDTH - 2 * _LEFT, 0.3), ["Column", "What and why"], rows, (2.6, 9.3), size=11.5)
    slide.notes_slide.notes_text_frame.text = "\n".join(
        f"{step.column} {step.what} {step.why}".strip() for step in report.steps
    )


def _reading(deck: Any, report: Report) -> None:
    slide = _page(deck, report, "Help", "How to read this")
    rows = [[term, words] for term, words in report.reading]
    grid(slide, (_LEFT, 1.35, WIDTH - 2 * _LEFT, 0.3), ["Word", "What it means"], rows, (2.6, 9.3), size=13)
    slide = _page(deck, report, "Help", "Where these figures come from")
    rows = [[term, short(words, 180)] for term, words in report.provenance]
    grid(slide, (_LEFT, 1.35, WIDTH - 2 * _LEFT, 0.3), ["What", ""], rows, (3.2, 8.7), size=13)
