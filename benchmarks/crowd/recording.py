"""What a browser sends while a person uses the pages: recorded from the running app, so that it never goes stale."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Response, sync_playwright

_OPTIONS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_QUIET_MS = 700  # an action is over when nothing was asked for this long


@dataclass(frozen=True)
class Exchange:
    """One request, and how many of the same action had been answered when the browser sent it."""

    method: str
    path: str
    body: bytes | None
    content_type: str
    after: int
    what: str
    size: int = 0  # bytes of the answer


@dataclass(frozen=True)
class Recording:
    """Actions of one person by kind; each kind was done several times, with other values."""

    dataset: str
    run: str
    first_visit: list[Exchange]
    poll: Exchange
    actions: dict[str, list[list[Exchange]]]


@dataclass
class _Tape:
    url: str
    sent: list[tuple[Exchange, Request]] = field(default_factory=list)
    answered: int = 0
    open: set[Request] = field(default_factory=set)
    at_hand: set[str] = field(default_factory=set)  # addresses that the browser need not ask for again

    def begin(self, request: Request) -> None:
        split = urlsplit(request.url)
        # Playwright also tells of what the browser takes from its own cache.
        if not request.url.startswith(self.url) or request.url in self.at_hand:
            return
        path = split.path + (f"?{split.query}" if split.query else "")
        kind = request.headers.get("content-type", "")
        body = request.post_data_buffer
        exchange = Exchange(request.method, path, body, kind, self.answered, _what(request, split.path))
        self.sent.append((exchange, request))
        self.open.add(request)

    def end(self, request: Request) -> None:
        if request in self.open:
            self.open.remove(request)
            self.answered += 1

    def keep(self, answer: Response) -> None:
        if answer.request.method == "GET" and "max-age" in answer.headers.get("cache-control", ""):
            self.at_hand.add(answer.url)


def _what(request: Request, path: str) -> str:
    """A callback by its first output, all else by its path."""
    if path != "/_dash-update-component":
        return path.split("?", maxsplit=1)[0]
    body = request.post_data_json or {}
    return str(body.get("output", "")).strip(".").split("...")[0].split("@")[0]


def record(url: str, csv: Path) -> Recording:
    """Use every page once, as a person would, and keep what was sent."""
    with _page() as page:
        tape = _Tape(url)
        page.on("request", tape.begin)
        page.on("response", tape.keep)
        page.on("requestfinished", tape.end)
        page.on("requestfailed", tape.end)

        def during(act: Callable[[], object]) -> list[Exchange]:
            tape.sent, tape.answered = [], 0
            act()
            _until_quiet(page, tape)
            return [replace(exchange, size=_size(request)) for exchange, request in tape.sent]

        first_visit = during(lambda: page.goto(url))
        upload = during(lambda: _upload(page, csv))
        answer = page.evaluate("() => new URL(location.href).searchParams.get('dataset')")
        poll = next(each for each in upload if each.body and b'"shell-poll-asked.data"' in each.body)
        run = next(each for each in upload if each.path.endswith("/finish"))
        actions = dict(_actions(page, during))
        return Recording(str(answer), run.path, first_visit, poll, actions)


def _size(request: Request) -> int:
    answer = request.response()
    return len(answer.body()) if answer is not None and answer.status == 200 else 0


def _upload(page: Page, csv: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(csv)
    page.get_by_text("segments found").first.wait_for(timeout=120_000)


def _actions(
    page: Page, during: Callable[[Callable[[], object]], list[Exchange]]
) -> Iterator[tuple[str, list[list[Exchange]]]]:
    def go(name: str) -> None:
        page.get_by_role("navigation").get_by_role("link", name=name).first.click()

    for name in ("Choose k", "Map", "Profiles", "Score", "Library"):
        during(lambda name=name: go(name))  # what a page loads once is loaded
    visits: dict[str, list[list[Exchange]]] = {}
    slides: list[list[Exchange]] = []
    hovers: list[list[Exchange]] = []
    for k_step in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        visits.setdefault("open Choose k", []).append(during(lambda: go("Choose k")))
        page.get_by_role("slider").first.focus()
        slides.append(during(lambda key=k_step: page.keyboard.press(key)))
        visits.setdefault("open Map", []).append(during(lambda: go("Map")))
        hovers += [during(lambda at=at: _hover(page, at)) for at in range(4)]
        for name in ("Profiles", "Score", "Library", "Data"):
            visits.setdefault(f"open {name}", []).append(during(lambda name=name: go(name)))
    yield from visits.items()
    yield "slide", slides
    yield "hover", [each for each in hovers if each]


def _hover(page: Page, at: int) -> None:
    """Move over the middle of the map until a customer is met."""
    box = page.locator("#map-scatter .nsewdrag").first.bounding_box()
    assert box is not None
    for step in range(25):
        x = box["x"] + box["width"] * (0.3 + 0.1 * at + 0.004 * step)
        page.mouse.move(x, box["y"] + box["height"] * (0.4 + 0.01 * step))


def _until_quiet(page: Page, tape: _Tape) -> None:
    quiet = 0
    seen = -1
    while quiet < _QUIET_MS or tape.open:
        page.wait_for_timeout(100)
        quiet = quiet + 100 if len(tape.sent) == seen else 0
        seen = len(tape.sent)


@contextmanager
def _page() -> Iterator[Page]:
    executable = shutil.which("chromium")
    assert executable, "Chromium is missing: make test installs it where it can"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_OPTIONS)
        yield browser.new_page(viewport={"width": 1440, "height": 900})
        browser.close()
