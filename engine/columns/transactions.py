"""Recognise a table of order lines: many rows per customer, with a date and an order, a quantity or a price."""

from __future__ import annotations

from collections.abc import Sequence

from engine.dataset import Column, Kind, Meaning, TransactionColumns

# So many rows per customer on average, or so many per order, and the table is not one of customers.
_ROWS_PER_CUSTOMER = 1.5


def recognise(columns: Sequence[Column], n_rows: int) -> TransactionColumns | None:
    """Which columns make the table one of transactions, or None when it is a table of customers."""
    customer = _customer(columns, n_rows)
    date = _first(columns, Kind.DATE, Meaning.ORDER_DATE)
    if customer is None or date is None:
        return None
    order = _first(columns, None, Meaning.ORDER_ID)
    quantity = _first(columns, Kind.NUMBER, Meaning.QUANTITY)
    price = _first(columns, Kind.NUMBER, Meaning.PRICE)
    amount = _amount(columns)
    if order is None and quantity is None and price is None and amount is None:
        return None
    product = _first(columns, None, Meaning.PRODUCT_ID)
    return TransactionColumns(
        customer=customer.name,
        date=date.name,
        order=order.name if order else None,
        quantity=quantity.name if quantity else None,
        price=price.name if price else None,
        amount=amount.name if amount else None,
        product=product.name if product else None,
    )


def _customer(columns: Sequence[Column], n_rows: int) -> Column | None:
    """The column that says whose row it is: an id, or a name where there is no id."""
    for meaning in (Meaning.CUSTOMER_ID, Meaning.EMAIL, Meaning.NAME):
        for column in columns:
            if column.meaning is not meaning or column.n_distinct < 2:
                continue
            if (n_rows - column.n_missing) >= _ROWS_PER_CUSTOMER * column.n_distinct:
                return column
            if meaning is Meaning.CUSTOMER_ID:
                return None  # an id that does not come back: one row per customer
    return None


def _amount(columns: Sequence[Column]) -> Column | None:
    return _first(columns, Kind.NUMBER, Meaning.SPENDING)


def _first(columns: Sequence[Column], kind: Kind | None, meaning: Meaning) -> Column | None:
    for column in columns:
        if column.meaning is meaning and (kind is None or column.kind is kind):
            return column
    return None
