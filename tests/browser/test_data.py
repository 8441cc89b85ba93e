"""The Data page: order lines become customers, and a file is read the way a person says."""

from pathlib import Path

from playwright.sync_api import Page, expect

from engine.sample import sample_csv
from tests.app.services.test_corrections import CUSTOMERS, order_lines


def drop(page: Page, name: str, content: bytes) -> None:
    page.goto("/")
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("#file-picker").set_input_files(files=[file])


def test_order_lines_become_customers_and_customers_become_segments(page: Page) -> None:
    drop(page, "orders.csv", order_lines())
    expect(page.get_by_role("heading", name="Order lines, not yet customers")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("Days from a customer's last purchase")).to_be_visible()
    page.get_by_label("Reference date").fill("2025-01-01")
    page.get_by_role("button", name="Build one row per customer").click()
    expect(page.get_by_text("segments found")).to_be_visible(timeout=120_000)
    expect(page.get_by_text(f"purchase lines became {CUSTOMERS} customers")).to_be_visible()
    page.reload()
    expect(page.get_by_text("counted back from 1 January 2025")).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Back to the order lines").click()
    expect(page.get_by_role("heading", name="Order lines, not yet customers")).to_be_visible()


def test_another_beginning_and_separator_are_read_when_asked_for(page: Page) -> None:
    drop(page, "two.csv", b"a,b,c\n1,2,3\n4,5,6\n7,8,9\n\n" + sample_csv(80).replace(b"\t", b","))
    expect(page.get_by_text("Read it differently")).to_be_visible(timeout=120_000)
    page.get_by_text("Read it differently").click()
    page.get_by_label("The table begins in line").fill("6")
    page.get_by_label("Fields are separated by").select_option(label="Commas")
    page.get_by_label("Names of the columns stand").select_option(label="In one row")
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Year_Birth")).to_be_visible()
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_text("with the names of the columns in line 6")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("80 rows").first).to_be_visible()
    page.get_by_role("button", name="Back to what was found").click()  # what was unfolded stays unfolded
    expect(page.get_by_text("with the names of the columns in line 1")).to_be_visible(timeout=120_000)


def test_a_value_that_may_stand_for_unknown_is_taken_so_with_one_click(page: Page) -> None:
    rows = [f"{n},{n * 7 % 12},{-999 if n % 30 == 0 else n * 11 % 90},{n * 13 % 50}" for n in range(300)]
    drop(page, "guests.csv", "\n".join(["guest,nights,lead_time,visits", *rows]).encode())
    page.get_by_role("button", name="Take it as unknown in lead_time").click(timeout=120_000)
    expect(page.get_by_text("−999 is taken as “unknown”.")).to_be_visible(timeout=120_000)
    page.reload()
    page.get_by_role("button", name="Keep it as a number in lead_time").click(timeout=120_000)
    expect(page.get_by_text("−999 may stand for “unknown”.")).to_be_visible(timeout=120_000)


def test_a_table_with_too_few_columns_is_opened_with_what_is_wrong_and_the_other_table_of_the_file(
    page: Page,
) -> None:
    rates = b"country;rate\n" + b"".join(b"C%d;1.%d\n" % (i, i) for i in range(7))
    drop(page, "rates.csv", rates + b"\n" + sample_csv(80).replace(b"\t", b","))
    expect(page.get_by_text("Only 'rate' can decide segments")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("Another table of 80 rows begins on line 10")).to_be_visible()
    expect(page.get_by_text("Read it differently")).to_be_visible()


def test_a_choice_shows_its_effect_then_is_applied_and_stands_in_the_log(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    expect(page.get_by_text("segments found")).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Prepare Income").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("as compared")).to_be_visible()
    expect(drawer.get_by_role("listitem").filter(has_text="standardised")).to_be_visible()
    expect(drawer.get_by_text("From the data: Income", exact=False).first).to_be_visible()
    expect(drawer.get_by_text("As found: decides the segments.")).to_be_visible()
    before = page.url
    drawer.get_by_label("Scaling").select_option(label="From 0 to 1")
    expect(drawer.get_by_role("listitem").filter(has_text="standardised")).to_have_count(0)
    drawer.get_by_label("Transform").select_option(label="Yeo-Johnson")
    expect(drawer.get_by_role("listitem").filter(has_text="Yeo-Johnson")).to_be_visible()
    assert page.url == before  # nothing is applied yet
    drawer.get_by_role("button", name="Apply").click()
    page.wait_for_function("() => window.location.search.includes('yeo_johnson')")
    expect(page.locator("#data-understood.stale")).to_have_count(0, timeout=120_000)
    page.get_by_text("What was done to each column").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Log of every step").click()
    log = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert log.startswith("step,column,what was done,why,rows affected")
    assert "Yeo-Johnson" in log
