"""Order lines are recognised under the names that shops and accountants give them, in several languages."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.columns.customers import build_customers
from engine.columns.table import read_table
from engine.dataset import Dataset

RNG = np.random.default_rng(0)
ROWS, CUSTOMERS = 600, 40
ORDER = np.sort(RNG.integers(1_000, 1_160, ROWS))
CUSTOMER = ORDER * 7 % CUSTOMERS + 100
DAY = pd.Timestamp("2023-01-01") + pd.to_timedelta(ORDER - 1_000, "D")
QUANTITY, PRODUCT = RNG.integers(1, 6, ROWS), RNG.integers(1, 40, ROWS)
PRICE = np.round(RNG.gamma(2, 8, ROWS) + 1, 2)
AMOUNT = np.round(QUANTITY * PRICE, 2)
ITEM = [f"Thing {number}" for number in PRODUCT]
GERMAN, SPANISH = DAY.strftime("%d.%m.%Y"), DAY.strftime("%d/%m/%Y")
COMMA, EUROS = ([f"{price:.2f}{sign}".replace(".", ",") for price in PRICE] for sign in ("", " €"))

LINES: dict[str, Mapping[str, Any]] = {
    "Online Retail II": {
        "Invoice": ORDER, "StockCode": [f"{85_000 + n}A" for n in PRODUCT], "Description": ITEM, "Quantity": QUANTITY,
        "InvoiceDate": DAY.strftime("%m/%d/%Y %H:%M"), "Price": PRICE, "Customer ID": CUSTOMER, "Country": "UK",
    },
    "snake": {"order_id": ORDER, "customer": CUSTOMER, "order_date": DAY, "sku": PRODUCT, "qty": QUANTITY, "unit_price": PRICE},
    "German": {"Rechnungsnr": ORDER, "Kunde": CUSTOMER, "Datum": GERMAN, "Artikel": ITEM, "Anzahl": QUANTITY, "Preis": EUROS},
    "German accounts": {
        "Belegnr.": ORDER, "Kd-Nr.": CUSTOMER, "Belegdatum": GERMAN, "Artikelbezeichnung": ITEM, "Stück": QUANTITY, "VK-Preis": COMMA,
    },
    "Spanish": {"pedido": ORDER, "cliente": CUSTOMER, "fecha": SPANISH, "producto": ITEM, "cantidad": QUANTITY, "precio": PRICE},
    "Spanish amounts": {"id_pedido": ORDER, "id_cliente": CUSTOMER, "fecha_pedido": DAY, "cod_producto": PRODUCT, "importe": AMOUNT},
    "French": {
        "Numéro de commande": ORDER, "N° client": CUSTOMER, "Date de commande": SPANISH, "Référence": PRODUCT, "Quantité": QUANTITY,
        "Prix unitaire": PRICE,
    },
    "French accounts": {"N° facture": ORDER, "Date": SPANISH, "Code client": CUSTOMER, "Réf article": PRODUCT, "Montant TTC": AMOUNT},
    "Spanish sign": {"Nº Pedido": ORDER, "Fecha": SPANISH, "Cliente": CUSTOMER, "Producto": ITEM, "Importe": AMOUNT},
    "Italian": {"ordine": ORDER, "cliente": CUSTOMER, "data ordine": DAY, "prodotto": ITEM, "quantita": QUANTITY, "prezzo unitario": PRICE},
    "Dutch": {
        "Bestelnummer": ORDER, "Klantnummer": CUSTOMER, "Besteldatum": DAY, "Artikelnummer": PRODUCT, "Aantal": QUANTITY, "Prijs": PRICE,
    },
    "events": {"event_time": DAY.strftime("%Y-%m-%d %H:%M:%S UTC"), "order": ORDER, "item": ITEM, "user_id": CUSTOMER, "total": AMOUNT},
    "till": {"Receipt No": ORDER, "Member": CUSTOMER, "Sale Date": DAY, "Item": ITEM, "Units": QUANTITY, "Net Sales": AMOUNT},
}  # fmt: skip


def read(table: Mapping[str, Any], delimiter: str = ",") -> Dataset:
    return read_table(pd.DataFrame(table).to_csv(index=False, sep=delimiter).encode())


@pytest.mark.parametrize("names", list(LINES))
def test_order_lines_become_customers_whatever_their_columns_are_called(names: str) -> None:
    lines = read(LINES[names], ";" if names.startswith("German") else ",")
    found = lines.transactions
    assert found is not None
    assert found.order is not None
    assert found.product is not None
    customers = build_customers(lines).frame
    assert len(customers) == CUSTOMERS
    assert customers["monetary"].sum() == pytest.approx(AMOUNT.sum())
    assert customers["frequency"].sum() == len(np.unique(ORDER))


def test_an_export_of_payments_names_its_rows_and_says_which_failed() -> None:
    status = np.where(RNG.random(ROWS) < 0.1, "Failed", "Paid")
    payments = {
        "id": [f"ch_{row}" for row in range(ROWS)],
        "Created (UTC)": DAY + pd.to_timedelta(RNG.integers(0, 24, ROWS), "h"),
        "Amount": AMOUNT,
        "Status": status,
        "Customer ID": [f"cus_{number}" for number in CUSTOMER],
    }
    lines = read(payments)
    assert lines.transactions is not None
    assert (lines.transactions.customer, lines.transactions.order) == ("Customer ID", "id")
    assert build_customers(lines).frame["monetary"].sum() == pytest.approx(AMOUNT[status == "Paid"].sum())


def test_when_customers_were_created_is_no_purchase() -> None:
    created = pd.Timestamp("2020-01-01") + pd.to_timedelta(CUSTOMER, "D")
    assert read({"customer id": CUSTOMER, "account created": created, "amount": AMOUNT}).transactions is None


@pytest.mark.parametrize("amount", ["amount", "value", "Total", "Betrag"])
def test_payments_without_orders_count_by_day(amount: str) -> None:
    customers = build_customers(read({"client_id": CUSTOMER, "timestamp": DAY, amount: AMOUNT})).frame
    assert customers["monetary"].sum() == pytest.approx(AMOUNT.sum())
    assert customers["frequency"].sum() == len(np.unique(ORDER))


def test_one_row_per_order() -> None:
    first = np.unique(ORDER, return_index=True)[1]
    table = {"Order ID": ORDER, "Email": [f"c{n}@example.org" for n in CUSTOMER], "Created at": DAY, "Total": AMOUNT}
    orders = read({**{name: np.asarray(values)[first] for name, values in table.items()}, "Items": QUANTITY[first]})
    customers = build_customers(orders).frame
    assert len(customers) == CUSTOMERS
    assert customers["monetary"].sum() == pytest.approx(AMOUNT[first].sum())
    assert "n_products" not in customers


def test_customers_with_a_total_and_a_date_are_no_order_lines() -> None:
    people = {"customer": np.arange(ROWS), "created at": DAY, "total": AMOUNT, "item": ITEM}
    assert read(people).transactions is None


def test_delivery_dates_are_not_taken_for_the_day_of_the_order() -> None:
    table = {"customer_id": CUSTOMER, "shipped": DAY + pd.Timedelta(3, "D"), "order_date": DAY, "amount": AMOUNT}
    found = read(table).transactions
    assert found is not None
    assert found.date == "order_date"
