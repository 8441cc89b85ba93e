"""A person shares a table with their team; a member opens it in their own browser until it is taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.people.passwords import make_line
from tests.browser.conftest import Server, serving

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that only Anna and Ben enter, who are both in Marketing."""
    folder = tmp_path_factory.mktemp("closed")
    users = folder / "users"
    users.write_text(
        "\n".join(make_line(name, PASSWORD, ["Marketing"]) for name in ("Anna", "Ben")), encoding="utf-8"
    )
    with serving(folder, USERS_FILE=str(users)) as server:
        yield server


def sign_in(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.browser
@pytest.mark.faults
def test_a_team_opens_a_table_until_it_is_taken_back(page: Page, browser: Browser, server: Server) -> None:
    sign_in(page, "Anna")
    expect(page.get_by_text("Only you can open what you drop, until you share it.")).to_be_visible()
    page.get_by_role("button", name="Try the sample").click()
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Share with Marketing").click()
    expect(page.get_by_role("button", name="Stop sharing with Marketing")).to_be_visible()

    other = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 844})
    complaints: list[str] = []
    other.on("console", lambda message: complaints.append(message.text))
    his = other.new_page()
    sign_in(his, "Ben")
    expect(his.get_by_role("heading", name="Shared with Marketing by Anna")).to_be_visible()
    his.get_by_role("link", name="Synthetic sample.csv").click()
    his.get_by_text("segments found").first.wait_for(timeout=120_000)
    expect(his.locator(".open-table")).to_contain_text("Shared with Marketing by Anna")
    assert his.evaluate("() => document.documentElement.scrollWidth") == 390
    his.get_by_role("button", name="Share").click()
    expect(his.get_by_text("This table is Anna’s: only they can share it.")).to_be_visible()
    expect(his.get_by_role("button", name="Make a link")).to_be_hidden()
    his.get_by_role("button", name="Close", exact=True).click()
    his.get_by_role("link", name="Profiles").click()
    his.locator("article.profile").first.wait_for(timeout=60_000)
    expect(his.get_by_text("Rename")).to_have_count(0)
    assert complaints == []

    page.get_by_role("button", name="Stop sharing with Marketing").click()
    expect(page.get_by_role("button", name="Share with Marketing", exact=True)).to_be_visible()
    his.reload()
    expect(his.get_by_text("This table was not found.")).to_be_visible()
    other.close()
