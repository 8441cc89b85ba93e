"""Order lines cleaned the usual way: what is no purchase is left out, counted and said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.columns.order_days import moments
from engine.dataset import Dataset, Kind, Meaning, Note, TransactionColumns
from engine.errors import EngineError

# How a line says in words that nothing was bought, or that it came back.
_CANCELLED = re.compile(
    r"cancel|return|refund|storn|retour|rembours|devol|annul|reversed|chargeback|\bfail|declined|rejected|\bvoid",
    re.IGNORECASE,
)
_STATUS = re.compile(r"status|state of order|order state|type|zustand|statut|estado", re.IGNORECASE)
# An order's total that stands on each of its lines is the same on all of them in so many orders of several lines.
_REPEATED = 0.95


@dataclass(frozen=True, eq=False)
class Lines:
    """Purchases, line by line.

    Attributes
    ----------
    names : ndarray, shape (c,)
        The customers, in order of first appearance.
    codes : ndarray of int64, shape (n,)
        Each line's customer as a position in ``names``.
    dates : ndarray of datetime64[us], shape (n,)
    orders, products : ndarray of int64, shape (n,)
        Order and product of each line, counted from 0.
    amounts : ndarray of float64, shape (n,), or None
    returned : ndarray of int64, shape (c,), or None
        Lines that each customer cancelled or sent back; None when the table cannot say.
    carried : mapping of str to ndarray, shape (c,)
        What the customer's latest line says about where they live.
    """

    names: Any
    codes: NDArray[np.int64]
    dates: NDArray[np.datetime64]
    orders: NDArray[np.int64]
    has_orders: bool
    products: NDArray[np.int64] | None
    amounts: NDArray[np.float64] | None
    amount_rule: str
    unit: str
    returned: NDArray[np.int64] | None
    carried: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def customers(self) -> NDArray[np.int64]:
        return self.codes


def clean_lines(dataset: Dataset, reference: np.datetime64 | None) -> Lines:
    """Leave out rows without customer or date, cancellations and returns, and rows whose price or quantity is not
    positive; count each.

    Raises
    ------
    EngineError
        If no purchase is left.
    """
    frame, found = dataset.frame, dataset.transactions
    if found is None:
        raise EngineError("This table is not recognised as transactions.", "Correct the meaning of its columns.")
    notes: list[Note] = []
    known = frame[found.customer].notna().to_numpy()
    _count(notes, ~known, "without a customer")
    dates = moments(frame[found.date])
    dated = ~np.isnat(dates)
    _count(notes, known & ~dated, "without a date")
    keep = known & dated
    if reference is not None:
        late = keep & (dates >= reference.astype("datetime64[us]"))
        _count(notes, late, "on or after the reference date")
        keep &= ~late
    cancelled, how = _cancelled(dataset, found)
    _count(notes, keep & cancelled, f"cancelled ({how})" if how else "cancelled")
    amounts, amount_rule = _amounts(frame, found)
    negative = _below(frame, found.quantity) | (_below(frame, found.amount) if found.amount else False)
    _count(notes, keep & ~cancelled & negative, "with a quantity or amount below zero (returns)")
    returns = keep & (cancelled | negative)
    worthless = _not_positive(frame, (found.quantity, found.price)) | (
        np.zeros(len(frame), bool) if amounts is None else ~(amounts > 0)
    )
    _count(notes, keep & ~returns & worthless, "whose quantity or price is not positive, or missing")
    bought = keep & ~returns & ~worthless
    if not bought.any():
        raise EngineError(
            "No purchase is left once rows without customer or date, cancellations and returns are out.",
            "Check which columns hold the customer, the date, the quantity and the price.",
        )
    codes, names = pd.factorize(_identity(frame[found.customer])[bought])
    everyone = frame[found.customer][known & dated].nunique()
    if everyone > len(names):
        gone = everyone - len(names)
        who = "1 customer without a purchase does" if gone == 1 else f"{gone:,} customers without a purchase do"
        notes.append(Note(f"{who} not appear."))
    lost = _returned(frame, found, returns, names) if (how or found.quantity or found.amount) else None
    orders, has_orders = _orders(frame, found, dates, bought)
    values = None if amounts is None else amounts[bought]
    if values is not None and found.order is not None and _is_order_total(values, orders, found):
        values, amount_rule = _once_per_order(values, orders), "the total of each order, counted once"
        notes.append(Note(f"'{found.amount}' repeats the total on every line of an order; it is counted once."))
    return Lines(
        names=names,
        codes=codes.astype(np.int64),
        dates=dates[bought],
        orders=orders,
        has_orders=has_orders,
        products=_codes(frame[found.product][bought]) if found.product else None,
        amounts=values,
        amount_rule=amount_rule,
        unit=_unit(dataset, found),
        returned=lost,
        carried=_carried(dataset, bought, codes, dates[bought], len(names)),
        notes=tuple(notes),
    )


def _count(notes: list[Note], mask: NDArray[np.bool_], what: str) -> None:
    rows = int(np.count_nonzero(mask))
    if rows:
        start = "1 row" if rows == 1 else f"{rows:,} rows"
        were = "was" if rows == 1 else "were"
        notes.append(Note(f"{start} {what} {were} left out."))


def _identity(customers: pd.Series[Any]) -> pd.Series[Any]:
    """Whole numbers as integers again: a few missing ids made them floats."""
    if customers.dtype.kind == "f" and (customers.dropna() % 1 == 0).all():
        return customers.fillna(-1).astype(np.int64)
    return customers


def _cancelled(dataset: Dataset, found: TransactionColumns) -> tuple[NDArray[np.bool_], str]:
    """Lines whose order number or status says that nothing was bought, and how it says so."""
    frame = dataset.frame
    for column in dataset.columns:
        if (
            column.kind is not Kind.CATEGORY
            or not _STATUS.search(column.name)
            or frame[column.name].dtype.kind in "if"
        ):
            continue
        levels = [level for level in frame[column.name].dropna().unique() if _CANCELLED.search(str(level))]
        if levels:
            said = ", ".join(f"'{level}'" for level in levels[:3])
            return frame[column.name].isin(levels).to_numpy(), f"'{column.name}' says {said}"
    if found.order is None or frame[found.order].dtype.kind in "if":
        return np.zeros(len(frame), dtype=bool), ""
    codes, orders = pd.factorize(frame[found.order])
    letter = pd.Series(orders, dtype="str").str.match(r"^[CcRr]-?\d").to_numpy(dtype=bool)
    digits = pd.Series(orders, dtype="str").str.match(r"^\d").to_numpy(dtype=bool)
    if not letter.any() or digits.mean() < 0.5:
        return np.zeros(len(frame), dtype=bool), ""
    marked = np.append(letter, [False])[codes]
    return marked, f"'{found.order}' starts with a letter, as in {orders[int(np.argmax(letter))]}"


def _amounts(frame: pd.DataFrame, found: TransactionColumns) -> tuple[NDArray[np.float64] | None, str]:
    if found.amount is not None:
        return frame[found.amount].to_numpy(dtype=np.float64), f"the sum of '{found.amount}'"
    if found.price is None:
        return None, ""
    price = frame[found.price].to_numpy(dtype=np.float64)
    if found.quantity is None:
        return price, f"the sum of '{found.price}'"
    quantity = frame[found.quantity].to_numpy(dtype=np.float64)
    return quantity * price, f"the sum of '{found.quantity}' times '{found.price}'"


def _below(frame: pd.DataFrame, name: str | None) -> NDArray[np.bool_]:
    if name is None:
        return np.zeros(len(frame), dtype=bool)
    return np.asarray(frame[name].to_numpy(dtype=np.float64) < 0)


def _not_positive(frame: pd.DataFrame, names: tuple[str | None, ...]) -> NDArray[np.bool_]:
    mask = np.zeros(len(frame), dtype=bool)
    for name in names:
        if name is not None:
            mask |= ~(frame[name].to_numpy(dtype=np.float64) > 0)
    return mask


def _returned(
    frame: pd.DataFrame, found: TransactionColumns, returns: NDArray[np.bool_], names: Any
) -> NDArray[np.int64]:
    """Returned lines of each customer who also bought something."""
    places = pd.Index(names).get_indexer(pd.Index(_identity(frame[found.customer])[returns]))
    return np.bincount(places[places >= 0], minlength=len(names)).astype(np.int64)


def _orders(
    frame: pd.DataFrame, found: TransactionColumns, dates: NDArray[np.datetime64], bought: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], bool]:
    """Orders counted from 0; without a column for them, all lines of one day are one order."""
    if found.order is not None and frame[found.order][bought].notna().all():
        return _codes(frame[found.order][bought]), True
    return pd.factorize(dates[bought].astype("datetime64[D]"))[0].astype(np.int64), False


def _codes(column: pd.Series[Any]) -> NDArray[np.int64]:
    return pd.factorize(column)[0].astype(np.int64)


def _is_order_total(amounts: NDArray[np.float64], orders: NDArray[np.int64], found: TransactionColumns) -> bool:
    if found.amount is None:
        return False
    n = int(orders.max()) + 1
    lines = np.bincount(orders, minlength=n)
    high, low = np.full(n, -np.inf), np.full(n, np.inf)
    np.maximum.at(high, orders, amounts)
    np.minimum.at(low, orders, amounts)
    several = lines > 1
    return int(several.sum()) >= 5 and float((high == low)[several].mean()) >= _REPEATED


def _once_per_order(amounts: NDArray[np.float64], orders: NDArray[np.int64]) -> NDArray[np.float64]:
    first = np.zeros(len(orders), dtype=bool)
    first[np.unique(orders, return_index=True)[1]] = True
    return np.where(first, amounts, 0.0)


def _unit(dataset: Dataset, found: TransactionColumns) -> str:
    name = found.amount or found.price
    return dataset.columns[name].unit if name is not None else ""


def _carried(
    dataset: Dataset, bought: NDArray[np.bool_], codes: NDArray[np.int64], dates: NDArray[np.datetime64], n: int
) -> dict[str, Any]:
    """Where customers live, by their latest line."""
    regions = [
        column.name
        for column in dataset.columns
        if column.meaning is Meaning.REGION and column.kind is Kind.CATEGORY and not column.personal
    ]
    if not regions:
        return {}
    latest = np.empty(n, dtype=np.int64)
    in_time = np.argsort(dates, kind="stable")
    latest[codes[in_time]] = in_time
    return {name: dataset.frame[name][bought].iloc[latest].reset_index(drop=True) for name in regions}
