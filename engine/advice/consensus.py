"""Groups too small for their valley to be counted, but tighter and farther apart than any data without groups.

A valley needs some dozens of customers on each side. With fewer, the evidence is weighed over all of them at once: k
counts when the silhouette is best there and clearly higher than in both kinds of data without groups, every segment
comes back on other samples, and two halves of the customers predict each other, better than in data without groups.
"""

from __future__ import annotations

from engine.advice.null_curves import NullCurves
from engine.advice.resampling import Resampled, Shapeless
from engine.limits import CLEAR_DEVIATIONS, CLEAR_SILHOUETTE, STABLE_JACCARD, STRONG_PREDICTION


def agreed_k(nulls: NullCurves, resampled: Resampled, shapeless: Shapeless) -> int:
    """The k that silhouette, stability and prediction strength agree on against data without groups; 1 for none.

    Parameters
    ----------
    nulls : NullCurves
        `silhouette` of the rows, `silhouette_excess` and `silhouette_error` over data without groups.
    resampled : Resampled
    shapeless : Shapeless
        What the resamples of data without groups reach.
    """
    known = {k: value for k, value in nulls.silhouette.items() if k in resampled.jaccard}
    if not known:
        return 1
    k = max(known, key=lambda each: (known[each], -each))
    excess = nulls.silhouette_excess[k]
    # A few draws with extreme customers reach any silhouette: what counts is above all that such draws differ by.
    clear = excess >= CLEAR_SILHOUETTE and excess >= CLEAR_DEVIATIONS * nulls.silhouette_error[k]
    back = min(resampled.jaccard[k]) >= STABLE_JACCARD
    beyond = resampled.prediction_strength[k] > shapeless.prediction_strength.get(k, (0.0, 0.0))[1]
    return k if clear and back and beyond and resampled.prediction_strength[k] >= STRONG_PREDICTION else 1
