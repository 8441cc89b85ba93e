"""A handful of outliers is named, and one step sets it aside without losing anything."""

import numpy as np
import pandas as pd

from app import services
from app.choices import Choices
from app.services import Ready
from tests.app.services.conftest import Place


def test_outliers_are_set_aside_by_a_limit_and_stay_in_the_table(place: Place) -> None:
    rng = np.random.default_rng(0)
    income = np.r_[rng.normal(30_000, 2_000, 200), rng.normal(60_000, 2_000, 197), [400_000, 410_000, 420_000]]
    frame = pd.DataFrame({"ID": range(400), "Income": income.round(), "Age": rng.integers(20, 70, 400)})
    opened = place.upload(frame.to_csv(index=False).encode(), "rich.csv")
    place.work()
    choices = Choices.from_json(
        {**opened.to_json(), "k": 4, "spec": {"columns": {"Income": {"outliers": "keep", "transform": "none"}}}}
    )
    place.asking(lambda: services.resolve(choices))
    place.work()
    ready = place.asking(lambda: services.resolve(choices))
    assert isinstance(ready, Ready)
    (few,) = place.asking(lambda: services.outlying(ready))
    assert few.size == 3
    cleaned = place.asking(lambda: services.without_outlying(choices, few.label))
    assert cleaned.spec.columns["Income"].bounds is not None
    place.asking(lambda: services.resolve(cleaned))
    place.work()
    after = place.asking(lambda: services.resolve(cleaned))
    assert isinstance(after, Ready)
    assert {each.row for each in after.matrix.set_aside} == {397, 398, 399}
    assert after.dataset.n_rows == 400


def test_a_segment_without_a_limit_changes_nothing(place: Place) -> None:
    assert place.asking(lambda: services.without_outlying(place.choices, 0)) == place.choices
