"""Which signs the fonts at hand have: what no font has would stand as an empty box, and nobody would know why."""

from __future__ import annotations

import functools
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.report.style import FONTS

_COLLECTION = b"ttcf"
_WHOLE_UNICODE, _BASIC_PLANE = 12, 4  # the formats of character maps that are in use (OpenType, "cmap")


def unshown(text: str) -> str:
    """What to say of signs for which neither the report's own fonts nor the system's have a shape; "" when all have.

    Parameters
    ----------
    text : str
        Everything that is to be set.
    """
    left = {ord(sign) for sign in text if unicodedata.category(sign)[0] in "LMNPS"}
    for path, index in ((path, 0) for path in sorted(FONTS.glob("*.otf"))):
        left -= _covered(path, index)
    if left:
        for path, index in _system_fonts():
            left -= _covered(path, index)
    if not left:
        return ""
    scripts = sorted({_script(chr(code)) for code in left})
    return (
        f"Some names have signs ({', '.join(scripts)}) for which this computer has no font; they stand as empty boxes "
        "here. The HTML and PowerPoint reports show them, and so does this one where such a font is installed "
        "(Noto Sans, for example)."
    )


def _script(sign: str) -> str:
    """The first word of a letter's name says its script."""
    name = unicodedata.name(sign, "")
    if not name or unicodedata.category(sign)[0] not in "LM":
        return "symbols"
    return name.split()[0].replace("CJK", "Chinese characters").capitalize()


def _system_fonts() -> Iterator[tuple[Path, int]]:
    import typst

    fonts: Any = typst.Fonts(include_system_fonts=True)
    for font in fonts.fonts():
        if font.path:
            yield Path(font.path), font.index


@functools.lru_cache(maxsize=256)
def _covered(path: Path, index: int) -> frozenset[int]:
    """The code points that a font has; none for a file that is no font of the usual kind."""
    try:
        return frozenset(_codes(path.read_bytes(), index))
    except (OSError, struct.error, IndexError):
        return frozenset()


def _codes(font: bytes, index: int) -> Iterable[int]:
    start = struct.unpack_from(">I", font, 12 + 4 * index)[0] if font[:4] == _COLLECTION else 0
    for number in range(struct.unpack_from(">H", font, start + 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * number)
        if tag == b"cmap":
            tables = range(struct.unpack_from(">H", font, offset + 2)[0])
            for table in {offset + struct.unpack_from(">I", font, offset + 8 + 8 * each)[0] for each in tables}:
                yield from _mapped(font, table)


def _mapped(font: bytes, table: int) -> Iterable[int]:
    kind = struct.unpack_from(">H", font, table)[0]
    if kind == _WHOLE_UNICODE:
        for group in range(struct.unpack_from(">I", font, table + 12)[0]):
            first, last, _ = struct.unpack_from(">III", font, table + 16 + 12 * group)
            yield from range(first, last + 1)
    elif kind == _BASIC_PLANE:
        segments = struct.unpack_from(">H", font, table + 6)[0] // 2
        lasts = struct.unpack_from(f">{segments}H", font, table + 14)
        firsts = struct.unpack_from(f">{segments}H", font, table + 16 + 2 * segments)
        for first, last in zip(firsts, lasts, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)
