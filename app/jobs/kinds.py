"""What kinds of background work there are, and the keys that make equal work equal."""

from __future__ import annotations

from app.jobs.queue import JobQueue
from app.storage.datasets import Datasets
from app.storage.runs import RunView
from engine.preparation.spec import PreparationSpec

READ, ANALYSE = "read", "analyse"


def reading_key(dataset: str) -> str:
    return f"{READ}:{dataset}"


def analysis_key(dataset: str, spec: PreparationSpec) -> str:
    return f"{ANALYSE}:{dataset}:{spec.key}"


def start_reading(queue: JobQueue, datasets: Datasets, owner: str, dataset: str) -> RunView:
    """Read an uploaded file; the analysis with the default preparation follows by itself."""
    datasets.set_reading(owner, dataset)
    return queue.start(owner, dataset, READ, reading_key(dataset), {})


def start_analysis(
    queue: JobQueue, owner: str, dataset: str, spec: PreparationSpec, *, begins_at: float = 0.0
) -> RunView:
    """Prepare, sweep, advise and name.

    Parameters
    ----------
    begins_at : float
        Where the progress bar stands already, when reading has just ended.
    """
    arguments = {"spec": spec.to_json(), "begins_at": begins_at}
    return queue.start(owner, dataset, ANALYSE, analysis_key(dataset, spec), arguments)
