"""Every row and every column come back, in order, and no cell can run in a spreadsheet."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from engine.assignments import assignments, neutralise_formulas
from engine.dataset import Columns, Dataset
from engine.preparation.matrix import PreparedMatrix, SetAsideCustomer
from engine.preparation.spec import PreparationSpec
from engine.segmentation import Segmentation


def table(id_column: str | None = "ID") -> tuple[Dataset, PreparedMatrix, Segmentation]:
    frame = pd.DataFrame({"name": ["a", "b", "c"], "ID": [7, 5, 9], "segment": [1.5, 2.5, 3.5]})
    dataset = Dataset(frame=frame, columns=Columns([]), fingerprint="f")
    matrix = PreparedMatrix(
        values=np.zeros((2, 1), dtype=np.float32),
        feature_names=("x",),
        features=(),
        row_ids=np.array([7, 9]),
        row_index=np.array([0, 2]),
        steps=(),
        pipeline=None,
        spec=PreparationSpec(),
        set_aside=(SetAsideCustomer(row=1, row_id=5, column="segment", reason="too far out"),),
        id_column=id_column,
    )
    segmentation = Segmentation(
        labels=np.array([1, 0], dtype=np.int32),
        centers=np.zeros((2, 1)),
        inertia=0.0,
        sizes=np.array([1, 1]),
        distances=np.zeros(2, dtype=np.float32),
    )
    return dataset, matrix, segmentation


def test_rows_and_columns_survive_in_order() -> None:
    out = assignments(*table(), ["Big", "Small"])
    assert list(out.columns) == ["ID", "tessera_segment", "segment_name", "not_segmented_because", "name", "segment"]
    assert out["ID"].tolist() == [7, 5, 9]
    assert out["tessera_segment"].tolist() == [2, pd.NA, 1]
    assert out["segment_name"].tolist() == ["Small", "", "Big"]
    assert out["not_segmented_because"].tolist() == ["", "too far out", ""]


def test_a_table_without_identifier_gets_row_numbers() -> None:
    out = assignments(*table(id_column=None), ["Big", "Small"])
    assert out["row"].tolist() == [1, 2, 3]


@given(st.lists(st.text(max_size=6), min_size=1, max_size=5))
def test_no_text_cell_starts_a_formula(texts: list[str]) -> None:
    safe = neutralise_formulas(pd.DataFrame({"=x": texts, "number": range(len(texts))}))
    assert list(safe.columns) == ["'=x", "number"]
    for before, after in zip(texts, safe["'=x"], strict=True):
        assert after.lstrip("'") == before.lstrip("'")
        assert not after.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_negative_numbers_stay_numbers() -> None:
    safe = neutralise_formulas(pd.DataFrame({"x": [-1.5, 2.0]}))
    assert safe["x"].tolist() == [-1.5, 2.0]
