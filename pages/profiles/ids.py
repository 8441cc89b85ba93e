"""The ids of the Profiles page."""

from __future__ import annotations

from enum import StrEnum

from app.components.card_parts import PartKinds
from app.components.naming import NamingIds


class Ids(StrEnum):
    INSTEAD = "profiles-instead"
    CONTENT = "profiles-content"
    LEDE = "profiles-lede"
    AUDIENCES = "profiles-audiences"
    RIBBON = "profiles-ribbon"
    CARDS = "profiles-cards"
    WHO = "profiles-who"
    HOLD_OUT = "profiles-hold-out"
    CAMPAIGN = "profiles-campaign"
    RESULTS = "profiles-results"
    UPLIFT = "profiles-uplift"
    HEAT = "profiles-heat"
    HEAT_FRAME = "profiles-heat-frame"
    HEAT_WORDS = "profiles-heat-words"
    HEAT_TABLE = "profiles-heat-table"
    COLUMN = "profiles-column"
    SPREAD = "profiles-spread"
    SPREAD_FRAME = "profiles-spread-frame"
    SPREAD_WORDS = "profiles-spread-words"
    SPREAD_TABLE = "profiles-spread-table"
    SCROLLED = "profiles-scrolled"
    FIRST = "profiles-first"
    SECOND = "profiles-second"
    COMPARISON = "profiles-comparison"
    ANALYSTS = "profiles-analysts"
    EFFECTS = "profiles-effects"
    EVERY_COLUMN = "profiles-every-column"
    MEASURE = "profiles-measure"
    TABLE = "profiles-table"
    DIGITS = "profiles-digits"
    RULES = "profiles-rules"
    REPORT = "profiles-report"
    EVERYONE = "profiles-everyone"


class Patterns(StrEnum):
    SEGMENT = "profiles-segment"
    NAME = "profiles-name"
    COLOUR = "profiles-colour"
    NOTE = "profiles-note"
    SAVE = "profiles-save"
    RESET = "profiles-reset"
    ACCEPT = "profiles-accept"
    NAME_PROBLEM = "profiles-name-problem"
    OPEN = "profiles-open"
    OPENED = "profiles-opened"


NAMING = NamingIds(
    Patterns.NAME,
    Patterns.COLOUR,
    Patterns.NOTE,
    Patterns.SAVE,
    Patterns.RESET,
    Patterns.ACCEPT,
    Patterns.NAME_PROBLEM,
)

PARTS = PartKinds(Patterns.OPEN, Patterns.OPENED)
