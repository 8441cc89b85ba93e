"""A layout as HTML: the same tags and classes, nothing that is hidden, and other people's text as text."""

import dash_bootstrap_components as dbc
from dash import dcc, html

from app.static import static_html


def test_tags_classes_and_text_are_those_of_the_layout() -> None:
    layout = html.Main([html.P(["a ", html.B("b")], className="lede", id="x"), None, html.Br(), 3], tabIndex="-1")
    assert static_html(layout) == '<main><p class="lede">a <b>b</b></p><br>3</main>'


def test_text_and_attributes_are_escaped() -> None:
    text = '"><script>alert(1)</script>'
    written = static_html(html.Div([text, html.A("x", href=text, **{"aria-label": text})], className=text))
    assert "<script" not in written
    assert written.count("&lt;script&gt;") == 4


def test_what_is_hidden_or_folded_away_or_has_no_picture_is_left_out() -> None:
    folded = html.Details([html.Summary("More"), html.P("inside")])
    layout = [html.Div("gone", className="part hidden"), folded, dcc.Store(id="s"), dcc.Interval(id="i")]
    assert static_html(layout) == "<details><summary>More</summary></details>"


def test_controls_and_charts_keep_their_room() -> None:
    chart = html.Div(dcc.Graph(id="g"), style={"height": "380px", "maxWidth": "5px"})
    assert static_html(chart) == '<div style="height:380px;max-width:5px"><div class="dash-graph"></div></div>'
    assert static_html(dbc.Input(id="i", type="text")) == '<input type="text" class="form-control">'
    assert static_html(dcc.Link("Map", href="/map", className="go")) == '<a href="/map" class="go">Map</a>'
