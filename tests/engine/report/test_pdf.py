"""The PDF says the same, is tagged, and takes names as they are."""

import io
import re

from pypdf import PdfReader

from engine.report.content import Report
from engine.report.pdf import to_pdf


def words_of(pdf: PdfReader) -> str:
    return re.sub(r"[\s\u200b]+", "", "".join(page.extract_text() for page in pdf.pages))


def test_a_page_for_each_segment_with_its_certainty(report: Report) -> None:
    pdf = PdfReader(io.BytesIO(to_pdf(report)))
    assert len(pdf.pages) >= 5 + report.k
    words = words_of(pdf)
    for page in report.segments:
        assert words.count(re.sub(r"\s+", "", page.name)) >= 3
        assert re.sub(r"\s+", "", page.certainty.sentence) in words
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"sample: {report.k} segments"
    assert "/StructTreeRoot" in pdf.trailer["/Root"]  # screen readers find their way


def test_names_are_no_markup(hostile: Report) -> None:
    words = words_of(PdfReader(io.BytesIO(to_pdf(hostile))))
    assert "<script>alert(1)</script>" in words
    assert '#eval("1")$x$' in words
    assert '#panic("typst")</style>' in words
