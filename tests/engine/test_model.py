"""A segmentation that is saved, opened elsewhere, and asked about customers it has never seen."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns.table import dataset_from_frame
from engine.dataset import Dataset
from engine.errors import EngineError
from engine.model import SegmentModel
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.prepare import prepare
from engine.sample import sample_customers
from engine.segmentation import Segmentation, fit_segments

NAMES = ("Big", "Middle", "Small", "Tiny")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    frame = sample_customers(600, seed=3)
    rng = np.random.default_rng(0)
    frame["Preferred store"] = rng.choice(["North", "South", "East"], len(frame))
    frame["Newsletter opened"] = rng.choice(["yes", "no"], len(frame))
    frame["Last purchase date"] = (
        pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, len(frame)), unit="D")
    ).strftime("%Y-%m-%d")
    return dataset_from_frame(frame, "sample")


@pytest.fixture(scope="module")
def matrix(dataset: Dataset) -> PreparedMatrix:
    return prepare(dataset)


@pytest.fixture(scope="module")
def segmentation(matrix: PreparedMatrix) -> Segmentation:
    return fit_segments(matrix, 4)


@pytest.fixture(scope="module")
def model(dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation) -> SegmentModel:
    return SegmentModel.from_parts(dataset, matrix, segmentation, NAMES, {"silhouette": 0.3})


@pytest.fixture
def saved(model: SegmentModel, tmp_path: Path) -> Path:
    return model.save(tmp_path / "model.joblib")


def test_the_training_table_gets_its_labels_back(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation, model: SegmentModel
) -> None:
    scores = model.score(dataset.frame)
    assert scores.index.equals(dataset.frame.index)
    own = scores.iloc[matrix.row_index]
    np.testing.assert_array_equal(own["segment"], segmentation.labels + 1)
    np.testing.assert_array_equal(own["segment_name"], np.array(NAMES)[segmentation.labels])
    np.testing.assert_allclose(own["distance"], segmentation.distances, rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(model.predict(dataset)[matrix.row_index], segmentation.labels)
    kept = dataset.frame.iloc[matrix.row_index]
    np.testing.assert_array_equal(model.pipeline.predict(kept), segmentation.labels)


def test_confidence_second_choice_and_misfits(dataset: Dataset, matrix: PreparedMatrix, model: SegmentModel) -> None:
    scores = model.score(dataset)
    assert scores["confidence"].between(0, 1).all()
    assert (scores["second_choice"] != scores["segment"]).all()
    assert scores["second_choice"].between(1, 4).all()
    aside = [customer.row for customer in matrix.set_aside]
    assert scores["fits_none"].iloc[aside].all()
    assert 0 < scores["fits_none"].iloc[matrix.row_index].mean() <= 0.01
    assert (scores["fits_none"] == (scores["fits_none_because"] != "")).all()
    assert any("fit" in note for note in scores.attrs["notes"])


def test_one_segment_has_no_second_choice(dataset: Dataset, matrix: PreparedMatrix) -> None:
    model = SegmentModel.from_parts(dataset, matrix, fit_segments(matrix, 1))
    scores = model.score(dataset)
    assert scores["second_choice"].isna().all()
    assert (scores["confidence"] == 1).all()
    assert model.names == ("Segment 1",)


def test_rows_keep_their_order_and_index(dataset: Dataset, model: SegmentModel) -> None:
    shuffled = dataset.frame.sample(frac=1, random_state=1)
    expected = model.score(dataset).loc[shuffled.index]
    pd.testing.assert_frame_equal(model.score(shuffled), expected)
    doubled = pd.concat([shuffled, shuffled]).set_axis(["x"] * 2 * len(shuffled))
    assert model.score(doubled).index.equals(doubled.index)
    assert len(model.score(dataset.frame.head(0))) == 0


def test_blocks_do_not_matter(dataset: Dataset, model: SegmentModel, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = model.score(dataset)
    monkeypatch.setattr("engine.model_placing.SCORING_ROWS", 97)
    pd.testing.assert_frame_equal(model.score(dataset), whole)


def test_what_is_new_or_missing_is_counted(dataset: Dataset, model: SegmentModel) -> None:
    new = dataset.frame.head(6).copy()
    new["Income"] = ["much", "", None, "52000", "1e9", "inf"]
    new["Unrelated"] = "x"
    scores = model.score(new)
    assert scores["segment"].between(1, 4).all()
    notes = " ".join(scores.attrs["notes"])
    assert "Income: 1 value missing" in notes
    assert "Income: 3 values could not be read" in notes
    assert scores["fits_none"].iloc[4]


def test_unseen_answers_are_counted() -> None:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(
        {
            "plan_type": rng.choice(["blue", "green", "red"], 200),
            "monthly_charges": rng.normal(50, 9, 200),
            "logins": rng.poisson(6, 200),
        }
    )
    model = SegmentModel(k=3).fit(frame)
    if "plan_type" not in {column.name for column in model.card.schema}:
        pytest.skip("the reader keeps this category out of the features")
    new = frame.head(3).assign(plan_type=["violet", "blue", None])
    notes = " ".join(model.score(new).attrs["notes"])
    assert "plan_type: 1 value never seen in training ('violet')" in notes
    assert "plan_type: 1 value missing" in notes


def test_nothing_known_fits_none(dataset: Dataset, model: SegmentModel) -> None:
    empty = pd.DataFrame({column.name: [None] for column in model.card.schema})
    (score,) = model.score(empty).to_dict("records")
    assert score["fits_none"]
    assert score["fits_none_because"] == "none of the needed values is known"


def test_needed_columns_are_named(dataset: Dataset, model: SegmentModel) -> None:
    with pytest.raises(EngineError, match=r"lacks the columns 'Income' and 'Recency'"):
        model.score(dataset.frame.drop(columns=["Income", "Recency", "Complain"]))
    with pytest.raises(EngineError, match=r"Did you mean 'income '"):
        model.score(dataset.frame.rename(columns={"Income": "income "}))
    with pytest.raises(EngineError, match="more than one column 'Income'"):
        model.score(pd.concat([dataset.frame, dataset.frame[["Income"]]], axis=1))
    with pytest.raises(EngineError, match="list"):
        model.score([1, 2])  # type: ignore[arg-type]


cells = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.dates()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_cells_can_be_scored(model: SegmentModel, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 4))
    frame = pd.DataFrame(
        {column.name: pd.Series(data.draw(st.lists(cells, min_size=n, max_size=n)), dtype=object)
         for column in model.card.schema}
    )  # fmt: skip
    scores = model.score(frame)
    assert scores["segment"].between(1, 4).all()
    assert np.isfinite(scores[["distance", "confidence"]].to_numpy(dtype=float)).all()


# --- fitting -------------------------------------------------------------------------------------------------------


def test_fit_is_reproducible_in_either_style(dataset: Dataset) -> None:
    one = SegmentModel.fit(dataset, k=3, seed=1)
    other = SegmentModel(k=3, seed=1)
    assert other.fit(dataset) is other
    np.testing.assert_array_equal(one.predict(dataset), other.predict(dataset))
    assert one.names == other.names
    assert len(set(one.names)) == 3
    assert one.card.quality["inertia"] > 0
    assert one.card.dataset == "sample"


def test_an_unfitted_model_says_so(dataset: Dataset) -> None:
    with pytest.raises(EngineError, match="not been fitted"):
        SegmentModel().predict(dataset)


def test_parts_must_belong_together(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation, model: SegmentModel
) -> None:
    with pytest.raises(EngineError, match="1 names for 4 segments"):
        SegmentModel.from_parts(dataset, matrix, segmentation, ["one"])
    with pytest.raises(EngineError, match="matrix"):
        SegmentModel.from_parts(dataset, matrix, fit_segments(matrix.values[:100, :2].copy(), 4), NAMES)


# --- files ---------------------------------------------------------------------------------------------------------


def test_saved_and_loaded_it_answers_the_same(dataset: Dataset, model: SegmentModel, saved: Path) -> None:
    expected = model.score(dataset)
    assert {path.name for path in saved.parent.iterdir()} == {"model.joblib", "model.json"}
    for path in (saved, str(saved), saved.with_suffix(".json"), saved.with_suffix("")):
        loaded = SegmentModel.load(path)
        pd.testing.assert_frame_equal(loaded.score(dataset), expected)
        np.testing.assert_array_equal(loaded.pipeline.predict(dataset.frame), model.pipeline.predict(dataset.frame))
        assert loaded.names == NAMES
        assert loaded.k == 4


def test_the_card_says_what_the_model_is(dataset: Dataset, matrix: PreparedMatrix, saved: Path) -> None:
    card = json.loads(saved.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["names"] == list(NAMES)
    assert (card["k"], card["n_rows"], card["fingerprint"]) == (4, len(matrix.values), dataset.fingerprint)
    assert sum(card["sizes"]) == card["n_rows"]
    assert card["quality"]["silhouette"] == 0.3
    assert {"python", "numpy", "pandas", "scikit-learn"} <= set(card["versions"])
    assert [column["name"] for column in card["schema"]] == list(SegmentModel.load(saved).card.plan.columns)
    assert card["features"] == list(matrix.feature_names)


CLEAN = """
import sys

class NoneOfOurs:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"engine", "app", "pages"}:
            raise ImportError(name)

sys.meta_path.insert(0, NoneOfOurs())
import joblib, pandas
pipeline = joblib.load(sys.argv[1])
labels = pipeline.predict(pandas.read_pickle(sys.argv[2]))
print(type(pipeline).__module__.split(".")[0], *labels)
assert not any(name.split(".")[0] in {"engine", "app", "pages"} for name in sys.modules)
"""


def test_the_pipeline_opens_without_this_package(
    dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation, saved: Path
) -> None:
    table = saved.with_name("table.pickle")
    dataset.frame.iloc[matrix.row_index].to_pickle(table)
    command = [sys.executable, "-I", "-W", "error", "-c", CLEAN, str(saved), str(table)]
    output = subprocess.run(command, capture_output=True, text=True, check=False, cwd=saved.parent)
    assert output.returncode == 0, output.stderr
    module, *labels = output.stdout.split()
    assert module == "sklearn"
    np.testing.assert_array_equal(np.array(labels, dtype=int), segmentation.labels)


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path("exploded"),))  # type: ignore[return-value]


def test_a_replaced_file_is_refused_before_it_is_opened(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(saved.parent)
    joblib.dump(Bomb(), saved)
    with pytest.raises(EngineError, match=r"not the file that model\.json describes"):
        SegmentModel.load(saved)
    assert not Path("exploded").exists()


def edit(card: Path, **changes: object) -> None:
    document = json.loads(card.read_text(encoding="utf-8")) | changes
    card.write_text(json.dumps(document), encoding="utf-8")


def test_an_edited_card_is_refused(saved: Path) -> None:
    edit(saved.with_suffix(".json"), names=["A", "B", "C", "D"])
    with pytest.raises(EngineError, match=r"model\.json was changed"):
        SegmentModel.load(saved)


def resign(card: Path, **changes: object) -> None:
    """Edit a card as somebody would who knows how its digest is made."""
    from engine.model_card import _digest

    document = json.loads(card.read_text(encoding="utf-8")) | changes
    document.pop("card_sha256")
    document["card_sha256"] = _digest(document)
    card.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"format_version": 99}, "format 99"),
        ({"format": "other"}, "not the card"),
        ({"versions": {"scikit-learn": "0.20.1", "numpy": "2.0", "pandas": "3.0"}}, "saved with scikit-learn 0.20.1"),
        ({"centers": [[1.0]]}, "incomplete or contradicts itself"),
        ({"names": ["one"]}, "incomplete or contradicts itself"),
        ({"schema": []}, "incomplete or contradicts itself"),
        ({"preparation": {}}, "incomplete or contradicts itself"),
        ({"parity": {}}, "does not answer as it did"),
        ({"parity": {"values": [0.0], "label": 0, "distance": 1.0}}, "does not answer as it did"),
        ({"quality": 7}, "incomplete or contradicts itself"),
    ],
)
def test_cards_that_do_not_fit_are_refused(saved: Path, changes: dict[str, object], part: str) -> None:
    resign(saved.with_suffix(".json"), **changes)
    with pytest.raises(EngineError, match=part):
        SegmentModel.load(saved)


def test_a_card_cannot_bring_code(saved: Path) -> None:
    card = saved.with_suffix(".json")
    preparation = json.loads(card.read_text(encoding="utf-8"))["preparation"]
    assert preparation["derived"]
    preparation["derived"][0]["expression"] = "MntWines.__class__"
    resign(card, preparation=preparation)
    with pytest.raises(EngineError):
        SegmentModel.load(card)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'"text"'])
def test_what_is_no_card_gets_a_sentence(saved: Path, content: bytes) -> None:
    saved.with_suffix(".json").write_bytes(content)
    with pytest.raises(EngineError, match=r"model\.json"):
        SegmentModel.load(saved)


def test_missing_files_are_named(saved: Path, tmp_path: Path) -> None:
    shutil.copy(saved, tmp_path / "alone.joblib")
    with pytest.raises(EngineError, match=r"no model card alone\.json"):
        SegmentModel.load(tmp_path / "alone.joblib")
    saved.unlink()
    with pytest.raises(EngineError, match="There is no model"):
        SegmentModel.load(saved)


def test_a_failed_save_leaves_nothing_half_done(model: SegmentModel, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="could not be written"):
        model.save(tmp_path / "no such folder" / "model.joblib")
    folder = tmp_path / "model.joblib"
    folder.mkdir()
    with pytest.raises(EngineError, match="could not be written"):
        model.save(folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_few_rows_with_lengths_of_time_are_read_as_in_training() -> None:
    rng = np.random.default_rng(5)
    minutes = np.where(np.arange(200) % 2 == 0, 5, 100) + rng.integers(0, 5, 200)
    written = pd.DataFrame(
        {
            "visits": rng.integers(1, 9, 200),
            "call time": [f"{m // 60}:{m % 60:02d}:{n % 60:02d}" for n, m in enumerate(minutes)],
        }
    )
    dataset = dataset_from_frame(written, overrides={"call time": {"role": "feature"}})
    assert dataset.columns["call time"].unit == "minutes"
    matrix = prepare(dataset)
    model = SegmentModel.from_parts(dataset, matrix, fit_segments(matrix, 2), ("Long", "Short"), {})
    few = written.head(3)
    assert list(model.predict(few)) == list(model.predict(dataset.frame.head(3)))
    assert not any("could not be read" in note for note in model.score(few).attrs["notes"])
