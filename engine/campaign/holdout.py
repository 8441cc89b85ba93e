"""The hold-out: customers who are not contacted, so that the effect of a campaign can be seen at all."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import EngineError

# Told apart from other uses of hashes of the same ids, so that two tests do not share their groups by accident.
_SALT = "tessera hold-out"
_Z_ALPHA, _Z_BETA = 1.959963984540054, 0.8416212335729143  # 5 % false alarms, four in five true effects found


def plain_ids(ids: pd.Series[Any]) -> list[str]:
    """Ids as text that stays the same whichever program wrote them: 5524, 5524.0 and " 5524 " are one customer."""
    text = ids.astype("str").str.strip()
    return text.str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True).tolist()


def held_out(ids: pd.Series[Any], share: float) -> NDArray[np.bool_]:
    """Choose the hold-out by a hash of the id (SHA-256): always the same customers, whatever the list.

    Parameters
    ----------
    ids : pandas.Series
    share : float
        From 0 to 0.5. A larger share contains every smaller one.

    Raises
    ------
    EngineError
        If the share is outside that range.
    """
    if not 0 <= share <= 0.5:
        raise EngineError(f"A hold-out of {share:.0%} cannot be.", "Hold out at most half: 0 to 50 %.")
    limit = math.floor(share * 2**64)
    drawn = [
        int.from_bytes(hashlib.sha256(f"{_SALT} {each}".encode()).digest()[:8], "big") < limit
        for each in plain_ids(ids)
    ]
    return np.array(drawn, dtype=bool)


def smallest_uplift(contacted: int, held: int, rate: float) -> float | None:
    """The smallest rise of a response rate that the groups can show (two-sided 5 %, power 80 %; Fleiss 1981).

    Parameters
    ----------
    contacted, held : int
        Customers in both groups.
    rate : float
        Response rate without the campaign, between 0 and 1.

    Returns
    -------
    float or None
        A difference of rates; None when the groups are too small to show even that everybody responds.
    """
    if min(contacted, held) < 2:
        return None

    def excess(uplift: float) -> float:
        treated = rate + uplift
        pooled = (treated * contacted + rate * held) / (contacted + held)
        alike = math.sqrt(pooled * (1 - pooled) * (1 / contacted + 1 / held))
        apart = math.sqrt(treated * (1 - treated) / contacted + rate * (1 - rate) / held)
        return uplift - _Z_ALPHA * alike - _Z_BETA * apart

    if excess(1 - rate) <= 0:
        return None
    from scipy.optimize import brentq

    return float(brentq(excess, 0.0, 1 - rate, xtol=1e-6))
