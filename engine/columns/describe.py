"""One column: facts, name and the person's word become a `Column` with a reason."""

from __future__ import annotations

from engine.columns.facts import Facts
from engine.columns.forms import Form, Typed
from engine.columns.identifiers import is_identifier, is_index
from engine.columns.kinds import decide_kind
from engine.columns.lexicon import Lexicon, Match
from engine.columns.meaning import Understood, understand
from engine.columns.overrides import Override
from engine.columns.roles import WORDS, decide_role
from engine.columns.sentinels import suspect_sentinels
from engine.dataset import Column, Kind, Meaning, Role

_CHOSEN = "You chose this."


def describe_column(facts: Facts, typed: Typed, lexicon: Lexicon, override: Override) -> Column:
    """Kind, role, meaning, unit and reason of one column by itself."""
    matches = lexicon.matches(facts.name)
    kind, why_kind = decide_kind(facts, matches)
    kind = override.kind or kind
    known = understand(facts, kind, matches, lexicon, typed.unit)
    known, role, why_role = _role(facts, kind, known, matches)
    if override.meaning is not None or override.no_meaning:
        known = Understood(override.meaning, unit=known.unit, personal=known.personal)
        role, why_role = decide_role(kind, known.meaning, known.personal, facts.n_distinct)
    reason = _reason(why_kind, typed, known, why_role)
    if override != Override():
        reason = _CHOSEN
    unit = override.unit if override.unit is not None else (typed.unit or known.unit)
    return Column(
        name=facts.name,
        kind=kind,
        role=override.role or role,
        meaning=known.meaning,
        reason=reason,
        unit=unit if kind in (Kind.NUMBER, Kind.CONSTANT) else "",
        n_missing=facts.n_missing,
        n_distinct=facts.n_distinct,
        n_odd=typed.n_odd,
        odd_values=typed.odd_values,
        sentinels=_sentinels(kind, typed, known, facts),
        personal=known.personal,
        mark=typed.mark if kind is Kind.BOOLEAN else "",
    )


def _role(facts: Facts, kind: Kind, known: Understood, matches: list[Match]) -> tuple[Understood, Role, str]:
    best = matches[0] if matches else None
    if kind in (Kind.NUMBER, Kind.CATEGORY, Kind.TEXT) and not known.personal:
        if is_index(facts, best):
            why = f"it counts the rows from {facts.start}, an exported row number that says nothing about a customer"
            return Understood(Meaning.INDEX), Role.IGNORE, why
        if why := is_identifier(facts, best):
            if known.meaning in (Meaning.ORDER_ID, Meaning.PRODUCT_ID):
                return known, *decide_role(kind, known.meaning, False, facts.n_distinct)
            why = f"{why}, so it names the row and is never a feature"
            return Understood(known.meaning), Role.IDENTIFIER, why
    if known.doubt:
        return known, Role.FEATURE, known.doubt[0].lower() + known.doubt[1:]
    if known.use is not None and kind not in (Kind.EMPTY, Kind.CONSTANT):
        return known, known.use, f"the name says '{' '.join(known.words)}', {known.why}"
    role, why = decide_role(kind, known.meaning, known.personal, facts.n_distinct)
    return known, role, why


def _reason(why_kind: str, typed: Typed, known: Understood, why_role: str) -> str:
    parts = [why_kind]
    if typed.how and typed.how not in why_kind.lower():
        parts[0] = f"{why_kind} ({typed.how})" if why_kind != "Dates" else typed.how[0].upper() + typed.how[1:]
    if known.by_values:
        parts.append(known.by_values)
    elif known.meaning is not None and known.words:
        parts.append(f"the name says '{' '.join(known.words)}' ({WORDS[known.meaning]})")
    parts.append(why_role)
    return "; ".join(parts) + "."


def _sentinels(kind: Kind, typed: Typed, known: Understood, facts: Facts) -> tuple[float, ...]:
    if kind is not Kind.NUMBER or typed.form is not Form.NUMBER or known.meaning is Meaning.CUSTOMER_ID:
        return ()
    return suspect_sentinels(typed.series.to_numpy(), facts.low, facts.high)
