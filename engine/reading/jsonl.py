"""JSON lines (one object per line) and JSON arrays of objects as text cells, numbers exactly as written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.dataset import SetAsideRow
from engine.errors import EngineError
from engine.limits import MAX_COLUMNS, MIN_FILLED_SHARE, SPARSE_CELLS
from engine.reading.encoding import Encoding, mend, open_text
from engine.reading.source import Raw

SHOWN = 500


def read_json(raw: Raw, encoding: Encoding, lines: bool) -> tuple[list[list[str]], list[str], list[SetAsideRow]]:
    """Records, names (in order of first appearance) and the lines that are no JSON objects.

    Raises
    ------
    EngineError
        If nothing in it is a record, there are too many columns, or hardly any in common.
    """
    names: dict[str, int] = {}
    rows: list[list[str]] = []
    set_aside: list[SetAsideRow] = []
    room = filled = 0
    for line, item, problem in _items(raw, encoding, lines):
        if problem is not None:
            set_aside.append(SetAsideRow(line, problem, str(item)[:SHOWN]))
            continue
        row = [""] * len(names)
        for key, value in _flat(item):
            position = names.setdefault(key, len(names))
            if position >= len(row):
                if len(names) > MAX_COLUMNS:
                    raise EngineError(f"{raw.name!r} has more than {MAX_COLUMNS:,} columns.", "Keep fewer.")
                row.extend([""] * (len(names) - len(row)))
            row[position] = value
        rows.append(row)
        room, filled = room + len(row), filled + len(item)
        if room > SPARSE_CELLS and filled < MIN_FILLED_SHARE * room:
            raise EngineError(
                f"The records of {raw.name!r} have hardly any names in common: {len(names):,} in {len(rows):,} records.",
                "Export one kind of record, with the same names in all of them.",
            )
    if not rows:
        raise EngineError(f"{raw.name!r} holds JSON but no records.", "Write one JSON object per line.")
    for row in rows:
        row.extend([""] * (len(names) - len(row)))
    return rows, list(names), set_aside


def _items(raw: Raw, encoding: Encoding, lines: bool) -> Iterator[tuple[int, Any, str | None]]:
    with open_text(raw.data, encoding) as text:
        if lines:
            for number, line in enumerate(text, start=1):
                content = mend(line) if encoding.mended else line
                if content.strip():
                    yield number, *_one(content)
            return
        whole = mend(text.read())
    items, problem = _parse(whole)
    if problem is not None or not isinstance(items, list):
        raise EngineError(f"{raw.name!r} is not valid JSON ({problem}).", "Export it again, one object per line.")
    for number, item in enumerate(items, start=1):
        yield number, item, None if isinstance(item, dict) else "This item is not a JSON object."


def _one(content: str) -> tuple[Any, str | None]:
    item, problem = _parse(content)
    if problem is None and not isinstance(item, dict):
        return content, "This line is not a JSON object."
    return (content if problem else item), problem


def _parse(content: str) -> tuple[Any, str | None]:
    try:
        return json.loads(content, parse_float=str, parse_int=str, parse_constant=str), None
    except (ValueError, RecursionError) as error:
        return content, f"This line is not valid JSON ({error})."


def _flat(item: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested objects become columns named ``outer.inner``; lists stay JSON text."""
    for key, value in item.items():
        if isinstance(value, dict) and value and prefix.count(".") < 8:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", _as_text(value)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
