"""What no font can show is said in words, and nothing is said of what the report's own fonts have."""

import dataclasses
import io

import pytest
from pypdf import PdfReader

from engine.report.content import Report
from engine.report.pdf import to_pdf
from engine.report.signs import unshown
from tests.engine.report.test_pdf import words_of

NOBODYS = "\U000e0041\ue000"  # private use and a tag: categories that no name is made of
UNSHOWN = "\U00016f00"  # Miao, for which systems seldom have a font


@pytest.mark.parametrize("text", ["", "Größe: 5 €, “x” – ok", "Покупатели", "Πελάτες", "şžőąñ", NOBODYS])
def test_latin_greek_and_cyrillic_are_at_hand(text: str) -> None:
    assert unshown(text) == ""


def test_a_script_without_a_font_is_named() -> None:
    assert "signs (Miao)" in unshown(f"Kunden {UNSHOWN}")


def test_the_cover_says_so(report: Report) -> None:
    assert "hasnofont" not in words_of(PdfReader(io.BytesIO(to_pdf(report))))
    strange = dataclasses.replace(report, title=f"Kunden {UNSHOWN}")
    assert "hasnofont" in words_of(PdfReader(io.BytesIO(to_pdf(strange))))
