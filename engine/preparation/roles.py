"""Which columns decide the segments, and which cannot."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Column, Dataset, DerivedColumn, Kind, Meaning, Note, Role
from engine.errors import EngineError
from engine.limits import ALMOST_CONSTANT_SHARE, MAX_MISSING_SHARE
from engine.preparation.columnwise import for_each_column
from engine.preparation.derive import plan_of, with_derived
from engine.preparation.matrix import Step
from engine.preparation.plan import DerivedPlan
from engine.preparation.sampling import sample_of
from engine.preparation.spec import ColumnSpec, PreparationSpec
from engine.preparation.values import has_infinite
from engine.preparation.wording import customers, listed, share

# What campaigns and churn models want to predict: segments built from it would explain themselves.
OUTCOMES = frozenset({Meaning.CAMPAIGN_RESPONSE, Meaning.COMPLAINT, Meaning.CHURN, Meaning.CONSENT})
_ROW_NAMES = frozenset({Meaning.CUSTOMER_ID, Meaning.ORDER_ID, Meaning.PRODUCT_ID, Meaning.INDEX})
_USUAL_KINDS = frozenset({Kind.NUMBER, Kind.BOOLEAN, Kind.CATEGORY})


@dataclass(frozen=True)
class Selection:
    """The table as preparation sees it.

    Attributes
    ----------
    frame : DataFrame
        With the computed columns in use.
    columns : dict of str to Column
        All of them, the computed ones last.
    features : tuple of str
    """

    frame: pd.DataFrame
    columns: dict[str, Column]
    features: tuple[str, ...]
    derived: tuple[DerivedPlan, ...]
    roles: dict[str, Role]
    steps: tuple[Step, ...]
    notes: tuple[Note, ...]


def spec_of(name: str, spec: PreparationSpec) -> ColumnSpec:
    """What was chosen for a column: its own choices, then the defaults for all."""
    own = spec.columns.get(name, ColumnSpec())
    usual, nothing = spec.defaults, ColumnSpec()
    chosen = {
        key: getattr(usual, key)
        for key in vars(nothing)
        if key != "role" and getattr(own, key) == getattr(nothing, key)
    }
    return replace(own, **chosen)


def select(dataset: Dataset, spec: PreparationSpec) -> Selection:
    """Compute the derived columns and settle the role of every column.

    Raises
    ------
    EngineError
        If the spec names a column that is not there, or fewer than two columns can serve.
    """
    _check_names(dataset, spec)
    derived = [item for item in dataset.derived if spec.derived.get(item.name, item.default)]
    unknown = {name: chosen.missing_values for name, chosen in spec.columns.items()}
    columns = {column.name: column for column in dataset.columns} | {item.name: _as_column(item) for item in derived}
    roles = _roles(columns, derived, spec)
    # Those that are only described are computed where they are described.
    derived = [item for item in derived if roles[item.name] is Role.FEATURE]
    plans = tuple(plan_of(item, unknown) for item in derived)
    frame = with_derived(dataset.frame, plans)
    steps = [_derive_step(item) for item in derived]
    asked = [name for name, role in roles.items() if role is Role.FEATURE]
    reasons = for_each_column(lambda name: why_not(frame[name], columns[name], spec), asked, len(frame))
    unusable = {name: reason for name, reason in zip(asked, reasons, strict=True) if reason}
    features = [name for name, role in roles.items() if role is Role.FEATURE and name not in unusable]
    notes: list[Note] = []
    if len(features) < 2:
        if alone := _lonely_totals(derived, roles, spec):
            return _with_parts(dataset, spec, alone)
        features, note = _all_usable(frame, columns, derived, spec, features)
        notes.append(note)
        unusable = {name: reason for name, reason in unusable.items() if name not in features}
    roles |= dict.fromkeys(unusable, Role.PROFILE) | dict.fromkeys(features, Role.FEATURE)
    for name, column in columns.items():
        if name not in unusable and column.kind in (Kind.CONSTANT, Kind.EMPTY) and name in dataset.columns.names:
            unusable[name] = why_not(frame[name], column, spec) or "It has one value for everybody."
    steps += [
        Step(name, "leave_out", f"{name} takes no part in the segments.", reason) for name, reason in unusable.items()
    ]
    used = tuple(plan for plan in plans if plan.name in features)
    return Selection(frame, columns, tuple(features), used, roles, tuple(steps), tuple(notes))


def _lonely_totals(
    derived: list[DerivedColumn], roles: Mapping[str, Role], spec: PreparationSpec
) -> list[DerivedColumn]:
    """Totals that stand for their parts and nobody asked for."""
    return [
        item
        for item in derived
        if item.replaces_sources and roles[item.name] is Role.FEATURE and item.name not in spec.derived
    ]


def _with_parts(dataset: Dataset, spec: PreparationSpec, totals: list[DerivedColumn]) -> Selection:
    """The same without these totals: where there is hardly anything else, their parts are what tells customers apart."""
    declined = {**spec.derived, **dict.fromkeys((item.name for item in totals), False)}
    selected = select(dataset, replace(spec, derived=declined))
    notes = [
        Note(f"{item.name} was not computed: its {len(item.sources)} columns are most of what the table knows.")
        for item in totals
    ]
    return replace(selected, notes=(*notes, *selected.notes))


def _check_names(dataset: Dataset, spec: PreparationSpec) -> None:
    proposed = [item.name for item in dataset.derived]
    for asked, known, what in (
        (spec.columns, [*dataset.columns.names, *proposed], "column"),
        (spec.derived, proposed, "computed column"),
    ):
        for name in asked:
            if name not in known:
                raise EngineError(
                    f"The preparation names the {what} {name!r}, which this table does not have.",
                    did_you_mean(name, known) or f"Remove {name!r} from the preparation.",
                )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the closest name, or nothing."""
    by_lower = {other.strip().lower(): other for other in known}
    close = difflib.get_close_matches(name.strip().lower(), by_lower, n=1)
    return f"Did you mean {by_lower[close[0]]!r}?" if close else ""


def _as_column(item: DerivedColumn) -> Column:
    return Column(item.name, item.kind, item.role, item.meaning, item.reason, item.unit)


def _roles(columns: Mapping[str, Column], derived: list[DerivedColumn], spec: PreparationSpec) -> dict[str, Role]:
    """The person's role, else the reader's; the parts of a total that is a feature are described only."""
    given = {name: chosen.role for name, chosen in spec.columns.items() if chosen.role is not None}
    roles = {name: given.get(name, column.role) for name, column in columns.items()}
    for item in derived:
        if item.replaces_sources and roles[item.name] is Role.FEATURE:
            for source in item.sources:
                if roles[source] is Role.FEATURE and source not in given:
                    roles[source] = Role.PROFILE
    for name in [name for name, role in roles.items() if role is Role.FEATURE]:
        if spec_of(name, spec).weight == 0:
            roles[name] = Role.PROFILE
    return roles


def _derive_step(item: DerivedColumn) -> Step:
    instead = f" It takes the place of {listed(item.sources)}." if item.replaces_sources else ""
    # A date is read in a way that takes a line of arithmetic; the reason says what it comes to.
    how = f"from {listed(item.sources)}" if ".dt." in item.expression else f"as {item.expression}"
    return Step(item.name, "derive", f"{item.name} was computed {how}.{instead}", item.reason)


def why_not(series: pd.Series, column: Column, spec: PreparationSpec) -> str:
    """Why a column cannot decide segments, in a sentence; "" when it can."""
    known = series.dropna() if series.hasnans else series
    if isinstance(known.dtype, np.dtype) and known.dtype.kind == "f" and has_infinite(known.to_numpy()):
        known = known[np.isfinite(known)]
    if known.empty:
        return f"All {len(series):,} values of {column.name} are missing."
    first = known.iloc[0]
    if known.iloc[-1] == first and (known == first).all():
        return f"{column.name} is {first} for all {customers(len(known))}{' where it is known' * series.hasnans}."
    if spec.columns.get(column.name, ColumnSpec()).role is Role.FEATURE:
        return ""
    missing = 1 - len(known) / len(series)
    if missing > MAX_MISSING_SHARE and spec_of(column.name, spec).imputation is None:
        return f"{share(missing)} of the values of {column.name} are missing, so most of them would be made up."
    return _says_little(sample_of(known.to_numpy()), column, spec)


def _says_little(sample: NDArray[Any], column: Column, spec: PreparationSpec) -> str:
    if column.kind is Kind.TEXT:
        return f"{column.name} has {column.n_distinct:,} different texts; segments need answers that customers share."
    if column.kind in (Kind.NUMBER, Kind.BOOLEAN) and spec.defaults == ColumnSpec():
        usual = np.sort(sample)[len(sample) // 2]  # a value that more than half have is the median
        same = float((sample == usual).mean())
        if same > ALMOST_CONSTANT_SHARE:
            return f"{column.name} is {usual} for {share(same)} of the customers, so it tells hardly anybody apart."
    return ""


def _all_usable(
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    derived: list[DerivedColumn],
    spec: PreparationSpec,
    features: list[str],
) -> tuple[list[str], Note]:
    """Every column that can serve, in the order of how willingly: behaviour and description, then outcomes, then
    personal data; identifiers never, and nothing that the person has given another role."""
    replaced = {
        source for item in derived if item.replaces_sources and item.name in features for source in item.sources
    }
    fixed = {
        name for name, chosen in spec.columns.items() if chosen.role not in (None, Role.FEATURE) or chosen.weight == 0
    }
    candidates = [
        name
        for name, column in columns.items()
        if name in frame.columns
        and name not in replaced | fixed
        and column.kind in _USUAL_KINDS
        and column.role is not Role.IDENTIFIER
        and column.meaning not in _ROW_NAMES
        and not why_not(frame[name], column, spec)
    ]
    chosen: list[str] = []
    for reluctance in range(4):
        chosen = [
            name
            for name in columns
            if name in features or (name in candidates and _reluctance(columns[name]) <= reluctance)
        ]
        if len(chosen) >= 2:
            break
    if len(chosen) < 2:
        raise _too_few(frame, columns, chosen)
    known = "Fewer than two columns are known to describe behaviour, transactions or budget"
    return chosen, Note(f"{known}, so all usable columns serve: {listed(chosen)}.")


def _reluctance(column: Column) -> int:
    if column.personal:
        return 3
    if column.meaning in OUTCOMES:
        return 2
    return int(column.role is Role.IGNORE)


def _too_few(frame: pd.DataFrame, columns: Mapping[str, Column], chosen: list[str]) -> EngineError:
    if len(columns) == 1:
        return EngineError(
            f"The table has one column, {next(iter(columns))!r}.",
            "Segments need at least two columns that describe customers; was the delimiter read rightly?",
        )
    if frame.isna().to_numpy().all():
        return EngineError("All values of the table are missing.", "Use a table with values in it.")
    if not chosen:
        return EngineError(
            f"None of the {len(columns):,} columns can decide segments: they are identifiers, empty, constant or "
            "texts that customers do not share.",
            "Use a table with at least two columns of numbers or categories that differ between customers.",
        )
    return EngineError(
        f"Only {chosen[0]!r} can decide segments; the other columns are identifiers, empty, constant, texts that "
        "customers do not share, or were given another role.",
        "Give at least one more column the role of a feature.",
    )
