"""The map in a real browser with real coordinates: hovered, zoomed, drawn on by hand, and searched by id."""

import json
import math
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import FloatRect, Page, expect

from app.limits import MAP_POINTS
from engine import prepare, project, read_table
from engine.map.index import build_index
from engine.sample import sample_csv, sample_customers
from engine.selections.region import positions_within
from tests.browser.test_walk import CHART, follow, table_of, wait_for_segments

# The rows whose points lie within a rectangle of the screen.
WITHIN = """([selector, left, top, right, bottom]) => {
    const plot = document.querySelector(selector);
    const frame = plot.getBoundingClientRect();
    const { _size: size, xaxis, yaxis } = plot._fullLayout;
    const rows = [];
    for (const trace of plot._fullData) {
        for (let i = 0; i < (trace.customdata || []).length; i++) {
            const x = frame.left + size.l + xaxis.d2p(trace.x[i]);
            const y = frame.top + size.t + yaxis.d2p(trace.y[i]);
            if (x > left && x < right && y > top && y < bottom) rows.push(trace.customdata[i]);
        }
    }
    return rows;
}"""
# Where on the screen those stand to whom nobody is nearer than the pointer can tell: [row, x, y].
APART = """([selector, gap]) => {
    const plot = document.querySelector(selector);
    const frame = plot.querySelector(".nsewdrag").getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    const points = [];
    for (const trace of plot._fullData) {
        for (let i = 0; i < (trace.customdata || []).length; i++) {
            const [x, y] = [xaxis.d2p(trace.x[i]), yaxis.d2p(trace.y[i])];
            const inside = x > 5 && y > 5 && x < frame.width - 5 && y < frame.height - 5;
            if (inside) points.push([trace.customdata[i], frame.left + x, frame.top + y]);
        }
    }
    const near = (a, b) => a !== b && Math.hypot(a[1] - b[1], a[2] - b[2]) < gap;
    return points.filter((one) => !points.some((other) => near(one, other)));
}"""
# The rows of those who stand within so many pixels of a place on the screen.
AROUND = """([selector, x, y, reach]) => {
    const plot = document.querySelector(selector);
    const frame = plot.querySelector(".nsewdrag").getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    const rows = [];
    for (const trace of plot._fullData) {
        for (let i = 0; i < (trace.customdata || []).length; i++) {
            const [u, v] = [frame.left + xaxis.d2p(trace.x[i]), frame.top + yaxis.d2p(trace.y[i])];
            if (Math.hypot(u - x, v - y) < reach) rows.push(trace.customdata[i]);
        }
    }
    return rows;
}"""
# Where a place of the map is on the screen.
PLACE = """([selector, x, y]) => {
    const plot = document.querySelector(selector);
    const frame = plot.querySelector(".nsewdrag").getBoundingClientRect();
    return [frame.left + plot._fullLayout.xaxis.d2p(x), frame.top + plot._fullLayout.yaxis.d2p(y)];
}"""

# A finger that touches a place; the chart lets no click come of it.
TAP = """([x, y]) => {
    const touch = { pointerType: "touch", clientX: x, clientY: y, bubbles: true };
    for (const kind of ["pointerdown", "pointerup"]) {
        document.elementFromPoint(x, y).dispatchEvent(new PointerEvent(kind, touch));
    }
}"""

# The window of the chart, as text.
RANGES = """(selector) => {
    const { xaxis, yaxis } = document.querySelector(selector)._fullLayout;
    return JSON.stringify([xaxis.range, yaxis.range].map((range) => range.map((edge) => edge.toPrecision(6))));
}"""


def open_map(page: Page) -> FloatRect:
    """The map of the open table; gives the place of its plot on the screen."""
    follow(page, "Map")
    page.wait_for_function(
        "(selector) => document.querySelector(selector)?._fullData?.some((trace) => trace.customdata)", arg=CHART
    )
    page.locator(CHART).scroll_into_view_if_needed()
    area = page.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert area is not None
    return area


def open_sample(page: Page) -> FloatRect:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    wait_for_segments(page)
    return open_map(page)


@pytest.mark.browser
def test_a_region_is_listed_and_an_id_is_found(page: Page) -> None:
    table = sample_customers()
    area = open_sample(page)
    page.mouse.move(area["x"] + 20, area["y"] + 20)
    page.get_by_role("button", name="Draw a box").click()
    left, top = area["x"] + 0.3 * area["width"], area["y"] + 0.3 * area["height"]
    right, bottom = left + 0.3 * area["width"], top + 0.3 * area["height"]
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=10)
    page.mouse.up()
    # Asked before the click on the link below scrolls the page.
    edge = 2  # pixels: a customer on the line may fall on either side
    surely = page.evaluate(WITHIN, [CHART, left + edge, top + edge, right - edge, bottom - edge])
    perhaps = page.evaluate(WITHIN, [CHART, left - edge, top - edge, right + edge, bottom + edge])
    selection = page.locator("#map-selection")
    expect(selection).to_contain_text("In words")
    with page.expect_download() as waiting:
        selection.get_by_role("link", name="Download this list").click()
    listed = set(table_of(waiting.value)["ID"])
    assert len(surely) > 20
    assert set(table["ID"].iloc[surely]) <= listed <= set(table["ID"].iloc[perhaps])

    box = page.get_by_label("Find a customer by id")
    box.fill("<b>nobody</b>")
    box.press("Enter")
    expect(page.get_by_text("No customer has the id “<b>nobody</b>”")).to_be_visible()
    box.fill(str(table["ID"].iloc[7]))
    box.press("Enter")
    card = page.locator("#map-card")
    expect(card).to_contain_text(f"{table['Income'].iloc[7]:,.0f}")
    expect(card).to_contain_text("Why this segment")
    card.get_by_role("link", name="Address of this card").click()
    expect(page.get_by_role("heading", name="One customer")).to_be_visible()
    expect(page.locator("#customer-content")).to_contain_text(str(table["ID"].iloc[7]))
    expect(page.get_by_text("WebGL is not supported")).to_have_count(0)


@pytest.mark.browser
def test_a_map_that_is_opened_asks_the_server_nothing_more_before_it_is_drawn(page: Page) -> None:
    open_sample(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_function(
        "(selector) => document.querySelector(selector)?._fullData?.some((trace) => trace.customdata)", arg=CHART
    )
    assert any("/_dash-opening" in url for url in asked)
    assert not [url for url in asked if "/_dash-update-component" in url]


@pytest.mark.browser
def test_the_first_picture_shows_every_customer_where_the_chart_will(page: Page) -> None:
    open_sample(page)
    frame = page.locator("#map-scatter").bounding_box()
    assert frame is not None
    places = [[x - frame["x"], y - frame["y"]] for _, x, y in page.evaluate(APART, [CHART, 12])]
    assert len(places) > 20
    said = page.locator("#map-lede").inner_text()
    page.evaluate("sessionStorage.clear()")
    page.route("**/*dash_renderer*", lambda _: None)  # what draws the page itself never comes
    page.reload(wait_until="commit")
    drawn = page.locator("#opening [data-first=map-scatter] canvas")
    expect(drawn).to_be_visible()
    expect(page.locator("#opening [data-first=map-lede]")).to_have_text(said)
    ink = drawn.evaluate(
        """(canvas, places) => {
            const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const ratio = canvas.width / canvas.clientWidth;
            return places.map(([x, y]) => data[4 * (Math.round(y * ratio) * width + Math.round(x * ratio)) + 3]);
        }""",
        places,
    )
    assert min(ink) > 0


@pytest.mark.browser
def test_the_map_is_used_without_a_pointer(page: Page) -> None:
    table = sample_customers()
    open_sample(page)
    whole = page.evaluate(RANGES, CHART)
    page.get_by_role("button", name="Zoom in").press("Enter")
    page.wait_for_function(f"([selector, before]) => ({RANGES})(selector) !== before", arg=[CHART, whole])
    nearer = page.evaluate(RANGES, CHART)
    page.keyboard.press("Tab")  # zoom out
    page.keyboard.press("Tab")  # show everyone
    page.keyboard.press("Tab")
    focused = page.get_by_role("application", name="Map of all customers")
    expect(focused).to_be_focused()
    expect(page.get_by_text("Arrow keys go from customer to customer")).to_be_visible()
    card = page.locator("#map-card .customer-id strong")
    met = []
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        expect(card).to_be_visible()
        if met:
            expect(card).not_to_have_text(met[-1])
        met.append(card.inner_text())
    assert set(met) <= set(table["ID"].astype(str))
    page.keyboard.press("Enter")
    expect(page.locator("#map-card")).to_contain_text("Why this segment")
    expect(card).to_have_text(met[-1])
    page.keyboard.press("+")
    page.wait_for_function(f"([selector, before]) => ({RANGES})(selector) !== before", arg=[CHART, nearer])
    page.keyboard.press("0")
    page.wait_for_function(f"([selector, before]) => ({RANGES})(selector) === before", arg=[CHART, whole])
    page.get_by_text("View", exact=True).click()  # what the focus shows moves nothing away from under the pointer
    expect(page.get_by_label("Arrows")).to_be_visible()


@pytest.mark.browser
def test_five_customers_are_hovered_and_their_incomes_read(page: Page) -> None:
    table = sample_customers()
    open_sample(page)
    apart = [each for each in page.evaluate(APART, [CHART, 20]) if table["Income"].notna().iloc[each[0]]]
    assert len(apart) >= 5
    card = page.locator("#map-card")
    for row, x, y in apart[:5]:
        page.mouse.move(x, y)
        expect(card).to_contain_text(str(table["ID"].iloc[row]))
        expect(card).to_contain_text(f"{table['Income'].iloc[row]:,.0f}")
    expect(page.get_by_text("WebGL is not supported")).to_have_count(0)


@pytest.mark.browser
def test_a_lasso_lists_whom_the_engine_finds_and_is_kept_under_a_name(page: Page) -> None:
    dataset = read_table(sample_csv(), "sample.csv")
    matrix = prepare(dataset)
    coordinates = project(matrix).coordinates
    area = open_sample(page)
    page.mouse.move(area["x"] + 20, area["y"] + 20)
    page.get_by_role("button", name="Draw around").click()
    middle = (area["x"] + 0.45 * area["width"], area["y"] + 0.5 * area["height"])
    turns = [math.tau * step / 30 for step in range(31)]
    ring = [
        (middle[0] + (90 + 20 * math.sin(3 * turn)) * math.cos(turn), middle[1] + 90 * math.sin(turn))
        for turn in turns
    ]
    page.mouse.move(*ring[0])
    page.mouse.down()
    for corner in ring[1:]:
        page.mouse.move(*corner)
    page.mouse.up()
    link = page.locator("#map-selection").get_by_role("link", name="Download this list")
    expect(link).to_be_visible()
    chosen = json.loads(parse_qs(urlsplit(str(link.get_attribute("href"))).query)["selection"][0])
    corners = [tuple(map(float, corner.split(" "))) for corner in chosen["region"]["corners"].split(";")]
    assert len(corners) > 20
    found = positions_within(build_index(coordinates[:, 0], coordinates[:, 1]), corners)
    with page.expect_download() as waiting:
        link.click()
    expected = dataset.frame["ID"].iloc[np.sort(matrix.row_index[found])]
    assert len(expected) > 20
    assert table_of(waiting.value)["ID"].tolist() == expected.tolist()

    page.get_by_label("Keep it under a name").fill("<b>In the middle</b>")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("#map-kept")).to_contain_text(f"<b>In the middle</b> ({len(expected):,})")
    follow(page, "Profiles")
    options = page.locator("#profiles-who option")
    expect(options.filter(has_text="In the middle")).to_have_count(1)
    follow(page, "Map")
    expect(page.locator("#map-list")).to_contain_text(f"{len(expected):,} customers")
    page.get_by_role("button", name="Clear the selection").click()
    expect(page.locator("#map-part")).to_be_hidden()


@pytest.mark.browser
def test_what_colours_the_map_changes_and_view_and_selection_stay(page: Page) -> None:
    table = sample_customers()
    open_sample(page)
    page.get_by_text("Select by values", exact=True).click()
    page.locator("#map-column").select_option("Income")
    page.get_by_label("From").fill("60000")
    page.get_by_role("button", name="Select", exact=True).click()
    rich = f"{(table['Income'] >= 60_000).sum():,} customers"
    expect(page.locator("#map-selection")).to_contain_text(rich)
    page.wait_for_function(
        "(selector) => document.querySelector(selector).data.some((trace) => trace.selectedpoints)", arg=CHART
    )
    area = page.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
    whole = page.evaluate(RANGES, CHART)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"([selector, whole]) => ({RANGES})(selector) !== whole", arg=[CHART, whole])
    page.get_by_text("View", exact=True).click()
    zoomed = page.evaluate(RANGES, CHART)
    page.locator("#map-colour").select_option("Marital_Status")
    expect(page.locator("#map-colours")).to_contain_text("Married")
    page.locator("#map-hidden input").first.check()
    page.get_by_label("Arrows").check()
    page.wait_for_function("(selector) => document.querySelector(selector).layout.annotations.length > 10", arg=CHART)
    assert page.evaluate(RANGES, CHART) == zoomed
    expect(page.locator("#map-selection")).to_contain_text(rich)
    page.locator("#map-up").select_option("=Income")
    expect(page.locator("#map-lede")).to_contain_text("cannot be placed")
    expect(page.locator("#map-selection")).to_contain_text(rich)
    expect(page.get_by_text("WebGL is not supported")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.faults
def test_a_customer_in_a_crowd_is_zoomed_to_until_alone_and_hovered(page: Page, tmp_path: Path) -> None:
    table = crowd(MAP_POINTS + 5_000)
    table.to_csv(tmp_path / "crowd.csv", index=False)
    page.goto("/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(tmp_path / "crowd.csv")
    wait_for_segments(page)
    open_map(page)
    expect(page.locator("#map-lede")).to_contain_text("points are a sample")
    page.get_by_text("View", exact=True).click()
    for axis, column in (("#map-across", "income"), ("#map-up", "spending")):
        page.locator(axis).select_option(f"={column}")
    page.wait_for_function(
        "(selector) => document.querySelector(selector).layout.meta.axes.join() === '=income,=spending'", arg=CHART
    )
    page.locator(CHART).scroll_into_view_if_needed()
    # Somebody in the middle of the crowd, to whom nobody stands very close.
    someone = table[(table["income"] - table["income"].median()).abs() < 200].iloc[3]
    place = [CHART, float(someone["income"]), float(someone["spending"])]
    for _ in range(60):
        x, y = page.evaluate(PLACE, place)
        alone = page.evaluate(AROUND, [CHART, x, y, 30])
        if len(alone) == 1 and "each a point of its own" in page.locator("#map-lede").inner_text():
            break
        page.evaluate("(selector) => { window.before = document.querySelector(selector).data; }", CHART)
        page.mouse.move(x, y)
        for _ in range(4):
            page.mouse.wheel(0, -200)
        page.wait_for_function("(selector) => document.querySelector(selector).data !== window.before", arg=CHART)
    assert [table["customer_id"].iloc[row] for row in alone] == [someone["customer_id"]]
    page.mouse.move(x + 4, y)
    page.mouse.move(x, y)
    expect(page.locator("#map-card")).to_contain_text(someone["customer_id"])
    expect(page.locator("#map-card")).to_contain_text(f"{someone['income']:,.0f}")
    expect(page.locator("#map-card")).not_to_contain_text("Why this segment")
    page.evaluate(TAP, [x, y])
    expect(page.locator("#map-card")).to_contain_text("Why this segment")
    expect(page.locator("#map-card")).to_contain_text(someone["customer_id"])


def crowd(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    kind = rng.integers(0, 3, n)
    return pd.DataFrame(
        {
            "customer_id": [f"K{i:06}" for i in range(n)],
            "income": (rng.normal(40_000 + 15_000 * kind, 6_000)).round(),
            "spending": (rng.normal(900 - 250 * kind, 80)).round(2),
            "visits": rng.poisson(3 + 4 * kind),
        }
    )
