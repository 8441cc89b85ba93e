"""What kind of file it is, by its first bytes; what is no table is refused with a sentence."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import NoReturn

from engine.errors import EngineError
from engine.reading.source import Data, Raw, View

HEAD = 1 << 16
# So many lines show whether each of them is an object.
JSON_LINES = 20

# First bytes of files that are no tables, or tables in a format that is not read here.
_OTHER = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"8BPS", "a Photoshop image"),
    (b"RIFF", "an image, sound or video file"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"%!PS", "a PostScript document"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ARROW1", "an Arrow (Feather) file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_AMBIGUOUS = (b"RIFF", b"ORC", b"ID3", b"BZh", b"OggS", b"MZ\x90")  # could open a text as well: need control bytes
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS_CSV = "Export the table as CSV, Excel (.xlsx) or Parquet and upload that file."


def detect_format(raw: Raw) -> str:
    """Tell ``delimited``, ``jsonl``, ``json``, ``xlsx``, ``xlsb``, ``ods``, ``xls`` and ``parquet`` apart by content.

    Raises
    ------
    EngineError
        If the content is recognised as something else, or as nothing readable.
    """
    head = bytes(raw.data[:HEAD])
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _zip_format(raw)
    if head.startswith(_OLE):
        return _ole_format(raw)
    for magic, kind in _OTHER:
        if head.startswith(magic) and (magic not in _AMBIGUOUS or re.search(rb"[\x00-\x08\x0e-\x1a]", head)):
            _refuse(raw, kind)
    if b"%PDF-" in head[:1024]:  # where readers of PDF look for it
        _refuse(raw, "a PDF document")
    if head[4:8] == b"ftyp":
        _refuse(raw, "a video or image file")
    _refuse_other_text(raw, head)
    return _text_format(head)


def _refuse(raw: Raw, kind: str, remedy: str = _SAVE_AS_CSV) -> NoReturn:
    raise EngineError(f"{raw.name!r} is {kind}, not a table.", remedy)


def _zip_format(raw: Raw) -> str:
    names = set(open_zip(raw).namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "word/document.xml" in names:
        _refuse(raw, "a Word document")
    if "ppt/presentation.xml" in names:
        _refuse(raw, "a PowerPoint presentation")
    inside = ", ".join(sorted(names)[:3]) or "nothing"
    _refuse(raw, f"a ZIP archive (it holds {inside})", "Unpack it and upload the table inside.")


def open_zip(raw: Raw) -> zipfile.ZipFile:
    """Open the bytes as a ZIP archive, or say that it is cut off."""
    try:
        return zipfile.ZipFile(io.BytesIO(raw.data) if isinstance(raw.data, bytes) else SeekableView(raw.data))
    # zipfile raises these of what is damaged, of another kind, or ends too early.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise EngineError(
            f"{raw.name!r} starts like an Excel workbook or ZIP archive, but it is damaged or cut off ({error}).",
            "Upload it again, or save the table anew.",
        ) from None


class SeekableView(View):
    """A `View` in which archives can jump around."""

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = (0, self._position, len(self._data))[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position


def _ole_format(raw: Raw) -> str:
    # Stream names stand in the directory as UTF-16. An encrypted .xlsx is an OLE file with this stream.
    if _holds(raw.data, "EncryptedPackage"):
        raise EngineError(
            f"{raw.name!r} is protected with a password.",
            "Open it in Excel, save it without the password, upload that.",
        )
    if _holds(raw.data, "Workbook") or _holds(raw.data, "Book"):
        return "xls"
    if _holds(raw.data, "WordDocument"):
        _refuse(raw, "a Word document")
    _refuse(raw, "an Office file without a workbook in it")


def _holds(data: Data, stream: str) -> bool:
    return data.find(stream.encode("utf-16-le")) >= 0


def _refuse_other_text(raw: Raw, head: bytes) -> None:
    start = head[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"version https://git-lfs"):
        raise EngineError(
            f"{raw.name!r} is a Git LFS pointer: the table itself was never downloaded.",
            "Run `git lfs pull`, or download the file through the site, and upload that.",
        )
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
        _refuse(
            raw, "a web page (HTML)", "The download probably led to a login or error page; download the table itself."
        )
    if start.startswith((b"<?xml", b"<workbook", b"<svg")):
        _refuse(raw, "an XML document")


def _text_format(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"{" and _holds_json_lines(start.splitlines()):
        return "jsonl"
    if start[:1] == b"[" and re.match(rb"\[\s*\{\s*\"", start):
        return "json"
    return "delimited"


def _holds_json_lines(lines: list[bytes]) -> bool:
    """Whether the first line is an object, or, if that one is broken, most of the others are."""
    if _is_json_object(lines[0], truncated=len(lines) == 1):
        return True
    others = lines[1 : 1 + JSON_LINES]
    return sum(_is_json_object(line, truncated=False) for line in others) > len(others) / 2


def _is_json_object(line: bytes, truncated: bool) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        # A pretty-printed object, or a line longer than the head.
        return bool(re.match(rb"\{\s*\"(?:[^\"\\]|\\.)*\"\s*:", line)) and (truncated and len(line) > HEAD // 2)
