"""A person as locust sees them: a browser's cookie, a table, and the recorded requests of each action."""

from __future__ import annotations

import json
import os
import pickle
import random
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gevent
from gevent.lock import BoundedSemaphore
from locust import FastHttpUser, between, events
from locust.exception import RescheduleTask

from benchmarks.crowd.recording import Exchange, Recording

SETTINGS = json.loads(os.environ["TESSERA_LOAD"])
RECORDING: Recording = pickle.loads(Path(SETTINGS["recording"]).read_bytes())
TABLES: dict[str, list[Path]] = {kind: [Path(each) for each in paths] for kind, paths in SETTINGS["tables"].items()}
BEGUN = threading.Event()
_CONNECTIONS = 6  # what a browser opens to one server
_SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": SETTINGS["host"]}
_POLL_MS = 400
# Computed in the background after the first visit: as long as it waits for its turn there is only a sentence.
_IN_BACKGROUND = "k-compared.children"


@dataclass
class Table:
    dataset: str
    run: str


class Person(FastHttpUser):
    """A browser: its cookie, its table, and what is sent from it."""

    abstract = True
    host = SETTINGS["host"]
    wait_time = between(2, 4)
    concurrency = _CONNECTIONS
    network_timeout = connection_timeout = 60.0

    def arrive(self) -> None:
        self.table: Table | None = None
        self.perform("first visit", RECORDING.first_visit)

    def act(self) -> None:
        """Move the slider, hover over the map, or go to another page."""
        kind = random.choice(("slide", "hover", "open"))
        names = [name for name in RECORDING.actions if name.startswith(kind)]
        name = random.choice(names)
        self.perform(name, random.choice(RECORDING.actions[name]))

    def perform(self, name: str, exchanges: list[Exchange]) -> None:
        """Send what the browser sent, each as soon as as much has been answered as had been then."""
        begun = time.perf_counter()
        changed, lanes, answered = threading.Condition(), BoundedSemaphore(_CONNECTIONS), [0]

        def send(exchange: Exchange) -> None:
            with lanes:
                self.send(name, exchange)
            with changed:
                answered[0] += 1
                changed.notify_all()

        under_way = []
        for exchange in exchanges:
            with changed:
                while answered[0] < exchange.after:
                    changed.wait()
            under_way.append(gevent.spawn(send, exchange))
        gevent.joinall(under_way)
        self.environment.events.request.fire(
            request_type="ACTION",
            name=name,
            response_time=(time.perf_counter() - begun) * 1000,
            response_length=0,
            exception=None,
            context={},
        )

    def send(self, name: str, exchange: Exchange) -> None:
        body = None if exchange.body is None else self.mine(exchange.body)
        headers = dict(_SAME_ORIGIN, **({"Content-Type": exchange.content_type} if exchange.body else {}))
        if exchange.path == "/":
            headers = {"Accept": "text/html"}
        path = self.mine(exchange.path.encode()).decode()
        with self.client.request(
            exchange.method, path, data=body, headers=headers, name=f"{name}: {exchange.what}", catch_response=True
        ) as answer:
            content = answer.content or b""
            if answer.status_code not in {200, 204, 304}:
                answer.failure(_refused(answer))
            elif b"shell-problem" in content and b"sideUpdate" in content:
                answer.failure(f"the page shows a problem: {content[:300]!r}")
            elif exchange.what != _IN_BACKGROUND and len(content) < exchange.size / 3 - 1000:
                answer.failure(f"{len(content)} bytes came, {exchange.size} in the recording: {content[:200]!r}")

    def mine(self, content: bytes) -> bytes:
        """The recorded ids are other people's: put this person's in their place."""
        if self.table is None:
            return content
        return content.replace(RECORDING.dataset.encode(), self.table.dataset.encode())

    def drop(self, content: bytes, name: str) -> Table:
        """Send a file in parts, as upload.js does, and have it read."""
        upload = self.send_parts(content, name)
        finished = self.json("POST", f"/upload/{upload}/finish", {}, "upload: finish")
        return Table(finished["dataset"], finished["run"])

    def send_parts(self, content: bytes, name: str) -> str:
        begun = self.json("POST", "/upload", {"name": name, "size": len(content)}, "upload: begin")
        offset, part = 0, int(begun["part_size"])
        while offset < len(content):
            offset = self.octets(f"/upload/{begun['id']}?offset={offset}", content[offset : offset + part])
        return str(begun["id"])

    def delete(self) -> None:
        """Click on Delete, as the Data page asks to be: what it sent for its buttons at first, with a click in it."""
        exchange = next(
            each for each in RECORDING.actions["open Data"][0] if b"data-delete-table" in (each.body or b"")
        )
        body = json.loads(self.mine(exchange.body or b""))
        button = {"dataset": self.table.dataset if self.table else "", "type": "data-delete-table"}
        for each in body["inputs"]:
            each[:] = [{"id": button, "property": "n_clicks", "value": 1}]
        body["changedPropIds"] = [json.dumps(button, separators=(",", ":")) + ".n_clicks"]
        self.json("POST", "/_dash-update-component", body, "delete")
        self.table = None

    def octets(self, path: str, content: bytes) -> int:
        headers = dict(_SAME_ORIGIN, **{"Content-Type": "application/octet-stream"})
        with self.client.put(path, data=content, headers=headers, name="upload: part", catch_response=True) as answer:
            return int(_checked(answer)["offset"])

    def json(self, method: str, path: str, body: Any, name: str) -> dict[str, Any]:
        headers = dict(_SAME_ORIGIN, **{"Content-Type": "application/json"})
        content = json.dumps(body)
        with self.client.request(
            method, path, data=content, headers=headers, name=name, catch_response=True
        ) as answer:
            return _checked(answer)

    def wait_until_ready(self, table: Table) -> None:
        """Ask as the page does while a table is read and analysed; it switches to the table when all is there."""
        poll = json.loads(RECORDING.poll.body or b"{}")
        for each in (*poll["inputs"], *poll.get("state", [])):
            if each["id"] == "shell-incoming":
                each["value"] = {"dataset": table.dataset, "run": table.run}
            elif each["id"] == "shell-choices":
                each["value"] = {}
        begun = time.monotonic()
        while True:
            answer = self.json("POST", "/_dash-update-component", poll, "wait: poll")["response"]
            if "dataset" in (answer.get("shell-choices") or {}).get("data", {}):
                break
            if (answer.get("shell-problem") or {}).get("data"):
                raise RescheduleTask(f"the table was refused: {answer['shell-problem']}")
            gevent.sleep(answer.get("shell-poll", {}).get("interval", _POLL_MS) / 1000)
        words = f"seconds to the segments, {type(self).__name__}"
        NOTES.setdefault(words, []).append(time.monotonic() - begun)


NOTES: dict[str, list[float]] = {}


def _refused(answer: Any) -> str:
    """What came instead of an answer; without a status, why none came."""
    return f"{answer.status_code} {(answer.content or b'')[:200]!r}" if answer.status_code else repr(answer.error)


def _checked(answer: Any) -> dict[str, Any]:
    if answer.status_code not in {200, 204}:
        answer.failure(_refused(answer))
        raise RescheduleTask
    found: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
    return found


_HERE: list[Person] = []


def arrived(person: Person) -> None:
    """What people meet while they arrive does not count: the time begins when all are there."""
    _HERE.append(person)
    if len(_HERE) == sum(SETTINGS["people"].values()):
        person.environment.stats.reset_all()
        Path(SETTINGS["begun"]).touch()
        BEGUN.set()
        gevent.spawn_later(SETTINGS["seconds"], person.environment.runner.quit)


@events.quitting.add_listener
def _write(environment: Any, **_: Any) -> None:
    stats = environment.stats
    rows = [
        {
            "kind": entry.method,
            "name": entry.name,
            "n": entry.num_requests,
            "failed": entry.num_failures,
            "median": entry.median_response_time,
            "p95": entry.get_response_time_percentile(0.95),
            "times": {str(key): value for key, value in entry.response_times.items()},
        }
        for entry in stats.entries.values()
    ]
    errors = [{"name": each.name, "error": str(each.error), "n": each.occurrences} for each in stats.errors.values()]
    Path(SETTINGS["answer"]).write_text(json.dumps({"rows": rows, "errors": errors, "notes": NOTES}))
