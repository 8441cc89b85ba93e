"""The picture of the Map page: what is drawn, the words above it, the legend, and what the View menu offers."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from app import services
from app.choices import Choices
from app.components.legend import colour_list, crowd_words, segment_legend
from app.components.numbers import count, percent, plural
from app.components.states import content_class, instead
from app.figures.axes import axis_title, explained
from app.figures.map import TOOLS, Drawing, customer_map
from app.figures.theme import Theme
from app.services.remembered import remembered
from app.shell import Ids as Shell
from engine.errors import EngineError
from engine.map.axes import Axis
from pages.map.ids import BY_SEGMENT, FLAT, Ids, Patterns
from pages.map.looking import chosen_rows, look_of, outline_of, window_of

# What the person chose of the picture: the same for all callbacks that have to know where a point stands.
LOOK = (Ids.ACROSS, Ids.UP, Ids.DEPTH, Ids.COLOUR, Ids.HIDDEN)


def register() -> None:
    callback(
        Output(Ids.INSTEAD, "children"),
        Output(Ids.CONTENT, "className"),
        Output(Ids.LEDE, "children"),
        Output(Ids.SCATTER, "figure"),
        Output(Ids.LEGEND, "children"),
        Output(Ids.COLOURS, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
        *(Input(each, "value") for each in LOOK),
        Input(Ids.ARROWS, "value"),
        Input(Ids.WINDOW, "data"),
        Input(Ids.SELECTED, "data"),
        State(Ids.SEEN, "data"),
        State(Ids.TOOL, "data"),
    )(remembered(show))
    callback(
        Output(Ids.ACROSS, "options"),
        Output(Ids.UP, "options"),
        Output(Ids.DEPTH, "options"),
        Output(Ids.COLOUR, "options"),
        Output(Ids.HIDDEN, "options"),
        Output(Ids.PAIR, "children"),
        Input(Shell.VIEW, "data"),
        State(Shell.CHOICES, "data"),
    )(remembered(offer))
    callback(
        Output(Ids.ACROSS, "value"),
        Output(Ids.UP, "value"),
        Input(Ids.TELLING, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )(show_telling)
    clientside_callback(
        ClientsideFunction("tessera", "noteLook"),
        Output(Shell.LOOK, "data"),
        *(Input(each, "value") for each in (*LOOK, Ids.ARROWS)),
        Input(Ids.UP, "options"),  # another table is on the map; a look is noted before it is drawn
        State(Shell.CHOICES, "data"),
    )
    clientside_callback(
        ClientsideFunction("tessera", "showEveryone"),
        Output(Ids.WINDOW, "data"),
        Input(Ids.EVERYONE, "n_clicks"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("tessera", "toggleSegment"),
        Output(Shell.CHOICES, "data", allow_duplicate=True),
        Input({"type": Patterns.SEGMENT, "segment": ALL}, "n_clicks"),
        State(Shell.CHOICES, "data"),
        prevent_initial_call=True,
    )


def show(
    view: Any,
    choices_data: Any,
    across: Any,
    up: Any,
    depth: Any,
    colour: Any,
    hidden: Any,
    arrows: Any,
    window: Any,
    selected: Any,
    seen: Any,
    tool: Any,
) -> tuple[Any, ...]:
    other = instead(view)
    if not view or other is not None:
        return (other, f"{content_class(view)} two-columns", "" if view else no_update, *(no_update,) * 3)
    choices = Choices.from_json(choices_data)
    result = services.resolve(choices)
    if not isinstance(result, services.Ready):
        return (None, f"{content_class(view)} two-columns", *(no_update,) * 4)
    look = look_of(result, across, up, depth, colour, hidden)
    found = services.map_view(result, look, window_of(window, look))
    theme = Theme.read(view.get("theme"))
    home = window.get("home", 0) if isinstance(window, dict) else 0
    all_axes = [axis for axis in (look.across, look.up, look.depth) if axis is not None]
    drawing = Drawing(
        titles=tuple(axis_title(axis, result) for axis in all_axes),
        ticks=tuple(axis.column is not None for axis in all_axes),
        axes=(look.across.key, look.up.key),
        focus=choices.segment if choices.segment and choices.segment <= result.k else None,
        hidden=look.hidden,
        arrows=services.arrows(result, look) if arrows else (),
        colour_title=axis_title(Axis(column=colour), result) if found.colouring else "",
        outline=outline_of(result, selected, look),
        selected=_selected(result, found, selected),
        window=window_of(seen, look) if isinstance(seen, dict) and seen.get("home") == home else None,
        tool=tool if tool in TOOLS else TOOLS[0],
        revision=f"{' '.join(axis.key for axis in all_axes)} {home}",
    )
    return (
        None,
        "content two-columns",
        _lede(result, look, found),
        customer_map(found, result.names, result.colours, drawing, theme),
        segment_legend(result, choices.segment, Patterns.SEGMENT),
        colour_list(found, bool(arrows) and not drawing.arrows),
    )


def _selected(result: services.Ready, found: services.MapView, selected: Any) -> Any:
    """Which of the points are in the selection; None when there is none, or it says elsewhere why not."""
    try:
        rows = chosen_rows(result, selected)
    except EngineError:
        return None
    return None if rows is None else services.among(found.rows, rows)


def _lede(result: services.Ready, look: services.MapLook, found: services.MapView) -> str:
    parts = [f"{plural(len(result.segmentation.labels), 'customer')} in {result.k} segments."]
    axes = [axis for axis in (look.across, look.up, look.depth) if axis is not None]
    components = tuple(axis.component for axis in axes if axis.component is not None)
    if len(components) == len(axes):
        parts.append(
            f"The map shows {percent(explained(result.projection, components))} of the differences between them."
        )
    if found.n_unplaced:
        parts.append(f"{plural(found.n_unplaced, 'customer')} without a value on these axes cannot be placed.")
    if found.crowd:
        parts.append(crowd_words(found))
    elif not found.complete:
        parts.append(f"In depth it shows {count(len(found.rows))} of them; search and selection know all.")
    return " ".join(parts)


def offer(view: Any, choices_data: Any) -> tuple[Any, ...]:
    """The axes, columns and segments to choose from."""
    if (view or {}).get("kind") != "ready":
        return (no_update,) * 6
    result = services.resolve(Choices.from_json(choices_data))
    if not isinstance(result, services.Ready):
        return (no_update,) * 6
    axis_names, colour_names = services.map_columns(result)
    axes = [
        {
            "value": f"c{c}",
            "label": f"{c + 1}: {axis_title(Axis(component=c), result)} ({percent(share)} of the differences)",
        }
        for c, share in enumerate(result.projection.explained_variance_ratio)
    ]
    axes += [{"value": Axis(column=name).key, "label": axis_title(Axis(column=name), result)} for name in axis_names]
    first, second = services.telling_axes(result)
    colours = [{"value": name, "label": axis_title(Axis(column=name), result, arrow=False)} for name in colour_names]
    return (
        axes,
        axes,
        [{"value": FLAT, "label": "Flat map"}, *axes],
        [{"value": BY_SEGMENT, "label": "Segments"}, *colours],
        [
            {"value": str(i), "label": f"{i} {name} ({count(size)})"}
            for i, (name, size) in enumerate(zip(result.names, result.segmentation.sizes, strict=True), start=1)
        ],
        f"The segments lie farthest apart along axes {first + 1} and {second + 1}.",
    )


def show_telling(clicks: Any, choices_data: Any) -> tuple[Any, Any]:
    result = services.resolve(Choices.from_json(choices_data))
    if not clicks or not isinstance(result, services.Ready):
        return no_update, no_update
    first, second = services.telling_axes(result)
    return f"c{first}", f"c{second}"
