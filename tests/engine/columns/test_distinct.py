"""Distinct cells and back: taking texts in parts gives what taking them at once does."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.columns import distinct
from engine.columns.distinct import take_texts


@given(st.lists(st.text(max_size=4), max_size=5), st.data(), st.sampled_from([1, 3, 100]))
def test_texts_taken_in_parts_are_those_taken_at_once(words: list[str], data: st.DataObject, part: int) -> None:
    texts = pa.array(words, pa.large_string())
    codes = np.array(data.draw(st.lists(st.integers(-1, len(words) - 1), max_size=20)), dtype=np.int64)
    counts = np.bincount(codes[codes >= 0], minlength=len(words))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distinct, "_PART", part)
        taken = take_texts(texts, codes, counts)
    taken.validate(full=True)
    assert taken.equals(texts.take(pa.array(codes, mask=codes < 0)))
