"""Choose k: the evidence moves with the slider, and nothing is shown where there is nothing."""

import io
import re

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect


def drop(page: Page, frame: pd.DataFrame, name: str) -> None:
    buffer = io.BytesIO(frame.to_csv(index=False).encode())
    page.goto("/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": buffer.getvalue()})
    page.get_by_text(re.compile("segments found|No segments")).first.wait_for(timeout=120_000)
    page.get_by_role("navigation").get_by_role("link", name="Choose k").first.click()
    page.locator("#k-verdict h2").wait_for()


def middles(page: Page, selector: str) -> list[float]:
    """Where things stand on the page, from left to right."""
    page.locator(selector).first.wait_for()
    boxes = [each.bounding_box() for each in page.locator(selector).all()]
    return [box["x"] + box["width"] / 2 for box in boxes if box]


@pytest.mark.browser
def test_three_groups_and_what_a_fourth_would_buy(page: Page) -> None:
    rng = np.random.default_rng(0)
    place = rng.permutation(np.repeat([0, 1, 2], 120))
    frame = pd.DataFrame(
        {
            "ID": range(360),
            "Income": (30_000 + 20_000 * place + rng.normal(0, 2_000, 360)).round(),
            "Visits": np.array([2, 9, 4])[place] * 10 + rng.integers(0, 12, 360),
        }
    )
    drop(page, frame, "three.csv")
    expect(page.locator("#k-verdict h2")).to_have_text("Clear groups")
    expect(page.locator("#k-names-title")).to_contain_text("3 segments.")
    expect(page.locator("#k-names")).to_contain_text("Comes back on other samples")
    marks, points = middles(page, ".slider-frame .dash-slider-mark"), middles(page, "#k-elbow .xtick text")
    assert marks == pytest.approx(points, abs=1)  # every point of the curve below its number on the slider
    page.get_by_text("More evidence", exact=True).click()
    expect(page.locator("#k-flow-text")).to_contain_text("From 3 segments (left) to 4 (right)")
    expect(page.locator("#k-flow .sankey-link").first).to_be_attached()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#k-flow-text")).to_contain_text("From 4 segments (left) to 5 (right)")
    runner_up = page.locator("#k-verdict").get_by_role("button", name=re.compile(r"^\d+ segments$"))
    expect(page.locator("#k-names-title")).not_to_contain_text(f"{runner_up.inner_text()}.")
    runner_up.click()
    expect(page.locator("#k-names-title")).to_contain_text(f"{runner_up.inner_text()}.")
    # Other preparations are compared without being asked for.
    expect(page.locator("#k-compared")).to_contain_text("Customers who would change segment", timeout=120_000)
    expect(page.locator("#k-compared")).to_contain_text("never move")


@pytest.mark.browser
def test_shuffled_columns_show_slices_only_when_asked(page: Page) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"ID": range(600)} | {name: rng.normal(size=600) for name in ("Height", "Tempo", "Luck")})
    drop(page, frame, "chance.csv")
    expect(page.locator("#k-verdict h2")).to_have_text("No segments")
    expect(page.locator("#k-slices")).to_be_hidden()
    expect(page.locator("#shell-k-text")).to_have_text("No segments")
    for step, content in (("Profiles", "#profiles-content"), ("Map", "#map-content")):
        page.get_by_role("navigation").get_by_role("link", name=step).first.click()
        page.get_by_role("heading", name="No segments").wait_for()
        expect(page.locator(content)).to_be_hidden()
        expect(page.locator(f"#{step.lower()}-lede")).to_be_empty()
    page.get_by_role("navigation").get_by_role("link", name="Data").first.click()
    page.get_by_role("heading", name="No segments").wait_for()
    expect(page.get_by_role("heading", name="segments found")).to_have_count(0)
    page.get_by_role("link", name="Why").click()
    page.get_by_role("button", name="Show slices anyway").click()
    expect(page.locator("#k-slices")).to_be_visible()
    expect(page.locator("#k-names-title")).to_contain_text("They are slices, not groups.")
    page.reload()
    expect(page.locator("#k-slices")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Profiles").first.click()
    expect(page.locator("#profiles-content")).to_be_visible()


@pytest.mark.browser
def test_fifteen_groups_stand_on_the_curve_and_the_slider(page: Page) -> None:
    rng = np.random.default_rng(0)
    place = np.repeat(np.stack(np.meshgrid(range(5), range(3)), axis=-1).reshape(-1, 2), 60, axis=0)
    values = 1000 * place + rng.normal(0, 120, place.shape)
    frame = pd.DataFrame({"ID": range(900), "Spending": values[:, 0].round(2), "Visits": values[:, 1].round(2)})
    drop(page, frame, "fifteen.csv")
    expect(page.locator("#k-verdict h2")).to_have_text("Clear groups")
    expect(page.locator("#k-names-title")).to_contain_text("15 segments. This is the suggested number.")
    expect(page.get_by_role("slider").first).to_have_attribute("aria-valuenow", "15")
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#k-names-title")).to_contain_text("16 segments.")
