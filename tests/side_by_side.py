"""How `make test` spreads the tests over two processes."""

import pytest
from xdist.scheduler import LoadScopeScheduling


class Spread(LoadScopeScheduling):
    """The tests of one module stay together, as they share what they set up; so do all that drive a browser, which
    need one server and one Chromium at a time."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.split("::", 1)[0]
        return "browser" if module.startswith("tests/browser/") else module


def browsers_first(items: list[pytest.Item]) -> None:
    """They take longest, so nothing else may be left to wait for when they end."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/browser/"))
