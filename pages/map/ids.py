"""The ids of the Map page."""

from __future__ import annotations

from enum import StrEnum

# What the selects say when nothing was chosen; a column's key or name cannot be one of them.
FLAT, BY_SEGMENT, NO_COLUMN, OTHERS = " flat", " segments", " none", " others"


class Ids(StrEnum):
    INSTEAD = "map-instead"
    CONTENT = "map-content"
    LEDE = "map-lede"
    LEGEND = "map-legend"
    SCATTER = "map-scatter"
    WINDOW = "map-window"
    SEEN = "map-seen"  # the window where no other has to be asked for: it stays when colours and the like change
    TOOL = "map-tool"  # moving, lasso or box: what a person drew with stays in the hand
    EVERYONE = "map-everyone"
    KEYS = "map-keys"
    # the View menu
    ACROSS = "map-across"
    UP = "map-up"
    DEPTH = "map-depth"
    PAIR = "map-pair"
    TELLING = "map-telling"
    COLOUR = "map-colour"
    COLOURS = "map-colours"
    ARROWS = "map-arrows"
    HIDDEN = "map-hidden"
    # one customer
    HOVERED = "map-hovered"
    ASKED = "map-asked"
    CARD = "map-card"
    SEARCH = "map-search"
    FIND = "map-find"
    FOUND = "map-found"
    # a selection
    SELECTED = "map-selected"  # as services.selected_rows takes it, with the id of its dataset
    COLUMN = "map-column"
    RANGE = "map-range"
    LOW = "map-low"
    HIGH = "map-high"
    ANSWERS = "map-answers"
    ADD = "map-add"
    TROUBLE = "map-trouble"
    KEPT = "map-kept"
    PART = "map-part"
    SELECTION = "map-selection"
    CLEAR = "map-clear"
    TITLE = "map-title"
    SAVE = "map-save"
    SAVE_TROUBLE = "map-save-trouble"
    AGAINST = "map-against"
    DIFFERENCES = "map-differences"
    LIST = "map-list"
    LIST_TEXT = "map-list-text"
    LIST_VIEW = "map-list-view"  # sorted by which column, and which page


class Patterns(StrEnum):
    SEGMENT = "map-segment"
    DROP = "map-drop"
    OPEN = "map-open"
    FORGET = "map-forget"
    SORT = "map-sort"
    PAGE = "map-page"
