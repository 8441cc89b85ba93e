"""What names a row: ids, codes of orders and products, exported row numbers."""

from __future__ import annotations

import re

from engine.columns.facts import Facts
from engine.columns.forms import Form
from engine.columns.lexicon import Match
from engine.dataset import Meaning

ID_MEANINGS = frozenset({Meaning.CUSTOMER_ID, Meaning.ORDER_ID, Meaning.PRODUCT_ID})

_UUID = re.compile(r"^\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?$")
# Letters and digits without spaces: C10001, 7590-VHVEG, 0A1B2C.
_CODE = re.compile(r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9_\-./#:]{2,63}$")
_HEX = re.compile(r"^[0-9a-fA-F]{16,}$")
_NAMELESS = re.compile(
    r"^(?:unnamed(?:[:_ .]*\d+)?|column \d+|index|level_0|\.\.\.1|x|v1|rownames|row\.names)$", re.I
)

# LEID, SFID: names of systems for what they number.
_CALLED_ID = re.compile(r"(?:^|[\W_])([A-Z]{1,6}ID)$")
_NO_ID = frozenset(
    {"PAID", "UNPAID", "PREPAID", "VOID", "BID", "KID", "MID", "AID", "GRID", "COVID", "VALID", "SOLID"}
)
# Fewer rows may rise by chance, or because somebody sorted them.
_ROWS_TO_RISE = 20


def is_index(facts: Facts, best: Match | None) -> bool:
    """Whether the column counts the rows and its name says nothing else: an exported row number."""
    if facts.start is None:
        return False
    nameless = bool(_NAMELESS.match(facts.name)) or facts.name == ""
    return nameless or (best is not None and best.entry.meaning is Meaning.INDEX)


def is_identifier(facts: Facts, best: Match | None) -> str:
    """Why the column names its row, or "" when it does not.

    All values being different is not enough (an income may be): a name, a sequence, or the shape of a code must
    say so, too.
    """
    said = best is not None and best.entry.meaning in ID_MEANINGS
    if said and best is not None:
        also = " and every value is different" if facts.all_different else ""
        return f"its name says '{' '.join(best.words)}'{also}"
    if not facts.all_different or facts.n_rows < 3:
        return ""
    if facts.form is Form.NUMBER and facts.whole and best is None:
        return _numbering(facts)
    return _code_shape(facts) if facts.form is Form.TEXT else ""


def _numbering(facts: Facts) -> str:
    if (called := _CALLED_ID.search(facts.name)) and called.group(1) not in _NO_ID and facts.low >= 0:
        return "its name ends in ID and every value is different"
    if facts.compact and facts.low in (0.0, 1.0):
        return "it numbers the rows"
    if facts.rising and facts.low >= 0 and facts.n_rows >= _ROWS_TO_RISE:
        return "its numbers are all different and rise from row to row"
    return ""


def _code_shape(facts: Facts) -> str:
    if facts.share_of_sample(_UUID) > 0.95:
        return "every value is a different UUID"
    if facts.share_of_sample(_HEX) > 0.95:
        return "every value is a different hexadecimal code"
    lengths = {len(text) for text in facts.sample}
    if facts.share_of_sample(_CODE) > 0.95 and len(lengths) <= 4:
        return "every value is a different code"
    return ""
