"""Everything about a table, or only the number of segments that is asked for."""

import numpy as np
import pandas as pd

from engine.analysis import analyse
from engine.columns.table import dataset_from_frame


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
