"""What the frame is made of, by name: its steps, and the ids that pages and callbacks use."""

from __future__ import annotations

from enum import StrEnum

STEPS = (("/", "Data"), ("/k", "Choose k"), ("/map", "Map"), ("/profiles", "Profiles"), ("/score", "Score"))
# Beside the steps: no number, since nobody has to go there.
EXTRAS = (("/library", "Library"),)


class Patterns(StrEnum):
    GO_ON = "shell-go-on"


class Ids(StrEnum):
    ADDRESS = "shell-address"
    CHOICES = "shell-choices"
    INCOMING = "shell-incoming"  # the upload that is being analysed: {dataset, run}
    PROGRESS = "shell-progress"
    STATE = "shell-state"
    THEME = "shell-theme"
    REVISION = "shell-revision"  # counts changes that are kept on the server: names, deleted tables
    VIEW = "shell-view"
    FACTS = "shell-facts"
    DECK = "shell-deck"  # what the browser needs to answer the slider by itself; outlives the page that uses it
    PROBLEM = "shell-problem"
    PROBLEM_TEXT = "shell-problem-text"
    POLL = "shell-poll"
    CANCEL = "shell-cancel"
    CANCELLED = "shell-cancelled"
    DATASET = "shell-dataset"
    KEPT = "shell-kept"
    LOOK = "shell-look"  # how the map is looked at, with the id of its dataset: kept with a segmentation
    PERSON = "shell-person"
    K_LESS = "shell-k-less"
    K_MORE = "shell-k-more"
    K_TEXT = "shell-k-text"
    K_BOX = "shell-k-box"
    THEME_SWITCH = "shell-theme-switch"
    MIRRORED = "shell-mirrored"
    DRAWN = "shell-drawn"


def step_id(index: int) -> str:
    return f"shell-step-{index}"
