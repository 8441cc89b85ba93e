"""Habits of programs and people that Pollock does not have, on tables of their own: tiny, wide, dated, full of commas."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pollution.kinds import Case, Style
from pollution.tables import Table

_NAMES = ["Müller, Anna", "O'Brien, Pat", 'Reyes, Ana "Nina"', "Smith, John", "Li, Wei", "Ode, Kofi", "Ruiz, Eva"]
_STREETS = ["12 High St, Flat 3", "Am Markt 5", "Rua Nova, 18", "7 rue du Bac", "Kanal 2, 3rd floor"]
_ANSWERS = ["Agree", "Disagree", "Neither agree nor disagree", "Strongly agree", "Don't know"]


def habit_tables(seed: int = 0, rows: int = 60) -> list[Table]:
    """Clean tables unlike those of `pollution.tables`."""
    rng = random.Random(f"{seed}-habits")

    def day() -> str:
        return f"20{rng.randint(15, 24)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"

    people = [
        [str(7 * n + 31), rng.choice(_NAMES), rng.choice(_STREETS), f"{rng.randint(20, 90)}", rng.choice("MF")]
        for n in range(rows)
    ]
    stays = [
        [
            f"B{n:05d}",
            f"{day()} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:00",
            day(),
            str(rng.randint(1, 21)),
            f"{rng.randint(1, 999)},{rng.randint(0, 99):02d}",
            rng.choice(["ja", "nein"]),
        ]
        for n in range(rows)
    ]
    answers = [[f"R-{n}", *rng.choices(_ANSWERS, k=5)] for n in range(rows)]
    money = [
        [
            str(n),
            f"${rng.randint(1, 99)},{rng.randint(0, 999):03d}.{rng.randint(0, 99):02d}",
            f"{rng.randint(0, 99)}%",
        ]
        for n in range(rows)
    ]
    contacts = [
        [
            day(),
            f"+49 {rng.randint(100, 999)} {rng.randint(10000, 99999)}",
            rng.choice(_NAMES),
            f"${rng.randint(1, 9)},{rng.randint(0, 999):03d}.{rng.randint(0, 99):02d}",
            rng.choice(["", "", 'called "twice", no answer', "moved to 3rd floor, left", 'wants 12" frames']),
        ]
        for n in range(rows)
    ]
    measures = [[f"{rng.gauss(0, 3):.4f}" for _ in range(12)] for _ in range(rows)]
    return [
        Table("people", ["Kundennr", "Name", "Address", "Age", "Sex"], people),
        Table("stays", ["Booking", "Arrival", "Departure", "Nights", "Betrag", "Newsletter"], stays),
        Table("answers", ["Respondent", *(f"Question {n}" for n in range(1, 6))], answers),
        Table("money", ["No.", "Lifetime value", "Discount"], money),
        Table("contacts", ["Last call", "Phone", "Full name", "Amount", "Notes"], contacts),
        Table("measures", [f"V{n}" for n in range(1, 13)], measures),
    ]


def habit_cases(table: Table) -> Iterator[Case]:
    """All habits on one table."""
    for make in (_tiny, _written, _around, _inside, _combined):
        for kind, detail, content, header, rows in make(table):
            yield Case(kind, f"{table.name}: {kind} {detail}".strip(), content, header, rows)


_Made = tuple[str, str, bytes, list[str], list[list[str]]]


def _made(kind: str, detail: str, text: str, table: Table, rows: Sequence[Sequence[str]] | None = None) -> _Made:
    kept = [list(row) for row in (table.rows if rows is None else rows)]
    return kind, detail, text.encode(), list(table.header), kept


def _all(table: Table, rows: int | None = None) -> list[list[str]]:
    return [table.header, *table.rows[:rows]]


def _tiny(table: Table) -> Iterator[_Made]:
    for count in (1, 2, 3, 5):
        for delimiter in (",", ";", "\t", "|"):
            for always in (False, True):
                style = Style(delimiter, always=always, end="\n")
                detail = f"{count} {delimiter!r}" + (" quoted" if always else "")
                yield _made("tiny", detail, style.text(_all(table, count)), table, table.rows[:count])
        for delimiter in (",", ";"):
            text = Style(delimiter, end="\n").text(table.rows[: count + 2])
            kind, detail, content, _, rows = _made(
                "tiny without header", f"{count + 2} {delimiter}", text, table, table.rows[: count + 2]
            )
            if table.name in ("measures", "money", "stays"):  # the others could not be told from a header by anybody
                yield kind, detail, content, [], rows
    wide = Table(
        "wide", [f"{name} {n}" for n in range(40) for name in table.header], [row * 40 for row in table.rows[:1]]
    )
    yield _made("wide", "one row", Style().text(_all(wide)), wide)
    wide = Table("wide", [str(1990 + n) for n in range(25)], [[str(n * m + 3) for n in range(25)] for m in range(9)])
    yield _made("names are years", "", Style().text(_all(wide)), wide)
    keyed = Table("wide", ["Region", *wide.header], [[f"R{n}", *row] for n, row in enumerate(wide.rows)])
    yield _made("names are years", "with a key", Style(";").text(_all(keyed)), keyed)


def _written(table: Table) -> Iterator[_Made]:
    rows = _all(table)
    for delimiter in (";", "\t", "|"):
        yield _made("decimal comma beside", repr(delimiter), Style(delimiter).text(rows), table)
    for first, last in ("“”", "„“", "«»"):
        curly = "".join(",".join(f"{first}{cell}{last}" for cell in row) + "\n" for row in rows)
        yield _made("typographic quotes", first + last, curly, table)
    for delimiter in (",", ";"):
        style = Style(delimiter, end="\n")
        closed = Table("", [*table.header, ""], [[*row, ""] for row in table.rows])  # as written: a blank column
        yield _made("delimiter closes every line", delimiter, style.text(_all(closed)), closed)
        yield _made("sep= line", delimiter, f"sep={delimiter}\n" + style.text(rows), table)
    mixed = "".join(Style(always=n % 3 == 0).row(row) for n, row in enumerate(rows))
    yield _made("quotes in some rows", "", mixed, table)
    last = "".join(
        ",".join([*(Style().cell(cell) for cell in row[:-1]), Style(always=True).cell(row[-1])]) + "\n"
        for row in rows
    )
    yield _made("quotes in one column", "", last, table)
    ends = "".join(Style(end=("\r\n", "\n", "\r")[n % 3]).row(row) for n, row in enumerate(rows))
    yield _made("record delimiters mixed", "", ends, table)
    for delimiter, quote in ((";", "'"), ("\t", "'"), ("::", '"'), (", ", '"'), ("|", "~"), ("<>", '"'), ("@@", "'")):
        for escape in ("", "\\"):
            style = Style(delimiter, quote, escape, "\n")
            detail = f"{delimiter!r} {quote} {escape}"
            yield _made("dialect combined", detail, style.text(rows), table)
    indexed = Table("", ["", *table.header], [[str(n), *row] for n, row in enumerate(table.rows)])
    yield _made("index without a name", "", Style(end="\n").text(_all(indexed)), indexed)


def _around(table: Table) -> Iterator[_Made]:
    text = Style().text(_all(table))
    yield _made("comment lines", "hash", "# exported by shop 2.1\r\n# rows: 60\r\n" + text, table)
    yield _made("comment lines", "slashes", "// exported by shop 2.1\r\n" + text, table)
    keys = "Report;Customers, all\nFrom;2024-01-01\nTo;2024-12-31\n\n"
    yield _made("preamble with delimiters", ";", keys + Style(";", end="\n").text(_all(table)), table)
    yield _made("preamble with delimiters", ",", keys.replace(";", ",") + Style(end="\n").text(_all(table)), table)
    long = "This export holds the customers, in the order of their numbers; see the handbook, page 3.\r\n"
    yield _made("preamble with delimiters", "prose", long * 2 + text, table)
    yield _made("footnote with delimiters", "prose", text + "\r\n" + long, table)
    yield _made("footnote with delimiters", "count", text + f"({len(table.rows)} rows affected)\r\n", table)


def _inside(table: Table) -> Iterator[_Made]:
    style = Style()
    lines = [style.row(row) for row in _all(table)]
    for count in (1, 4):
        blank = "".join(line + ("\r\n" * count if n and n % 9 == 0 else "") for n, line in enumerate(lines))
        yield _made("blank lines inside", str(count), blank, table)
    double = "".join(line + "\r\n" for line in lines)
    yield _made("blank lines inside", "after every row", double, table)
    rows = [list(row) for row in table.rows]
    for n in range(0, len(rows), 7):
        rows[n][1] = rows[n][1] + "\nsecond line, and more"
    yield _made("line breaks in many rows", "LF", Style(end="\n").text([table.header, *rows]), table, rows)
    yield _made("line breaks in many rows", "CRLF", Style().text([table.header, *rows]), table, rows)
    said = [list(row) for row in table.rows]
    for n in range(0, len(said), 5):
        said[n][-1] = '{"a": 1, "b": [2, 3]}'
    yield _made("JSON in cells", "", Style().text([table.header, *said]), table, said)
    long = [list(row) for row in table.rows]
    long[4][1] = "word, and " * 9_000
    yield _made("long cell", "", Style().text([table.header, *long]), table, long)


def _combined(table: Table) -> Iterator[_Made]:
    """What an export from an office program in Europe looks like: several habits at once."""
    before, after = "Kundenliste\r\nStand: 01.05.2024\r\n\r\n", "\r\nEnde der Liste\r\n"
    for delimiter in (";", "\t"):
        for encoding in ("utf-8-sig", "cp1252", "utf-16"):
            text = before + Style(delimiter).text(_all(table)) + after
            made = _made("combined", f"{delimiter!r} {encoding}", "", table)
            try:
                yield made[0], made[1], text.encode(encoding), made[3], made[4]
            except UnicodeEncodeError:
                continue
    lines = [Style().row(row) for row in _all(table)]
    for n in range(5, len(lines), 11):
        lines[n] = replace(Style(), delimiter=";").row(table.rows[n - 1])
    for n in range(7, len(lines), 13):
        lines[n] = lines[n].replace("\r\n", ",\r\n")
    yield _made("combined", "several broken rows", "".join(lines), table)
