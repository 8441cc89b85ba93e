"""What a column is used for by default, and the sentence that says why.

Behaviour, transactions and budget decide the segments. Who people are (age, household, education, gender, region)
and what came of it (campaign answers, complaints, churn) are described per segment: with them in, the number of
teenagers at home would decide. Identifiers and personal data never do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from engine.dataset import Column, Kind, Meaning, Note, Role, Severity

BEHAVIOUR = frozenset(
    {
        Meaning.BUDGET,
        Meaning.SPENDING,
        Meaning.SPENDING_SCORE,
        Meaning.PURCHASES,
        Meaning.WEB_PURCHASES,
        Meaning.STORE_PURCHASES,
        Meaning.CATALOG_PURCHASES,
        Meaning.WEB_VISITS,
        Meaning.STORE_VISITS,
        Meaning.DEALS,
        Meaning.RECENCY,
        Meaning.TENURE,
        Meaning.BASKET,
        Meaning.FREQUENCY,
        Meaning.BALANCE,
        Meaning.CASH_ADVANCE,
        Meaning.PAYMENTS,
        Meaning.CHARGES,
        Meaning.USAGE,
        Meaning.RETURNS,
        Meaning.SHARE,
        Meaning.ENGAGEMENT,
        Meaning.PRODUCT,
        Meaning.QUANTITY,
        Meaning.PRICE,
    }
)
DEMOGRAPHY = frozenset(
    {
        Meaning.AGE,
        Meaning.BIRTH_YEAR,
        Meaning.BIRTH_DATE,
        Meaning.FAMILY,
        Meaning.MARITAL_STATUS,
        Meaning.EDUCATION,
        Meaning.OCCUPATION,
        Meaning.GENDER,
        Meaning.REGION,
    }
)
OUTCOMES = frozenset(
    {Meaning.CAMPAIGN_RESPONSE, Meaning.COMPLAINT, Meaning.CHURN, Meaning.CONSENT, Meaning.SATISFACTION}
)
CODES = frozenset({Meaning.CUSTOMER_ID, Meaning.ORDER_ID, Meaning.PRODUCT_ID, Meaning.INDEX})
PERSONAL = frozenset({Meaning.NAME, Meaning.EMAIL, Meaning.PHONE, Meaning.ADDRESS})

_SAYS = {
    Meaning.BUDGET: "what a customer can spend",
    Meaning.BALANCE: "what a customer has",
    Meaning.PRODUCT: "what a customer uses",
    Meaning.USAGE: "what a customer uses",
    Meaning.TENURE: "how long somebody has been a customer",
    Meaning.WEB_VISITS: "what a customer does",
    Meaning.STORE_VISITS: "what a customer does",
    Meaning.ENGAGEMENT: "what a customer does",
}

_USABLE = frozenset({Kind.NUMBER, Kind.BOOLEAN, Kind.CATEGORY})
# One-hot columns of a category with more levels would outnumber everything else.
MOST_FEATURE_LEVELS = 20

WORDS = {meaning: meaning.value.replace("_", " ") for meaning in Meaning}


def decide_role(kind: Kind, meaning: Meaning | None, personal: bool, n_distinct: int) -> tuple[Role, str]:
    """Role of one column by itself, and half a sentence on why (identifiers are decided elsewhere)."""
    if kind in (Kind.EMPTY, Kind.CONSTANT):
        return Role.IGNORE, "it tells no customers apart and is ignored"
    if personal or meaning in PERSONAL:
        return Role.IGNORE, "it is personal data, kept in exports and out of features"
    if meaning in CODES:
        return Role.IGNORE, "a code does not describe behaviour; it is kept in exports only"
    if kind is Kind.DATE:
        return Role.PROFILE, "a date by itself does not compare customers"
    if kind is Kind.TEXT:
        return Role.IGNORE, "so many different texts are kept in exports only"
    return _role_by_meaning(kind, meaning, n_distinct)


def _role_by_meaning(kind: Kind, meaning: Meaning | None, n_distinct: int) -> tuple[Role, str]:
    if meaning in BEHAVIOUR and kind is Kind.CATEGORY and n_distinct > MOST_FEATURE_LEVELS:
        return Role.PROFILE, f"{n_distinct:,} levels are too many to decide segments"
    if meaning is not None and meaning in BEHAVIOUR:
        return Role.FEATURE, f"it says {_SAYS.get(meaning, 'how a customer buys')}, so it decides the segments"
    if meaning in DEMOGRAPHY:
        why = "it says who a customer is"
    elif meaning in OUTCOMES:
        why = "it is an outcome"
    else:
        why = "its meaning is not known"
    return Role.PROFILE, f"{why}, so it is described and decides nothing until switched on"


def widen(columns: Sequence[Column], settled: Collection[str] = ()) -> tuple[list[Column], list[Note]]:
    """Let more columns serve when too little is known: first those of unknown meaning, then who customers are, then
    outcomes, until there are enough. Unknown columns also serve when they are most of what there is.

    ``settled`` names columns whose use the lexicon states.
    """
    columns = list(columns)
    notes: list[Note] = []
    known = [column for column in columns if column.role is Role.FEATURE]
    unknown = [
        column
        for column in columns
        if column.role is Role.PROFILE and column.meaning is None and column.name not in settled and _usable(column)
    ]
    if unknown and (len(known) < 2 or len(unknown) > len(known)):
        columns = _promote(columns, unknown, "little is known about the columns of this table, so it serves, too")
        few = "Fewer than two columns have" if len(known) < 2 else f"Only {len(known)} columns have"
        notes.append(Note(f"{few} a known meaning for segments, so all usable columns serve.", Severity.WARNING))
    for meanings, who, enough in ((DEMOGRAPHY, "who customers are", _enough), (OUTCOMES, "outcomes", _two)):
        if len(known) >= 2 or enough(columns):
            break
        more = [c for c in columns if c.role is Role.PROFILE and c.meaning in meanings and _usable(c)]
        if more:
            columns = _promote(columns, more, "without it there would be too few features")
            text = f"The table says too little about behaviour, so columns about {who} decide the segments, too."
            notes.append(Note(text, Severity.WARNING))
    return columns, notes


def _enough(columns: Sequence[Column]) -> bool:
    """Two features of which one can tell more from less; codes alone make no segments."""
    return sum(column.role is Role.FEATURE and column.kind is not Kind.CATEGORY for column in columns) >= 2


def _two(columns: Sequence[Column]) -> bool:
    return sum(column.role is Role.FEATURE for column in columns) >= 2


def _usable(column: Column) -> bool:
    return column.kind in _USABLE and not (column.kind is Kind.CATEGORY and column.n_distinct > MOST_FEATURE_LEVELS)


def _promote(columns: list[Column], chosen: Sequence[Column], why: str) -> list[Column]:
    names = {column.name for column in chosen}
    return [
        replace(column, role=Role.FEATURE, reason=f"{column.reason.split(';')[0].rstrip('.')}; {why}.")
        if column.name in names
        else column
        for column in columns
    ]


def one_identifier(columns: Sequence[Column]) -> list[Column]:
    """One column names the rows: the customer's id before any other, complete before incomplete, different before
    repeated, then the first. Further ones are kept in exports only.
    """
    found = [column for column in columns if column.role is Role.IDENTIFIER]
    if len(found) < 2:
        return list(columns)
    best = min(found, key=lambda c: (c.meaning is not Meaning.CUSTOMER_ID, c.n_missing > 0, -c.n_distinct))
    why = f"'{best.name}' already names the rows, so it is kept in exports only"
    return [
        replace(column, role=Role.IGNORE, reason=f"{column.reason.split(';')[0].rstrip('.')}; {why}.")
        if column in found and column is not best
        else column
        for column in columns
    ]
