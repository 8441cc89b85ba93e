"""The report as one HTML file that asks for nothing else: styles, font and pictures are in it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path

from engine.profiles.numbers import write_count, write_number, write_share
from engine.report.content import Against, Idea, Report, SegmentPage
from engine.report.drawing import curve, picture, ribbon
from engine.report.style import ABOVE, BELOW, FONTS, on_segment, segment_colour, strength

_STYLES = Path(__file__).with_name("report.css")
# Nothing may be asked for and no script may run, whatever a name contains.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
_FACES = (
    ("Inter", 400, "Inter-Regular"),
    ("Inter", 600, "Inter-SemiBold"),
    ("Inter Display", 600, "InterDisplay-SemiBold"),
)


def to_html(report: Report) -> str:
    """The whole document."""
    title = escape(f"{report.title}: {report.k} segments")
    body = "\n".join(
        [_cover(report), _choice(report), _map(report), *(_segment(page) for page in report.segments),
         _data(report), _reading(report), _provenance(report)]
    )  # fmt: skip
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="Tessera">\n<title>{title}</title>\n'
        f"<style>\n{_faces()}{_STYLES.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("data:font/otf;base64,{base64.b64encode((FONTS / f"{file}.otf").read_bytes()).decode()}") '
        'format("opentype"); }\n'
        for family, weight, file in _FACES
    )


def _cover(report: Report) -> str:
    aside = f" {write_count(report.n_aside, 'customer was', 'customers were')} set aside." if report.n_aside else ""
    sample = " Synthetic sample: these customers do not exist." if report.synthetic else ""
    rows = "".join(
        f"<tr><td>{_badge(page)}</td><th scope='row'><a href='#segment-{page.number}'>{escape(page.name)}</a></th>"
        f"<td class='number'>{page.size:,}</td><td class='number'>{write_share(page.share)}</td>"
        f"<td class='{'caution' if page.certainty.shaky else 'muted'}'>{escape(page.certainty.word)}</td></tr>"
        for page in report.segments
    )
    return f"""<header class="cover">
<p class="eyebrow">Customer segments · {report.day}</p>
<h1>{escape(report.title)}</h1>
<p class="lede">{write_count(report.n_customers, "customer", "customers")} in {report.k} segments.
<strong>{escape(report.verdict)}.</strong> {escape(report.lede)}{escape(aside)}{escape(sample)}</p>
{ribbon(report.segments)}
<table class="overview"><caption>The segments, the largest first</caption>
<thead><tr><th></th><th scope="col">Segment</th><th scope="col" class="number">Customers</th>
<th scope="col" class="number">Share</th><th scope="col">On other samples</th></tr></thead><tbody>{rows}</tbody></table>
</header>"""


def _choice(report: Report) -> str:
    banded = any(point.low is not None for point in report.curve)
    rows = "".join(
        f"<tr{' class=chosen' if point.k == report.k else ''}><td class='number'>{point.k}</td>"
        f"<td class='number'>{write_number(point.wcss, exact=True)}</td>"
        + (f"<td class='number'>{_range(point.low, point.high)}</td>" if banded else "")
        + "</tr>"
        for point in report.curve
    )
    last = '<th scope="col" class="number">Data without groups</th>' if banded else ""
    table = (
        '<table class="figures"><thead><tr><th scope="col" class="number">k</th>'
        f'<th scope="col" class="number">WCSS</th>{last}</tr></thead><tbody>{rows}</tbody></table>'
    )
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in report.reasons)
    return f"""<section id="choice"><p class="eyebrow">How many segments</p>
<h2>{report.k} segments: {escape(report.verdict.lower())}</h2><ul class="reasons">{reasons}</ul>
<figure>{curve(report)}<figcaption>Fewer segments leave more differences within them. A bend, well below the shaded band,
is what groups look like.</figcaption></figure>{_behind("The curve as a table", table)}</section>"""


def _map(report: Report) -> str:
    found = report.map
    rows = "".join(
        f"<tr><td>{_badge(page)}</td><th scope='row'>{escape(page.name)} <span class='muted'>"
        f"({escape(page.certainty.word)})</span></th><td class='number'>{write_number(center[0])}</td>"
        f"<td class='number'>{write_number(center[1])}</td><td class='number'>{write_share(page.share)}</td></tr>"
        for page, center in zip(report.segments, found.centers.tolist(), strict=True)
    )
    table = (
        f"<table class='figures'><thead><tr><th></th><th scope='col'>Segment</th>"
        f"<th scope='col' class='number'>→ {escape(found.across)}</th>"
        f"<th scope='col' class='number'>↑ {escape(found.up)}</th>"
        f"<th scope='col' class='number'>Share</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    return f"""<section id="map"><p class="eyebrow">The map</p><h2>Every customer in their place</h2>
<p>Customers who are alike stand close together; a numbered disc marks the middle of each segment. The two axes show
{write_share(found.explained)} of all differences between customers, so segments that overlap here may still be apart.</p>
<figure>{picture(found, report.segments)}<figcaption>{len(found.points):,} of
{write_count(found.n_customers, "customer", "customers")}.</figcaption></figure>
{_legend(report.segments)}{_behind("The middle of each segment as a table", table)}</section>"""


def _legend(pages: Sequence[SegmentPage]) -> str:
    items = "".join(
        f"<li>{_badge(page)} {escape(page.name)} <span class='muted'>{write_share(page.share)}"
        f"{', shaky' if page.certainty.shaky else ''}</span></li>"
        for page in pages
    )
    return f"<ul class='legend'>{items}</ul>"


def _segment(page: SegmentPage) -> str:
    spending = "" if page.spending_share is None else f" · {write_share(page.spending_share)} of spending"
    person = f"<p class='muted'>A person's name for “{escape(page.generated)}”.</p>" if page.generated else ""
    note = f"<p class='note'>{escape(page.note)}</p>" if page.note else ""
    caution = f"<p class='caution'>{escape(page.caution)}</p>" if page.caution else ""
    proofs = "".join(
        f"<li><strong>{escape(each.word)}</strong> {escape(each.text)} <span class='muted'>{escape(each.falsifier)}"
        "</span></li>"
        for each in page.receipts
    )
    why = f"<h3>Why this name</h3><ul class='receipts'>{proofs}</ul>" if proofs else ""
    return f"""<section class="segment" id="segment-{page.number}" style="--colour: {segment_colour(page.colour)}">
<header>{_badge(page)}<div><h2>{escape(page.name)}</h2>
<p class="muted">{write_count(page.size, "customer", "customers")} · {write_share(page.share)} of all{spending}</p></div></header>
<p class="portrait">{escape(page.portrait)}</p>{note}{person}
<p class="{"caution" if page.certainty.shaky else "muted"}">{escape(page.certainty.sentence)}</p>{caution}
<h3>What sets them apart</h3>{_columns(page.columns)}{why}
<p class="muted">{escape(page.description)}</p>
{"".join(_idea(each) for each in page.ideas)}</section>"""


def _columns(columns: Sequence[Against]) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(each.column)}{' <span class=muted>(described only)</span>' if each.described else ''}"
        f"</th><td class='bar'>{_bar(each.effect)}</td><td class='number'><strong>{escape(each.here)}</strong></td>"
        f"<td class='number muted'>{escape(each.everyone)}</td></tr>"
        for each in columns
    )
    return (
        "<table class='against'><thead><tr><th scope='col'>Column</th><th scope='col' class='bar'>Below | above everyone"
        "</th><th scope='col' class='number'>Here</th><th scope='col' class='number'>Everyone</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _bar(effect: float) -> str:
    """From the middle to the side."""
    reach = strength(effect) * 50
    colour, left = (ABOVE, 50.0) if reach >= 0 else (BELOW, 50 + reach)
    return (
        f"<span class='track'><i style='left: {left:.1f}%; width: {abs(reach):.1f}%; background: {colour}'></i></span>"
        f"<span class='hidden'>{effect:+.2f}</span>"
    )


def _idea(each: Idea) -> str:
    terms = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(text)}</dd></div>" for term, text in each.terms)
    return (
        f"<div class='idea'><p class='eyebrow'>{escape(each.heading)}</p><p><strong>{escape(each.title)}.</strong> "
        f"{escape(each.detail)}</p><dl>{terms}</dl></div>"
    )


def _data(report: Report) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(step.column)}</th><td>{escape(step.what)} <span class='muted'>{escape(step.why)}"
        f"</span></td><td class='number'>{'' if step.rows is None else f'{step.rows:,}'}</td></tr>"
        for step in report.steps
    )
    rest = (
        f"<p class='muted'>{write_count(report.n_more_steps, 'more step is', 'more steps are')} in the log of steps.</p>"
        if report.n_more_steps
        else ""
    )
    return f"""<section id="data"><p class="eyebrow">The data</p><h2>What was done to the table</h2>
<p>{write_count(report.n_rows, "row", "rows")} were read; {write_count(report.n_customers, "customer is", "customers are")}
in the segments{f", {report.n_aside:,} set aside" if report.n_aside else ""}.</p>
<table class="steps"><thead><tr><th scope="col">Column</th><th scope="col">What and why</th>
<th scope="col" class="number">Rows</th></tr></thead><tbody>{rows}</tbody></table>{rest}</section>"""


def _reading(report: Report) -> str:
    return (
        '<section id="reading"><p class="eyebrow">Help</p><h2>How to read this</h2>'
        f"{_terms(report.reading)}</section>"
    )


def _provenance(report: Report) -> str:
    return (
        '<footer id="provenance"><h2>Where these figures come from</h2>'
        f"{_terms(report.provenance)}<p class='muted'>The same table, preparation and seed give the same segments.</p></footer>"
    )


def _terms(pairs: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(text)}</dd></div>" for term, text in pairs)
    return f"<dl class='terms'>{rows}</dl>"


def _behind(title: str, table: str) -> str:
    return f"<details><summary>{title}</summary>{table}</details>"


def _badge(page: SegmentPage) -> str:
    colours = f"background: {segment_colour(page.colour)}; color: {on_segment(page.colour)}"
    return f"<span class='badge' style='{colours}'>{page.number}</span>"


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return f"{write_number(low, exact=True)} to {write_number(high, exact=True)}"
