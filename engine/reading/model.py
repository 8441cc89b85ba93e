"""What the columns of a table look like, learned from its regular rows: the measure for repairs and headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from engine.reading.shapes import TEXTUAL, TYPED, Shape, mask_of, shape_of

# A column is typed when this share of its filled cells has one shape.
TYPED_SHARE = 0.85
# Distinct values remembered per column: enough for categories, cheap for identifiers.
REMEMBERED = 5000

# From this many rows on, a column whose distinct texts are at most this share of them is a closed set of answers.
CLOSED_ROWS, CLOSED_SHARE = 20, 0.3
MUCH_LONGER = 2.5  # costs a number with two digits more than any other
NEW_ANSWER = 0.6  # costs a text that such a column has never held

# What a cell costs in a column: nothing if the column holds this very text elsewhere, most if its shape contradicts
# the column. One unit is about the evidence that one typed cell gives for or against an interpretation.
KNOWN, SAME_MASK, SAME_SHAPE, SAME_FAMILY, NOTHING, BLANK, FOREIGN, CONTRADICTS = (
    0.0,
    0.2,
    0.4,
    0.6,
    1.0,
    2.0,
    1.5,
    4.0,
)


@dataclass(frozen=True)
class ColumnModel:
    """One column: its usual shape, the texts seen in it, and how often it is blank."""

    shape: Shape
    typed: bool
    values: Counter[str]
    n: int

    @classmethod
    def learn(cls, cells: Sequence[str]) -> ColumnModel:
        counts = Counter(cells)
        shapes: Counter[Shape] = Counter()
        for cell, count in counts.items():
            shapes[shape_of(cell)] += count
        filled = len(cells) - shapes[Shape.EMPTY] - shapes[Shape.MISSING]
        for nothing in (Shape.EMPTY, Shape.MISSING):
            shapes.pop(nothing, None)
        shape, count = shapes.most_common(1)[0] if shapes else (Shape.EMPTY, 0)
        typed = shape in TYPED and count >= TYPED_SHARE * filled and count > 0
        if not typed and shape in TYPED:
            shape = Shape.TEXT
        values = counts if len(counts) <= REMEMBERED else Counter(dict(islice(counts.items(), REMEMBERED)))
        return cls(shape, typed, values, len(cells))

    @cached_property
    def masks(self) -> Counter[str]:
        """How often each mask is that of one of the texts."""
        return Counter(map(mask_of, self.values))

    @property
    def blanks(self) -> float:
        """Share of blank cells."""
        return self.values.get("", 0) / max(self.n, 1)

    @property
    def always_blank(self) -> bool:
        """Whether nothing ever stands in it."""
        return self.n > 0 and self.blanks == 1

    def cost(self, cell: str) -> float:
        """How badly a cell fits, from 0 (this very text stands elsewhere here) to 4 (another kind of thing)."""
        if cell in self.values:
            return KNOWN
        shape = shape_of(cell)
        if shape is Shape.EMPTY:
            return BLANK
        if (longer := self._longer(cell)) is not None:
            return longer
        new = NEW_ANSWER if self.closed else 0.0
        if mask_of(cell) in self.masks or shape is self.shape:
            return new + (SAME_MASK if mask_of(cell) in self.masks else SAME_SHAPE)
        if shape is Shape.MISSING or self.shape is Shape.EMPTY:
            return NOTHING
        unlike = CONTRADICTS if self.typed else FOREIGN
        return new + SAME_FAMILY if not self.typed and shape in TEXTUAL else unlike

    def _longer(self, cell: str) -> float | None:
        """The cost of a number with more digits than any above it: two numbers, perhaps, that lost what was between."""
        if not self.typed or self.shape is not Shape.NUMBER or self.n < CLOSED_ROWS or mask_of(cell) in self.masks:
            return None
        more = _digits(cell) - self._most_digits
        return None if more < 1 or shape_of(cell) is not Shape.NUMBER else NOTHING if more == 1 else MUCH_LONGER

    @cached_property
    def _most_digits(self) -> int:
        return max(map(_digits, self.masks), default=0)

    @cached_property
    def closed(self) -> bool:
        """Whether the column is no number and holds few answers again and again."""
        return not self.typed and self.n >= CLOSED_ROWS and len(self.values) <= CLOSED_SHARE * self.n

    def recognises(self, cell: str) -> bool:
        """Whether the cell is a text that the column holds again and again."""
        return len(cell) > 1 and self.values.get(cell, 0) > 1


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def learn_columns(rows: Sequence[Sequence[str]]) -> list[ColumnModel]:
    """One model per column of rows that all have the same width."""
    return [ColumnModel.learn(column) for column in zip(*rows, strict=True)]
