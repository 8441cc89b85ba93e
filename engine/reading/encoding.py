"""How characters are written: by byte-order mark, by zero bytes, by being valid UTF-8, else by the words it makes."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass

import numpy as np

from engine.errors import EngineError
from engine.reading.scripts import detect_script
from engine.reading.source import Data, Raw, View, blocks

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_SURROGATE = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
# What Latin-1 calls the sign of any currency, and nobody writes, is the euro in Latin-9.
_EURO_OF_LATIN_9 = re.compile(rb"\d[ \xa0]?\xa4|\xa4[ \xa0]?\d|[(\[]\xa4[)\]]")
# The five bytes that Windows-1252 leaves undefined, kept as the control characters they are in Latin-1.
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


@dataclass(frozen=True)
class Encoding:
    """What the bytes mean.

    Attributes
    ----------
    name : str
        For people: ``utf-8``, ``utf-8-sig`` (with a byte-order mark), ``utf-16``, ``cp1252``, ``latin-1``...
    codec : str
        For Python, without the mark.
    start : int
        Bytes before the text.
    stray : int
        Bytes that are not valid UTF-8. In a file that otherwise is, each of them is read as Windows-1252.
    ascii : bool
        Whether no byte is above 127.
    """

    name: str
    codec: str
    start: int = 0
    stray: int = 0
    ascii: bool = False

    @property
    def mended(self) -> bool:
        """Whether decoded text must go through `mend`."""
        return bool(self.stray)

    @property
    def is_utf8(self) -> bool:
        return self.codec == "utf-8" and not self.stray


def detect_encoding(raw: Raw, declared: str | None = None) -> Encoding:
    """Decide how the text is encoded. Reads all bytes once.

    Raises
    ------
    EngineError
        If the bytes are not text, or not in the encoding a person declared.
    """
    if declared is not None:
        return _declared(raw, declared)
    data = raw.data
    for mark, name, codec in _BOMS:
        if data[: len(mark)] == mark:
            return _checked(raw, Encoding(name, codec, len(mark)))
    if (wide := _wide_without_mark(bytes(data[:8192]))) is not None:
        return _checked(raw, Encoding(wide, wide))
    _refuse_binary(raw)
    return _eight_bit(raw, 0)


def open_text(data: Data, encoding: Encoding) -> io.TextIOWrapper:
    """The text as a stream of lines with their line ends untouched, decoded piece by piece."""
    buffered = io.BufferedReader(View(data, encoding.start), 1 << 18)
    errors = "surrogateescape" if encoding.mended else "replace"
    return io.TextIOWrapper(buffered, encoding=encoding.codec, errors=errors, newline="")


def mend(text: str) -> str:
    """Read stray bytes (surrogates, after decoding) as Windows-1252, or as Latin-1 where that has no character."""
    return _SURROGATE.sub(_as_1252, text)


def _as_1252(match: re.Match[str]) -> str:
    byte = bytes([ord(match.group()) - 0xDC00])
    return byte.decode("latin-1" if _UNDEFINED_1252.match(byte) else "cp1252")


def _declared(raw: Raw, name: str) -> Encoding:
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise EngineError(
            f"There is no encoding {name!r}.", "Use for example utf-8, utf-16, cp1252 or latin-1."
        ) from None
    for mark, _, mark_codec in _BOMS:
        if raw.data[: len(mark)] == mark and mark_codec.startswith(codec.removesuffix("-sig")):
            return Encoding(name, mark_codec, len(mark))
    return Encoding(name, codec.removesuffix("-sig"))


def _wide_without_mark(head: bytes) -> str | None:
    """Latin letters in UTF-16 have every other byte zero; any letters in UTF-32 two bytes of four."""
    if len(head) < 4:
        return None
    quarters = [head[n::4].count(0) / len(head[n::4]) for n in range(4)]
    if quarters[0] < 0.05 and min(quarters[2:]) > 0.95:
        return "utf-32-le"
    if quarters[3] < 0.05 and min(quarters[:2]) > 0.95:
        return "utf-32-be"
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.5 and even < 0.05:
        return "utf-16-le"
    if even > 0.5 and odd < 0.05:
        return "utf-16-be"
    return None


def _checked(raw: Raw, encoding: Encoding) -> Encoding:
    """A mark promises an encoding; where the bytes break the promise it is UTF-8 with strays, or no text."""
    if encoding.codec == "utf-8":
        found = _eight_bit(raw, encoding.start)
        name = "utf-8-sig" if found.codec == "utf-8" else found.name
        if raw.survey.zero:
            _refuse_binary(raw)
        return Encoding(name, found.codec, encoding.start, found.stray, found.ascii)
    return encoding


def _refuse_binary(raw: Raw) -> None:
    if raw.survey.zero:
        line = raw.survey.lines_before(raw.data.find(b"\0")) + 1
        raise EngineError(
            f"{raw.name!r} is not text: it has a zero byte on line {line}.",
            "Export the table as CSV (UTF-8), Excel or Parquet and upload that file.",
        )
    head = bytes(raw.data[:65536])
    controls = len(_CONTROL.findall(head))
    if controls > 0.02 * len(head) and len(set(_CONTROL.findall(head))) > 4:
        raise EngineError(
            f"{raw.name!r} is not text: {controls:,} of its first {len(head):,} bytes are control characters.",
            "Export the table as CSV (UTF-8), Excel or Parquet and upload that file.",
        )


def _eight_bit(raw: Raw, start: int) -> Encoding:
    """UTF-8 if it is valid, or nearly; else what makes words of it, Windows-1252 first."""
    data = raw.data
    valid, stray = (0, 0) if raw.survey.ascii else _count_sequences(data, start)
    if not stray:
        return Encoding("utf-8", "utf-8", start, ascii=not valid)
    script = detect_script(data, start) if stray > valid else None
    if script is not None:
        return Encoding(script, script, start, stray)
    # In Windows-1252 text, letters beyond ASCII hardly ever happen to form valid UTF-8 sequences.
    if 4 * valid >= stray:
        return Encoding("utf-8", "utf-8", start, stray)
    # Without bytes 80-9F the two are the same, and Latin-1 is the older name.
    has_c1 = any((np.frombuffer(block, np.uint8) & 0xE0 == 0x80).any() for block in blocks(data, start))
    if not has_c1 and _EURO_OF_LATIN_9.search(data):
        return Encoding("iso8859-15", "iso8859-15", start, stray)
    return Encoding("cp1252" if has_c1 else "latin-1", "cp1252", start, stray)


def _count_sequences(data: Data, start: int) -> tuple[int, int]:
    """Signs beyond ASCII that are valid UTF-8, and bytes that are not; what the decoder does is all that touches every byte."""
    valid = stray = 0
    rest = b""  # a sign that the end of the block cut
    for piece in blocks(data, start):
        block = rest + piece
        if block.isascii():
            rest = b""
            continue
        try:
            end = codecs.utf_8_decode(block, "strict", False)[1]
        except UnicodeDecodeError:
            text, end = codecs.utf_8_decode(block, "surrogateescape", False)
            known = text.encode("utf-8", "ignore")
            stray += end - len(known)
            valid += _count_first_bytes(known)
        else:
            valid += _count_first_bytes(block[:end])
        rest = block[end:]
    return valid, stray + len(rest)


def _count_first_bytes(text: bytes) -> int:
    """Signs beyond ASCII in valid UTF-8: the first byte of each is C2 or above, those behind it are below."""
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) >= 0xC0))
