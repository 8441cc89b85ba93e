"""A real gunicorn with two workers and a real Chromium; whatever the console says is a failure."""

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The map is WebGL; a machine without a graphics card draws it in software.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


# Playwright's own patience of five seconds is a claim about the machine's speed, and none is made here.
expect.set_options(timeout=60_000)


@dataclass(frozen=True)
class Server:
    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app as the Procfile starts it."""
    with serving(tmp_path_factory.mktemp("data")) as server:
        yield server


@contextmanager
def serving(data_dir: Path, **settings: str) -> Iterator[Server]:
    """The app on a port and a data folder of its own."""
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "DATA_DIR": str(data_dir),
        "WEB_CONCURRENCY": "2",
        **settings,
    }
    log = (data_dir / "server.log").open("wb")
    command = [sys.executable, "-m", "gunicorn", "app:server"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(url, process, data_dir / "server.log")
        yield Server(url, data_dir, process)
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the first answer; urllib itself waits, so nothing sleeps here."""
    for _ in range(2000):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            select_pause()
    raise RuntimeError(f"the server did not answer: {log.read_text()[-3000:]}")


def select_pause() -> None:
    """Give the processor to the server for a moment."""
    import select

    select.select([], [], [], 0.05)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    assert executable, "Chromium is missing: make test installs it where it can"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


class Watch:
    """Everything a page complained about, and every address it asked for."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "GPU stall due to ReadPixels" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.addresses.append(request.url)


@pytest.fixture
def provoked() -> list[str]:
    """What the console must say in this test, since the test itself brings it about; empty unless it adds to it."""
    return []


@pytest.fixture
def context(browser: Browser, server: Server, provoked: list[str]) -> Iterator[BrowserContext]:
    """One person's browser: its own cookies. At the end the console must be empty and nothing have left."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(60_000)
    watch = Watch(context)
    yield context
    context.close()
    assert watch.complaints == provoked
    outside = [url for url in watch.addresses if not url.startswith((server.url, "data:", "blob:"))]
    assert outside == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
