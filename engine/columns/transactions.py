"""Recognise a table of order lines: many rows per customer, with a date and an order, a quantity or a price."""

from __future__ import annotations

from collections.abc import Sequence

from engine.columns.lexicon import Lexicon
from engine.columns.order_days import counted_days
from engine.dataset import Column, Kind, Meaning, TransactionColumns

# So many rows per customer on average, or so many per order, and the table is not one of customers.
_ROWS_PER_CUSTOMER = 1.5


def recognise(columns: Sequence[Column], n_rows: int, lexicon: Lexicon) -> TransactionColumns | None:
    """Which columns make the table one of transactions, or None when it is a table of customers."""
    customer = _customer(columns, n_rows, lexicon)
    if customer is None:
        return None
    rest = [column for column in columns if column is not customer and column.kind not in (Kind.EMPTY,)]
    finder = _Finder(rest, lexicon)
    date = (
        finder.find(Meaning.ORDER_DATE, Kind.DATE)
        or _created(rest, customer)
        or _only_date(rest)
        or counted_days(rest)
    )
    if date is None:
        return None
    order = finder.find(Meaning.ORDER_ID) or next((column for column in rest if _is_bare(column, lexicon)), None)
    quantity = finder.find(Meaning.QUANTITY, Kind.NUMBER)
    price = finder.find(Meaning.PRICE, Kind.NUMBER)
    amount = finder.find(Meaning.SPENDING, Kind.NUMBER)
    if order is None and quantity is None and price is None and amount is None:
        return None
    product = finder.find(Meaning.PRODUCT_ID)
    return TransactionColumns(
        customer=customer.name,
        date=date.name,
        order=order.name if order else None,
        quantity=quantity.name if quantity else None,
        price=price.name if price else None,
        amount=amount.name if amount else None,
        product=product.name if product else None,
    )


def _customer(columns: Sequence[Column], n_rows: int, lexicon: Lexicon) -> Column | None:
    """The column that says whose row it is: an id, or a name where there is no id."""
    for meaning in (Meaning.CUSTOMER_ID, Meaning.EMAIL, Meaning.NAME):
        fitting = [column for column in columns if column.meaning is meaning and column.n_distinct >= 2]
        # "id" beside "customer id" is the row's own.
        for column in sorted(fitting, key=lambda column: _is_bare(column, lexicon)):
            if (n_rows - column.n_missing) >= _ROWS_PER_CUSTOMER * column.n_distinct:
                return column
            if meaning is Meaning.CUSTOMER_ID:
                return None  # an id that does not come back: one row per customer
    return None


def _is_bare(column: Column, lexicon: Lexicon) -> bool:
    """Whether a column is an id of whatever the rows are."""
    return column.meaning is Meaning.CUSTOMER_ID and lexicon.words(column.name) == ["id"]


def _created(columns: Sequence[Column], customer: Column) -> Column | None:
    """When the row was created, if it cannot be the customer that was: there are more such dates than customers."""
    dates = (column for column in columns if column.kind is Kind.DATE and column.meaning is Meaning.SIGN_UP_DATE)
    return next((column for column in dates if column.n_distinct > customer.n_distinct), None)


class _Finder:
    """Columns by what they mean; where none says so in full, by the short names that order lines have."""

    def __init__(self, columns: Sequence[Column], lexicon: Lexicon) -> None:
        self.columns = columns
        self.short = {
            column.name: match.entry
            for column in columns
            for match in lexicon.matches(column.name, lines=True)
            if match.entry.lines and column.kind in match.entry.kinds
        }

    def find(self, meaning: Meaning, kind: Kind | None = None) -> Column | None:
        fitting = [column for column in self.columns if kind is None or column.kind is kind]
        for column in fitting:
            if column.meaning is meaning:
                return column
        for column in fitting:
            entry = self.short.get(column.name)
            if entry is not None and entry.meaning is meaning:
                return column
        return None


def _only_date(columns: Sequence[Column]) -> Column | None:
    """The date of a table that has one, unless it says what it is the date of."""
    dates = [column for column in columns if column.kind is Kind.DATE]
    return dates[0] if len(dates) == 1 and dates[0].meaning is None else None
