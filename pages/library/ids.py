"""The ids of the Library page."""

from __future__ import annotations

from enum import StrEnum

AS_SUGGESTED = "suggested"


class Ids(StrEnum):
    TITLE = "library-title"
    NOTE = "library-note"
    KEEP = "library-keep"
    KEEP_PROBLEM = "library-keep-problem"
    SHELF = "library-shelf"
    SHELF_PROBLEM = "library-shelf-problem"
    INSTEAD = "library-instead"
    CONTENT = "library-content"
    TABLE = "library-table"
    K = "library-k"
    K_FIELD = "library-k-field"
    TICK = "library-tick"
    RESULT = "library-result"
    FLOW = "library-flow"
    FLOW_FRAME = "library-flow-frame"
    BROUGHT = "library-brought"  # assets/upload.js says here that a model has arrived
    MODELS = "library-models"


class Patterns(StrEnum):
    APPROVE = "library-approve"
    DELETE = "library-delete"
    COPY = "library-copy"
    COMPARE = "library-compare"
    NEW_TITLE = "library-new-title"
    NEW_NOTE = "library-new-note"
    RETITLE = "library-retitle"
    TAKEN = "library-taken"  # what to do about a name that is in the library already
    MODEL_DELETE = "library-model-delete"
    MODEL_TITLE = "library-model-title"
    MODEL_NOTE = "library-model-note"
    MODEL_RETITLE = "library-model-retitle"
