"""A stop-watch inside the page: it notes when the pointer moved, when the chart was drawn, and when words changed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Response

OWN = ("/_dash-opening", "/_dash-update-component")
CHART = "#map-scatter .js-plotly-plot"

# Runs before anything of the page. Times are milliseconds since the page was asked for.
PROBE = """
(() => {
  const seen = (window.probe = { paint: null, ready: null, moved: null, turned: null, released: null, card: null, panel: null,
                                 window: null, data: null });
  const now = () => performance.now();
  const follow = (name, kind) => document.addEventListener(kind, () => (seen[name] = now()), true);
  follow("moved", "mousemove");
  document.addEventListener("mousemove", (event) => (seen.pointer = [event.clientX, event.clientY]), true);
  follow("turned", "wheel");
  follow("released", "mouseup");
  const watch = (selector, name, ready) =>
    new MutationObserver(() => {
      const place = document.querySelector(selector);
      if (place && (!ready || place.textContent.includes(ready))) seen[name] = now();
    });
  const observe = (observer, selector) => {
    const place = document.querySelector(selector);
    if (!place) return window.requestAnimationFrame(() => observe(observer, selector));
    observer.observe(place, { childList: true, subtree: true, characterData: true });
  };
  function look() {
    const chart = document.querySelector("#map-scatter .js-plotly-plot");
    const points = chart && chart._fullData && chart._fullData.find((trace) => trace.customdata);
    const ready = points && chart.on && !chart.classList.contains("dash-graph--pending");
    if (seen.paint === null && (ready || document.querySelector("#opening canvas"))) seen.paint = now();
    if (ready) {
      if (seen.ready === null) seen.ready = now();
      if (chart.data !== seen.data) { seen.data = chart.data; seen.window = now(); }
    }
    window.requestAnimationFrame(look);
  }
  document.addEventListener("DOMContentLoaded", () => {
    window.requestAnimationFrame(look);
    observe(watch("#map-card", "card"), "#map-card");
    observe(watch("#map-differences", "panel", "Effect size"), "#map-differences");
  });
})();
"""

# The places on the screen of the customers that are drawn as points, within the plot.
PLACES = """(selector) => {
  const chart = document.querySelector(selector);
  const frame = chart.querySelector(".nsewdrag").getBoundingClientRect();
  const { xaxis, yaxis } = chart._fullLayout;
  const places = [];
  for (const trace of chart._fullData) {
    for (let i = 0; trace.customdata && i < trace.customdata.length; i++) {
      const [x, y] = [xaxis.d2p(trace.x[i]), yaxis.d2p(trace.y[i])];
      if (x > 2 && y > 2 && x < frame.width - 2 && y < frame.height - 2) places.push([frame.left + x, frame.top + y]);
    }
  }
  return places;
}"""

# Where the pointer is in the chart's own units, how many of these a pixel is, and whose card is shown.
HOVERED = """(selector) => {
  const chart = document.querySelector(selector);
  const frame = chart.querySelector(".nsewdrag").getBoundingClientRect();
  const { xaxis, yaxis } = chart._fullLayout;
  const [across, down] = [window.probe.pointer[0] - frame.left, window.probe.pointer[1] - frame.top];
  const [x, y] = [xaxis.p2d(across), yaxis.p2d(down)];
  const pixel = [Math.abs(xaxis.p2d(across + 1) - x), Math.abs(yaxis.p2d(down + 1) - y)];
  return [x, y, ...pixel, document.querySelector("#map-card .customer-id strong").textContent];
}"""


@dataclass(frozen=True)
class Hover:
    """How long until a card was there (None: no text changed), where that was, and which customer it names."""

    took: float | None
    x: float
    y: float
    pixel: tuple[float, float]
    said: str


class Probe:
    def __init__(self, page: Page) -> None:
        self.page = page
        self._answers: list[Response] = []
        page.on("response", self._note)

    def first_paint(self) -> tuple[float, float]:
        """When every point was on the screen first, and when the chart stood there that answers to the pointer."""
        self.page.wait_for_function("() => window.probe && window.probe.ready")
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        paint, ready = self.page.evaluate("() => [window.probe.paint, window.probe.ready]")
        return float(paint), float(ready)

    def _note(self, answer: Response) -> None:
        self._answers.append(answer)

    def moved(self) -> float:
        """What the page's own requests moved over the network, in megabytes, without what the browser had already."""
        return sum(answer.request.sizes()["responseBodySize"] for answer in self._own()) / 1e6

    def unpacked(self) -> float:
        return sum(len(answer.body()) for answer in self._own()) / 1e6

    def _own(self) -> list[Response]:
        return [answer for answer in self._answers if answer.url.split("?")[0].endswith(OWN)]

    def hovers(self, count: int) -> list[Hover]:
        """Over different customers, as many as are asked for and drawn, all of them in view."""
        self._area()
        places = self.page.evaluate(PLACES, CHART)
        found = []
        for x, y in random.Random(0).sample(places, min(count, len(places))):
            before = self._seen("card")
            self.page.mouse.move(x, y)
            took = self._after("card", before, "moved", 1_500)
            x_there, y_there, wide, high, said = self.page.evaluate(HOVERED, CHART)
            found.append(Hover(took, x_there, y_there, (wide, high), said))
        return found

    def zooms(self, count: int) -> list[float]:
        """Into the middle of the crowd and out again."""
        area = self._area()
        self.page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
        times = []
        for turn in range(count):
            before = self._seen("window")
            self.page.mouse.wheel(0, -120 if turn < (count + 1) // 2 else 120)
            took = self._after("window", before, "turned", 30_000)
            assert took is not None, "no new window came"
            times.append(took)
        return times

    def lassos(self, count: int, share: float) -> list[float]:
        """Freehand around about this share of the points that are drawn."""
        area, times = self._area(), []
        places = self.page.evaluate(PLACES, CHART)
        middle = [sorted(place[axis] for place in places)[len(places) // 2] for axis in (0, 1)]
        self.page.mouse.move(area["x"] + 20, area["y"] + 20)
        self.page.locator("[data-map-tool=lasso]").click()
        for turn in range(count):
            before = self._seen("panel")
            corners = _ring(places, middle, share * (1 + 0.02 * turn))
            self.page.mouse.move(*corners[0])
            self.page.mouse.down()
            for corner in corners[1:]:
                self.page.mouse.move(*corner)
            self.page.mouse.up()
            took = self._after("panel", before, "released", 60_000)
            assert took is not None, "no selection came"
            times.append(took)
        return times

    def selected(self) -> int:
        words = self.page.locator("#map-selection").inner_text()
        return int(words.split(" customer")[0].split()[-1].replace(",", ""))

    def _area(self) -> Any:
        self.page.locator(CHART).scroll_into_view_if_needed()
        return self.page.locator(f"{CHART} .nsewdrag").first.bounding_box()

    def _seen(self, name: str) -> Any:
        return self.page.evaluate("(name) => window.probe[name]", name)

    def _after(self, name: str, before: Any, start: str, patience: float) -> float | None:
        """How long after the start something was seen anew; None when it was not."""
        found = self.page.evaluate(
            """([name, before, start, patience]) => new Promise((done) => {
                const end = performance.now() + patience;
                const look = () => {
                    const { [name]: at, [start]: from } = window.probe;
                    if (at !== before && at > from) done(at - from);
                    else if (performance.now() > end) done(null);
                    else window.setTimeout(look, 2);
                };
                look();
            })""",
            [name, before, start, patience],
        )
        return None if found is None else float(found)


def _ring(places: list[list[float]], middle: list[float], share: float) -> list[tuple[float, float]]:
    """A circle around the middle that holds this share of the places, drawn in forty steps."""
    import math

    radii = sorted(math.hypot(x - middle[0], y - middle[1]) for x, y in places)
    radius = radii[int(share * len(radii))]
    turns = [2 * math.pi * step / 40 for step in range(40)]
    return [(middle[0] + radius * math.cos(turn), middle[1] + radius * math.sin(turn)) for turn in turns]
