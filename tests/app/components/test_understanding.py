"""What was understood, each thing once and with the column that it is about."""

from dash import html

from app.components.understanding import MAX_NOTES, encoding_name, notes, said_of
from engine.columns.table import read_table
from engine.dataset import Note, Severity
from engine.preparation.prepare import prepare

LINES = [f"{n},{-1 if n % 20 == 0 else n % 37 + 5},{n % 11}" for n in range(400)]
TABLE = read_table("\n".join(["id,spending,visits", *LINES]).encode())


def test_a_suspected_value_is_told_once() -> None:
    assert TABLE.columns["spending"].sentinels == (-1.0,)
    alone = [note.message for note in said_of(TABLE, None) if note.column == "spending"]
    prepared = [note.message for note in said_of(TABLE, prepare(TABLE)) if note.column == "spending"]
    assert len(alone) == len(prepared) == 1
    assert "20 customers" in prepared[0]


def test_a_note_names_its_column() -> None:
    told = [Note("Its numbers have a decimal comma.", Severity.INFO, "Revenue"), Note("'Age' is odd.", column="Age")]
    listed = notes(told)
    assert [item.children for item in listed.children] == [
        "Revenue: its numbers have a decimal comma.",
        "'Age' is odd.",
    ]


def test_many_notes_wait_behind_more() -> None:
    first, rest = notes([Note(f"Note {n}.") for n in range(40)])
    assert len(first.children) == MAX_NOTES
    assert isinstance(rest, html.Details)


def test_encodings_have_the_names_that_people_know() -> None:
    assert [encoding_name(each) for each in ("utf-8-sig", "cp1252", "utf-16")] == ["UTF-8", "Windows-1252", "UTF-16"]
