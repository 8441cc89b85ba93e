"""Selections: who is in them, what sets them apart, their lists, and those kept under a name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.limits import LIST_ROWS, MAX_SELECTIONS
from app.services.access import keeper, keepers
from app.services.at_hand import at_hand
from app.services.context import context
from app.services.map import map_index
from app.services.names import clean_name
from app.services.naming import row_labels
from app.services.results import Ready
from app.session import current_owner
from app.storage.members import pack, unpack
from app.storage.selections import SelectionView
from app.storage.titles import TitleTaken
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.selections.describe import SelectionDescription
    from engine.selections.differences import Difference
    from engine.selections.filters import ColumnValues
    from engine.selections.selection import Selection

SAVED = "saved"  # the key of a selection that is asked for by its id
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class ListQuery:
    """What of a list is shown: ordered by a column ("" is the order of the table), filtered by a text, one page."""

    sort: str = ""
    descending: bool = False
    text: str = ""
    page: int = 1


@dataclass(frozen=True, eq=False)
class ListPage:
    """``rows`` of one page, of ``total`` in which the text stands; pages count from 1."""

    rows: NDArray[np.int64]
    labels: NDArray[np.int32]
    total: int
    page: int
    pages: int


def selected_rows(ready: Ready, chosen: Any) -> NDArray[np.int64] | None:
    """Rows of the table, in ascending order; None when nothing is selected.

    Parameters
    ----------
    chosen : mapping
        As `engine.selections.selection.Selection.to_json` gives it, or ``{"saved": id}``.

    Raises
    ------
    EngineError
        If it cannot be understood or is not there, with a sentence.
    """
    from engine.selections.selection import Selection

    if isinstance(chosen, Mapping) and SAVED in chosen:
        return _saved_rows(ready, str(chosen[SAVED]))
    selection = Selection.from_json(chosen)
    if not selection:
        return None
    key = json.dumps(selection.to_json(), sort_keys=True)
    return _remembered(ready, f"rows:{key}", lambda: _rows(ready, selection))


def describe_rows(ready: Ready, rows: NDArray[np.int64]) -> SelectionDescription:
    """What sets these rows apart from all others of the table."""
    from engine.selections.describe import describe_selection

    labels = row_labels(ready.matrix, ready.segmentation, ready.dataset.n_rows)
    return describe_selection(ready.dataset, _mask(ready, rows), labels, ready.k)


def among(shown: NDArray[np.int32], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of some rows are among others, which are in ascending order."""
    if not len(rows):
        return np.zeros(len(shown), dtype=bool)
    places = np.minimum(np.searchsorted(rows, shown), len(rows) - 1)
    return rows[places] == shown


def said_of(ready: Ready, chosen: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """How the customers were selected: the name of a kept selection or "", and the words of each condition.

    A region that was drawn is the condition "".
    """
    from engine.selections.filters import filter_words
    from engine.selections.selection import Selection

    if SAVED in chosen:
        return next((each.title for each in saved_selections(ready) if each.id == chosen[SAVED]), ""), ()
    selection = Selection.from_json(chosen)
    words = tuple(filter_words(ready.dataset, each) for each in selection.filters)
    return "", (*words, "") if selection.region is not None else words


def value_columns(ready: Ready) -> tuple[str, ...]:
    """Columns by whose values customers can be selected."""
    from engine.selections.filters import filter_columns

    return tuple(column.name for column in filter_columns(ready.dataset))


def values_of(ready: Ready, column: Any) -> ColumnValues | None:
    """What occurs in a column, to choose from; None when it cannot be asked."""
    from engine.selections.filters import column_values, filter_columns

    if column not in {each.name for each in filter_columns(ready.dataset)}:
        return None
    return _remembered(ready, f"values:{column}", lambda: column_values(ready.dataset, column))


def compare_rows(ready: Ready, rows: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[Difference, ...]:
    """Two groups side by side, the largest difference first; a customer may be in both. Nothing if one is empty."""
    from engine.selections.differences import differences

    if not len(rows) or not len(others):
        return ()
    return differences(ready.dataset, _mask(ready, rows), _mask(ready, others))


def list_columns(ready: Ready) -> tuple[str, ...]:
    """The columns of a selection's list: the identifier, then all but unused and personal ones."""
    from engine.dataset import Role

    columns = [column for column in ready.dataset.columns if not column.personal and column.role is not Role.IGNORE]
    return tuple(column.name for column in sorted(columns, key=lambda column: column.role is not Role.IDENTIFIER))


def list_page(ready: Ready, rows: NDArray[np.int64], query: ListQuery) -> ListPage:
    """One page of a selection's list; a page beyond the end is the last.

    Raises
    ------
    EngineError
        If the table has no column of this name.
    """
    from engine.selections.listing import rows_with_text, sorted_rows

    found = rows_with_text(ready.dataset, rows, query.text, list_columns(ready))
    if query.sort:
        found = sorted_rows(ready.dataset, found, query.sort, descending=query.descending)
    pages = max(1, -(-len(found) // LIST_ROWS))
    page = min(max(query.page, 1), pages)
    shown = found[(page - 1) * LIST_ROWS : page * LIST_ROWS]
    labels = row_labels(ready.matrix, ready.segmentation, ready.dataset.n_rows)[shown]
    return ListPage(shown, labels, len(found), page, pages)


def saved_selections(ready: Ready) -> tuple[SelectionView, ...]:
    """Those of this table that its owner and the asking person kept, the first kept first."""
    return context().workspace.selections.of(keepers(ready), ready.view.id, ready.choices.reading.rows_key)


def keep_selection(ready: Ready, chosen: Any, title: str | None) -> str:
    """Keep who is selected under a name; gives its id.

    Raises
    ------
    EngineError
        If nobody is selected, the name is empty, too long or taken, or there are too many.
    """
    wanted, rows = clean_name(title), selected_rows(ready, chosen)
    if wanted is None:
        raise EngineError("The selection needs a name.", "Say who they are: “Wine lovers”.")
    if rows is None or not len(rows):
        raise EngineError("Nobody is selected.", "Select some customers first.")
    kept = saved_selections(ready)
    if len(kept) >= MAX_SELECTIONS:
        raise EngineError(f"{MAX_SELECTIONS} selections of this table are kept.", "Delete one first.")
    taken = EngineError(f"There is a selection “{wanted}” already.", "Choose another name.")
    if wanted.casefold() in {each.title.casefold() for each in kept}:
        raise taken
    try:
        found = _add(ready, chosen, wanted, rows)
    except TitleTaken:  # by another window, a moment ago
        raise taken from None
    if found is None:
        raise EngineError("This table is not there any more.", "Drop it again on the Data page.")
    return found


def _add(ready: Ready, chosen: Any, title: str, rows: NDArray[np.int64]) -> str | None:
    return context().workspace.selections.add(
        keeper(ready),
        ready.view.id,
        ready.choices.reading.rows_key,
        title=title,
        definition={} if SAVED in chosen else dict(chosen),
        size=len(rows),
        members=pack(_mask(ready, rows)),
        table_owner=ready.view.owner,
    )


def forget_selection(selection: str) -> bool:
    """Delete a kept selection; False when it is not there."""
    owner = current_owner()
    return owner is not None and context().workspace.selections.delete(owner, selection)


def people(ready: Ready, who: str) -> tuple[str, NDArray[np.int64]]:
    """A group by its key: what it is called, and its rows of the table in ascending order.

    "everyone", "segment:2", "audience:high_value" or "selection:" with the id of a kept one.

    Raises
    ------
    EngineError
        If there is no such group.
    """
    kind, _, key = who.partition(":")
    if who == "everyone":
        return "Everyone", np.arange(ready.dataset.n_rows)
    if kind == "segment" and key.isdecimal() and 1 <= int(key) <= ready.k:
        label = int(key) - 1
        return ready.names[label], np.sort(ready.matrix.row_index[ready.segmentation.labels == label])
    if kind == "selection":
        title = next((each.title for each in saved_selections(ready) if each.id == key), None)
        if title is not None:
            return title, _saved_rows(ready, key)
    for audience in ready.audiences:
        if kind == "audience" and audience.key == key and audience.available:
            return audience.name, np.sort(audience.rows)
    raise EngineError(
        "There is no such segment, audience or selection.", "Choose one that is shown on the Profiles page."
    )


def _rows(ready: Ready, selection: Selection) -> NDArray[np.int64]:
    from engine.map.axes import read_axis
    from engine.selections.filters import filter_mask
    from engine.selections.region import positions_within

    holds = np.ones(ready.dataset.n_rows, dtype=bool)
    for condition in selection.filters:
        holds &= filter_mask(ready.dataset, condition)
    if selection.region is None:
        return np.flatnonzero(holds)
    keys = (selection.region.across, selection.region.up)
    axes = tuple(
        read_axis(key, ready.projection, ready.dataset, ready.matrix, default) for default, key in enumerate(keys)
    )
    inside = positions_within(map_index(ready, (axes[0], axes[1])), selection.region.corners)
    return np.flatnonzero(holds & _mask(ready, ready.matrix.row_index[inside]))


def _saved_rows(ready: Ready, selection: str) -> NDArray[np.int64]:
    members = context().workspace.selections.members(
        keepers(ready), ready.view.id, ready.choices.reading.rows_key, selection
    )
    if members is None:
        raise EngineError(
            "This selection is not there any more.", "Choose another one, or select the customers again."
        )
    return np.flatnonzero(unpack(members, ready.dataset.n_rows))


def _mask(ready: Ready, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    mask = np.zeros(ready.dataset.n_rows, dtype=bool)
    mask[rows] = True
    return mask


def _remembered(ready: Ready, part: str, compute: Callable[[], _Value]) -> _Value:
    """From memory while it lasts: the pages of a list ask for the same customers again and again."""
    content = str(ready.view.fingerprint)
    return at_hand(content, f"{content}:{ready.choices.spec.key}:{part}", compute)
