"""A customer is edited until the segment changes, and a table is placed."""

import io
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from engine.sample import sample_csv


@pytest.mark.browser
def test_what_if_and_a_whole_table(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    first = page.url
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files({"name": "new.csv", "mimeType": "text/csv", "buffer": sample_csv(400)})
    page.wait_for_url(lambda url: "dataset=" in url and url != first, timeout=120_000)

    page.goto(first.replace("/?", "/score?"))
    name = page.locator("#score-answer .placed-name")
    expect(name).to_be_visible()
    before = name.inner_text()
    page.get_by_label("Income").fill("95000")
    page.get_by_label("Catalogue purchases").fill("9")
    page.get_by_label("Wines").fill("1000")
    expect(name).not_to_have_text(before)
    expect(page.locator("#score-place .js-plotly-plot")).to_be_visible()

    page.get_by_label("Or a table of yours").select_option("new.csv")
    expect(page.locator("#score-scored")).to_contain_text("400 customers placed")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the scored table").click()
    table = pd.read_csv(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert len(table) == 400
    assert table["segment"].between(1, 12).all()


@pytest.mark.browser
def test_a_dropped_file_is_placed_and_the_open_table_stays(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    page.goto(page.url.replace("/?", "/score?"))
    opened = page.url
    for name, content, said in (
        ("placed.csv", sample_csv(300), "300 customers of placed.csv placed"),
        ("other.csv", b"a,b\n1,2\n3,4\n", "The table lacks the columns"),
    ):
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Choose a file").click()
        chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})
        expect(page.get_by_text(said)).to_be_visible(timeout=120_000)
        assert page.url == opened
