"""The ids of the Choose k page."""

from __future__ import annotations

from enum import StrEnum


class Ids(StrEnum):
    INSTEAD = "k-instead"
    CONTENT = "k-content"
    LEDE = "k-lede"
    DECK = "k-deck"  # goes on to the shell's, which is there on every page
    CURVE = "k-curve"
    ELBOW = "k-elbow"
    SLIDER = "k-slider"
    NAMES_TITLE = "k-names-title"
    NAMES = "k-names"
    RIBBON = "k-ribbon"
    SLICES = "k-slices"
    ASK = "k-ask"
    SHOW = "k-show"
    ASIDE = "k-aside"
    EVIDENCE = "k-evidence"
    EVIDENCE_SAME = "k-evidence-same"
    FLOWS = "k-flows"
    FLOW = "k-flow"
    FLOW_TEXT = "k-flow-text"
    COMPARE = "k-compare"
    COMPARED = "k-compared"
    STOP = "k-compare-stop"
    TICK = "k-tick"
    VERDICT = "k-verdict"
    CRITERIA = "k-criteria"
    ONWARD = "k-onward"


class Patterns(StrEnum):
    CRITERION = "k-criterion"
    ASIDE = "k-set-aside"
    NUMBER = "k-number"
    SEGMENT = "k-segment"
