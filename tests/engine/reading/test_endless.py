"""A quoted cell that goes on over thousands of lines."""

import pytest

from engine.errors import EngineError
from engine.reading import endless
from engine.reading.read import read_cells


@pytest.fixture(autouse=True)
def short_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endless, "MAX_CELL_CHARS", 20_000)


def test_a_cell_beyond_the_longest_is_refused_with_its_line() -> None:
    text = 'id,text,n\n1,a,2\n2,"' + "x y\n" * 10_000 + '",3\n3,b,4\n'
    with pytest.raises(EngineError, match=r"line 3 of .* goes on for 40,001 characters"):
        read_cells(text.encode())


def test_a_quote_that_nobody_closed_is_text() -> None:
    rows = "".join(f"{n},word {n},{n}\n" for n in range(4000))
    cells = read_cells(('id,text,n\n1,a,2\n2,"b,3\n' + rows + '5,"c",6\n').encode())
    assert len(cells.frame) == 4003
