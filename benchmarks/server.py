"""The server as the Procfile starts it, for benchmarks that ask it over the network, and tables to send to it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PART = 8 * 1024 * 1024


@dataclass
class Site:
    """The server as the Procfile starts it."""

    data_dir: Path
    port: int = 0
    cookie: str = ""
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        environment = {**os.environ, "DATA_DIR": str(self.data_dir), "PORT": str(self.port), "HOST": "127.0.0.1"}
        with (self.data_dir.parent / "server.log").open("wb") as log:
            command = [sys.executable, "-m", "gunicorn", "app:server"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        while True:
            try:
                self.ask("GET", "/", Accept="text/html")
                return
            except OSError as error:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended; see {self.data_dir.parent / 'server.log'}") from error
                time.sleep(0.1)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        line.request(method, path, body, given)
        answer = line.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        self.cookie = self.cookie or (answer.getheader("Set-Cookie") or "").split(";")[0]
        line.close()
        return json.loads(content) if "json" in (answer.getheader("Content-Type") or "") else content

    def web_processes(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"app.jobs" not in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def memory(self, kind: str) -> float:
        """The largest of the web processes, in megabytes: VmRSS, RssAnon or RssFile."""
        texts = [Path(f"/proc/{pid}/status").read_text() for pid in self.web_processes()]
        return max(int(text.split(f"{kind}:")[1].split()[0]) * 1024 / 1e6 for text in texts)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


def send(site: Site, path: Path) -> tuple[str, str]:
    """Upload a file in parts as the page does; the ids of its dataset and of the run that reads it."""
    size = path.stat().st_size
    body = json.dumps({"name": path.name, "size": size}).encode()
    upload = site.ask("POST", "/upload", body, Content_Type="application/json")["id"]
    with path.open("rb") as file:
        while part := file.read(PART):
            address = f"/upload/{upload}?offset={file.tell() - len(part)}"
            site.ask("PUT", address, part, Content_Type="application/octet-stream")
    answer = site.ask("POST", f"/upload/{upload}/finish", b"{}", Content_Type="application/json")
    return answer["dataset"], answer["run"]


def table(path: Path, *, megabytes: float = 0, rows: int = 0) -> Path:
    """Customers with an id, a text and eight numbers, up to a size or a number of rows."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(0)
    with path.open("w", encoding="utf-8") as file:
        done = 0
        while done < rows or path.stat().st_size < megabytes * 1e6:
            n = min(100_000, rows - done) if rows else 100_000
            block = pd.DataFrame({"customer_id": np.arange(done, done + n)})
            block["region"] = rng.choice(["north", "south", "east", "west"], n)
            group = rng.integers(0, 4, n)
            for number, name in enumerate(("income", "spending", "age", "web_visits", "store_visits", "recency")):
                block[name] = (rng.normal(100 + 60 * (group == number % 4), 15, n)).round(2)
            block.to_csv(file, index=False, header=done == 0)
            file.flush()
            done += n
    return path


def finish_all(site: Site, dataset: str) -> None:
    """Until no work on a table is left."""
    database = sqlite3.connect(f"file:{site.data_dir / 'tessera.db'}?mode=ro", uri=True)
    query = "SELECT count(*) FROM runs WHERE dataset = ? AND status IN ('queued', 'running')"
    settled = 0
    while settled < 5:  # reading is followed by an analysis
        settled = settled + 1 if not database.execute(query, (dataset,)).fetchone()[0] else 0
        time.sleep(0.02)
    database.close()
