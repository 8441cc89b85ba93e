"""What a table is once it has been understood: columns with a kind, a role, a meaning and a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, overload

import pandas as pd


class Kind(StrEnum):
    """What the values of a column are."""

    NUMBER = "number"
    BOOLEAN = "boolean"  # two answers; stored as int64/float64 0 and 1, or as the two words
    CATEGORY = "category"  # few distinct texts, or codes that only look like numbers
    DATE = "date"
    TEXT = "text"  # many distinct texts
    CONSTANT = "constant"
    EMPTY = "empty"


class Role(StrEnum):
    """What a column is used for."""

    FEATURE = "feature"  # decides the segments
    PROFILE = "profile"  # described per segment, but never decides them
    IDENTIFIER = "identifier"  # names the row in every export
    IGNORE = "ignore"  # kept in exports only


class Meaning(StrEnum):
    """What a column says about a customer. The lexicon (engine/lexicon/columns.toml) maps names to these."""

    BUDGET = "budget"  # income, salary, credit limit
    SPENDING = "spending"  # money spent
    SPENDING_SCORE = "spending_score"
    PURCHASES = "purchases"  # number of purchases, any channel
    WEB_PURCHASES = "web_purchases"
    STORE_PURCHASES = "store_purchases"
    CATALOG_PURCHASES = "catalog_purchases"
    WEB_VISITS = "web_visits"
    STORE_VISITS = "store_visits"
    DEALS = "deals"  # purchases made with a discount
    RECENCY = "recency"  # days (or months) since the last purchase: low is recent
    TENURE = "tenure"  # how long somebody has been a customer
    SIGN_UP_DATE = "sign_up_date"
    BASKET = "basket"  # average value of one purchase
    FREQUENCY = "frequency"  # how often, as a rate or score
    BALANCE = "balance"
    CASH_ADVANCE = "cash_advance"
    PAYMENTS = "payments"
    CHARGES = "charges"  # what a subscription costs
    USAGE = "usage"  # minutes, sessions, logins
    RETURNS = "returns"
    SHARE = "share"  # share of spending or purchases in one channel
    ENGAGEMENT = "engagement"  # e-mail opens, clicks, app sessions
    SATISFACTION = "satisfaction"
    PRODUCT = "product"  # subscribed options, contract, payment method
    AGE = "age"
    BIRTH_YEAR = "birth_year"
    BIRTH_DATE = "birth_date"
    FAMILY = "family"  # children and household size
    MARITAL_STATUS = "marital_status"
    EDUCATION = "education"
    OCCUPATION = "occupation"
    GENDER = "gender"
    REGION = "region"
    CAMPAIGN_RESPONSE = "campaign_response"
    COMPLAINT = "complaint"
    CHURN = "churn"
    CONSENT = "consent"  # opt-out, do-not-contact
    CUSTOMER_ID = "customer_id"
    ORDER_ID = "order_id"
    ORDER_DATE = "order_date"
    PRODUCT_ID = "product_id"
    QUANTITY = "quantity"
    PRICE = "price"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    INDEX = "index"  # an exported row number


@dataclass(frozen=True)
class Column:
    """One column of the uploaded table.

    Attributes
    ----------
    name : str
        As in the table (blank and repeated headers made distinct).
    kind, role, meaning
        See the enumerations. ``meaning`` is None when nothing is known.
    reason : str
        One sentence: why this kind, role and meaning.
    unit : str
        Shown with values: "$", "k$", "days", "%", or "".
    n_missing, n_distinct : int
        Counts over all rows.
    n_odd : int
        Cells that were not empty but could not be read as this kind (they became missing).
    odd_values : tuple of str
        Up to ten of them, as written.
    sentinels : tuple of float
        Values suspected to stand for "unknown" (-1, 999999); they stay until a person says so.
    personal : bool
        Personal data (names, e-mail, phone): kept out of features and of hover by default.
    mark : str
        What ticks a cell, where a blank one says no; else "".
    """

    name: str
    kind: Kind
    role: Role
    meaning: Meaning | None = None
    reason: str = ""
    unit: str = ""
    n_missing: int = 0
    n_distinct: int = 0
    n_odd: int = 0
    odd_values: tuple[str, ...] = ()
    sentinels: tuple[float, ...] = ()
    personal: bool = False
    mark: str = ""


class Columns(Sequence[Column]):
    """The columns in table order; ``columns["Income"]`` finds one by name."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._by_name = {column.name: column for column in self._columns}

    @overload
    def __getitem__(self, key: str) -> Column: ...
    @overload
    def __getitem__(self, key: int) -> Column: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Column, ...]: ...
    def __getitem__(self, key: str | int | slice) -> Column | tuple[Column, ...]:
        return self._by_name[key] if isinstance(key, str) else self._columns[key]

    def __len__(self) -> int:
        return len(self._columns)

    def __iter__(self) -> Iterator[Column]:
        return iter(self._columns)

    def __contains__(self, item: object) -> bool:
        return item in self._by_name if isinstance(item, str) else item in self._columns

    def __repr__(self) -> str:
        return f"Columns({list(self._by_name)})"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    def with_role(self, role: Role) -> tuple[Column, ...]:
        return tuple(column for column in self._columns if column.role is role)

    def with_meaning(self, *meanings: Meaning) -> tuple[Column, ...]:
        return tuple(column for column in self._columns if column.meaning in meanings)


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True)
class Note:
    """One thing that was noticed or done while reading, in a sentence."""

    message: str
    severity: Severity = Severity.INFO
    column: str | None = None

    @property
    def sentence(self) -> str:
        """The message with the column that it is about: "Income: its numbers have a decimal comma." """
        if self.column is None or self.column in self.message:
            return self.message
        return f"{self.column}: {self.message[:1].lower()}{self.message[1:]}"


@dataclass(frozen=True)
class DerivedColumn:
    """A column that can be computed from others, proposed and never added silently.

    Attributes
    ----------
    name : str
        A valid Python identifier, distinct from all columns.
    expression : str
        For ``pandas.DataFrame.eval`` over the dataset's frame, without the assignment: names that are not
        identifiers stand in backticks.
    sources : tuple of str
        The columns it is computed from; they are no longer features of their own while it is one.
    replaces_sources : bool
        Whether the sources become profile-only when this column is used (a total replaces its parts).
    reason : str
        One sentence for the page.
    default : bool
        Used unless the person declines it.
    """

    name: str
    expression: str
    sources: tuple[str, ...]
    kind: Kind
    role: Role
    meaning: Meaning | None
    unit: str = ""
    replaces_sources: bool = False
    reason: str = ""
    default: bool = True


@dataclass(frozen=True)
class SetAsideRow:
    """A record that could not be read: nothing is dropped without a trace."""

    line: int  # physical line in the file, from 1 (row number in a workbook)
    reason: str
    text: str  # as written, cut to a limit


@dataclass(frozen=True)
class Dialect:
    """How the file was written, as detected from its content.

    ``header`` is the physical line (from 1) of the first header row, or None when the table has none.
    """

    format: str  # "delimited", "xlsx", "xls", "parquet", "jsonl"
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    record_delimiter: str | None = None
    header: int | None = 1
    header_rows: int = 1
    preamble_lines: int = 0
    footnote_lines: int = 0
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    compression: str | None = None


@dataclass(frozen=True)
class OtherTable:
    """A further table found in the same file, not read."""

    first_line: int
    n_rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Cells:
    """A table as text, exactly as written in the file: no hints, no types.

    Attributes
    ----------
    frame : pandas.DataFrame
        Text cells, one row per record in file order. Header cells are as written: blanks stay ``''`` and
        duplicates stay, so address columns by position.
    """

    frame: pd.DataFrame
    dialect: Dialect
    set_aside: tuple[SetAsideRow, ...] = ()
    other_tables: tuple[OtherTable, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class TransactionColumns:
    """Which columns make a table one of order lines rather than customers."""

    customer: str
    date: str
    order: str | None = None
    quantity: str | None = None
    price: str | None = None
    amount: str | None = None
    product: str | None = None


class _OfContent:
    """The fingerprint that was given, or that of the frame, found when it is first asked for: it takes a look at every value."""

    def __get__(self, dataset: Dataset | None, _: type | None = None) -> str:
        if dataset is None:
            return ""  # the default of the field
        given = vars(dataset)["_fingerprint"]
        if not given:
            from engine.columns.fingerprint import fingerprint

            given = vars(dataset)["_fingerprint"] = fingerprint(dataset.frame)
        return str(given)

    def __set__(self, dataset: Dataset, value: str) -> None:
        vars(dataset)["_fingerprint"] = value


def _of_content() -> Any:
    return _OfContent()


@dataclass(frozen=True)
class Dataset:
    """A typed table, one row per record in file order; nothing dropped, imputed or derived.

    Attributes
    ----------
    frame : pandas.DataFrame
        Numbers int64 or float64, dates datetime64, texts as pandas strings; column names are distinct.
    columns : Columns
        Kind, role, meaning and reason of each, in table order.
    fingerprint : str
        Hex digest of the content (values, names, order): equal tables have equal fingerprints. Unless one is given it
        is found when it is first asked for, from the frame as it is then.
    notes : tuple of Note
        What was noticed.
    derived : tuple of DerivedColumn
        Proposals; `prepare` uses those with ``default`` unless the spec declines them.
    """

    frame: pd.DataFrame
    columns: Columns
    fingerprint: str = _of_content()
    notes: tuple[Note, ...] = ()
    name: str = "table"
    derived: tuple[DerivedColumn, ...] = ()
    dialect: Dialect | None = None
    set_aside: tuple[SetAsideRow, ...] = ()
    other_tables: tuple[OtherTable, ...] = ()
    transactions: TransactionColumns | None = None
    synthetic: bool = field(default=False)

    @property
    def n_rows(self) -> int:
        return len(self.frame)
