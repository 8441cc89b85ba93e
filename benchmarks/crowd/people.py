"""Who comes: people who read, people who upload, people with a million rows, and people who come and go."""

from __future__ import annotations

import random

import gevent
from locust import between, task
from locust.exception import StopUser

from benchmarks.crowd.person import BEGUN, SETTINGS, TABLES, Person, Table, arrived

_MILLIONS = list(TABLES.get("million", []))  # each of them is swept once


class Reader(Person):
    """Has a table of 2,240 customers and acts once every two to four seconds."""

    fixed_count = SETTINGS["people"].get("Reader", 0)

    def on_start(self) -> None:
        self.arrive()
        self.table = self.drop(random.choice(TABLES["small"]).read_bytes(), "customers.csv")
        self.wait_until_ready(self.table)
        arrived(self)

    @task
    def use(self) -> None:
        self.act()


class Uploader(Person):
    """Drops a file of 20 MB, looks at it, deletes it, and begins again."""

    fixed_count = SETTINGS["people"].get("Uploader", 0)

    def on_start(self) -> None:
        self.arrive()
        arrived(self)

    @task
    def upload(self) -> None:
        BEGUN.wait()
        self.table = self.drop(random.choice(TABLES["large"]).read_bytes(), "large.csv")
        self.wait_until_ready(self.table)
        self.act()
        self.delete()


class Sweeper(Person):
    """Has sent a million rows of 24 columns, and has them swept when all are there."""

    fixed_count = SETTINGS["people"].get("Sweeper", 0)

    def on_start(self) -> None:
        self.arrive()
        self.upload = self.send_parts(_MILLIONS.pop().read_bytes(), "million.parquet")
        arrived(self)

    @task
    def sweep(self) -> None:
        BEGUN.wait()
        finished = self.json("POST", f"/upload/{self.upload}/finish", {}, "upload: finish")
        self.table = Table(finished["dataset"], finished["run"])
        self.wait_until_ready(self.table)
        raise StopUser


class Newcomer(Person):
    """Has a small table only, and comes with it while others have large ones worked on."""

    fixed_count = SETTINGS["people"].get("Newcomer", 0)

    def on_start(self) -> None:
        self.arrive()
        arrived(self)

    @task
    def come(self) -> None:
        BEGUN.wait()
        self.table = self.drop(random.choice(TABLES["small"]).read_bytes(), "customers.csv")
        self.wait_until_ready(self.table)
        self.delete()


class Visitor(Person):
    """Half an hour of use in half a minute: a table comes, is looked at from every side, and is deleted."""

    fixed_count = SETTINGS["people"].get("Visitor", 0)
    wait_time = between(0.1, 0.3)

    def on_start(self) -> None:
        self.arrive()
        arrived(self)

    @task
    def visit(self) -> None:
        BEGUN.wait()
        self.table = self.drop(random.choice(TABLES["small"]).read_bytes(), "customers.csv")
        self.wait_until_ready(self.table)
        for _ in range(20):
            self.act()
            gevent.sleep(random.uniform(0.1, 0.3))
        self.delete()

    def on_stop(self) -> None:
        """Who is interrupted leaves nothing behind either: what is left afterwards is the site's."""
        if self.table is not None:
            self.delete()
