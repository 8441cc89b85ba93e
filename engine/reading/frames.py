"""Text cells as a pandas frame, with duplicate and blank column names kept."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa


def text_frame(columns: Sequence[pa.ChunkedArray | pa.Array], names: Sequence[str]) -> pd.DataFrame:
    """A frame of dtype ``str`` whose column names are exactly ``names``."""
    table = pa.table({str(position): column for position, column in enumerate(columns)})
    frame = table.to_pandas(split_blocks=True) if columns else pd.DataFrame()
    frame.columns = pd.Index(list(names), dtype="str")
    return frame


def numbered(width: int) -> list[str]:
    """Names for a table without a header."""
    return [f"column {position}" for position in range(1, width + 1)]
