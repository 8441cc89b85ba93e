"""Everything about a table, or only the number of segments that is asked for."""

import numpy as np
import pandas as pd

from engine.analysis import analyse
from engine.columns.table import dataset_from_frame, read_table


def test_only_the_chosen_number_of_segments_is_named() -> None:
    rng = np.random.default_rng(0)
    places = rng.integers(0, 3, 300)
    dataset = dataset_from_frame(
        pd.DataFrame({"income": places * 9 + rng.normal(size=300), "spent": rng.normal(size=300)})
    )
    every = analyse(dataset, ks=range(2, 5))
    assert set(every.profiles) == {2, 3, 4}
    one = analyse(dataset, ks=range(2, 5), chosen=lambda advice: 3)
    assert set(one.profiles) == set(one.segmentations) == {3}
    assert [profile.name for profile in one.profiles[3]] == [profile.name for profile in every.profiles[3]]
    assert not analyse(dataset, ks=range(2, 5), chosen=lambda advice: 9).profiles


def test_a_table_of_fifteen_groups_has_a_curve_and_names_around_fifteen() -> None:
    rng = np.random.default_rng(0)
    place = np.repeat(np.stack(np.meshgrid(range(5), range(3)), axis=-1).reshape(-1, 2), 40, axis=0)
    values = (1000 * place + rng.normal(0, 100, place.shape)).round(2)
    frame = pd.DataFrame({"ID": range(600), "Spending": values[:, 0], "Visits": values[:, 1]})
    found = analyse(read_table(frame.to_csv(index=False).encode()))
    assert found.advice.suggested_k == 15
    assert found.sweep.ks == (*range(2, 13), 14, 15, 16)
    assert found.profiles.keys() == set(found.sweep.ks)
    assert {14, 15} <= found.advice.flows.keys()
    assert 15 in found.advice.criteria["elbow"].band
