"""What every test may use. The real customer tables stand outside the repository and may be absent."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from xdist.remote import Producer

from tests.servers import postgresql, redis
from tests.side_by_side import Spread, browsers_first

REALDATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real customer tables; tests that need it are skipped where it does not exist."""
    if not REALDATA.is_dir():
        pytest.skip("the real customer tables are not on this machine")
    return REALDATA


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL, as an address for SQLAlchemy."""
    with postgresql() as url:
        yield url


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """The same PostgreSQL without a table; emptied again afterwards."""
    yield postgres_url
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis."""
    with redis() as url:
        yield url


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that use the real tables carry their mark, so that they can be chosen or left out by it."""
    for item in items:
        if "realdata" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.realdata)
    browsers_first(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spread:
    """Only asked where the tests run side by side."""
    return Spread(config, log)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the real tables are, a run in CI that skipped them has proved nothing and fails."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or not REALDATA.is_dir() or reporter is None:
        return
    skipped = [report for report in reporter.stats.get("skipped", []) if "realdata" in report.keywords]
    if skipped:
        reporter.write_line(f"{len(skipped)} tests on the real tables were skipped although the tables are here.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# The same examples every time, so that a failure seen once is seen again; no time limit, since machines differ.
settings.register_profile("tessera", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tessera")
