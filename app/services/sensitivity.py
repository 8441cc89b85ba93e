"""How much the segments depend on the preparation: started on request, kept like every result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.jobs.kinds import sensitivity_key, start_sensitivity
from app.services.at_hand import part
from app.services.context import context
from app.services.loading import keys_of
from app.services.results import Failed, Ready, Working
from app.storage import runs as run_states

if TYPE_CHECKING:
    from engine.sensitivity import Sensitivity


def sensitivity(ready: Ready, start: bool, *, unasked: bool = False) -> Sensitivity | Working | Failed | None:
    """The comparison, how far it is, or why there is none; None when nobody asked for it yet.

    Parameters
    ----------
    ready : Ready
    start : bool
        Whether to begin when it is not there, also after a failure.
    unasked : bool
        Whether nobody asked for it; then it waits until nobody waits for anything else.
    """
    view, spec = ready.view, ready.choices.spec
    found: Sensitivity | None = part(str(view.fingerprint), keys_of(view, ready.choices).of("sensitivity"))
    if found is not None:
        return found
    run = context().workspace.runs.latest(view.owner, sensitivity_key(view.id, spec, view.reading))
    if run is not None and (run.active or not start):
        if run.active:
            return Working(run.id, run.fraction, run.message, view, context().queue.place(run))
        return None if run.status == run_states.DONE else Failed(run.message, run.remedy, run.id, view)
    if not start:
        return None
    run = start_sensitivity(
        context().queue,
        view.owner,
        view.id,
        spec,
        fingerprint=str(view.fingerprint),
        reading=view.reading,
        unasked=unasked,
    )
    return Working(run.id, run.fraction, run.message, view, context().queue.place(run))
