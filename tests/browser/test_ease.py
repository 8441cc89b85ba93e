"""Without a mouse, on a first visit, and on paper."""

import pytest
from playwright.sync_api import Page, expect

FOCUSED = "() => (document.activeElement.innerText || document.activeElement.ariaLabel || '').trim()"
# Whether the focused element can be told from the others.
VISIBLE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none';
}"""


def tab_to(page: Page, words: str, limit: int = 80) -> None:
    """Press Tab until the element with these words has the focus; every stop on the way must be visible."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert page.evaluate("() => document.activeElement !== document.body"), words
        assert page.evaluate(VISIBLE), focused
        if focused.startswith(words):
            return
    raise AssertionError(f"the keyboard does not reach {words}")


@pytest.mark.browser
def test_from_a_table_to_a_list_without_a_mouse(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to the content"
    page.keyboard.press("Enter")
    tab_to(page, "Try the sample")
    page.keyboard.press("Enter")
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    page.locator("#content").focus()
    tab_to(page, "Choose another number")
    page.keyboard.press("Enter")
    expect(page.get_by_role("slider").first).to_be_enabled()
    expect(page.locator("#k-names-title")).to_contain_text("5 segments.")
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**k=4*")
    page.get_by_role("navigation", name="Steps").get_by_role("link").first.focus()
    tab_to(page, "4\nProfiles")
    page.keyboard.press("Enter")
    page.locator("article.profile").first.wait_for()
    page.locator("#content").focus()
    tab_to(page, "Download this list")
    with page.expect_download():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Share").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.browser
def test_hints_are_there_once(page: Page) -> None:
    page.goto("/library")
    hint = page.get_by_role("complementary", name="First steps")
    expect(hint).to_be_visible()
    hint.get_by_role("button").click()
    expect(hint).to_be_hidden()
    page.reload()
    page.get_by_role("heading", name="Kept and compared").wait_for()
    expect(hint).to_be_hidden()
    page.goto("/k")
    expect(hint).to_be_visible()  # every page has its own
    page.goto("/nowhere")
    expect(page.get_by_text("There is nothing at this address.")).to_be_visible()


@pytest.mark.browser
def test_on_paper_the_content_stands_alone(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    page.get_by_role("link", name="See your segments").click()
    page.locator("article.profile").first.wait_for()
    page.emulate_media(media="print")
    for selector in (".rail", ".top", ".hint", "article.profile .button"):
        expect(page.locator(selector).first).to_be_hidden()
    expect(page.locator("article.profile h3").first).to_be_visible()
    chart = page.locator("#profiles-heat .main-svg").first
    chart.scroll_into_view_if_needed()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function("() => document.querySelector('#profiles-heat .main-svg').clientWidth <= 680")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("() => document.querySelector('#profiles-heat .main-svg').clientWidth > 680")
    # Beside the verdict the curve is narrow; on paper it stands alone, and has the whole width.
    page.get_by_role("navigation").get_by_role("link", name="Choose k").first.click()
    page.locator("#k-elbow .main-svg").first.wait_for()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(
        "() => { const w = document.querySelector('#k-elbow .main-svg').clientWidth; return w > 600 && w <= 680; }"
    )
