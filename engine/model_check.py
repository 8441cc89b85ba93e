"""Whether a model that was opened answers as it did when it was saved, and answers at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.model import SegmentModel

_STRANGE = "\N{WHITE SQUARE}"  # an answer that no table has


def check_answers(model: SegmentModel, name: str) -> None:
    """Compare the answer for the typical customer with the saved one, and try the rows that are most unlike it.

    Raises
    ------
    EngineError
        If the answers differ, or the parts of the model do not fit each other; ``name`` is the file's.
    """
    try:
        same = _answers_as_saved(model)
        model.score(_trial_rows(model))
    except EngineError:
        raise
    except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise EngineError(
            f"{name} is incomplete or contradicts itself ({str(error)[:200]}).", "Save the model again."
        ) from None
    if not same:
        raise EngineError(
            f"{name} does not answer as it did when it was saved.",
            "Use the library versions on its card, or fit the model again.",
        )


def _answers_as_saved(model: SegmentModel) -> bool:
    expected, found, row = model.card.parity, model.answer_for_typical(), model.typical_customer()
    return (
        _close(found["values"], expected.get("values"))
        and _close(found["values"], model.pipeline[:-1].transform(row)[0])
        and found["label"] == expected.get("label") == int(model.pipeline.predict(row)[0])
    )


def _trial_rows(model: SegmentModel) -> pd.DataFrame:
    """A typical row, one of which nothing is known, and one of answers never seen."""
    rows = {column.name: [column.typical, None, _STRANGE] for column in model.card.schema}
    return pd.DataFrame(rows, dtype="object")


def _close(found: Any, expected: Any) -> bool:
    one, other = np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-5, atol=1e-5))
