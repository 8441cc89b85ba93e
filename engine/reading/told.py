"""What a person says of how a file is written."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import EngineError
from engine.reading.header import MAX_HEADER_ROWS

NO_QUOTE = "none"  # the word for a file in which no sign quotes


@dataclass(frozen=True)
class Told:
    """A person's corrections of what is found; None leaves it to the file.

    Attributes
    ----------
    quote : str or None
        A single sign, or `NO_QUOTE`.
    first_line : int or None
        Physical line (or row of a sheet), from 1, with which the table begins; what stands above is not read.
    header_rows : int or None
        How many of the first rows name the columns; 0 when all rows are records.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    first_line: int | None = None
    header_rows: int | None = None

    def __post_init__(self) -> None:
        if self.quote not in (None, NO_QUOTE) and (len(self.quote or "") != 1 or (self.quote or "").isalnum()):
            raise EngineError(
                f"{self.quote!r} cannot quote texts.", f"Use a single sign such as '\"', or {NO_QUOTE}."
            )
        if self.first_line is not None and self.first_line < 1:
            raise EngineError(f"The table cannot begin in line {self.first_line}.", "Use a whole number from 1.")
        if self.header_rows is not None and not 0 <= self.header_rows <= MAX_HEADER_ROWS:
            raise EngineError(
                f"The names of the columns cannot stand in {self.header_rows:,} rows.",
                f"Use a whole number from 0 to {MAX_HEADER_ROWS}.",
            )

    @property
    def before(self) -> int:
        """How many lines are not read."""
        return (self.first_line or 1) - 1

    @property
    def begins(self) -> bool:
        """Whether the table was said to begin where the reading begins."""
        return self.first_line is not None


AS_FOUND = Told()
