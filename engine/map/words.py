"""The directions of the map in words: what a customer does more of along an axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.dataset import Meaning
from engine.preparation.matrix import Feature
from engine.profiles.lexicon import column_title, load_lexicon
from engine.profiles.vocabulary import shown

WORDS = 2  # ideas named per axis: more do not fit on a phone
NOTICEABLE = 0.25  # an idea whose loadings are below this share of the axis' length says little about it

# Along the arrow and against it. Several columns of one meaning are one idea.
_PHRASES: dict[Meaning, tuple[str, str]] = {
    Meaning.BUDGET: ("higher {label}", "lower {label}"),
    Meaning.SPENDING: ("spends more", "spends less"),
    Meaning.SPENDING_SCORE: ("higher spending score", "lower spending score"),
    Meaning.PURCHASES: ("buys more often", "buys less often"),
    Meaning.FREQUENCY: ("buys more often", "buys less often"),
    Meaning.WEB_PURCHASES: ("buys more online", "buys less online"),
    Meaning.STORE_PURCHASES: ("buys more in stores", "buys less in stores"),
    Meaning.CATALOG_PURCHASES: ("buys more by catalogue", "buys less by catalogue"),
    Meaning.WEB_VISITS: ("visits the website more", "visits the website less"),
    Meaning.STORE_VISITS: ("visits stores more", "visits stores less"),
    Meaning.DEALS: ("uses more discounts", "uses fewer discounts"),
    Meaning.RECENCY: ("last bought longer ago", "bought more recently"),
    Meaning.TENURE: ("customer for longer", "customer for less long"),
    Meaning.SIGN_UP_DATE: ("joined later", "joined earlier"),
    Meaning.BASKET: ("larger baskets", "smaller baskets"),
    Meaning.RETURNS: ("returns more", "returns less"),
    Meaning.AGE: ("older", "younger"),
    Meaning.BIRTH_YEAR: ("younger", "older"),
    Meaning.BIRTH_DATE: ("younger", "older"),
    Meaning.FAMILY: ("larger family", "smaller family"),
}


def axis_phrase(loadings: NDArray[np.float64], features: Sequence[Feature]) -> str:
    """ "spends more, higher income": what grows along a component.

    Parameters
    ----------
    loadings : ndarray, shape (d,)
        Of unit length.
    features : sequence of Feature, length d

    Returns
    -------
    str
        The one or two ideas with the largest loadings. An idea whose columns pull in both directions is split, so that
        nothing is said of a column that points the other way.
    """
    ideas: dict[tuple[object, bool], list[int]] = {}
    for position, feature in enumerate(features):
        idea: object = feature.meaning if feature.meaning in _PHRASES else (feature.column, feature.level)
        ideas.setdefault((idea, loadings[position] >= 0), []).append(position)
    strength = {idea: float(np.sqrt((loadings[members] ** 2).sum())) for idea, members in ideas.items()}
    order = sorted(ideas, key=lambda idea: -strength[idea])
    told = [idea for idea in order if strength[idea] >= NOTICEABLE][:WORDS] or order[:1]
    both = {idea for idea, _ in told if (idea, True) in told and (idea, False) in told}
    return ", ".join(
        dict.fromkeys(
            _phrase([features[i] for i in ideas[idea]], idea[1], alone=idea[0] not in both) for idea in told
        )
    )


def feature_title(feature: Feature) -> str:
    """ "Meat products", "Marital status: Single"."""
    title = column_title(feature.column)
    return title if feature.level is None else f"{title}: {shown(feature.level)}"


def _phrase(members: Sequence[Feature], more: bool, *, alone: bool) -> str:
    feature = members[0]
    label = load_lexicon().label(feature.column)
    if feature.level is not None:
        return f"{'more' if more else 'less'} often {shown(feature.level)}"
    forms = _PHRASES.get(feature.meaning) if feature.meaning is not None and alone else None
    if forms is None:
        # "Meat products" with a meaning may be money spent on them; of nights without one there are fewer.
        counted = feature.meaning is None and load_lexicon().names_several(label)
        return f"{'more' if more else 'fewer' if counted else 'less'} {label}"
    return forms[0 if more else 1].format(label=label)
