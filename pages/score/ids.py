"""The ids of the Score page."""

from __future__ import annotations

from enum import StrEnum


class Ids(StrEnum):
    INSTEAD = "score-instead"
    CONTENT = "score-content"
    LEDE = "score-lede"
    SOURCE = "score-source"  # "" for the segments that are open, else the id of a model that was brought
    SOURCE_FIELD = "score-source-field"
    FORM = "score-form"
    ANSWER = "score-answer"
    PLACE = "score-place"
    PLACE_FRAME = "score-place-frame"
    TABLES = "score-tables"
    SCORED = "score-scored"
    FILE = "score-file"  # assets/upload.js puts the upload here
    TICK = "score-tick"
    FILE_RESULT = "score-file-result"
    AWAY = "score-away"


class Patterns(StrEnum):
    FIELD = "score-field"
    STOP = "score-stop"
