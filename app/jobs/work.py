"""The work itself, inside a job's own process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.jobs.kinds import ANALYSE, COMPARE, READ, REREAD, SCORE, start_analysis, start_reading
from app.jobs.queue import JobQueue
from app.jobs.score import score_upload
from app.limits import READING_SHARE
from app.settings import Settings
from app.storage.runs import RunView
from app.storage.workspace import Workspace
from engine.dataset import Dataset
from engine.errors import Cancelled, EngineError
from engine.preparation.spec import PreparationSpec

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Bench:
    """Where a job works: the workspace and the queue, opened by its own process."""

    workspace: Workspace
    queue: JobQueue

    @classmethod
    def open(cls, settings: Settings) -> Bench:
        workspace = Workspace(settings)
        # What a job leads to was admitted with it.
        return cls(workspace, JobQueue(settings, workspace.runs, limited=False))

    def warm_up(self) -> None:
        """Ask once what every job asks first: the first question of a process takes many times as long."""
        self.workspace.datasets.get("", "")

    def close(self) -> None:
        self.queue.close()
        self.workspace.close()


def perform(bench: Bench, run: RunView, progress: Progress) -> None:
    """Do what the run asks for.

    Raises
    ------
    EngineError
        With the sentence for the page.
    """
    workspace, queue = bench.workspace, bench.queue
    if run.kind == READ:
        _read(workspace, queue, run, progress)
    elif run.kind == REREAD:
        _reread(workspace, queue, run, progress)
    elif run.kind == ANALYSE:
        _analyse(workspace, queue, run, progress)
    elif run.kind == COMPARE:
        _compare_preparations(workspace, queue, run, progress)
    elif run.kind == SCORE:
        score_upload(workspace, run, progress)
    else:
        raise EngineError(f"There is no kind of work called {run.kind!r}.", "Start it again after an update.")


def _read(workspace: Workspace, queue: JobQueue, run: RunView, progress: Progress) -> None:
    view = workspace.datasets.get(run.owner, run.dataset)
    if view is None:
        raise Cancelled  # deleted meanwhile
    progress(0.05, "Reading the table")
    try:
        table = _named(_read_source(workspace, view.id, view.name, progress), view.name, view.synthetic)
        check_limits(workspace.settings, table)
    except Cancelled:
        raise
    except EngineError as error:
        workspace.fail(run.owner, view.id, error.message, error.remedy)
        raise
    progress(0.9, "Keeping the table")
    workspace.store_table(run.owner, view.id, table)
    if table.transactions is None:  # what becomes of order lines is for the person to say
        start_analysis(
            queue, run.owner, view.id, PreparationSpec(), fingerprint=table.fingerprint, begins_at=READING_SHARE
        )


def _reread(workspace: Workspace, queue: JobQueue, run: RunView, progress: Progress) -> None:
    from app.storage.tables import DamagedTable
    from engine.corrections import Corrections, Rows, apply_corrections

    view = workspace.datasets.get(run.owner, run.dataset)
    if view is None:
        raise Cancelled  # deleted meanwhile
    corrections = Corrections.from_json(run.arguments["corrections"])
    to_customers = corrections.rows is Rows.CUSTOMERS
    progress(0.05, "Building one row per customer" if to_customers else "Reading the table again")
    try:
        understood = workspace.table(run.owner, view.id)
    except DamagedTable:
        understood = None
    source = workspace.folders.source(view.id)
    workspace.folders.have(source)
    table = apply_corrections(corrections, source, view.name, understood)
    table = _named(table, f"{view.name}, customers" if to_customers else view.name, view.synthetic)
    check_limits(workspace.settings, table)
    progress(0.9, "Keeping the table")
    workspace.store_reading(run.owner, view.id, corrections.key, table)
    if table.transactions is None:
        start_analysis(
            queue,
            run.owner,
            view.id,
            PreparationSpec(),
            fingerprint=table.fingerprint,
            reading=corrections.key,
            begins_at=READING_SHARE,
        )


def _read_source(workspace: Workspace, dataset: str, name: str, progress: Progress) -> Dataset:
    from engine.columns.table import read_table

    source = workspace.folders.source(dataset)
    registered = workspace.folders.registered(dataset)
    if not workspace.folders.have(source) and workspace.folders.have(registered):
        _fetch(workspace.settings, registered.read_text(encoding="utf-8"), source, progress)
        workspace.folders.confirm(source)
    if not source.exists():
        raise EngineError(f"The file {name} is no longer there.", "Drop it again.")
    return read_table(source, name)


def _fetch(settings: Settings, name: str, target: Path, progress: Progress) -> None:
    """Bring a table that the operator registered to where an uploaded file would be, read by the cluster if any."""
    from engine.cluster import connected
    from engine.files import write_atomically
    from engine.partitioned.table import open_table, read_whole

    address = settings.registered_tables.get(name)
    if address is None:
        raise EngineError(f"The table {name} is no longer on this server.", "Ask the operator.")

    def report(part: float, message: str) -> None:
        progress(0.05 + 0.5 * part, message)

    with connected(settings.dask_scheduler or None) as cluster:
        frame = read_whole(open_table(address), cluster, settings.max_rows, report)
    with write_atomically(target) as temporary:
        frame.to_parquet(temporary, index=False)


def _named(table: Dataset, name: str, synthetic: bool) -> Dataset:
    from dataclasses import replace

    return replace(table, name=name, synthetic=synthetic)


def check_limits(settings: Settings, table: Dataset) -> None:
    """Refuse a table that is beyond what the operator allows.

    Raises
    ------
    EngineError
        With the number, the limit and the setting that decides it.
    """
    if table.n_rows > settings.max_rows:
        raise EngineError(
            f"The table has {table.n_rows:,} rows; this server takes up to {settings.max_rows:,}.",
            "Take a part of the rows, or ask the operator to raise MAX_ROWS.",
        )
    if len(table.columns) > settings.max_columns:
        raise EngineError(
            f"The table has {len(table.columns):,} columns; this server takes up to {settings.max_columns:,}.",
            "Leave out the columns that do not describe customers, or ask the operator to raise MAX_COLUMNS.",
        )
    name: str
    for name in table.frame.select_dtypes("str").columns:
        lengths = table.frame[name].str.len().to_numpy(dtype=float, na_value=0.0)
        if len(lengths) and lengths[row := int(lengths.argmax())] > settings.max_cell_length:
            raise EngineError(
                f"The cell in column {name[:80]}, record {row + 1:,} has {int(lengths[row]):,} characters; "
                f"this server takes up to {settings.max_cell_length:,}.",
                "Look for a quotation mark that is not closed, leave that column out, "
                "or ask the operator to raise MAX_CELL_LENGTH.",
            )


def _analyse(workspace: Workspace, queue: JobQueue, run: RunView, progress: Progress) -> None:
    from engine.analysis import AnalysisKeys, analyse

    table = _stored_table(workspace, queue, run)
    spec = PreparationSpec.from_json(run.arguments["spec"])
    results = workspace.results(table.fingerprint)
    analysis = analyse(table, spec, seed=0, progress=progress, cache=results)
    # Written last: where the overview is, everything is.
    results.put(AnalysisKeys(table.fingerprint, spec.key).of("overview"), _overview(analysis.profiles))


def _compare_preparations(workspace: Workspace, queue: JobQueue, run: RunView, progress: Progress) -> None:
    from engine.analysis import AnalysisKeys
    from engine.limits import DEFAULT_KS
    from engine.sensitivity import compare_preparations

    table = _stored_table(workspace, queue, run)
    spec = PreparationSpec.from_json(run.arguments["spec"])
    results, keys = workspace.results(table.fingerprint), AnalysisKeys(table.fingerprint, spec.key)
    swept = results.get(keys.of("sweep"))
    ks = DEFAULT_KS if swept is None else swept.ks  # every number that the page's slider has
    found = compare_preparations(table, spec, ks, seed=0, progress=progress)
    results.put(keys.of("sensitivity"), found)


def _stored_table(workspace: Workspace, queue: JobQueue, run: RunView) -> Dataset:
    from app.storage.tables import DamagedTable

    reading = run.arguments.get("reading", "")
    try:
        table = workspace.table(run.owner, run.dataset, reading)
    except DamagedTable:
        if reading:
            workspace.folders.remove(workspace.folders.reading(run.dataset, reading))
        else:
            start_reading(queue, workspace.datasets, run.owner, run.dataset)
        raise EngineError("The stored table was damaged.", "It is being read again from the uploaded file.") from None
    if table is None:
        raise Cancelled  # deleted meanwhile
    return table


def _overview(profiles: Any) -> dict[int, list[tuple[str, int, float]]]:
    """Plain names and sizes for every k: what the slider shows, without opening any result."""
    return {
        int(k): [(profile.name, int(profile.size), float(profile.share)) for profile in every]
        for k, every in profiles.items()
    }
