"""Lists that people open in a spreadsheet: complete, in order, harmless."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import services
from app.choices import Choices
from app.downloads import audience_url, customers_url, segment_url, slug
from app.exports import zip_url
from app.reports import report_url
from app.services import Ready
from engine.sample import sample_csv
from tests.app.services.conftest import ROWS, Place


def found(place: Place, choices: Choices) -> Ready:
    ready = place.asking(lambda: services.resolve(choices))
    assert isinstance(ready, Ready)
    return ready


def lines(place: Place, url: str) -> list[list[str]]:
    answer = place.client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")  # spreadsheets need it
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_all_customers_in_their_order_with_their_values(place: Place) -> None:
    ready = found(place, place.choices)
    header, *rows = lines(place, customers_url(place.choices))
    original_header, *original = list(csv.reader(io.StringIO(sample_csv(ROWS).decode("utf-8-sig"), newline="")))
    assert header[:3] == ["ID", "segment", "segment_name"]
    assert len(rows) == ROWS
    assert [row[0] for row in rows] == [row[original_header.index("ID")] for row in original]
    income, at = header.index("Income"), original_header.index("Income")
    assert [row[income] for row in rows] == [row[at] for row in original]
    aside = {customer.row for customer in ready.matrix.set_aside}
    assert {position for position, row in enumerate(rows) if row[1] == ""} == aside


def test_one_segment_has_its_customers_only(place: Place) -> None:
    ready = found(place, place.choices.with_k(3))
    for number, size in enumerate(ready.segmentation.sizes, start=1):
        _, *rows = lines(place, segment_url(place.choices.with_k(3), number))
        assert len(rows) == size
        assert {row[1] for row in rows} == {str(number)}
        assert {row[2] for row in rows} == {ready.names[number - 1]}


def test_an_audience_has_its_customers_only(place: Place) -> None:
    for audience in found(place, place.choices).audiences:
        if audience.available:
            _, *rows = lines(place, audience_url(place.choices, audience.key))
            assert len(rows) == len(audience.rows)


@pytest.mark.parametrize("query", ["segment=0", "segment=99", "segment=x", ""])
def test_a_segment_that_is_not_there(place: Place, query: str) -> None:
    answer = place.client.get(f"/download/{place.choices.dataset}/segment.csv?{query}")
    assert answer.status_code == 404
    assert answer.json["message"].startswith("There is no segment")


def test_an_audience_that_is_not_there(place: Place) -> None:
    answer = place.client.get(f"/download/{place.choices.dataset}/audience.csv?audience=nobody")
    assert answer.status_code == 404


def test_formulas_and_foreign_signs(place: Place) -> None:
    header = "id,name of shop,spending,visits,income\n"
    rows = "".join(
        f"{i},{'=1+1' if i % 2 else 'Café'} {i % 5},{i * 37 % 900},{i % 13},{i * 91 % 777}\n" for i in range(120)
    )
    choices = place.upload((header + rows).encode(), "=cmd shops.csv")
    place.work()
    answer = place.client.get(customers_url(choices))
    text = answer.data.decode("utf-8-sig")
    assert "\n=" not in text
    assert ",=" not in text
    assert "'=1+1" in text
    assert "Café" in text
    assert 'filename="cmd-shops-' in answer.headers["Content-Disposition"]


@given(name=st.text(max_size=80))
def test_any_name_becomes_a_file_name(name: str) -> None:
    assert all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in slug(name))
    assert slug(name)


@pytest.mark.parametrize("kind", ["html", "pdf", "pptx"])
def test_the_report_is_saved_and_not_shown_as_one_of_our_pages(place: Place, kind: str) -> None:
    answer = place.client.get(report_url(place.choices, kind))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Disposition"].endswith(f'segments-report.{kind}"')
    assert place.client.get(report_url(place.choices, "exe")).status_code == 404


def test_the_report_has_the_names_that_a_person_gave(place: Place) -> None:
    choices = place.choices.with_k(4)
    place.asking(lambda: services.describe_segment(choices, 1, name="<i>Ours</i>", note="Ask first"))
    text = place.client.get(report_url(choices, "html")).text
    assert "&lt;i&gt;Ours&lt;/i&gt;" in text
    assert "<i>Ours" not in text
    assert "Ask first" in text
    assert "A person's name for" in text
    place.asking(lambda: services.describe_segment(choices, 1, name=None))


def test_one_file_per_segment_holds_everybody_once(place: Place) -> None:
    choices = place.choices.with_k(3)
    ready = found(place, choices)
    answer = place.client.get(zip_url(choices))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        lists = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    rows = {name: list(csv.reader(io.StringIO(text, newline="")))[1:] for name, text in lists.items()}
    assert sum(map(len, rows.values())) == ROWS
    for label, size in enumerate(ready.segmentation.sizes):
        (name,) = [name for name in rows if name.startswith(f"{label + 1:02d}-")]
        assert len(rows[name]) == size
        assert {row[1] for row in rows[name]} == {str(label + 1)}
    assert len(rows.get("set-aside.csv", [])) == len(ready.matrix.set_aside)
