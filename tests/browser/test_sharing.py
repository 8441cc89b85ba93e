"""A person shares segments from the header; a stranger's browser sees them until the link is revoked."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.mark.browser
def test_a_link_is_made_opened_and_revoked(page: Page, browser: Browser) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    names = page.locator(".outcome .segment-name").all_inner_texts()
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_role("link", name="See what they see").get_attribute("href")
    assert address is not None
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/shared/[0-9a-f]{64}", address)

    strange = browser.new_context()
    complaints: list[str] = []
    strange.on("console", lambda message: complaints.append(message.text))
    other = strange.new_page()
    other.goto(address)
    expect(other.locator("article.profile h3")).to_have_text(names)
    assert other.evaluate("() => document.scripts.length") == 1
    other.get_by_role("button", name="Switch between light and dark").click()
    expect(other.locator("html")).to_have_attribute("data-bs-theme", "dark")
    other.set_viewport_size({"width": 390, "height": 844})
    assert other.evaluate("() => document.documentElement.scrollWidth") == 390
    assert complaints == []

    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("No link is live.")).to_be_visible()
    answer = other.reload()
    assert answer is not None
    assert answer.status == 404
    expect(other.get_by_role("heading", name="This link was not found.")).to_be_visible()
    strange.close()


@pytest.mark.browser
def test_everything_is_deleted_at_once(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text("is deleted after 30 days")).to_be_visible()
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    address = page.url
    page.get_by_role("button", name="Keep for a year").click()
    expect(page.get_by_role("button", name="Keep for a year")).to_have_count(0)
    page.get_by_text("Delete all my data").click()
    page.get_by_role("button", name="Delete everything for good").click()
    expect(page.get_by_text("Deleted for good: 1 table")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("This table was not found.")).to_be_visible()
