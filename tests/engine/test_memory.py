"""How much memory a sweep may use, and who says so."""

import pytest

from engine import EngineError
from engine.limits import SWEEP_MEMORY_MB
from engine.memory import working_memory


def test_the_variable_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_SWEEP_MEMORY_MB", " 3 ")
    assert working_memory() == 3 * 2**20
    monkeypatch.delenv("TESSERA_SWEEP_MEMORY_MB")
    assert working_memory() == SWEEP_MEMORY_MB * 2**20


@pytest.mark.parametrize("text", ["-1", "much", "1.5", "²", "1e3"])
def test_a_variable_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TESSERA_SWEEP_MEMORY_MB", text)
    with pytest.raises(EngineError, match="TESSERA_SWEEP_MEMORY_MB"):
        working_memory()
