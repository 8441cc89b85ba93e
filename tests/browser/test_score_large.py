"""A large file of new customers through the Score page: sent, placed with progress seen, and downloaded whole."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_upload import memory_of_web_workers

# `make faults` places 60 MB; any other size can be asked for, a gigabyte (1050) takes some four minutes.
MEGABYTES = int(os.environ.get("TESSERA_SCORED_MB", "60"))


def customers(n: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, n)
    return pd.DataFrame(
        {
            "Kunde": [f"K{seed:03d}-{row:07d}" for row in range(n)],
            "Umsatz (€)": np.round(np.exp(rng.normal(4 + group, 0.4, n)), 2),
            "Ort": np.array(["Köln", "St. Pölten", "O'Hara"])[(group + (rng.random(n) < 0.1)) % 3],
            "Bestellungen": rng.poisson(2 + 4 * group),
            "Letzter Kauf": (
                pd.Timestamp("2025-01-01") - pd.to_timedelta(rng.integers(1, 300, n), unit="D")
            ).strftime("%Y-%m-%d"),
        }
    )


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """The file and the number of its customers; its records repeat, since only its length matters here."""
    path = tmp_path_factory.mktemp("large") / "new customers.csv"
    table = customers(200_000, 1)
    block, rows = table.to_csv(index=False, header=False).encode(), 0
    with path.open("wb") as file:
        file.write(table.head(0).to_csv(index=False).encode())
        while file.tell() < MEGABYTES * 1_000_000:
            file.write(block)
            rows += len(table)
    yield path, rows
    path.unlink()


@pytest.mark.browser
@pytest.mark.faults
def test_a_large_file_is_placed_and_comes_back_whole(page: Page, server: Server, large: tuple[Path, int]) -> None:
    path, rows = large
    page.goto("/")
    known = customers(3_000, 0).to_csv(index=False).encode()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files({"name": "known.csv", "mimeType": "text/csv", "buffer": known})
    page.wait_for_url(lambda url: "dataset=" in url, timeout=120_000)
    page.get_by_text("segments found").first.wait_for(timeout=120_000)
    page.goto(page.url.replace("/?", "/score?"))
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                const bar = document.querySelector('#score-file-result .bar');
                const now = bar && Number(bar.getAttribute('aria-valuenow'));
                if (bar && window.seen.at(-1) !== now) window.seen.push(now);
            }).observe(document.body, {subtree: true, childList: true, attributes: true});
        }"""
    )
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)
    expect(page.get_by_text(f"{rows:,} customers of new customers.csv placed")).to_be_visible(timeout=1_800_000)
    seen = page.evaluate("() => window.seen")
    assert seen == sorted(seen)
    assert len(seen) > 2
    sizes = [
        int(cell.replace(",", ""))
        for cell in page.locator("#score-file-result tbody td:nth-child(2)").all_inner_texts()
    ]
    assert sum(sizes) == rows

    with page.expect_download(timeout=600_000) as waiting:
        page.get_by_role("link", name="Download the scored table").click()
    counted = pd.Series(0, index=range(1, len(sizes) + 1))
    for part in pd.read_csv(waiting.value.path(), usecols=["segment"], chunksize=1_000_000):
        counted = counted.add(part["segment"].value_counts(), fill_value=0)
    assert counted.astype(int).tolist() == sizes
    assert memory_of_web_workers(server) < 900_000_000
