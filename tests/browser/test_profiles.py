"""A person reads the names, looks behind them, names a segment, and plans a campaign that can be measured."""

import io
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Download, FilePayload, Page, expect

# As long as the other waits of these tests: a busy machine is no failure.
expect.set_options(timeout=60_000)

HEAT = "#profiles-heat .js-plotly-plot"
# The middle of a cell of the heat map on the screen, asked of the chart itself.
CELL = """([selector, row, column]) => {
    const plot = document.querySelector(selector);
    plot.scrollIntoView({ block: "center", behavior: "instant" });
    const frame = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    return [frame.left + xaxis._offset + xaxis.d2p(column), frame.top + yaxis._offset + yaxis.d2p(row)];
}"""


def table_of(download: Download) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(Path(download.path()).read_bytes()))


def open_profiles(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    page.get_by_role("navigation").get_by_role("link", name="Profiles").first.click()
    expect(page.locator("article.profile")).to_have_count(5)


@pytest.mark.browser
def test_names_distributions_and_a_change_of_k(page: Page) -> None:
    open_profiles(page)
    first = page.locator("#segment-1")
    generated = first.locator("h3").inner_text()

    first.get_by_text("Why this name").click()
    expect(first).to_contain_text("Untrue if the segment's median")
    expect(first).to_contain_text("(coverage)")

    page.wait_for_function("(selector) => (document.querySelector(selector) || {})._fullData !== undefined", arg=HEAT)
    column = page.evaluate("(selector) => document.querySelector(selector)._fullData[0].y[4]", HEAT)
    x, y = page.evaluate(CELL, [HEAT, column, "1"])
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    expect(page.locator("#profiles-column option:checked")).to_have_text(column)
    expect(page.locator("#profiles-spread-words")).to_contain_text(f"The typical {column} is highest in")

    first.get_by_text("Rename").click()
    first.get_by_role("textbox", name="Name of segment 1").fill("Gold club")
    first.get_by_role("textbox", name="Note").fill("Found in May")
    first.get_by_role("radio", name="Colour 9").check()
    first.get_by_role("button", name="Save").click()
    expect(first.locator("h3")).to_have_text("Gold club")
    expect(first).to_contain_text("Found in May")
    expect(first.locator(".badge-number.segment-9")).to_have_count(1)

    page.get_by_role("button", name="One segment more").click()
    expect(page.locator("article.profile")).to_have_count(6)
    carried = page.locator("article.profile", has=page.get_by_role("heading", name="Gold club"))
    expect(carried).to_contain_text("Carried over from 5 segments")
    page.get_by_role("button", name="One segment fewer").click()
    expect(page.locator("article.profile")).to_have_count(5)
    expect(first.locator("h3")).to_have_text("Gold club")
    first.get_by_text("Rename").click()
    first.get_by_role("button", name=f"Back to “{generated}”").click()
    expect(first.locator("h3")).to_have_text(generated)


@pytest.mark.browser
def test_a_campaign_goes_out_and_its_results_come_back(page: Page) -> None:
    open_profiles(page)
    campaign = page.locator("#profiles-campaign")
    expect(campaign).to_contain_text("Consent not checked")
    page.locator("#profiles-hold-out").select_option("0.2")
    expect(campaign.get_by_role("link", name="Download the campaign file")).to_have_attribute("href", _with("0.2"))
    tables = []
    for _ in range(2):
        with page.expect_download() as waiting:
            campaign.get_by_role("link", name="Download the campaign file").click()
        tables.append(table_of(waiting.value))
    first, second = tables
    pd.testing.assert_frame_equal(first, second)
    held = first["campaign_group"] == "hold-out"
    assert set(first["segment"]) == {1}
    assert 0.1 < held.mean() < 0.3
    expect(campaign).to_contain_text(f"{(~held).sum()} customers to contact, {held.sum()} held out.")

    results = first[["ID", "campaign_group"]].assign(bought=[int(i % 3 == 0) for i in range(len(first))])
    with page.expect_file_chooser() as chooser:
        campaign.get_by_role("button", name="Bring the results back").click()
    chooser.value.set_files(
        FilePayload(name="results.csv", mimeType="text/csv", buffer=results.to_csv(index=False).encode())
    )
    expect(page.locator("#profiles-uplift")).to_contain_text("What the campaign did")
    expect(page.locator("#profiles-uplift table tbody tr")).to_have_count(2)


@pytest.mark.browser
def test_the_rules_show_their_price_before_they_are_rounded(page: Page) -> None:
    open_profiles(page)
    page.get_by_text("For analysts").click()
    expect(page.locator("#profiles-rules")).to_contain_text("of the assignments.")
    options = [text for text in page.locator("#profiles-digits option").all_inner_texts() if text]
    assert len(options) == 4
    assert all("keeps" in option and "%" in option for option in options)
    page.locator("#profiles-digits").select_option("2")
    expect(page.get_by_role("link", name="Rules as SQL")).to_have_attribute("href", _with("digits=2"))
    expect(page.locator("#profiles-effects")).to_contain_text("have no p-value")


def _with(part: str):  # type: ignore[no-untyped-def]
    import re

    return re.compile(re.escape(part))
