"""A kept segmentation, shown as it was kept, whatever was renamed since."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.choices import Choices
from app.services.context import context
from app.services.naming import COLOURS
from app.services.results import Ready, Shown
from app.session import current_owner
from engine.errors import EngineError

if TYPE_CHECKING:
    from app.storage.saved import SavedView
    from engine.segmentation import Segmentation

# The same table under the same choices gives the same inertia to the last digits, with another version of the libraries
# to about this part.
_SAME_INERTIA = 1e-6


def kept_of(choices: Choices, owner: str) -> SavedView | None:
    """The kept segmentation that the choices name, while they are the choices with which it was kept.

    Parameters
    ----------
    choices : Choices
    owner : str
        Of the table, whose kept ones all see who see the table; who asks sees their own as well.
    """
    if choices.saved is None:
        return None
    asking = current_owner()
    kept = context().workspace.saved.get({owner, asking} if asking else {owner}, choices.saved)
    if kept is None or kept.deleted:
        return None
    then = Choices.from_json(kept.choices)
    same = (then.dataset, then.k, then.naming_key, then.reading) == (
        choices.dataset,
        choices.k,
        choices.naming_key,
        choices.reading,
    )
    return kept if same else None


def as_kept(kept: SavedView, segmentation: Segmentation) -> tuple[tuple[Shown, ...] | None, str]:
    """What the segments were called when they were kept; None and a sentence when they are not the same segments.

    They are others when a later version of Tessera computed them anew and found something else.
    """
    same = kept.sizes == segmentation.sizes.tolist() and math.isclose(
        kept.inertia, segmentation.inertia, rel_tol=_SAME_INERTIA
    )
    if not same:
        return None, (
            f"“{kept.title}” was kept with segments of {', '.join(f'{size:,}' for size in kept.sizes)} customers; "
            "computed anew they are others, so the names are those of today."
        )
    return tuple(
        Shown(each.name, each.colour or label % COLOURS + 1, each.note, each.given)
        for label, each in enumerate(kept.segments)
    ), ""


def refuse_if_kept(ready: Ready) -> None:
    """Raise an EngineError while a kept segmentation is shown: it stays what it was."""
    if ready.kept is not None:
        raise EngineError(
            f"“{ready.kept.title}” is shown as it was kept, and stays so.", "Choose “Go on from here” above first."
        )
