"""The library in a real browser: kept, opened as it was, compared, copied, deleted and back, and a model brought."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from engine.sample import sample_csv

# Plotly follows the size of its frame a moment after it has drawn.
_FILLS_ITS_FRAME = """() => {
    const drawn = document.querySelector("#library-flow .main-svg").getBoundingClientRect();
    const frame = document.querySelector("#library-flow-frame").getBoundingClientRect();
    return Math.abs(drawn.width - frame.width) < 2 && Math.abs(drawn.height - frame.height) < 2;
}"""


@pytest.fixture
def opened(page: Page) -> Page:
    """The sample, open."""
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    return page


def go(page: Page, path: str) -> None:
    page.locator(f".steps a[href^='{path}?']").click()
    page.wait_for_url(re.compile(f"{path}\\?"))


def item(page: Page, title: str) -> Locator:
    return page.locator(".shelf li").filter(has=page.get_by_role("link", name=title, exact=True))


def keep(page: Page, title: str) -> None:
    page.locator("#library-title").fill(title)
    page.get_by_role("button", name="Keep in the library").click()


@pytest.mark.browser
def test_kept_opened_as_it_was_compared_copied_deleted(opened: Page) -> None:
    page = opened
    go(page, "/map")
    page.get_by_text("View", exact=True).click()
    page.locator("#map-up").select_option("c2")
    page.locator("#map-colour").select_option("Income")
    go(page, "/library")
    expect(page.locator("#library-result")).to_contain_text("This is what is open")
    expect(page.locator("#library-flow-frame")).to_be_hidden()  # an empty chart would be a white strip
    keep(page, "Spring")
    expect(item(page, "Spring")).to_be_visible()
    name = page.locator(".shelf p").nth(3).inner_text().split(" (")[0]

    # The same name again is asked about.
    keep(page, "spring")
    page.get_by_role("button", name="Keep both, this as “spring (2)”").click()
    expect(item(page, "spring (2)")).to_be_visible()
    item(page, "spring (2)").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("“spring (2)” was deleted.")).to_be_visible()

    # Renamed since: the link shows what was kept, on every page.
    go(page, "/profiles")
    page.get_by_role("article").first.get_by_text("Rename", exact=True).click()
    field = page.get_by_role("article").first.get_by_role("textbox").first
    field.fill("Somebody else")
    field.press("Enter")
    expect(page.get_by_role("article").first.get_by_role("heading")).to_contain_text("Somebody else")
    go(page, "/library")
    page.get_by_role("link", name="Spring", exact=True).click()
    expect(page.locator(".kept-strip")).to_contain_text("“Spring” as it was kept")
    expect(page.get_by_role("article").first.get_by_role("heading")).to_contain_text(name)
    go(page, "/map")
    expect(page.locator("#map-up")).to_have_value("c2")
    expect(page.locator("#map-colour")).to_have_value("Income")
    page.get_by_role("button", name="One segment more").click()
    expect(page.locator(".kept-strip")).to_have_count(0)

    # What is open against what was kept.
    go(page, "/library")
    item(page, "Spring").get_by_role("button", name="Compare").click()
    expect(page.locator("#library-result")).to_contain_text("customers compared")
    expect(page.locator("#library-flow .js-plotly-plot")).to_be_visible()
    page.wait_for_function(_FILLS_ITS_FRAME)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download who moved").click()
    movers = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert movers[0].split(",")[:3] == ["id", "before", "after"]

    item(page, "Spring").get_by_role("button", name="Copy").click()
    expect(item(page, "Copy of Spring")).to_be_visible()
    item(page, "Spring").get_by_role("button", name="Approve").click()
    expect(item(page, "Spring").locator(".tag")).to_have_text("Approved")
    item(page, "Spring").get_by_role("button", name="Delete").click()
    page.locator(".shelf li").filter(has_text="“Spring” was deleted.").get_by_role(
        "button", name="Bring back"
    ).click()
    expect(item(page, "Spring").locator(".tag")).to_have_text("Approved")


@pytest.mark.browser
def test_a_model_is_brought_and_places_customers_where_no_table_is_open(
    opened: Page, page: Page, provoked: list[str]
) -> None:
    go(page, "/score")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Model for Tessera (JSON)").click()
    content = Path(waiting.value.path()).read_bytes()

    page.goto("/library")
    refused = "error: Failed to load resource: the server responded with a status of 422 (UNPROCESSABLE ENTITY)"
    provoked += [refused, refused]
    for name, sent, said in (
        ("table.json", b'{"a": 1}', "is not the card of a saved model"),
        ("edited.json", content.replace(b'"seed": 0', b'"seed": 9'), "was changed after it was saved"),
    ):
        page.locator("#model-picker").set_input_files({"name": name, "mimeType": "application/json", "buffer": sent})
        expect(page.locator("#shell-problem-text")).to_contain_text(said)
    page.locator("#model-picker").set_input_files(
        {"name": "model.json", "mimeType": "application/json", "buffer": content}
    )
    models = page.locator("#library-models li")
    expect(models).to_contain_text("Just arrived")
    expect(page.locator("#shell-problem-text")).to_be_empty()

    models.get_by_text("Name and note").click()
    models.get_by_label("Name").fill("Last year")
    models.get_by_role("button", name="Save").click()
    expect(models.locator(".shelf-title")).to_have_text("Last year")
    models.get_by_role("button", name="Delete").click()
    models.get_by_role("button", name="Bring back").click()
    models.get_by_role("link", name="Place customers").click()

    answer = page.locator("#score-answer .placed-name")
    expect(answer).to_be_visible()
    before = answer.inner_text()
    page.get_by_label("Income").fill("95000")
    page.locator("#score-form summary").click()
    page.get_by_label("Catalogue purchases").fill("9")
    page.get_by_label("Wines").fill("1000")
    expect(answer).not_to_have_text(before)
    expect(page.locator("#score-place-frame")).to_be_hidden()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files({"name": "new.csv", "mimeType": "text/csv", "buffer": sample_csv(300)})
    expect(page.get_by_text("300 customers of new.csv placed")).to_be_visible(timeout=120_000)
    assert json.loads(content)["k"] == page.locator("#score-file-result tbody tr").count()


@pytest.mark.browser
def test_going_on_from_what_was_kept(opened: Page) -> None:
    page = opened
    go(page, "/library")
    keep(page, "Spring")
    page.get_by_role("link", name="Spring", exact=True).click()
    expect(page.locator(".kept-strip")).to_be_visible()
    page.get_by_role("button", name="Go on from here").click()
    expect(page.locator(".kept-strip")).to_have_count(0)
    assert "saved=" not in page.url
    expect(page.get_by_role("article").first.get_by_role("heading")).to_be_visible()


@pytest.mark.browser
def test_what_was_kept_is_called_otherwise(opened: Page) -> None:
    page = opened
    go(page, "/library")
    for title in ("Spring", "Autumn"):
        keep(page, title)
        expect(item(page, title)).to_be_visible()

    def call(title: str, otherwise: str, note: str) -> None:
        item(page, title).get_by_text("Name and note").click()
        item(page, title).get_by_label("Name").fill(otherwise)
        item(page, title).get_by_label("Note").fill(note)
        item(page, title).get_by_role("button", name="Save").click()

    call("Spring", "Easter <b>", "for the board")
    expect(item(page, "Easter <b>")).to_contain_text("for the board")
    expect(item(page, "Spring")).to_have_count(0)
    call("Easter <b>", "AUTUMN", "")
    expect(page.get_by_text("“AUTUMN” is in the library already")).to_be_visible()
    page.reload()
    expect(item(page, "Easter <b>")).to_contain_text("for the board")
    expect(item(page, "Autumn")).to_be_visible()
    page.get_by_role("link", name="Easter <b>", exact=True).click()
    expect(page.locator(".kept-strip")).to_contain_text("“Easter <b>” as it was kept")
