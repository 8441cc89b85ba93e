"""What was deleted leaves the memory of a web process, and its files the disk, whoever deleted it."""

import threading
from pathlib import Path

from app import services
from app.cache import ReferenceCache
from app.services import MapLook, Ready
from app.storage.workspace import Workspace
from app.upkeep import forget_deleted, regularly
from engine.map.axes import Axis
from engine.sample import sample_csv
from tests.app.services.conftest import Place


def memory(place: Place) -> ReferenceCache:
    with place.server.app_context():
        found = place.context.memory.cache
    assert isinstance(found, ReferenceCache)
    return found


def deleted_but_held(place: Place) -> list[str]:
    """Deleted files that take their place on the disk because this process has them mapped."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    return [line for line in lines if str(place.settings.data_dir) in line and line.endswith("(deleted)")]


def test_a_table_deleted_elsewhere_leaves_the_memory_and_the_disk(place: Place) -> None:
    choices = place.upload(sample_csv(2_000, seed=8))
    place.work()

    def use() -> str:
        ready = services.resolve(choices)
        assert isinstance(ready, Ready)
        services.map_columns(ready)
        services.nearest_row(ready, MapLook(Axis(component=0), Axis(component=1)), 0.0, 0.0, (9.0, 9.0))
        services.column_details(ready)
        return str(ready.view.fingerprint)

    content = place.asking(use)
    forget_deleted(memory(place), place.context.workspace)
    assert content in memory(place).abouts()
    held_before = len(deleted_but_held(place))

    elsewhere = Workspace(place.settings)
    assert elsewhere.delete(place.owner, str(choices.dataset))
    elsewhere.close()
    assert len(deleted_but_held(place)) > held_before
    forget_deleted(memory(place), place.context.workspace)
    assert content not in memory(place).abouts()
    assert len(deleted_but_held(place)) <= held_before


def test_what_fails_once_is_done_again() -> None:
    done, seen = threading.Event(), []

    def do() -> None:
        seen.append(1)
        if len(seen) == 1:
            raise OSError("the disk is away")
        done.set()

    over = regularly(0.001, do)
    assert done.wait(30)
    over.set()
