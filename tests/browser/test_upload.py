"""A large file through a real browser: progress that moves, a connection that is lost, a page that is reloaded."""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from app.limits import PART_BYTES
from tests.browser.conftest import Server

# `make faults` sends a real 300 MB; the same walk with less is part of every test run.
MEGABYTES = int(os.environ.get("TESSERA_WALK_MB", "30"))
PUT = re.compile(r"/upload/[0-9a-f]+\?offset=(\d+)$")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of customers of the wanted size; its records repeat, since only its length matters here.

    They are long enough for 300 MB to have fewer rows than a server takes.
    """
    path = tmp_path_factory.mktemp("large") / "large customers.csv"
    block = b"".join(
        b"%07d,%d,%d,%d,%s\n" % (row, row * 37 % 9000, row % 12, row * 7 % 365, b"street" * 5)
        for row in range(100_000)
    )
    with path.open("wb") as file:
        file.write(b"customer_id,spending,purchases,recency,address\n")
        while file.tell() < MEGABYTES * 1_000_000:
            file.write(block)
    return path


def choose(page: Page, table: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").first.click()
    chooser.value.set_files(table)


def watch_progress(page: Page) -> Callable[[], list[list[str]]]:
    """Remember every state of the card that says how far the upload is; give what was seen."""
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                const bar = document.querySelector('.activity .bar');
                const words = bar ? document.querySelector('.activity-detail').textContent : '';
                const last = window.seen[window.seen.length - 1];
                if (words && (!last || last[1] !== words)) window.seen.push([bar.getAttribute('aria-valuenow'), words]);
            }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
        }"""
    )
    return lambda: page.evaluate("() => window.seen")


def memory_of_web_workers(server: Server) -> int:
    """Largest resident memory of a web process since its start, in bytes."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    peaks = []
    for pid in children:
        if "app.jobs.worker" not in Path(f"/proc/{pid}/cmdline").read_text():
            status = Path(f"/proc/{pid}/status").read_text()
            peaks.append(int(status.split("VmHWM:")[1].split()[0]) * 1024)
    return max(peaks)


def arrived(server: Server, upload: str) -> bytes:
    with (server.data_dir / "datasets" / upload / "source").open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def test_a_large_file_goes_up_with_its_progress_seen(page: Page, server: Server, table: Path) -> None:
    page.goto("/")
    page.get_by_role("button", name="Choose a file").first.wait_for()
    before = memory_of_web_workers(server)
    seen = watch_progress(page)
    with page.expect_response(re.compile("/finish$")) as finished:
        choose(page, table)
        page.wait_for_function("() => window.seen.some(([percent]) => Number(percent) > 0 && Number(percent) < 100)")
    upload = finished.value.json()["dataset"]
    assert arrived(server, upload) == digest(table)
    sending = [(int(percent), words) for percent, words in seen() if "per second" in words]
    percents = [percent for percent, _ in sending]
    assert percents == sorted(percents)
    assert len(set(percents)) >= MEGABYTES * 1_000_000 // PART_BYTES
    assert all(
        re.fullmatch(r"[\d.,]+ MB of [\d,]+ MB, [\d.,]+ MB per second, \d+ (s|min) left", s) for _, s in sending
    )
    assert memory_of_web_workers(server) - before < 100_000_000
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("The computation was cancelled").wait_for()


def test_a_lost_connection_goes_on_where_it_was(page: Page, server: Server, table: Path, provoked: list[str]) -> None:
    provoked.append("error: Failed to load resource: net::ERR_CONNECTION_RESET")
    offsets: list[int] = []

    def lose(route: Route, request: Request) -> None:
        """The third part meets no server once; the others arrive."""
        offsets.append(int(PUT.search(request.url).group(1)))  # type: ignore[union-attr]
        route.abort("connectionreset") if len(offsets) == 3 else route.continue_()

    page.goto("/")
    page.route(PUT, lose)
    with page.expect_response(re.compile("/finish$")) as finished:
        choose(page, table)
        page.get_by_text("The connection was lost; trying again").wait_for()
    assert arrived(server, finished.value.json()["dataset"]) == digest(table)
    assert offsets[2] == offsets[3] == 2 * PART_BYTES
    assert sorted(set(offsets)) == list(range(0, table.stat().st_size, PART_BYTES))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("The computation was cancelled").wait_for()


def test_a_reloaded_page_goes_on_where_the_file_stands(page: Page, server: Server, table: Path) -> None:
    offsets: list[int] = []

    def hold(route: Route, request: Request) -> None:
        """The third part is still on its way when the page goes."""
        offsets.append(int(PUT.search(request.url).group(1)))  # type: ignore[union-attr]
        if len(offsets) != 3:
            route.continue_()

    page.goto("/")
    page.route(PUT, hold)
    with page.expect_request(lambda request: request.url.endswith(f"offset={2 * PART_BYTES}")):
        choose(page, table)
    page.reload()
    with page.expect_response(re.compile("/finish$")) as finished:
        choose(page, table)
    assert arrived(server, finished.value.json()["dataset"]) == digest(table)
    assert offsets[3] == 2 * PART_BYTES
    # The work that followed is found again as well, however far it is by then.
    page.get_by_role("button", name="Cancel").wait_for()
    page.reload()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("The computation was cancelled").wait_for()


def test_a_cancelled_upload_leaves_nothing(page: Page, server: Server, table: Path) -> None:
    page.goto("/")
    uploads: list[str] = []

    def hold(route: Route, request: Request) -> None:
        uploads.append(request.url.split("/upload/")[1].split("?")[0])
        if len(uploads) < 3:
            route.continue_()

    page.route(PUT, hold)
    with page.expect_request(lambda request: request.url.endswith(f"offset={2 * PART_BYTES}")):
        choose(page, table)
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as deleted:
        page.get_by_role("button", name="Cancel").click()
    assert deleted.value.status == 200
    expect(page.locator(".activity")).to_be_hidden()
    assert not (server.data_dir / "datasets" / uploads[0]).exists()
