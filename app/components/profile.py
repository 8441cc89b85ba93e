"""The card of one segment, and the table of all of them for analysts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from app.components.numbers import number, percent, plural, value
from app.components.page import download, facts, icon, more, table
from app.components.segments import badge, slot
from engine.profiles.result import Action, FeatureSummary, SegmentProfile, SegmentProfiles

MAX_RECEIPTS = 5  # what sets a segment apart: more is for analysts
SHAKY = 0.6  # below this Jaccard similarity another sample would draw the segment differently (Hennig 2007)


def profile_card(
    profile: SegmentProfile,
    name: str,
    *,
    renamed: bool,
    focused: bool,
    stability: float | None,
    url: str,
    ids: tuple[str, str, str, str],
) -> html.Article:
    """Name, share, one portrait sentence, spending, what sets it apart, one action and the list.

    Parameters
    ----------
    profile : SegmentProfile
    name : str
        The given name, or the generated one.
    renamed, focused : bool
    stability : float or None
        Mean Jaccard similarity over resamples, when measured.
    url : str
        Where the list is.
    ids : tuple of str
        Types of the pattern ids of the name field, the save and reset buttons, and the name's problem.
    """
    return html.Article(
        [
            html.Header(
                [
                    badge(profile.number),
                    html.Div(
                        [
                            html.H3(name),
                            html.P(
                                [plural(profile.size, "customer"), " · ", percent(profile.share), " of all"],
                                className="muted",
                            ),
                        ]
                    ),
                ]
            ),
            html.P(profile.summary, className="portrait"),
            _spending(profile),
            _shaky(stability),
            facts([(summary.column, _against(summary)) for summary in _telling(profile)]),
            _action(profile.actions[0]) if profile.actions else None,
            html.Div(
                [download(f"Download this list ({plural(profile.size, 'customer')})", url, primary=True)],
                className="row-of-buttons",
            ),
            html.Div(
                [
                    _rename(profile, name, renamed, ids),
                    more("Why this name", _receipts(profile)),
                    more("More ideas", [_action(each) for each in profile.actions[1:]])
                    if profile.actions[1:]
                    else None,
                ],
                className="card-foot",
            ),
        ],
        className=f"profile edge-{slot(profile.number)}{' focused' if focused else ''}",
        id=f"segment-{profile.number}",
    )


def _spending(profile: SegmentProfile) -> Any:
    """Share of customers against share of spending, as two lines."""
    if profile.spending_share is None:
        return None
    rows = [("of customers", profile.share), ("of spending", profile.spending_share)]
    bars = [
        html.Div(
            [
                html.Span([html.Strong(percent(share)), f" {words}"]),
                html.I(
                    html.I(className=f"segment-{slot(profile.number)}", style={"width": f"{100 * share:.1f}%"}),
                    className="track",
                ),
            ]
        )
        for words, share in rows
    ]
    return html.Div(bars, className="spending")


def _shaky(stability: float | None) -> Any:
    if stability is None or stability >= SHAKY:
        return None
    return html.P("Shaky: another sample would draw this segment differently.", className="caution")


def _telling(profile: SegmentProfile) -> list[FeatureSummary]:
    """The most distinctive columns, without those whose typical value is the same as everyone's."""
    different = [
        each for each in profile.features if each.top_level is not None or each.median != each.overall_median
    ]
    return (different or list(profile.features))[:MAX_RECEIPTS]


def _against(summary: FeatureSummary) -> Any:
    """ "median $76,000, everyone $51,000" """
    if summary.top_level is not None:
        return [
            html.Strong(f"{summary.top_level} {percent(summary.top_share)}"),
            html.Span(f"everyone {percent(summary.overall_share)}"),
        ]
    return [
        html.Strong(value(summary.median, summary.unit, summary.meaning)),
        html.Span(f"everyone {value(summary.overall_median, summary.unit, summary.meaning)}"),
    ]


def _action(action: Action) -> html.Div:
    lines = [html.P(action.heading, className="eyebrow"), html.P([html.Strong(action.title), " ", action.detail])]
    if action.evidence:
        lines.append(html.P(action.evidence, className="small-print"))
    if action.caution:
        lines.append(html.P(action.caution, className="small-print"))
    return html.Div(lines, className="action")


def _receipts(profile: SegmentProfile) -> list[Any]:
    return [
        html.Ul([html.Li(fact.text or f"{fact.column}: {fact.level}") for fact in profile.facts]),
        html.P(
            f"The description “{profile.rule.text}” holds for {percent(profile.coverage)} of the segment (coverage), "
            f"and {percent(profile.exclusivity)} of those it holds for are in it (exclusivity)."
        )
        if profile.rule.conditions
        else None,
    ]


def _rename(profile: SegmentProfile, name: str, renamed: bool, ids: tuple[str, str, str, str]) -> html.Details:
    field, save, reset, trouble = ids
    segment = {"segment": profile.number}
    buttons = [html.Button("Save name", id={"type": save, **segment}, className="button")]
    buttons.append(
        html.Button(
            f"Back to “{profile.name}”" if renamed else "Back to the generated name",
            id={"type": reset, **segment},
            className="button" if renamed else "button hidden",
        )
    )
    return html.Details(
        [
            html.Summary([icon("pencil"), "Rename"]),
            html.Div(
                [
                    html.Label(
                        [
                            html.Span(f"Name of segment {profile.number}"),
                            dcc.Input(id={"type": field, **segment}, type="text", value=name, maxLength=80),
                        ]
                    ),
                    html.Div(buttons, className="row-of-buttons"),
                    html.P(id={"type": trouble, **segment}, className="field-problem", role="alert"),
                ],
                className="more-body",
            ),
        ],
        className="more rename",
    )


def analyst_table(profiles: SegmentProfiles, names: Sequence[str]) -> list[Any]:
    """Medians, means, shares and effects of every column in every segment."""
    rows = [
        [
            f"{profile.number} {name}",
            summary.column,
            "decides" if summary.is_feature else "described only",
            _typical(summary.median, summary),
            _typical(summary.mean, summary),
            _typical(summary.overall_median, summary),
            f"{summary.top_level} {percent(summary.top_share)}" if summary.top_level is not None else "",
            number(summary.effect),
        ]
        for profile, name in zip(profiles, names, strict=True)
        for summary in profile.features
    ]
    header = ["Segment", "Column", "Use", "Median", "Mean", "Median of everyone", "Most typical", "Effect size"]
    why = (
        "Effect sizes are differences from everyone in standard deviations, for categories in shares. There are no "
        "p-values: the segments were made from these columns, so every difference would look significant."
    )
    return [html.P(why), table(header, rows, "Every column in every segment")]


def _typical(x: float | None, summary: FeatureSummary) -> str:
    return "" if x is None else value(x, summary.unit, summary.meaning)
