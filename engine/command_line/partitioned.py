"""``segment PATTERN --scheduler``: the segments of a table that no single machine could hold."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from engine.command_line.segment import show_profiles
from engine.command_line.terminal import progress_bar, screen

if TYPE_CHECKING:
    from engine.partitioned.segment import PartitionedSegments


def segment_on_cluster(address: str, k: int | None, *, scheduler: str, out: Path | None, seed: int) -> None:
    """Segment the files at an address with the workers of a scheduler; raises EngineError with a sentence."""
    from engine.cluster import connected
    from engine.partitioned.segment import segment_partitions
    from engine.partitioned.table import open_table
    from engine.sweep.workers import Workers

    with progress_bar("Connecting") as report, connected(scheduler) as cluster:
        report(0.0, "Looking at the files")
        table = open_table(address)
        found = segment_partitions(table, k, cluster, name=address, seed=seed, progress=report)
        paths = []
        if out is not None:
            with Workers(report) as workers:
                paths.append(found.write(out, workers))
            paths += _write_descriptions(out, found)
    _show(found)
    for path in paths:
        screen.print(f"Wrote {escape(str(path))}")


def _show(found: PartitionedSegments) -> None:
    show_profiles(f"{found.k} segments of {found.n_taking_part:,} customers", found.profiles)
    if found.advice is not None:
        for reason in found.advice.reasons[:3]:
            screen.print(escape(reason))
    for note in (*found.dataset.notes, *found.matrix.notes):
        screen.print(f"[dim]{escape(note.sentence)}[/]")
    if found.n_taking_part < found.n_rows:
        screen.print(f"{found.n_rows - found.n_taking_part:,} customers took no part and have an empty segment.")
    if found.sample_rows < found.n_rows:
        screen.print(
            f"Columns were understood and segments described on {found.sample_rows:,} of {found.n_rows:,} rows; "
            "means and scales, centres, sizes and assignments are those of all rows."
        )


def _write_descriptions(folder: Path, found: PartitionedSegments) -> list[Path]:
    from engine.command_line.results import plain, segment_document
    from engine.files import write_text

    document: dict[str, Any] = {
        "dataset": found.dataset.name,
        "rows": found.n_rows,
        "rows_in_segments": found.n_taking_part,
        "rows_described": found.sample_rows,
        "k": found.k,
        "recommended_k": None if found.advice is None else found.advice.suggested_k,
        "inertia": found.segmentation.inertia,
        "passes": found.sweep.passes[found.k],
        "features": list(found.matrix.feature_names),
        "preparation": [dataclasses.asdict(step) for step in found.matrix.steps],
        "segments": [segment_document(profile) for profile in found.profiles],
    }
    profiles = folder / "profiles.json"
    write_text(profiles, json.dumps(plain(document), indent=2, ensure_ascii=False))
    model = found.model.save(folder / "model.joblib")
    return [profiles, model, model.with_suffix(".json")]
