"""Yes and no in the words of many languages, and nothing else."""

import pytest

from engine.columns.booleans import yes_or_no


@pytest.mark.parametrize("answers", ["yes no", "Y N", "Ja NEIN", "sí no", "да нет", "是 否", "Kyllä Ei"])
def test_a_word_for_yes_and_a_word_for_no(answers: str) -> None:
    assert yes_or_no(answers.split())


@pytest.mark.parametrize("answers", ["yes ja", "no", "yes no maybe", "gold silver"])
def test_other_words(answers: str) -> None:
    assert not yes_or_no(answers.split())
