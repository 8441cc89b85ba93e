"""The campaign file: whom to contact, whom to hold out, whom to leave out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.assignments import assignments
from engine.campaign.consent import Refused, read_consent
from engine.campaign.holdout import held_out, smallest_uplift
from engine.dataset import Dataset, Kind, Meaning
from engine.limits import UNKNOWN_RESPONSE_RATE
from engine.preparation.matrix import PreparedMatrix
from engine.profiles.lexicon import load_lexicon
from engine.segmentation import Segmentation

GROUP = "campaign_group"
CONTACT, HOLD_OUT = "contact", "hold-out"


@dataclass(frozen=True, eq=False)
class Campaign:
    """A campaign to some customers.

    Attributes
    ----------
    table : pandas.DataFrame
        As `engine.assignments.assignments`, with the column ``campaign_group`` ("contact" or "hold-out") before all
        others; contact columns are kept, who is left out is not in it.
    asked, left_out, contacted, held : int
        Customers asked for, and what became of them.
    consent : tuple of str
        The columns that say who may be contacted; empty when consent was not checked.
    reasons : tuple of Refused
    rate : float
        The response rate that ``uplift`` starts from, and whether past campaigns gave it (``rate_is_known``).
    uplift : float or None
        The smallest rise of that rate which this hold-out can show; None without one, or if it is too small.
    by_row : bool
        Whether the hold-out is chosen by row number, because the table has no customer id.
    """

    table: pd.DataFrame
    asked: int
    left_out: int
    contacted: int
    held: int
    consent: tuple[str, ...]
    reasons: tuple[Refused, ...]
    rate: float
    rate_is_known: bool
    uplift: float | None
    by_row: bool


def plan_campaign(
    dataset: Dataset,
    matrix: PreparedMatrix,
    segmentation: Segmentation,
    names: Sequence[str],
    rows: NDArray[np.int64],
    *,
    hold_out: float,
) -> Campaign:
    """Make the file for a campaign to these customers.

    Parameters
    ----------
    dataset, matrix, segmentation, names
        What belongs together.
    rows : ndarray of int64
        Positions of the customers in the table.
    hold_out : float
        Share that is not contacted, from 0 to 0.5.

    Raises
    ------
    EngineError
        If the share is outside that range.
    """
    rows = np.sort(np.asarray(rows))
    consent = read_consent(dataset, rows)
    kept = rows[~consent.out[rows]]
    held = held_out(customer_ids(dataset, matrix).iloc[kept], hold_out)
    table = assignments(dataset, matrix, segmentation, names).iloc[kept].reset_index(drop=True)
    table.insert(0, GROUP if GROUP not in table else f"tessera_{GROUP}", np.where(held, HOLD_OUT, CONTACT))
    n_held = int(np.count_nonzero(held))
    rate = past_response_rate(dataset, kept)
    start = UNKNOWN_RESPONSE_RATE if rate is None else rate
    return Campaign(
        table=table,
        asked=len(rows),
        left_out=len(rows) - len(kept),
        contacted=len(kept) - n_held,
        held=n_held,
        consent=consent.columns,
        reasons=consent.reasons,
        rate=start,
        rate_is_known=rate is not None,
        uplift=smallest_uplift(len(kept) - n_held, n_held, start) if n_held else None,
        by_row=matrix.id_column is None,
    )


def customer_ids(dataset: Dataset, matrix: PreparedMatrix) -> pd.Series[Any]:
    """The customer ids of all rows; row numbers from 1 when the table has no id."""
    if matrix.id_column is not None:
        return dataset.frame[matrix.id_column]
    return pd.Series(np.arange(1, dataset.n_rows + 1))


def past_response_rate(dataset: Dataset, rows: NDArray[np.int64]) -> float | None:
    """The share of yes among these customers' answers to past campaigns; None without such a column."""
    yes, asked = 0, 0
    for column in dataset.columns.with_meaning(Meaning.CAMPAIGN_RESPONSE):
        if column.kind not in (Kind.BOOLEAN, Kind.CATEGORY):
            continue
        said = dataset.frame[column.name].iloc[rows].dropna().astype("str").str.strip().str.casefold()
        if said.isin(load_lexicon().affirmative | load_lexicon().negative).all():
            yes += int(said.isin(load_lexicon().affirmative).sum())
            asked += len(said)
    return yes / asked if asked else None
