"""Asking again and again how far work is, but never again before the last answer has come.

Dash drops the answer to a question that has been asked again meanwhile. A bare interval would ask a server that needs
longer than the interval for ever without hearing anything; so the interval only says when to ask next, and
`askAgain` in assets/asking.js asks if the last question was answered, or has been waiting for so long that it is lost.
"""

from __future__ import annotations

from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc

from app.limits import POLL_MS


def clock(tick: str, *, running: bool = False) -> list[dcc.Interval | dcc.Store]:
    """The interval, and what was asked and answered last."""
    return [
        dcc.Interval(id=tick, interval=POLL_MS, disabled=not running),
        dcc.Store(id=_asked(tick), data=0),
        dcc.Store(id=_answered(tick), data=0),
    ]


def asked(tick: str) -> Input:
    """The number of the question: what the callback that answers listens to."""
    return Input(_asked(tick), "data")


def answered(tick: str) -> Output:
    """Where that callback gives the number back."""
    return Output(_answered(tick), "data")


def register(tick: str, *begin: Input) -> None:
    """The browser's part of it.

    A change in ``begin`` asks the first question without the interval. It runs from that moment on all the same, and not
    only from the answer on, which may be lost.
    """
    clientside_callback(
        "() => false", Output(tick, "disabled", allow_duplicate=True), *begin, prevent_initial_call=True
    )
    clientside_callback(
        ClientsideFunction("tessera", "askAgain"),
        Output(_asked(tick), "data"),
        Input(tick, "n_intervals"),
        State(_asked(tick), "data"),
        State(_answered(tick), "data"),
        prevent_initial_call=True,
    )


def _asked(tick: str) -> str:
    return f"{tick}-asked"


def _answered(tick: str) -> str:
    return f"{tick}-answered"
