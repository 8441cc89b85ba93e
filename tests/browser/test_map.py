"""The map in a real browser with real coordinates: a region drawn by hand, and customers found by id."""

import pytest
from playwright.sync_api import Page, expect

from engine.sample import sample_customers
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


@pytest.mark.browser
def test_a_region_is_listed_and_an_id_is_found(page: Page) -> None:
    table = sample_customers()
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    wait_for_segments(page)
    follow(page, "Map")
    page.wait_for_function(
        "(selector) => document.querySelector(selector)?._fullData?.some((trace) => trace.customdata)", arg=CHART
    )
    page.locator(CHART).scroll_into_view_if_needed()
    area = page.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 20, area["y"] + 20)
    page.locator("#map-scatter [data-title='Box Select']").click()
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
    expect(selection).to_contain_text("What sets it apart")
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
