"""Columns of wide tables are found by word and use, a page at a time."""

from app.components.columns import PAGE, find_columns, shown_of, use_options
from engine.dataset import Column, Kind, Meaning, Role

COLUMNS = [
    Column(
        f"visits_{n}" if n % 2 else f"Spend {n}", Kind.NUMBER, Role.FEATURE, Meaning.SPENDING if n % 2 == 0 else None
    )
    for n in range(401)
]
ROLES = {column.name: Role.IGNORE if n == 7 else column.role for n, column in enumerate(COLUMNS)}


def test_every_column_is_on_some_page() -> None:
    pages = [find_columns(COLUMNS, ROLES, page=page) for page in range(find_columns(COLUMNS, ROLES).pages)]
    assert [at for each in pages for at in each.positions] == list(range(401))
    assert max(len(each.positions) for each in pages) == PAGE
    assert shown_of(pages[1], 401) == "51 to 100 of 401 columns"
    assert find_columns(COLUMNS, ROLES, page=99) == pages[-1]


def test_words_and_uses_are_looked_for_together() -> None:
    spent = find_columns(COLUMNS, ROLES, "spending NUMBER 39").positions
    assert [COLUMNS[at].name for at in spent] == [f"Spend {n}" for n in range(390, 400, 2)]
    unused = find_columns(COLUMNS, ROLES, role=Role.IGNORE)
    assert unused.positions == (7,)
    assert shown_of(unused, 401) == "1 column found, of 401"
    nothing = find_columns(COLUMNS, ROLES, "no such word")
    assert shown_of(nothing, 401) == "None of 401 columns"


def test_uses_say_how_many_columns_they_have() -> None:
    assert [each["label"] for each in use_options(COLUMNS, ROLES)] == [
        "Every use",
        "Decides the segments (400)",
        "Not used (1)",
    ]
