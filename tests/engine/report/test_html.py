"""One file that asks for nothing, in which nothing that a table says is markup."""

import re
from html.parser import HTMLParser

from engine.report.content import Report
from engine.report.html import to_html

TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "header",
    "section",
    "footer",
    "p",
    "h1",
    "h2",
    "h3",
    "strong",
    "span",
    "i",
    "a",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "details",
    "summary",
    "svg",
    "path",
    "circle",
    "rect",
    "polygon",
    "polyline",
    "text",
}


class Page(HTMLParser):
    """Every tag, attribute and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_it_asks_for_nothing(report: Report) -> None:
    text = to_html(report)
    assert not re.findall(r"url\((?!\"data:)", text)
    assert "default-src 'none'" in text
    for name, value in Page(text).attributes:
        assert name not in {"src", "srcset", "data"}
        assert name != "href" or value.startswith("#")


def test_every_segment_with_its_certainty(report: Report) -> None:
    words = " ".join(Page(to_html(report)).words)
    for page in report.segments:
        assert words.count(page.name) >= 3  # on the cover, beside the map, on its page
        assert page.portrait in words
        assert page.certainty.sentence in words
        for proof in page.receipts:
            assert proof.text in words
    assert report.segments[0].columns[0].here in words
    assert dict(report.provenance)["Fingerprint of the table"] in words


def test_names_are_no_markup(hostile: Report) -> None:
    page = Page(to_html(hostile))
    assert set(page.tags) <= TAGS
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    words = " ".join(page.words)
    assert "<script>alert(1)</script>" in words
    assert "<img src=x onerror=alert(1)>" in words
    to_html(hostile).encode("utf-8")
