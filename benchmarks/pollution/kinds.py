"""Every way to pollute a clean table, one at a time: what the file then holds, and what a reader must make of it.

The kinds follow Vitagliano et al. 2023, "Pollock: A Data Loading Benchmark" (PVLDB 16), and add what exports from
shops and spreadsheets show besides. Pollutions of one row are made at several rows and columns, the header among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pollution.tables import Table


@dataclass(frozen=True)
class Case:
    """A polluted file and the table that must come back; ``header`` is empty where the file has none."""

    kind: str
    name: str
    content: bytes
    header: list[str]
    rows: list[list[str]]
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Style:
    """How a file is written."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""  # instead of doubling the quote
    end: str = "\r\n"
    always: bool = False  # quote every cell
    doubling: bool = True

    def cell(self, text: str, force: bool = False) -> str:
        special = (self.delimiter, self.quote, "\n", "\r", self.escape or "\n")
        if not (self.always or force or any(sign in text for sign in special)):
            return text
        if self.escape:
            text = text.replace(self.escape, self.escape * 2).replace(self.quote, self.escape + self.quote)
        elif self.doubling:
            text = text.replace(self.quote, self.quote * 2)
        return f"{self.quote}{text}{self.quote}"

    def row(self, cells: Sequence[str]) -> str:
        return self.delimiter.join(self.cell(cell) for cell in cells) + self.end

    def text(self, rows: Sequence[Sequence[str]]) -> str:
        return "".join(self.row(row) for row in rows)


@dataclass
class Polluter:
    """Makes the cases of one table."""

    table: Table
    positions: Sequence[int]  # rows to pollute, 0 is the header
    every_column: bool = True
    style: Style = field(default_factory=Style)

    def cases(self) -> Iterator[Case]:
        for make in (
            self.structure, self.headers, self.around, self.several, self.dialects, self.encodings, self.row_delimiters,
            self.row_lengths, self.row_quotes, self.row_breaks,
        ):  # fmt: skip
            yield from make()

    def _case(
        self,
        kind: str,
        detail: str,
        text: str,
        header: Sequence[str] | None = None,
        rows: Sequence[Sequence[str]] | None = None,
    ) -> Case:
        return Case(
            kind,
            f"{self.table.name}: {kind} {detail}".strip(),
            text.encode(),
            list(self.table.header if header is None else header),
            [list(row) for row in (self.table.rows if rows is None else rows)],
        )

    @property
    def _all(self) -> list[list[str]]:
        return [self.table.header, *self.table.rows]

    def _lines(self) -> list[str]:
        return [self.style.row(row) for row in self._all]

    def structure(self) -> Iterator[Case]:
        lines, text = self._lines(), self.style.text(self._all)
        yield self._case("clean", "", text)
        yield self._case("clean", "all quoted", replace(self.style, always=True).text(self._all))
        yield self._case("no trailing newline", "", text.removesuffix(self.style.end))
        yield self._case("double trailing newline", "", text + self.style.end)
        yield self._case("header only", "", lines[0], rows=[])
        yield self._case("one record", "", "".join(lines[:2]), rows=self.table.rows[:1])
        yield self._case("two records", "", "".join(lines[:3]), rows=self.table.rows[:2])
        for count in (1, 3):
            yield self._case("blank first lines", str(count), self.style.end * count + text)
        for row in self.positions:
            yield self._case(
                "blank line", f"after row {row}", "".join([*lines[: row + 1], self.style.end, *lines[row + 1 :]])
            )
        width = len(self.table.header)
        for column in (0, min(3, width - 1), width - 1):
            one = [[row[column]] for row in self._all if row[column]]
            yield self._case("one column", str(column), self.style.text(one), one[0], one[1:])
        twice = [line + "\r\n" for line in (line.removesuffix(self.style.end) + "\r" for line in lines)]
        yield self._case("line ends twice", "", "".join(twice))

    def headers(self) -> Iterator[Case]:
        header, rows = self.table.header, self.table.rows
        yield self._case("no header", "", self.style.text(rows), header=[])
        yield self._case(
            "header of several rows", "2 equal", self.style.text([header, *self._all]), [f"{n} {n}" for n in header]
        )
        second = [f"part {n}" for n in range(len(header))]
        yield self._case(
            "header of several rows",
            "2",
            self.style.text([header, second, *rows]),
            [f"{a} {b}" for a, b in zip(header, second, strict=True)],
        )
        groups = ["", *(["Group"] + [""] * len(header))[: len(header) - 1]]
        joined = [f"{a} {b}".strip() for a, b in zip(groups, header, strict=True)]
        yield self._case("header of several rows", "group above", self.style.text([groups, *self._all]), joined)
        units = ["(unit)"] * len(header)
        yield self._case(
            "header of several rows",
            "3",
            self.style.text([header, second, units, *rows]),
            [f"{a} {b} (unit)" for a, b in zip(header, second, strict=True)],
        )
        for column in (0, 2, len(header) - 1):
            blank = [*header[:column], "", *header[column + 1 :]]
            yield self._case("blank name", str(column), self.style.text([blank, *rows]), blank)
        double = [header[0], header[0], *header[2:]]
        yield self._case("duplicate names", "", self.style.text([double, *rows]), double)
        long = [header[0] * 5000, *header[1:]]
        yield self._case("long name", "", self.style.text([long, *rows]), long)
        yield self._case(
            "header without the last delimiter's",
            "trailing",
            "".join(
                [
                    self.style.row(header),
                    *(line.replace(self.style.end, "," + self.style.end) for line in self._lines()[1:]),
                ]
            ),
        )

    def around(self) -> Iterator[Case]:
        text, end, width = self.style.text(self._all), self.style.end, len(self.table.header)
        lines = ["Sales report", "Created on 2024-05-01 by the system", "Confidential, do not share"]
        padding = self.style.delimiter * (width - 1)
        for count in (1, 3):
            block = "".join(self.style.row([line]) for line in lines[:count])
            padded = "".join(self.style.cell(line) + padding + end for line in lines[:count])
            for detail, before in (
                ("", block),
                ("and a blank line", block + end),
                ("padded", padded),
                ("padded and an empty row", padded + padding + end),
            ):
                yield self._case("preamble", f"{count} {detail}", before + text)
            for detail, after in (
                ("", block),
                ("after a blank line", end + block),
                ("padded", padded),
                ("padded after an empty row", padding + end + padded),
            ):
                yield self._case("footnote", f"{count} {detail}", text + after)
        unquoted = "".join(line + end for line in lines)
        yield self._case("preamble", "unquoted", unquoted + text)
        yield self._case("footnote", "unquoted", text + unquoted)
        yield self._case("footnote", "empty rows", text + (padding + end) * 5)
        keyed = "".join(
            self.style.row([a, b]) for a, b in (("Report:", "Sales"), ("Year:", "2024"), ("Author:", "Shop"))
        )
        yield self._case("preamble", "keys and values", keyed + end + text)

    def several(self) -> Iterator[Case]:
        text, end, width = self.style.text(self._all), self.style.end, len(self.table.header)
        for detail, wide in (("less", max(2, width - 3)), ("same", width), ("more", width + 3)):
            other = [[f"name {n}" for n in range(wide)]] + [
                [f"x{r}" if n % 2 else str(r * n + 5) for n in range(wide)] for r in range(10)
            ]
            yield self._case("several tables", f"{detail}, blank line", text + end + self.style.text(other))
            yield self._case("several tables", detail, text + self.style.text(other))
            yield self._case(
                "several tables", f"small {detail} first", self.style.text(other) + end + text, other[0], other[1:]
            )

    def dialects(self) -> Iterator[Case]:
        for delimiter in (
            ";",
            "\t",
            "|",
            " ",
            ":",
            ", ",
            "; ",
            "\t\t",
            "||",
            "::",
            "~",
            "^",
            "§",
            "\x01",
            "\x1f",
            "#",
            "~|~",
            "<>",
            "|#|",
            "\\t",
            " | ",
            "*",
            "@@",
        ):
            if delimiter == ":" and any(":" in cell for row in self._all for cell in row):
                pass  # quoted then, as a writer would
            yield self._case("delimiter", repr(delimiter), replace(self.style, delimiter=delimiter).text(self._all))
            yield self._case(
                "delimiter",
                f"{delimiter!r} all quoted",
                replace(self.style, delimiter=delimiter, always=True).text(self._all),
            )
        for quote in "'`~":
            for delimiter in ",;\t":
                yield self._case(
                    "quote",
                    f"{quote} {delimiter!r}",
                    replace(self.style, quote=quote, delimiter=delimiter).text(self._all),
                )
            yield self._case("quote", f"{quote} all", replace(self.style, quote=quote, always=True).text(self._all))
        yield self._case("escape", "backslash", replace(self.style, escape="\\").text(self._all))
        yield self._case(
            "escape", "backslash, all quoted", replace(self.style, escape="\\", always=True).text(self._all)
        )
        yield self._case("escape", "missing", replace(self.style, doubling=False).text(self._all))
        yield self._case(
            "escape", "missing, all quoted", replace(self.style, doubling=False, always=True).text(self._all)
        )
        for end in ("\n", "\r"):
            yield self._case("record delimiter", repr(end), replace(self.style, end=end).text(self._all))

    def encodings(self) -> Iterator[Case]:
        text = self.style.text(self._all)
        for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "utf-32"):
            try:
                content = text.encode(encoding)
            except UnicodeEncodeError:
                continue
            yield replace(self._case("encoding", encoding, text), content=content, encoding=encoding)

    def _at(self) -> Iterator[tuple[int, int]]:
        width = len(self.table.header)
        for row in self.positions:
            for column in range(width) if self.every_column else (0, width // 2, width - 1):
                yield row, column

    def _with_line(self, row: int, line: str) -> str:
        lines = self._lines()
        lines[row] = line
        return "".join(lines)

    def row_lengths(self) -> Iterator[Case]:
        end, d = self.style.end, self.style.delimiter
        for row, column in self._at():
            cells = [self.style.cell(cell) for cell in self._all[row]]
            more = d.join(cells[:column]) + (d if column else "") + d + d.join(cells[column:]) + end
            yield self._case("delimiter too many", f"{row}/{column}", self._with_line(row, more))
            if column:
                less = d.join(cells[:column]) + d.join(["", ""])[: -len(d)] + d.join(cells[column:]) + end
                yield self._case("delimiter too few", f"{row}/{column}", self._with_line(row, less))
        for row in self.positions:
            if row == 0:
                continue
            for kept in (2, len(self.table.header) - 2):
                cut = self._all[row][:kept]
                rows = [list(one) for one in self.table.rows]
                rows[row - 1] = cut + [""] * (len(self.table.header) - kept)
                yield self._case(
                    "row ends early", f"{row}/{kept}", self._with_line(row, self.style.row(cut)), rows=rows
                )
            spare = self.style.row(self._all[row]).removesuffix(end) + d * 3 + end
            yield self._case("delimiter too many", f"{row} three at the end", self._with_line(row, spare))

    def row_delimiters(self) -> Iterator[Case]:
        for row in self.positions:
            for delimiter in (" ", ";", "\t", "|"):
                other = replace(self.style, delimiter=delimiter)
                yield self._case(
                    "other delimiter in a row",
                    f"{row} {delimiter!r}",
                    self._with_line(row, other.row(self._all[row])),
                )
                # As if somebody had replaced the delimiters only: cells are quoted as everywhere else.
                cells = [self.style.cell(cell) for cell in self._all[row]]
                yield self._case(
                    "other delimiter in a row",
                    f"{row} {delimiter!r} bare",
                    self._with_line(row, delimiter.join(cells) + self.style.end),
                )
                half = len(cells) // 2
                mixed = (
                    self.style.delimiter.join(cells[:half])
                    + delimiter
                    + delimiter.join(cells[half:])
                    + self.style.end
                )
                yield self._case(
                    "delimiter changes inside a row", f"{row} {delimiter!r}", self._with_line(row, mixed)
                )

    def row_quotes(self) -> Iterator[Case]:
        q = self.style.quote
        for row, column in self._at():
            rows = [list(one) for one in self._all]
            rows[row][column] = q + rows[row][column]
            cells = [self.style.cell(cell) for cell in self._all[row]]
            quoted = cells[column].startswith(q)
            cells[column] = q + cells[column] if not quoted else q + q + cells[column][1:]
            line = self.style.delimiter.join(cells) + self.style.end
            yield self._case("stray quote", f"{row}/{column}", self._with_line(row, line), rows[0], rows[1:])
        for row in self.positions:
            other = replace(self.style, quote="'", always=True)
            yield self._case("other quotes in a row", str(row), self._with_line(row, other.row(self._all[row])))
            escaped = replace(self.style, escape="\\")
            yield self._case("escape in a row", str(row), self._with_line(row, escaped.row(self._all[row])))

    def row_breaks(self) -> Iterator[Case]:
        for row in self.positions:
            for end in ("\n", "\r"):
                line = self.style.row(self._all[row]).removesuffix(self.style.end) + end
                yield self._case("other record delimiter in a row", f"{row} {end!r}", self._with_line(row, line))
            if row:
                rows = [list(one) for one in self.table.rows]
                for column in (1, len(self.table.header) - 2):
                    rows = [list(one) for one in self.table.rows]
                    rows[row - 1][column] = rows[row - 1][column] + "\nmore text"
                    yield self._case(
                        "quoted line break", f"{row}/{column}", self.style.text([self.table.header, *rows]), rows=rows
                    )
