"""Every page in light and dark, with all that can be opened open: axe finds nothing, and the console says nothing."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Server, Watch

PATHS = ("/", "/k", "/map", "/customer/1", "/profiles", "/score", "/library")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# Beside the rules for WCAG 2.2 A and AA, axe's best practices: headings in order, landmarks, no content outside them.
RUN = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
OPEN_ALL = "() => document.querySelectorAll('main details').forEach((each) => { each.open = true; })"


pytestmark = pytest.mark.faults  # fourteen pages with all of their charts


@pytest.fixture
def open_context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """Without the Content-Security-Policy, which keeps axe out as it keeps every other foreign script out."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900}, bypass_csp=True)
    context.set_default_timeout(60_000)
    watch = Watch(context)
    yield context
    context.close()
    assert watch.complaints == []


def test_no_page_breaks_a_rule(open_context: BrowserContext) -> None:
    page = open_context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    expect(page.get_by_text("segments found")).to_be_visible(timeout=120_000)
    search = page.evaluate("() => window.location.search")
    found = [f"light {each}" for each in violations(page, search)]
    page.get_by_role("button", name="Switch between light and dark").click()
    found += [f"dark {each}" for each in violations(page, search)]
    assert found == []


def violations(page: Page, search: str) -> Iterator[str]:
    for path in PATHS:
        page.goto(path + search, wait_until="networkidle")
        expect(page.locator("main .skeleton:visible")).to_have_count(0)
        page.evaluate(OPEN_ALL)
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE)
        yield from (f"{path} {each}" for each in page.evaluate(RUN))
