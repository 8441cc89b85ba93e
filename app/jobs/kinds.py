"""What kinds of background work there are, and the keys that make equal work equal."""

from __future__ import annotations

from app.jobs.queue import JobQueue
from app.storage.datasets import Datasets, DatasetView
from app.storage.runs import RunView
from engine.corrections import Corrections
from engine.preparation.spec import PreparationSpec

READ, REREAD, ANALYSE, COMPARE, SCORE = "read", "reread", "analyse", "compare", "score"


def reading_key(dataset: str) -> str:
    return f"{READ}:{dataset}"


def correction_key(dataset: str, corrections: Corrections) -> str:
    return f"{REREAD}:{dataset}:{corrections.key}"


def analysis_key(dataset: str, spec: PreparationSpec, reading: str = "") -> str:
    return f"{ANALYSE}:{dataset}:{spec.key}" + (f":{reading}" if reading else "")


def start_reading(queue: JobQueue, datasets: Datasets, owner: str, dataset: str) -> RunView:
    """Read an uploaded file; the analysis with the default preparation follows by itself."""
    queue.admit(owner)
    datasets.set_reading(owner, dataset)
    return queue.start(owner, dataset, READ, reading_key(dataset), {})


def start_correction(queue: JobQueue, owner: str, dataset: str, corrections: Corrections) -> RunView:
    """Read the file as a person says, or build customers from its order lines; the analysis follows by itself."""
    key = correction_key(dataset, corrections)
    return queue.start(owner, dataset, REREAD, key, {"corrections": corrections.to_json()})


def start_analysis(
    queue: JobQueue,
    owner: str,
    dataset: str,
    spec: PreparationSpec,
    *,
    fingerprint: str,
    reading: str = "",
    begins_at: float = 0.0,
) -> RunView:
    """Prepare, sweep, advise and name.

    Parameters
    ----------
    fingerprint : str
        The content of the table: equal work on equal content is not done twice at a time.
    reading : str
        Key of a person's corrections of the table.
    begins_at : float
        Where the progress bar stands already, when reading has just ended.
    """
    work = f"{ANALYSE}:{fingerprint}:{spec.key}"
    arguments = {"spec": spec.to_json(), "reading": reading, "begins_at": begins_at, "work": work}
    return queue.start(owner, dataset, ANALYSE, analysis_key(dataset, spec, reading), arguments)


def sensitivity_key(dataset: str, spec: PreparationSpec, reading: str = "") -> str:
    return f"{COMPARE}:{dataset}:{spec.key}" + (f":{reading}" if reading else "")


def start_sensitivity(
    queue: JobQueue,
    owner: str,
    dataset: str,
    spec: PreparationSpec,
    *,
    fingerprint: str,
    reading: str = "",
    unasked: bool = False,
) -> RunView:
    """Compare the segments with those of other preparations, for every k.

    Parameters
    ----------
    unasked : bool
        Whether the page begins it by itself; then it comes after everything that a person waits for.
    """
    work = f"{COMPARE}:{fingerprint}:{spec.key}"
    arguments = {"spec": spec.to_json(), "reading": reading, "work": work, "unasked": unasked}
    return queue.start(owner, dataset, COMPARE, sensitivity_key(dataset, spec, reading), arguments)


def scoring_key(dataset: str) -> str:
    return f"{SCORE}:{dataset}"


def start_scoring(
    queue: JobQueue,
    upload: DatasetView,
    training: DatasetView | None = None,
    spec: PreparationSpec | None = None,
) -> RunView:
    """Place the customers of an uploaded file in the segments of the model that lies beside it.

    Parameters
    ----------
    upload : DatasetView
        The file.
    training : DatasetView, optional
        The table that the segments were made from, as it was corrected; it may be shared with whose file it is, and
        is left out when it is not here.
    spec : PreparationSpec, optional
    """
    arguments = {
        "training": "" if training is None else training.id,
        "training_owner": upload.owner if training is None else training.owner,
        "spec": (spec or PreparationSpec()).to_json(),
        "reading": "" if training is None else training.reading,
    }
    return queue.start(upload.owner, upload.id, SCORE, scoring_key(upload.id), arguments)
