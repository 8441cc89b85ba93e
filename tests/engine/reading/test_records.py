"""Splitting lines into fields."""

import pytest

from engine.reading.records import Form

DELIMITERS = ["(", ")", "()", "(0", "[", "]", "^", "\\", ".", "*", "+|", "-", "?", "{", "(?"]
FORMS = [
    Form(delimiter, quote, escape)
    for delimiter in DELIMITERS
    for quote in ("", '"', "'")
    for escape in ("", "\\", "(")
    if not escape or escape not in delimiter
]


@pytest.mark.parametrize("form", FORMS, ids=repr)
def test_any_sign_may_separate_quote_and_escape(form: Form) -> None:
    delimiter, quote, escape = form.delimiter, form.quote, form.escape
    assert form.split(delimiter.join("abc")) == ["a", "b", "c"]
    if escape:
        assert form.split(f"a{delimiter}b{escape}{escape}{delimiter}c") == ["a", f"b{escape}", "c"]
    if quote:
        inside = f"b{delimiter}{quote}{quote}"
        assert form.split(f"a{delimiter}{quote}{inside}{quote}{delimiter}c") == ["a", f"b{delimiter}{quote}", "c"]
