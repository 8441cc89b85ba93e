"""What every page is made of: a head, sections divided by hairlines, and one "More" per section."""

from __future__ import annotations

from typing import Any

from dash import dcc, html


def icon(name: str) -> html.Span:
    """An ornament beside words; it says nothing that the words do not."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})


def head(step: str, title: str, lede: Any, lede_id: str | None = None) -> html.Header:
    """The first view: where one is, what the page is called, and its answer in a sentence."""
    awaited = {"id": lede_id, "data-first": lede_id} if lede_id else {}
    sentence = html.P(lede, className="lede awaited" if lede_id else "lede", **awaited)
    return html.Header([html.P(step, className="eyebrow"), html.H1(title), sentence], className="page-head")


def hint(page: str, sentence: str) -> html.Aside:
    """What to do on a page that one sees for the first time; assets/head/hints.js closes it for good.

    Parameters
    ----------
    page : str
        One of the words that 10-frame.css knows.
    sentence : str
    """
    close = html.Button(
        ["Got it", html.Span(", close this hint", className="visually-hidden")],
        className="link-button",
        **{"data-close-hint": page},
    )
    return html.Aside([html.P(sentence), close], className=f"hint hint-{page}", **{"aria-label": "First steps"})


def section(title: str, children: Any, intro: Any = None, **props: Any) -> html.Section:
    parts = [html.H2(title)]
    if intro is not None:
        parts.append(html.P(intro, className="intro"))
    return html.Section(
        [*parts, *(children if isinstance(children, list) else [children])], className="part", **props
    )


def more(title: str, children: Any, heading: str | None = None, **props: Any) -> html.Details:
    """Everything that the first view does not need; ``heading`` is the id of what is clicked to open it."""
    inner = children if isinstance(children, list) else [children]
    summary = html.Summary(title, id=heading) if heading else html.Summary(title)
    return html.Details([summary, html.Div(inner, className="more-body")], className="more", **props)


def how_to_read(*sentences: str) -> html.Details:
    return more("How to read this", [html.P(sentence) for sentence in sentences])


def link(text: str, path: str, search: str = "", primary: bool = False) -> dcc.Link:
    return dcc.Link(
        [text, icon("arrow-right")], href=f"{path}{search}", className="button primary" if primary else "go"
    )


def download(text: str, url: str, primary: bool = False) -> html.A:
    """A plain link: it works without scripts, and the browser shows its progress."""
    return html.A(
        [icon("download"), text], href=url, className="button primary" if primary else "button", download=""
    )


def skeleton(height: int, label: str = "Loading") -> html.Div:
    """A quiet place-holder of the size of what will come, so that nothing jumps."""
    return html.Div(className="skeleton", style={"height": f"{height}px"}, role="img", **{"aria-label": label})


def facts(pairs: list[tuple[Any, Any]]) -> html.Dl:
    """Terms and values, in two columns."""
    return html.Dl([html.Div([html.Dt(term), html.Dd(value)]) for term, value in pairs], className="facts")


def table(header: list[str], rows: list[list[Any]], caption: str, className: str = "") -> html.Div:
    """A table that scrolls sideways inside its own frame, reachable by keyboard."""
    body = [html.Tr([html.Td(cell) for cell in row]) for row in rows]
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(html.Tr([html.Th(cell, scope="col") for cell in header])),
                html.Tbody(body),
            ],
            className=f"plain-table {className}".strip(),
        ),
        className="scroll",
        tabIndex="0",
        role="region",
        **{"aria-label": caption},
    )
