"""A person walks through the product, from a table to named lists, with real numbers."""

import io
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Download, Page, expect

from engine.sample import sample_customers

CHART = "#map-scatter .js-plotly-plot"
# Where on the screen the customer of a row of the table stands, asked of the chart itself.
WHERE = """([selector, row]) => {
    const plot = document.querySelector(selector);
    const frame = plot.getBoundingClientRect();
    const size = plot._fullLayout._size;
    for (const trace of plot._fullData) {
        const rows = Array.from(trace.customdata || [], (value) => (value.length === undefined ? value : value[0]));
        const at = rows.indexOf(row);
        if (at < 0) continue;
        return [
            frame.left + size.l + plot._fullLayout.xaxis.d2p(trace.x[at]),
            frame.top + size.t + plot._fullLayout.yaxis.d2p(trace.y[at]),
        ];
    }
    return null;
}"""
# The customer who stands most alone, so that the pointer cannot mean another one.
MOST_ALONE = """(selector) => {
    const plot = document.querySelector(selector);
    const points = [];
    for (const trace of plot._fullData) {
        if (!trace.customdata) continue;
        for (let i = 0; i < trace.x.length; i++) {
            const value = trace.customdata[i];
            points.push([
                plot._fullLayout.xaxis.d2p(trace.x[i]),
                plot._fullLayout.yaxis.d2p(trace.y[i]),
                value.length === undefined ? value : value[0],
            ]);
        }
    }
    let best = [-1, null];
    for (const [x, y, row] of points) {
        let nearest = Infinity;
        for (const [u, v, other] of points) {
            if (other !== row) nearest = Math.min(nearest, Math.hypot(x - u, y - v));
        }
        if (nearest > best[0]) best = [nearest, row];
    }
    return best[1];
}"""


def table_of(download: Download) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(Path(download.path()).read_bytes()))


def wait_for_segments(page: Page) -> int:
    """Until the Data page says how many segments were found."""
    heading = page.get_by_text("segments found").first
    heading.wait_for(timeout=120_000)
    return int(heading.inner_text().split()[0])


def hover_over_the_most_alone(page: Page) -> int:
    """Move to the customer farthest from all others; gives their row in the table."""
    page.wait_for_function(
        "(selector) => { const plot = document.querySelector(selector);"
        " return plot && plot._fullData && plot._fullData.some((trace) => trace.customdata); }",
        arg=CHART,
    )
    page.locator(CHART).scroll_into_view_if_needed()
    row = page.evaluate(MOST_ALONE, CHART)
    x, y = page.evaluate(WHERE, [CHART, row])
    page.mouse.move(x + 3, y + 3)
    page.mouse.move(x, y, steps=4)
    return int(row)


def follow(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=name).first.click()


def walk(page: Page, table: pd.DataFrame) -> None:
    """What both walks have in common, from the result on the Data page on."""
    found = wait_for_segments(page)
    clicks = 0
    page.get_by_role("link", name="See your segments").click()
    clicks += 1
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download this list").first.click()
        clicks += 1
    first_list = table_of(waiting.value)
    assert clicks == 2
    assert set(first_list["segment"]) == {1}
    assert set(first_list["ID"]) <= set(table["ID"])

    follow(page, "Choose k")
    thumb = page.get_by_role("slider").first
    # The slider answers once the numbers are there; until then it stands at its minimum.
    expect(page.locator("#k-names-title")).to_contain_text(f"{found} segments.")
    expect(thumb).to_have_attribute("aria-valuenow", str(found))
    expect(thumb).to_be_enabled()
    thumb.focus()
    wanted = found + 1 if found < 12 else found - 1
    page.keyboard.press("ArrowRight" if wanted > found else "ArrowLeft")
    page.wait_for_url(f"**k={wanted}*")

    follow(page, "Map")
    row = hover_over_the_most_alone(page)
    card = page.locator("#map-card")
    expect(card).to_contain_text(str(table["ID"].iloc[row]))
    income = table["Income"].iloc[row]
    if pd.notna(income):
        expect(card).to_contain_text(f"{income:,.0f}")
    expect(page.get_by_text("WebGL is not supported")).to_have_count(0)

    follow(page, "Profiles")
    page.get_by_text("Rename").first.click()
    box = page.get_by_role("textbox").first
    box.fill("Gold <b>club</b>")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Gold <b>club</b>")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=f"Download all {len(table):,} customers").click()
    everyone = table_of(waiting.value)
    assert everyone["ID"].tolist() == table["ID"].tolist()
    assert set(everyone["segment"].dropna()) == set(range(1, wanted + 1))
    assert set(everyone.loc[everyone["segment"] == 1, "segment_name"]) == {"Gold <b>club</b>"}

    page.reload()
    expect(page.get_by_role("heading", name="Gold <b>club</b>")).to_be_visible()


@pytest.mark.browser
def test_with_the_sample(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    walk(page, sample_customers())


@pytest.mark.browser
@pytest.mark.faults
def test_with_the_campaign_table(page: Page, realdata: Path) -> None:
    path = realdata / "marketing_campaign" / "marketing_campaign_tab.csv"
    page.goto("/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)
    walk(page, pd.read_csv(path, sep="\t"))
