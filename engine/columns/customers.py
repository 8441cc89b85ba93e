"""From order lines to customers: recency, frequency, monetary value and what goes with them, one row per customer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from engine.columns.order_days import ReferenceDate, in_words, reference_day
from engine.columns.order_lines import Lines, clean_lines
from engine.dataset import Column, Columns, Dataset, Kind, Meaning, Note, Role
from engine.errors import EngineError

_DAY = np.timedelta64(1, "D")
_DESCRIBED = (
    "described and decides nothing until switched on, since recency, frequency and monetary value say most of it"
)


def build_customers(dataset: Dataset, reference_date: ReferenceDate | None = None) -> Dataset:
    """Turn a table of transactions into a table of customers.

    Parameters
    ----------
    dataset : Dataset
        With ``transactions``: which columns hold the customer, the date, the order, quantity, price and product.
    reference_date : date, datetime, ISO text or int, optional
        The day from which recency and tenure are counted back; the day after the last transaction by default. A number
        where the table numbers its days instead of dating them.
        Transactions on or after that day are left out and counted.

    Returns
    -------
    Dataset
        One row per customer, in order of first appearance: ``recency_days`` (whole days since the last purchase),
        ``frequency`` (orders), ``monetary`` (money spent), ``average_basket`` (money per order), ``tenure_days``
        (days since the first purchase), ``n_products`` (different products bought) and ``return_share`` (share of
        the customer's lines that were cancelled or returned, 0 to 1), as far as the table has what they need, and
        the region in the latest purchase. Each column's ``reason`` is its definition; the notes count every row that
        was left out.

    Raises
    ------
    EngineError
        If the table is not one of transactions, no purchase is left, or the reference date is none.

    Notes
    -----
    Recency, frequency, monetary value: Hughes, Strategic Database Marketing (1994). The usual cleaning (rows without
    customer, cancellations, non-positive quantity or price) follows Chen, Sain & Guo, Data mining for the online
    retail industry (2012).
    """
    if dataset.transactions is None:
        raise EngineError(
            "This table is not recognised as transactions, so no customers can be built from it.",
            "It needs a customer, a date, and an order, a quantity or an amount; correct the meaning of its columns.",
        )
    days = dataset.frame[dataset.transactions.date]
    reference = reference_day(reference_date, days)
    lines = clean_lines(dataset, reference)
    if reference is None:
        reference = lines.dates.max().astype("datetime64[D]") + _DAY
    frame = _aggregate(lines, reference, dataset.transactions.customer)
    until = in_words(reference, days)
    columns = _describe(frame, lines, until, dataset)
    notes = (
        Note(f"Recency and tenure are counted back from {until}."),
        *lines.notes,
        Note(f"{len(lines.customers):,} purchase lines became {len(frame):,} customers."),
    )
    return Dataset(
        frame=frame,
        columns=Columns(columns),
        notes=notes,
        name=f"{dataset.name}, customers",
        dialect=dataset.dialect,
        set_aside=dataset.set_aside,
        synthetic=dataset.synthetic,
    )


def _aggregate(lines: Lines, reference: np.datetime64, id_name: str) -> pd.DataFrame:
    """Sums and counts per customer; all arrays of ``lines`` are per purchase line."""
    codes, n = lines.codes, len(lines.names)
    days = lines.dates.astype("datetime64[D]").astype(np.int64)
    last, first = np.full(n, np.iinfo(np.int64).min), np.full(n, np.iinfo(np.int64).max)
    np.maximum.at(last, codes, days)
    np.minimum.at(first, codes, days)
    today = int(reference.astype("datetime64[D]").astype(np.int64))
    columns: dict[str, Any] = {id_name: lines.names, "recency_days": today - last}
    frequency = _distinct_per_customer(codes, lines.orders, n)
    columns["frequency"] = frequency
    if lines.amounts is not None:
        monetary = np.bincount(codes, weights=lines.amounts, minlength=n)
        columns["monetary"] = np.round(monetary, 6)
        columns["average_basket"] = np.round(monetary / frequency, 6)
    columns["tenure_days"] = today - first
    if lines.products is not None:
        columns["n_products"] = _distinct_per_customer(codes, lines.products, n)
    if lines.returned is not None:
        bought = np.bincount(codes, minlength=n)
        columns["return_share"] = lines.returned / (lines.returned + bought)
    return pd.DataFrame(
        {**lines.carried, **columns}, columns=[*columns, *(name for name in lines.carried if name not in columns)]
    )


def _distinct_per_customer(codes: np.ndarray[Any, Any], things: np.ndarray[Any, Any], n: int) -> np.ndarray[Any, Any]:
    """How many different things (counted from 0, -1 for none) each customer has."""
    known = things >= 0
    pairs = codes[known].astype(np.int64) * (int(things.max(initial=0)) + 1) + things[known]
    owners = np.unique(pairs) // (int(things.max(initial=0)) + 1)
    return np.bincount(owners, minlength=n).astype(np.int64)


def _describe(frame: pd.DataFrame, lines: Lines, until: str, dataset: Dataset) -> list[Column]:
    unit = lines.unit
    counted = "different orders" if lines.has_orders else "different days with a purchase"
    told: dict[str, tuple[Meaning, Role, str, str]] = {
        "recency_days": (
            Meaning.RECENCY,
            Role.FEATURE,
            "days",
            f"Days from the last purchase to {until}; low is recent.",
        ),
        "frequency": (Meaning.PURCHASES, Role.FEATURE, "", f"Number of {counted}."),
        "monetary": (Meaning.SPENDING, Role.FEATURE, unit, f"Money spent: {lines.amount_rule}."),
        "average_basket": (Meaning.BASKET, Role.PROFILE, unit, f"Money spent per order; {_DESCRIBED}."),
        "tenure_days": (
            Meaning.TENURE,
            Role.PROFILE,
            "days",
            f"Days from the first purchase to {until}; {_DESCRIBED}.",
        ),
        "n_products": (Meaning.PRODUCT, Role.PROFILE, "", f"Number of different products bought; {_DESCRIBED}."),
        "return_share": (
            Meaning.RETURNS,
            Role.PROFILE,
            "",
            f"Lines cancelled or returned as a share of all lines of the customer, 0 to 1; {_DESCRIBED}.",
        ),
    }
    columns = []
    for position, name in enumerate(str(each) for each in frame.columns):
        distinct, missing = int(frame[name].nunique()), int(frame[name].isna().sum())
        if position == 0:
            source = dataset.columns[name]
            kind = Kind.NUMBER if frame[name].dtype.kind in "if" else Kind.TEXT
            reason = "Names the customer; one row each."
            column = Column(name, kind, Role.IDENTIFIER, Meaning.CUSTOMER_ID, reason, personal=source.personal)
        elif name in told:
            meaning, role, its_unit, reason = told[name]
            kind = Kind.CONSTANT if distinct <= 1 and len(frame) > 1 else Kind.NUMBER
            role = Role.IGNORE if kind is Kind.CONSTANT else role
            column = Column(name, kind, role, meaning, reason, its_unit)
        else:
            source = dataset.columns[name]
            kind = Kind.CONSTANT if distinct == 1 else Kind.EMPTY if not distinct else source.kind
            role = Role.PROFILE if kind is source.kind else Role.IGNORE
            column = Column(name, kind, role, source.meaning, "As in the customer's latest purchase; described only.")
        columns.append(replace(column, n_distinct=distinct, n_missing=missing))
    return columns
