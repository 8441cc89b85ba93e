"""A person says how a file is to be read, and what becomes of order lines; everything else follows."""

from dataclasses import replace

import pandas as pd
import pytest

from app import services
from app.choices import Choices
from app.jobs.kinds import READ, REREAD
from app.services import Failed, Ready, Undecided, Working
from engine.corrections import Corrections, Rows
from engine.errors import EngineError
from engine.preparation.spec import PreparationSpec
from engine.sample import sample_csv
from pages.data_tables import tables
from tests.app.services.conftest import Place

CUSTOMERS = 60


def order_lines() -> bytes:
    """Three orders of every customer, one of them sent back by each third."""
    lines = []
    for customer in range(CUSTOMERS):
        for order in range(3):
            returned = order == 2 and customer % 3 == 0
            lines.append(
                {
                    "CustomerID": 1000 + customer,
                    "InvoiceNo": f"{'C' if returned else ''}{customer * 3 + order + 50000}",
                    "InvoiceDate": f"2024-{1 + (customer + order) % 12:02d}-{1 + customer % 28:02d}",
                    "StockCode": f"P{(customer + order) % 7}",
                    "Quantity": -1 if returned else 1 + (customer * order) % 5,
                    "UnitPrice": 2.5 + customer % 4,
                }
            )
    return pd.DataFrame(lines).to_csv(index=False).encode()


@pytest.fixture(scope="module")
def orders(place: Place) -> Choices:
    choices = place.upload(order_lines(), "orders.csv")
    assert place.work() == [READ]  # nothing is analysed before the person has said what the lines become
    return choices


def customers(choices: Choices, day: str | None = None) -> Choices:
    return choices.with_reading(Corrections(rows=Rows.CUSTOMERS, reference_date=day))


def finished(place: Place, choices: Choices) -> Ready:
    assert isinstance(place.asking(lambda: services.resolve(choices)), Working | Ready)
    place.work()
    found = place.asking(lambda: services.resolve(choices))
    assert isinstance(found, Ready), found
    return found


def test_order_lines_wait_for_the_person(place: Place, orders: Choices) -> None:
    found = place.asking(lambda: services.resolve(orders))
    assert isinstance(found, Undecided)
    assert f"{3 * CUSTOMERS} order lines" in found.message
    status = place.asking(lambda: services.upload_status(str(orders.dataset)))
    assert status.undecided
    table = place.asking(lambda: services.dataset_of(orders))
    assert table is not None
    assert table.transactions is not None


def test_customers_are_built_from_order_lines(place: Place, orders: Choices) -> None:
    found = finished(place, customers(orders, "2025-01-01"))
    assert found.dataset.n_rows == CUSTOMERS
    assert {"recency_days", "frequency", "monetary", "return_share"} <= set(found.dataset.columns.names)
    said = " ".join(note.message for note in found.dataset.notes)
    assert "20 rows cancelled" in said
    assert "1 January 2025" in said
    assert sum(profile.size for profile in found.profiles) + len(found.matrix.set_aside) == CUSTOMERS


def test_the_list_of_tables_says_how_many_rows_the_open_one_has_now(place: Place, orders: Choices) -> None:
    finished(place, customers(orders))
    listed = place.asking(lambda: str(tables(customers(orders))))
    assert f"open · {CUSTOMERS} rows" in listed
    assert f"open · {3 * CUSTOMERS} rows" in place.asking(lambda: str(tables(orders)))


def test_another_reference_date_is_another_table(place: Place, orders: Choices) -> None:
    one, two = finished(place, customers(orders, "2025-01-01")), finished(place, customers(orders, "2025-01-31"))
    later = two.dataset.frame["recency_days"] - one.dataset.frame["recency_days"]
    assert set(later) == {30}
    assert one.view.id == two.view.id
    assert one.view.fingerprint != two.view.fingerprint


def test_a_date_before_all_orders_is_a_sentence_and_the_table_stays_open(place: Place, orders: Choices) -> None:
    choices = customers(orders, "1999-01-01")
    place.asking(lambda: services.resolve(choices))
    assert place.work() == [REREAD]
    found = place.asking(lambda: services.resolve(choices))
    assert isinstance(found, Failed)
    assert "No purchase is left" in found.message
    table = place.asking(lambda: services.dataset_of(choices))
    assert table is not None
    assert table.n_rows == 3 * CUSTOMERS


def test_a_table_may_begin_in_another_line(place: Place) -> None:
    two = b"a;b\n1;2\n3;4\n\n" + sample_csv(80).replace(b"\t", b",")
    choices = place.upload(two, "two.csv")
    place.work()
    corrected = choices.with_reading(Corrections(first_line=5))
    found = finished(place, corrected)
    assert found.dataset.n_rows == 80
    assert found.dataset.dialect is not None
    assert found.dataset.dialect.header == 5


def test_a_file_is_looked_at_before_it_is_read_another_way(place: Place) -> None:
    seen = place.asking(lambda: services.reading_head(place.choices, Corrections(header_rows=0)))
    assert seen is not None
    assert list(seen.frame.columns)[:2] == ["column 1", "column 2"]
    assert seen.frame.iloc[0, 0] == place.asking(lambda: services.dataset_of(place.choices)).columns[0].name  # type: ignore[union-attr]
    with pytest.raises(EngineError, match="nothing stands there"):
        place.asking(lambda: services.reading_head(place.choices, Corrections(first_line=100_000)))


def test_names_in_two_rows_are_joined_when_the_person_says_so(place: Place) -> None:
    lines = sample_csv(80).decode().splitlines()
    groups = ",".join(["Customer"] * len(lines[0].split(",")))
    choices = place.upload("\n".join([groups, *lines]).encode(), "groups.csv")
    place.work()
    found = finished(place, choices.with_reading(Corrections(header_rows=2)))
    assert found.dataset.n_rows == 80
    assert found.dataset.columns[0].name.startswith("Customer ")


def test_a_decimal_sign_keeps_what_was_chosen_for_columns() -> None:
    chosen = Choices(dataset="a").with_reading(Corrections(columns={"x": {"unit": "$"}}))
    spec = replace(chosen, spec=PreparationSpec.from_json({"columns": {"x": {"weight": 2}}}))
    other = spec.with_reading(replace(spec.reading, decimal=","))
    assert other.spec == spec.spec
    assert other.reading.key != spec.reading.key
    assert spec.with_reading(replace(spec.reading, header_rows=2)).spec == PreparationSpec()


@pytest.mark.parametrize("wrong", [{"header_rows": "2"}, {"header_rows": -1}, {"first_line": 0}, {"quote": ""}])
def test_corrections_of_another_shape_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(EngineError, match="cannot be"):
        Corrections.from_json(wrong)


def test_a_column_is_what_the_person_says(place: Place) -> None:
    reading = Corrections().with_column("Kidhome", kind="category", meaning="family", unit="")
    choices = place.choices.with_reading(reading)
    column = finished(place, choices).dataset.columns["Kidhome"]
    assert column.kind == "category"
    assert reading.with_column("Kidhome", kind="", meaning="") == Corrections()


def test_a_corrected_reading_keeps_its_own_names(place: Place, orders: Choices) -> None:
    built = customers(orders, "2025-01-01")
    finished(place, built)
    place.asking(lambda: services.rename_segment(built.with_k(2), 0, "Regulars"))
    other = customers(orders, "2025-01-31").with_k(2)
    assert "Regulars" in finished(place, built.with_k(2)).names
    assert "Regulars" not in finished(place, other).names


def test_deleting_a_table_deletes_its_corrected_readings(place: Place) -> None:
    choices = place.upload(order_lines(), "again.csv")
    place.work()
    found = finished(place, customers(choices, "2025-02-01"))
    results = place.context.workspace.folders.results(str(found.view.fingerprint))
    assert results.is_dir()
    place.asking(lambda: services.delete_dataset(str(choices.dataset)))
    assert not results.exists()
    assert not place.context.workspace.folders.dataset(str(choices.dataset)).exists()


def test_corrections_travel_in_the_address(orders: Choices) -> None:
    choices = customers(orders, "2025-01-01")
    assert Choices.from_search(choices.to_search()) == choices
    nonsense = Choices.from_search("?dataset=a&reading=%7B%22rows%22%3A%22x%22%7D")
    assert nonsense.reading == Corrections()
