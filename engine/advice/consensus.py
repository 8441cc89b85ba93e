"""Groups too small for their valley to be counted, but tighter and farther apart than any data without groups.

A valley needs some dozens of customers on each side. With fewer, the evidence is weighed over all of them at once: k
counts when the silhouette is best there and clearly higher than in both kinds of data without groups, every segment
comes back on other samples, and two halves of the customers predict each other, better than in data without groups.

Many groups that overlap have no valley between them either, and the more segments there are, the less surely halves
predict each other. What is far beyond all that data without groups reach at this k counts as well.
"""

from __future__ import annotations

from engine.advice.null_curves import NullCurves
from engine.advice.resampling import Resampled, Shapeless
from engine.limits import CLEAR_DEVIATIONS, CLEAR_SILHOUETTE, STABLE_JACCARD, STRONG_PREDICTION

# Far beyond data without groups: by so much more of the weakest segment that comes back, and of the pairs that stay
# together. Of 204 tables without groups none was half as far.
SURER = 0.2
# Segments of which less comes back are dissolved as often as not (Hennig 2007).
HELD_JACCARD = 0.65


def agreed_k(
    nulls: NullCurves, resampled: Resampled, shapeless: Shapeless, deviations: float = CLEAR_DEVIATIONS
) -> int:
    """The k that silhouette, stability and prediction strength agree on against data without groups; 1 for none.

    Parameters
    ----------
    nulls : NullCurves
        `silhouette` of the rows, `silhouette_excess` and `silhouette_error` over data without groups.
    resampled : Resampled
    shapeless : Shapeless
        What the resamples of data without groups reach.
    deviations : float
        How many of its errors the silhouette has to be above data without groups.
    """
    known = {k: value for k, value in nulls.silhouette.items() if k in resampled.jaccard}
    if not known:
        return 1
    k = max(known, key=lambda each: (known[each], -each))
    excess = nulls.silhouette_excess[k]
    # A few draws with extreme customers reach any silhouette: what counts is above all that such draws differ by.
    clear = excess >= CLEAR_SILHOUETTE and excess >= deviations * nulls.silhouette_error[k]
    weakest, strength = min(resampled.jaccard[k]), resampled.prediction_strength[k]
    surely = weakest >= STABLE_JACCARD and strength >= STRONG_PREDICTION
    null_weakest, null_strength = (
        reached.get(k, (0.0, 0.0))[1] for reached in (shapeless.stability, shapeless.prediction_strength)
    )
    surer = weakest >= max(HELD_JACCARD, null_weakest + SURER) and strength >= null_strength + SURER
    return k if clear and strength > null_strength and (surely or surer) else 1
