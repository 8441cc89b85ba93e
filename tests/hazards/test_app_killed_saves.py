"""Web processes and PostgreSQL are killed while people save: a segmentation, a selection, names, share links."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from sqlalchemy import select

from app.settings import Settings
from app.storage.members import unpack
from app.storage.models import DatasetRecord, SavedSelection, SegmentName
from app.storage.workspace import Workspace
from tests.hazards.conftest import RealServer, finish, send_file, serving, shows_segments, talk, until, visit
from tests.hazards.pressing import Page
from tests.servers import control_postgres, kill_postgres, postgresql

pytestmark = pytest.mark.faults

N = 400
CONTENT = b"id,spending,visits,income\n" + b"".join(
    b"%d,%d,%d,%d\n" % (i, i * 37 % 901, i * 7 % 13, i * 91 % 777) for i in range(N)
)
# A kill comes at any moment; of so many, some come in the middle of a save.
KILLS = 3
MOST = 40  # things of each kind; fewer than may be kept


@dataclass
class Saving:
    """Somebody who presses one button again and again, each time with the next number."""

    page: Page
    button: Any
    values: Callable[[int], dict[str, Any]]
    answers: Callable[[dict[str, Any]], bool]  # whether the page says that it was saved
    confirmed: list[int] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)  # what the page said instead
    told: list[str] = field(default_factory=list)

    def press(self, number: int) -> bool:
        try:
            status, text = self.page.press(self.button, self.values(number))
        except (OSError, http.client.HTTPException):
            return False  # nothing was answered: it is not confirmed
        answer = json.loads(text) if text else {}
        text = json.dumps(answer, ensure_ascii=False)  # as it is read, not as Dash wrote it
        if status == 200 and self.answers(answer.get("response", {})):
            self.confirmed.append(number)
            self.told.append(text)
            return True
        self.troubles.append(text)
        return False

    def go_on(self, together: threading.Barrier) -> None:
        """One number after the other, each begun by everybody at once, until it is over."""
        for number in range(MOST):
            try:
                together.wait()
            except threading.BrokenBarrierError:
                return
            while not self.press(number):  # the next try works
                if together.broken:
                    return


@dataclass
class Crowd:
    server: RealServer
    workspace: Workspace
    cookie: str
    dataset: str

    def savings(self) -> dict[str, Saving]:
        page = Page(self.server.port, self.cookie)
        page.open()
        choices = {"shell-choices.data": {"dataset": self.dataset, "k": 3}}
        segment = {"type": "profiles-save", "segment": 1}

        return {
            "library": Saving(
                page,
                "library-keep",
                lambda i: {**choices, "library-title.value": f"Kept {i}", "library-note.value": f"Note {i}"},
                said_to_be_in_the_library,
            ),
            "selection": Saving(
                page,
                "map-save",
                lambda i: {
                    **choices,
                    "map-title.value": f"Selected {i}",
                    "map-selected.data": {
                        "dataset": self.dataset,
                        "filters": [{"column": "spending", "low": str(10 * i)}],
                    },
                },
                said_to_be_kept,
            ),
            "names": Saving(
                page,
                segment,
                lambda i: {**choices, "profiles-name": f"Named {i}", "profiles-note": f"Note {i}"},
                lambda response: '"children":""' in json.dumps(response, separators=(",", ":")),
            ),
            "share": Saving(
                page,
                "share-make",
                lambda i: {**choices, "share-customers.value": False, "shell-address.href": "http://here/"},
                lambda response: "share-links" in response,
            ),
        }


def said_to_be_in_the_library(response: dict[str, Any]) -> bool:
    """It is also said of one whose first answer never came: “Kept 3” is in the library already."""
    said = json.dumps(response.get("library-keep-problem", {}), ensure_ascii=False)
    return response.get("library-title", {}).get("value") == "" or "in the library already" in said


def said_to_be_kept(response: dict[str, Any]) -> bool:
    """It is also said of one whose first answer never came: “There is a selection … already.”"""
    said = str(response.get("map-save-trouble", {}).get("children", ""))
    return said.startswith("Kept") or "already" in said


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tessera.db'}"
    else:
        with postgresql() as url:
            yield url


@pytest.fixture
def crowd(database: str, tmp_path: Path) -> Iterator[Crowd]:
    """A server with an analysed table."""
    with serving(tmp_path, DATABASE_URL=database) as server:
        settings = Settings.from_environment({"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": database})
        workspace = Workspace(settings)
        cookie = visit(server.port)
        dataset = send_file(server.port, cookie, CONTENT)
        assert finish(server.port, cookie, dataset)[0] == 200
        until(lambda: shows_segments(server.port, cookie, dataset, "?k=3"))
        yield Crowd(server, workspace, cookie, dataset)
        workspace.close()


def while_saving(crowd: Crowd, kill: Callable[[], None], kills: int = KILLS) -> dict[str, Saving]:
    """Everybody saves; it is killed while they do, and everybody has saved again after it."""
    savings = crowd.savings()
    together = threading.Barrier(len(savings))
    with ThreadPoolExecutor(len(savings)) as pool:
        going = [pool.submit(each.go_on, together) for each in savings.values()]
        try:
            for _ in range(kills):
                wait_for_more(savings)
                kill()
                wait_for_more(savings)
        finally:
            together.abort()
    for each in going:
        each.result()
    return savings


def wait_for_more(savings: dict[str, Saving]) -> None:
    """Until everybody has saved something again."""
    before = {name: len(each.confirmed) for name, each in savings.items()}
    until(lambda: all(len(each.confirmed) > before[name] for name, each in savings.items()))


def check_all_is_whole(crowd: Crowd, savings: dict[str, Saving]) -> None:
    """What was confirmed is there, and nothing is there by half."""
    database, dataset = crowd.workspace.database, crowd.dataset
    with database.read() as session:
        (owner,) = session.scalars(select(DatasetRecord.owner).where(DatasetRecord.id == dataset)).all()
        selections = session.scalars(select(SavedSelection).where(SavedSelection.dataset == dataset)).all()
        (name,) = session.scalars(select(SegmentName).where(SegmentName.dataset == dataset)).all()
    kept = crowd.workspace.saved.of(owner)
    assert {f"Kept {i}" for i in savings["library"].confirmed} <= {each.title for each in kept}
    for each in kept:
        assert each.note == each.title.replace("Kept", "Note")
        assert sum(segment.size for segment in each.segments) == N
    assert {f"Selected {i}" for i in savings["selection"].confirmed} <= {each.title for each in selections}
    spending = np.array([i * 37 % 901 for i in range(N)])
    for chosen in selections:
        expected = spending >= 10 * int(chosen.title.split()[1])
        assert chosen.size == expected.sum()
        np.testing.assert_array_equal(unpack(chosen.members, N), expected)
    number = int(name.name.split()[1])
    assert number >= max(savings["names"].confirmed)
    assert name.note == f"Note {number}"
    assert name.members
    links = set(re.findall(r"http://here(/shared/\w+)", "".join(savings["share"].told)))
    assert len(links) >= len(savings["share"].confirmed)
    for path in links:
        assert talk(crowd.server.port, "GET", path)[0] == 200


def test_a_killed_web_process_loses_nothing_that_was_saved(crowd: Crowd) -> None:
    savings = while_saving(crowd, crowd.server.kill_web_processes)
    check_all_is_whole(crowd, savings)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_killed_postgresql_loses_nothing_that_was_saved(crowd: Crowd, database: str) -> None:
    folder = Path(urlsplit(database).query.removeprefix("host="))
    savings: dict[str, Saving] = {}

    def kill_and_start_again() -> None:
        kill_postgres(folder)
        until(lambda: not crowd.server.answers())
        until(lambda: starts(folder))

    savings = while_saving(crowd, kill_and_start_again, kills=1)
    check_all_is_whole(crowd, savings)
    told = [trouble for each in savings.values() for trouble in each.troubles]
    assert told
    assert all("database does not answer" in trouble for trouble in told), told


def starts(folder: Path) -> bool:
    """PostgreSQL refuses to start while a child of the killed one has not noticed yet."""
    try:
        control_postgres(folder, "start")
    except subprocess.CalledProcessError:
        return False
    return True


def test_two_web_processes_that_name_the_same_segment_leave_one_whole_name(crowd: Crowd) -> None:
    both = [crowd.savings()["names"] for _ in range(4)]
    together = threading.Barrier(len(both))
    with ThreadPoolExecutor(len(both)) as pool:
        for each in [pool.submit(saving.go_on, together) for saving in both]:
            each.result()
    assert all(len(saving.confirmed) == MOST and not saving.troubles for saving in both)
    with crowd.workspace.database.read() as session:
        (name,) = session.scalars(select(SegmentName).where(SegmentName.dataset == crowd.dataset)).all()
    assert (name.name, name.note) == (f"Named {MOST - 1}", f"Note {MOST - 1}")
