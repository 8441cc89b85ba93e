"""How far the work is, on a server that takes longer to answer than the page waits before it would ask again."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import Server

LATER = re.compile("Preparing|Looking|Comparing|fitted|Naming|segments found")  # not what is said at the start
# The page asks every 400 ms; these answers take more than twice as long.
LATE = """
    const fetched = window.fetch;
    window.fetch = async function (address, options) {
        const question = options && typeof options.body === "string" ? options.body : "";
        const answer = await fetched.apply(this, arguments);
        if (question.includes("..shell-progress.data")) await new Promise((done) => setTimeout(done, 900));
        return answer;
    };
"""


@pytest.mark.browser
def test_late_answers_are_heard(page: Page) -> None:
    """Dash drops an answer to what was asked again meanwhile: with a bare interval none was ever heard.

    Progress is the proof, and not the end: how long the work takes on a busy machine is not the question.
    """
    page.add_init_script(LATE)
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text(LATER).first.wait_for(timeout=120_000)


@pytest.mark.browser
def test_a_lost_first_question_is_asked_again(browser: Browser, server: Server) -> None:
    """A worker that ends or a connection that breaks just then: the page would have waited for ever."""
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    lost: list[Route] = []

    def lose_the_first(route: Route) -> None:
        if "..shell-progress.data" in (route.request.post_data or "") and not lost:
            lost.append(route)
            route.abort()
        else:
            route.continue_()

    page.route(re.compile("_dash-update-component"), lose_the_first)
    page.goto("/")
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text(LATER).first.wait_for(timeout=120_000)
    assert lost
    context.close()
