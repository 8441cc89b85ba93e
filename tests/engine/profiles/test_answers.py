"""What is said of a segment whose customers give the same answer to a yes-or-no question."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.profiles.lexicon import NAMES_FILE, load_lexicon
from engine.profiles.profile import profile_segments


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("Graduated", ("Mostly graduated", "Mostly not graduated")),
        ("Ever_Married", ("Mostly ever married", "Mostly never married")),
        ("IsActive", ("Mostly active", "Mostly not active")),
        ("currently_enrolled", ("Mostly enrolled", "Mostly not enrolled")),
        ("has_garden", ("Mostly with garden", "Mostly without garden")),
        ("subscribed to newsletter", ("Mostly subscribed to newsletter", "Mostly not subscribed to newsletter")),
        ("Promo Code Used", ("Mostly with promo code used", "Mostly without promo code used")),
        ("has_loan_flag", ("Mostly with loan", "Mostly without loan")),
        ("Garden Status", ("Mostly Garden: yes", "Mostly Garden: no")),
        # Of no such shape: said as it is written.
        ("Speed", ("Mostly Speed: yes", "Mostly Speed: no")),
        ("Garden", ("Mostly Garden: yes", "Mostly Garden: no")),
        ("has", ("Mostly has: yes", "Mostly has: no")),
        ("is {value}", ("Mostly is {value}: yes", "Mostly is {value}: no")),
    ],
)
def test_yes_and_no_in_words(column: str, names: tuple[str, str], parts: Callable[..., Any]) -> None:
    labels = np.repeat([0, 1], 300)
    columns = {column: np.where(labels == 0, "yes", "no")}
    found = profile_segments(*parts(columns, labels))
    assert tuple(segment.name.capitalize() for segment in found) == tuple(name.capitalize() for name in names)


def test_an_entry_without_words_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "names.toml"
    text = NAMES_FILE.read_text(encoding="utf-8")
    path.write_text(text + '\n[[en.answer]]\nyes = "yes"\n', encoding="utf-8")
    with pytest.raises(EngineError, match=r"answer: 'no' is missing"):
        load_lexicon("en", path)
    path.write_text(text + '\n[[en.answer]]\nyes = "yes"\nno = "no"\nwords = []\n', encoding="utf-8")
    with pytest.raises(EngineError, match="unknown key 'words'"):
        load_lexicon("en", path)
