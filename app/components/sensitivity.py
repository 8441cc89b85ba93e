"""What other preparations would do to the segments, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from app.components.numbers import count, percent, plural
from app.components.page import table
from engine.profiles.lexicon import column_title

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.dataset import Dataset
    from engine.sensitivity import Sensitivity

_SHOWN = 8  # customers named: enough to look some of them up


def sensitivity_words(found: Sensitivity, k: int, dataset: Dataset, id_column: str | None) -> list[Any]:
    """The two that matter most in a sentence, all in a table, and who never and who always moves."""
    changes = found.changes.get(k, ())
    if not changes:
        return [html.P(f"{k} segments were not compared.", className="intro")]
    titles = [_title(each.title, dataset) for each in changes]
    told = ", ".join(f"{title}, {percent(each.moved)}" for title, each in zip(titles[:2], changes, strict=False))
    rows = [
        [f"{title[:1].upper()}{title[1:]}", percent(each.moved), f"{each.agreement:.2f}"]
        for title, each in zip(titles, changes, strict=True)
    ]
    compared = len(found.row_index)
    never, always = found.never(k), found.always(k)
    words = [
        html.P(f"Customers who would change segment: {told}."),
        table(["Preparation", "Change segment", "Agreement (adjusted Rand)"], rows, f"Other preparations at k = {k}"),
        html.P(f"{plural(len(never), 'customer')} never move ({percent(len(never) / compared)} of those compared)."),
        html.P(_who(always, dataset, id_column)),
    ]
    if compared < found.n_rows:
        words.append(html.P(f"Compared on a sample of {count(compared)} customers.", className="small-print"))
    words += [html.P(f"Not possible {each}", className="small-print") for each in found.failed]
    return words


def _title(title: str, dataset: Dataset) -> str:
    """ "without NumWebVisitsMonth" with the column in words."""
    column = title.removeprefix("without ")
    known = column in dataset.columns or any(column == each.name for each in dataset.derived)
    return f"without {column_title(column)}" if known else title


def _who(always: NDArray[np.int64], dataset: Dataset, id_column: str | None) -> str:
    if not len(always):
        return "Nobody changes segment under every other preparation."
    rows = always[:_SHOWN]
    names = dataset.frame[id_column].iloc[rows].tolist() if id_column else [f"row {row + 1}" for row in rows]
    more = f" and {count(len(always) - len(rows))} more" if len(always) > len(rows) else ""
    return f"{plural(len(always), 'customer')} change under every one: {', '.join(map(str, names))}{more}."
