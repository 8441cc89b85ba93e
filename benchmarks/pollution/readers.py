"""The readers that are compared. Each is asked for text and given no hint about the file."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from pollution.score import Reader

Table = tuple[list[str], list[list[str]]]


def tessera(content: bytes, encoding: str) -> Table:
    from engine import read_cells

    cells = read_cells(content)
    header = [] if cells.dialect.header is None else list(cells.frame.columns)
    return header, cells.frame.to_numpy(dtype=object).tolist()


def _frame(frame) -> Table:
    texts = frame.astype(object).where(frame.notna(), "")
    return [str(name) for name in frame.columns], [[str(cell) for cell in row] for row in texts.to_numpy().tolist()]


def pandas(content: bytes, encoding: str) -> Table:
    import pandas as pd

    return _frame(pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, on_bad_lines="skip"))


def pandas_sniffing(content: bytes, encoding: str) -> Table:
    import pandas as pd

    return _frame(
        pd.read_csv(
            io.BytesIO(content), sep=None, engine="python", dtype=str, keep_default_na=False, on_bad_lines="skip"
        )
    )


def polars(content: bytes, encoding: str) -> Table:
    import polars as pl

    frame = pl.read_csv(
        content, infer_schema=False, truncate_ragged_lines=True, ignore_errors=True, encoding="utf8-lossy"
    )
    return list(frame.columns), [["" if cell is None else cell for cell in row] for row in frame.rows()]


def duckdb(content: bytes, encoding: str) -> Table:
    import duckdb as db

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(content)
        connection = db.connect()
        found = connection.execute(
            f"select * from read_csv('{path}', all_varchar=true, ignore_errors=true, null_padding=true, strict_mode=false)"
        )
        names = [item[0] for item in found.description]
        return names, [["" if cell is None else cell for cell in row] for row in found.fetchall()]


def clevercsv(content: bytes, encoding: str) -> Table:
    import clevercsv as clever

    text = content.decode(encoding, "replace").lstrip("\ufeff")
    dialect = clever.Sniffer().sniff(text, verbose=False)
    rows = list(clever.reader(io.StringIO(text, newline=""), dialect))
    return rows[0], rows[1:]


READERS: dict[str, Reader] = {
    "tessera": tessera,
    "pandas": pandas,
    "pandas sep=None": pandas_sniffing,
    "polars": polars,
    "duckdb": duckdb,
    "clevercsv": clevercsv,
}
