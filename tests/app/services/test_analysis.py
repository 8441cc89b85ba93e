"""Choices in, results out: from whatever is there, and the rest is asked for."""

import shutil
from dataclasses import replace

import pytest

from app import services
from app.choices import Choices
from app.services import Failed, Missing, Ready, Working
from engine.dataset import Role
from engine.preparation.spec import ColumnSpec, PreparationSpec
from engine.sample import sample_csv
from tests.app.services.conftest import ROWS, Place

OTHER = PreparationSpec(columns={"MntWines": ColumnSpec(role=Role.PROFILE)})


def ready(place: Place, choices: Choices | None = None) -> Ready:
    found = place.asking(lambda: services.resolve(choices or place.choices))
    assert isinstance(found, Ready), found
    return found


def test_everything_is_there_and_fits_together(place: Place) -> None:
    found = ready(place)
    assert found.k == found.advice.suggested_k
    assert found.dataset.n_rows == ROWS
    assert len(found.names) == len(found.profiles) == found.segmentation.k == found.k
    assert len(found.segmentation.labels) == len(found.matrix.row_index) == len(found.projection.coordinates)
    assert found.projection.centers is not None
    assert found.projection.centers.shape == (found.k, found.projection.coordinates.shape[1])
    assert not any(each.given for each in found.shown)
    assert not found.notice


def test_the_centres_on_the_map_are_the_means_of_their_segments(place: Place) -> None:
    found = ready(place)
    assert found.projection.centers is not None
    members = found.projection.coordinates[found.segmentation.labels == 0]
    assert found.projection.centers[0] == pytest.approx(members.mean(axis=0), abs=0.05)


def test_another_k_is_a_look_up(place: Place) -> None:
    for k in ready(place).ks:
        assert ready(place, place.choices.with_k(k)).k == k
    assert place.work() == []


def test_more_segments_than_computed_are_the_nearest_and_it_is_said(place: Place) -> None:
    found = ready(place, place.choices.with_k(50))
    assert found.k == max(found.ks)
    assert "50 segments were asked for" in found.notice


def test_the_overview_has_every_k(place: Place) -> None:
    lines = place.asking(lambda: services.overview(place.choices))
    found = ready(place)
    assert tuple(sorted(lines)) == found.ks
    assert [line.name for line in lines[found.k]] == list(found.names)
    assert all(sum(line.size for line in each) == len(found.matrix.values) for each in lines.values())


def test_the_status_changes_its_key_only_when_there_is_something_new(place: Place) -> None:
    first = place.asking(lambda: services.status(place.choices))
    assert first.kind == "ready"
    assert place.asking(lambda: services.status(place.choices)).key == first.key
    assert place.asking(lambda: services.status(place.choices.with_k(3))).key != first.key


def test_nothing_chosen_and_nothing_found(place: Place) -> None:
    nothing = place.asking(lambda: services.resolve(Choices()))
    assert isinstance(nothing, Missing)
    unknown = place.asking(lambda: services.resolve(Choices(dataset="0" * 32)))
    assert isinstance(unknown, Missing)
    assert "not found" in unknown.message
    assert place.asking(lambda: services.dataset_of(Choices(dataset="0" * 32))) is None
    assert place.asking(lambda: services.overview(Choices(dataset="0" * 32))) == {}


def test_another_preparation_is_asked_for_once_and_comes(place: Place) -> None:
    choices = place.choices.with_spec(OTHER)
    first = place.asking(lambda: services.resolve(choices))
    second = place.asking(lambda: services.resolve(choices))
    assert isinstance(first, Working)
    assert isinstance(second, Working)
    assert first.run == second.run
    assert place.asking(lambda: services.status(choices)).kind == "working"
    assert place.work() == ["analyse"]
    assert "MntWines" not in {feature.column for feature in ready(place, choices).matrix.features}


def test_the_table_is_there_while_it_is_analysed(place: Place) -> None:
    choices = place.choices.with_spec(PreparationSpec(columns={"MntFruits": ColumnSpec(role=Role.IGNORE)}))
    assert isinstance(place.asking(lambda: services.resolve(choices)), Working)
    table = place.asking(lambda: services.dataset_of(choices))
    assert table is not None
    assert table.n_rows == ROWS
    run = place.asking(lambda: services.status(choices)).run
    assert run is not None
    assert place.asking(lambda: services.cancel(run))


def test_cancelled_it_says_so_and_can_be_started_again(place: Place) -> None:
    choices = place.choices.with_spec(PreparationSpec(columns={"MntSweetProducts": ColumnSpec(role=Role.IGNORE)}))
    run = place.asking(lambda: services.status(choices)).run
    assert run is not None
    assert place.asking(lambda: services.cancel(run))
    stopped = place.asking(lambda: services.resolve(choices))
    assert isinstance(stopped, Failed)
    assert "cancelled" in stopped.message
    again = place.asking(lambda: services.restart(choices))
    assert isinstance(again, Working)
    assert again.run != run
    assert place.asking(lambda: services.cancel(again.run))


def test_what_cannot_be_segmented_says_why(place: Place) -> None:
    every = {name: ColumnSpec(role=Role.IGNORE) for name in ready(place).dataset.columns.names}
    choices = place.choices.with_spec(PreparationSpec(columns=every))
    place.asking(lambda: services.status(choices))
    place.work()
    failed = place.asking(lambda: services.status(choices))
    assert failed.kind == "failed"
    assert failed.message
    assert failed.remedy
    assert place.work() == []  # the answer would be the same


@pytest.mark.parametrize("what", ["all", "some", "damaged"])
def test_results_may_be_deleted_or_damaged_at_any_moment(place: Place, what: str) -> None:
    before = ready(place)
    folder = place.context.workspace.folders.results(before.dataset.fingerprint)
    if what == "all":
        shutil.rmtree(folder)
    else:
        for path in sorted(folder.rglob("*.joblib"))[::3]:
            path.unlink() if what == "some" else path.write_bytes(b"damaged" + path.read_bytes()[7:])
    place.context.memory.clear()
    while not isinstance(place.asking(lambda: services.resolve(place.choices)), Ready):
        assert place.work() == ["analyse"]
    after = ready(place)
    assert after.names == before.names
    assert (after.segmentation.labels == before.segmentation.labels).all()


def test_a_damaged_table_is_read_again_from_its_source(place: Place) -> None:
    choices = place.upload(sample_csv(ROWS), "damaged.csv")
    place.work()
    folder = place.context.workspace.folders.dataset(str(choices.dataset))
    for name in ("frame.parquet", "frame.mapped"):
        (folder / name).write_bytes((folder / name).read_bytes()[:1000])
    place.context.memory.clear()
    assert place.asking(lambda: services.dataset_of(choices)) is None
    assert "read" in place.work()
    assert ready(place, choices).dataset.n_rows == ROWS


def test_equal_tables_share_their_results(place: Place) -> None:
    choices = place.upload(sample_csv(ROWS), "again.csv")
    place.work()
    found, first = ready(place, choices), ready(place)
    assert found.dataset.fingerprint == first.dataset.fingerprint
    assert found.view.name == "again.csv"
    assert (found.segmentation.labels == first.segmentation.labels).all()


def test_reading_comes_before_the_analysis_in_the_progress(place: Place) -> None:
    choices = place.upload(sample_csv(ROWS), "progress.csv")
    runs = place.context.workspace.runs
    waiting = place.asking(lambda: services.upload_status(str(choices.dataset)))
    assert waiting.kind == "working"
    run = runs.claim(str(waiting.run))
    assert run is not None
    runs.beat(run, 1.0, "Keeping the table")
    reading = place.asking(lambda: services.status(choices))
    assert 0 < reading.fraction < 0.5
    runs.put_back(run, "Again", another_attempt=False)
    place.work()
    assert place.asking(lambda: services.status(choices)).kind == "ready"


def test_own_tables_are_listed_and_deleted(place: Place) -> None:
    choices = place.upload(sample_csv(ROWS), "to delete.csv")
    place.work()
    assert "to delete.csv" in {view.name for view in place.asking(services.datasets)}
    assert place.asking(lambda: services.delete_dataset(str(choices.dataset)))
    assert not place.asking(lambda: services.delete_dataset(str(choices.dataset)))
    assert "to delete.csv" not in {view.name for view in place.asking(services.datasets)}
    assert isinstance(place.asking(lambda: services.resolve(choices)), Missing)


def test_a_reload_gives_the_same_choices(place: Place) -> None:
    choices = replace(place.choices.with_spec(OTHER), k=4)
    assert Choices.from_search(choices.to_search()).spec.key == choices.spec.key
