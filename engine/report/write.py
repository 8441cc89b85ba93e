"""A report as a file: the ending says which."""

from __future__ import annotations

from pathlib import Path

from engine.errors import EngineError
from engine.files import write_atomically
from engine.report.content import Report

KINDS = {
    "html": "text/html",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def report_file(report: Report, kind: str) -> bytes:
    """The report in one of `KINDS`.

    Parameters
    ----------
    report : Report
        As `engine.report.build.build_report` puts it together.
    kind : str
        "html", "pdf" or "pptx".

    Returns
    -------
    bytes

    Raises
    ------
    EngineError
        If there is no such kind.
    """
    if kind == "html":
        from engine.report.html import to_html

        return to_html(report).encode()
    if kind == "pdf":
        from engine.report.pdf import to_pdf

        return to_pdf(report)
    if kind == "pptx":
        from engine.report.slides import to_slides

        return to_slides(report)
    raise EngineError(f"There is no report as {kind!r}.", f"Choose one of {', '.join(KINDS)}.")


def write_report(report: Report, path: Path) -> Path:
    """Write the report to a file whose ending says what it is; it appears whole or not at all."""
    content = report_file(report, path.suffix.lower().lstrip("."))
    try:
        with write_atomically(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise EngineError(
            f"{path} could not be written ({error.strerror}).", "Choose a folder you may write to."
        ) from None
    return path
