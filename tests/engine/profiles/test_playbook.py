"""The playbook and the lexicon: the shipped files are right, and a mistake is named with its place."""

from pathlib import Path

import pytest

from engine.dataset import Meaning
from engine.errors import EngineError
from engine.profiles.intervals import wilson_interval
from engine.profiles.lexicon import load_lexicon
from engine.profiles.playbook import load_playbook, parse_playbook

GOOD = """[[en.action]]
key = "a"
title = "T"
detail = "D"
channel = "C"
effort = "low"
measure = "M"
when = { spending = ["low", "moderate"] }
"""


def test_the_shipped_playbook_has_something_for_anybody() -> None:
    assert sum(not play.when for play in load_playbook()) >= 2
    assert len(parse_playbook(GOOD)) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('effort = "low"', 'effort = "huge"', 6, "effort"),
        ('title = "T"', "title = 3", 3, "title"),
        ('channel = "C"', 'chanel = "C"', 5, "chanel"),
        ("spending =", "spendings =", 8, "when"),
        ('["low", "moderate"]', '"lots"', 8, "when"),
        ('["low", "moderate"]', "3", 8, "when"),
        ('measure = "M"', 'measure = "M"\ncontacts = "yes"', 8, "contacts"),
    ],
)
def test_a_mistake_is_named_with_line_and_key(old: str, new: str, line: int, key: str) -> None:
    with pytest.raises(EngineError, match=f"line {line}: '{key}'"):
        parse_playbook(GOOD.replace(old, new))


@pytest.mark.parametrize("text", ["", "en = 3", "[en]\naction = 3", "[[en.action]\n", GOOD + GOOD, "[[de.action]]"])
def test_what_is_no_playbook_is_refused(text: str) -> None:
    with pytest.raises(EngineError):
        parse_playbook(text)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        load_playbook("en", tmp_path / "none.toml")


def test_column_names_become_words() -> None:
    lexicon = load_lexicon()
    assert lexicon.label("MntGoldProds") == "gold products"
    assert lexicon.label("PURCHASES_TRX") == "purchases transactions"
    assert lexicon.label("Annual Income (k$)") == "annual income"
    assert lexicon.label("Num") == "Num"
    assert lexicon.label("Stays/yr") == "stays per year"
    assert lexicon.label("Late/early") == "late early"


def test_the_most_special_entry_is_taken() -> None:
    lexicon = load_lexicon()
    limit = lexicon.word(Meaning.BUDGET, "CREDIT_LIMIT")
    income = lexicon.word(Meaning.BUDGET, "Income")
    assert limit is not None
    assert income is not None
    assert limit.forms != income.forms


def test_an_unknown_language_or_meaning_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no language 'xx'"):
        load_lexicon("xx")
    path = tmp_path / "names.toml"
    path.write_text("not toml [", encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be read"):
        load_lexicon("en", path)


def test_wilson_interval_matches_published_values() -> None:
    low, high = wilson_interval(81, 263)  # Newcombe 1998, table I: 0.2553 to 0.3662
    assert low == pytest.approx(0.2553, abs=5e-5)
    assert high == pytest.approx(0.3662, abs=5e-5)
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(0, 20)[0] == 0.0
