"""A file scored in blocks gives what the model gives of the whole table, whatever the file is."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine import read_table
from engine.drift import classes_of, drift_of
from engine.errors import EngineError
from engine.limits import SCORING_HEAD_ROWS
from engine.model import SegmentModel
from engine.score_file import score_file

N = SCORING_HEAD_ROWS + 5_000  # beyond the rows that decide how the file is read


def customers(n: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, n)
    return pd.DataFrame(
        {
            "customer_id": np.arange(n) + 10_000,
            "income": np.where(
                rng.random(n) < 0.02, np.nan, np.round(30_000 + 25_000 * group + rng.normal(0, 4000, n))
            ),
            "visits": rng.poisson(2 + 3 * (2 - group)),
            "plan": np.array(["basic", "plus", "gold"])[np.where(rng.random(n) < 0.9, group, 0)],
            "note": np.where(rng.random(n) < 0.01, "=1+1", 'said: "fine", thanks'),
        }
    )


@pytest.fixture(scope="module")
def model() -> SegmentModel:
    return SegmentModel(k=3).fit(read_table(csv(customers(600))))


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return customers(N, seed=1)


def csv(frame: pd.DataFrame, **options: object) -> bytes:
    return frame.to_csv(index=False, **options).encode()  # type: ignore[call-overload, no-any-return]


def written(frame: pd.DataFrame, kind: str) -> bytes:
    if kind == "parquet":
        buffer = io.BytesIO()
        frame.to_parquet(buffer, index=False)
        return buffer.getvalue()
    if kind == "xlsx":
        buffer = io.BytesIO()
        frame.head(800).to_excel(buffer, index=False)
        return buffer.getvalue()
    if kind == "money further down":  # the first rows are plain
        text = frame.assign(income=frame["income"].map("{:.0f}".format).astype("object"))
        text.loc[N - 10 :, "income"] = "$55,000"
        return csv(text)
    if kind == "semicolons and commas":
        return csv(frame, sep=";", decimal=",")
    if kind == "words for nothing":
        return csv(frame, na_rep="N/A")
    if kind == "a broken row":
        return csv(frame).replace(b"\n15000,", b"\n14999,1,2\n15000,", 1)
    return csv(frame)


@pytest.mark.parametrize(
    ("kind", "streamed"),
    [
        ("csv", True),
        ("parquet", True),
        ("words for nothing", True),
        ("money further down", False),
        ("a broken row", False),
        ("xlsx", False),
        ("semicolons and commas", False),
    ],
)
def test_blocks_are_scored_as_the_whole_is(
    model: SegmentModel, frame: pd.DataFrame, tmp_path: Path, kind: str, streamed: bool
) -> None:
    source, target = tmp_path / "source", tmp_path / "scored.csv"
    source.write_bytes(written(frame, kind))
    found = score_file(model, source, target)
    assert found.streamed == streamed
    whole = read_table(source)
    expected, scored = model.score(whole), pd.read_csv(target, keep_default_na=False)
    assert found.n_rows == len(scored) == len(expected)
    assert scored["segment"].tolist() == expected["segment"].tolist()
    np.testing.assert_allclose(scored["distance"], expected["distance"], rtol=1e-6)
    np.testing.assert_allclose(scored["confidence"], expected["confidence"], rtol=1e-6, atol=1e-9)
    assert scored["fits_none_because"].tolist() == expected["fits_none_because"].tolist()
    assert found.sizes == tuple(np.bincount(expected["segment"], minlength=4)[1:])
    assert set(expected.attrs["notes"]) <= set(found.notes)
    assert scored.columns[0] == "customer_id"


def test_every_cell_comes_back_as_it_was_written_and_none_is_a_formula(
    model: SegmentModel, frame: pd.DataFrame, tmp_path: Path
) -> None:
    source, target = tmp_path / "source", tmp_path / "scored.csv"
    odd = frame.head(50).assign(balance="-5.00", formula="@SUM(A1)", **{"=evil": "x"})
    source.write_bytes(csv(odd))
    score_file(model, source, target)
    out = pd.read_csv(target, dtype="str", keep_default_na=False)
    assert out["balance"].eq("-5.00").all()  # a number with a sign is none
    assert out["formula"].eq("'@SUM(A1)").all()
    assert "'=evil" in out.columns
    original = pd.read_csv(source, dtype="str", keep_default_na=False)
    assert out["income"].tolist() == original["income"].tolist()
    assert out["note"].tolist() == ["'" + text if text.startswith("=") else text for text in original["note"]]


def test_drift_of_blocks_is_that_of_the_whole(model: SegmentModel, frame: pd.DataFrame, tmp_path: Path) -> None:
    source = tmp_path / "source"
    moved = frame.assign(income=frame["income"] + 20_000)
    source.write_bytes(csv(moved))
    training = read_table(csv(customers(600))).frame
    found = score_file(model, source, tmp_path / "out.csv", training=classes_of(training, model.card.schema))
    whole = drift_of(training, read_table(source).frame, model.card.schema)
    assert [(each.column, pytest.approx(each.index)) for each in found.drift] == [
        (each.column, each.index) for each in whole
    ]
    assert found.drift[0].column == "income"
    assert found.drift[0].words == "clearly different"


def test_what_is_wrong_is_said_and_nothing_is_written(
    model: SegmentModel, frame: pd.DataFrame, tmp_path: Path
) -> None:
    source, target = tmp_path / "source", tmp_path / "scored.csv"
    source.write_bytes(csv(frame.rename(columns={"income": "incomes"})))
    with pytest.raises(EngineError, match="lacks the column 'income'"):
        score_file(model, source, target)
    source.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(400))
    with pytest.raises(EngineError):
        score_file(model, source, target)

    def stop(fraction: float, message: str) -> None:
        if fraction > 0:
            raise KeyboardInterrupt

    source.write_bytes(csv(frame))
    with pytest.raises(KeyboardInterrupt):
        score_file(model, source, target, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["source"]
