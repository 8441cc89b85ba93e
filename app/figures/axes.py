"""The axes of the map in words: which features pull a customer along each component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.map.words import axis_phrase
from engine.profiles.lexicon import load_lexicon

if TYPE_CHECKING:  # the projection loads SciPy, which a start of the web must not wait for
    from app.services.results import Ready
    from engine.map.axes import Axis
    from engine.projection import Projection

WORDS = 2  # features named per axis: more do not fit on a phone
NOTICEABLE = 0.25  # a loading below this share of the axis' length says little about it


def axis_title(axis: Axis, ready: Ready) -> str:
    """ "spends more, higher income →", or a column's name in words with its unit."""
    if axis.column is None:
        return f"{axis_phrase(ready.projection.loadings[axis.component or 0], ready.matrix.features)} →"
    column = ready.dataset.columns[axis.column]
    label = load_lexicon().label(column.name)
    return f"{label} ({column.unit}) →" if column.unit else f"{label} →"


def axis_words(projection: Projection, component: int) -> str:
    """ "more MntWines, Income": the features with the largest loadings, in the direction of the arrow.

    Parameters
    ----------
    projection : Projection
    component : int
        From 0.
    """
    loadings = projection.loadings[component]
    order = sorted(range(len(loadings)), key=lambda i: (-abs(loadings[i]), i))
    chosen = [i for i in order[:WORDS] if abs(loadings[i]) >= NOTICEABLE] or order[:1]
    more = [projection.feature_names[i] for i in chosen if loadings[i] >= 0]
    less = [projection.feature_names[i] for i in chosen if loadings[i] < 0]
    parts = [f"{word} {', '.join(names)}" for word, names in (("more", more), ("less", less)) if names]
    return ", ".join(parts)


def explained(projection: Projection, components: tuple[int, ...]) -> float:
    """Share of all variance that these components show, 0 to 1."""
    return float(sum(projection.explained_variance_ratio[c] for c in sorted(set(components))))
