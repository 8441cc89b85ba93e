"""Models that the asking browser brought: portable files, checked, that place customers without their table."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from app.limits import MAX_MODEL_BYTES, MAX_MODELS, MAX_SEGMENT_NAME
from app.services.context import context
from app.services.titles import checked_note, checked_title, title_taken, under_free_title
from app.session import current_owner
from app.storage.saved_models import ModelView
from app.storage.titles import TitleTaken
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.model import SegmentModel

_CARD = "model.json"
_TAKE_CARD = f"Take the {_CARD} that was saved beside it: it holds the same model without code."
# How a pickle begins, as it is or as joblib compresses it.
_PICKLES = (
    b"\x80\x02",
    b"\x80\x03",
    b"\x80\x04",
    b"\x80\x05",
    b"x\x01",
    b"x^",
    b"x\x9c",
    b"x\xda",
    b"\x1f\x8b",
    b"BZh",
)


def models() -> tuple[ModelView, ...]:
    """Everything brought, the newest first, with what was deleted a short while ago."""
    owner = current_owner()
    return () if owner is None else context().workspace.models.of(owner)


def bring_model(owner: str, name: str, content: bytes) -> str:
    """Check a portable model, or the zip that holds one, and keep it; gives its id.

    Nothing in it is executed, and nothing is kept of what is refused.

    Raises
    ------
    EngineError
        If it is a pickle, no model, damaged, changed, of another version, too large, or there are too many.
    """
    from engine.model import SegmentModel

    card = _card(name, content)
    model = SegmentModel.from_bytes(card, name)
    limit, columns = context().settings.max_columns, len(model.card.schema)
    if columns > limit:
        raise EngineError(
            f"{name} needs {columns:,} columns; this server takes up to {limit:,}.",
            "Make it from fewer columns, or ask the operator to raise MAX_COLUMNS.",
        )
    store = context().workspace.models
    known = store.of(owner)
    kept = [view for view in known if not view.deleted]
    if len(kept) >= MAX_MODELS:
        raise EngineError(f"The library holds {MAX_MODELS} models.", "Delete one first.")
    if len(known) >= 2 * MAX_MODELS:  # those deleted a short while ago take room as well
        raise EngineError(f"{len(known)} models were brought here in a short time.", "Bring it tomorrow.")
    same = next((view for view in kept if store.card(owner, view.id) == card), None)
    if same is not None:
        raise EngineError(f"{name} is in the library already, as “{same.title}”.", "Use that one.")
    title = f"{model.card.dataset or 'A table'}, {len(model.names)} segments"
    title = checked_title("".join(sign if sign.isprintable() else " " for sign in title)[:MAX_SEGMENT_NAME])
    facts = {
        "k": len(model.names),
        "names": list(model.names),
        "sizes": model.card.sizes.tolist(),
        "n_rows": model.card.n_rows,
        "dataset": model.card.dataset,
        "columns": columns,
        "made": model.card.created[:10],
    }
    return under_free_title(
        title,
        lambda: _titles(owner),
        lambda free: store.add(owner, title=free, note="", facts=facts, card=card),
    )


def _titles(owner: str) -> list[str]:
    return [view.title for view in context().workspace.models.of(owner) if not view.deleted]


def _card(name: str, content: bytes) -> bytes:
    """The card in a file: itself, or the one in the zip that the Score page gives."""
    if content.startswith(_PICKLES):
        raise EngineError(f"{name} is a pickle; opening one runs the code in it, so it is never opened.", _TAKE_CARD)
    if not content.startswith(b"PK"):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = next((each for each in archive.namelist() if each.rsplit("/", 1)[-1] == _CARD), None)
            card = b"" if found is None else archive.open(found).read(MAX_MODEL_BYTES + 1)
    # All that zipfile raises of an archive that is damaged, locked or packed in a way it does not know.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise EngineError(f"{name} cannot be unpacked.", f"Unpack it yourself, and take the {_CARD} in it.") from None
    if found is None:
        raise EngineError(f"{name} holds no {_CARD}.", "Take the zip that the Score page gives.")
    if len(card) > MAX_MODEL_BYTES:
        raise EngineError(*too_large(f"The {_CARD} in {name}"))
    return card


def too_large(name: str) -> tuple[str, str]:
    """The sentence and the remedy for a file that is larger than any model."""
    return (
        f"{name} has more than {MAX_MODEL_BYTES / 1e6:,.0f} MB, which no model has.",
        f"Choose the {_CARD} that was saved.",
    )


def brought_card(model: str) -> tuple[str, bytes] | None:
    """The title and the file of a model; None when it is not there."""
    owner = current_owner()
    if owner is None:
        return None
    view = next((each for each in context().workspace.models.of(owner) if each.id == model), None)
    card = context().workspace.models.card(owner, model)
    return None if view is None or card is None else (view.title, card)


def brought_model(model: str) -> tuple[str, SegmentModel] | None:
    """The title and the model itself; None when it is not there."""
    found = brought_card(model)
    if found is None:
        return None
    from engine.model import SegmentModel

    title, card = found
    memory, key = context().memory, f"brought:{model}"
    opened: SegmentModel | None = memory.get(key)
    if opened is None:
        opened = SegmentModel.from_bytes(card, title)
        memory.set(key, opened)
    return title, opened


def retitle_model(model: str, title: str | None, note: str | None) -> bool:
    """Give a model another title and note; False when it is not there.

    Raises
    ------
    EngineError
        If the title is empty, too long or another's, or the note is too long.
    """
    wanted, words, owner = checked_title(title), checked_note(note), current_owner()
    if owner is None:
        return False
    try:
        return context().workspace.models.change(owner, model, title=wanted, note=words)
    except TitleTaken:
        raise title_taken(wanted, _titles(owner)) from None


def let_go_model(model: str, deleted: bool) -> bool:
    """Delete, or bring back what was deleted; False when it is not there.

    What comes back while another has its name gets one of its own.
    """
    owner = current_owner()
    if owner is None:
        return False
    store = context().workspace.models
    found = next((view for view in store.of(owner) if view.id == model), None)
    if found is None or deleted or not found.deleted:
        return store.change(owner, model, deleted=deleted)
    return under_free_title(
        found.title,
        lambda: _titles(owner),
        lambda title: store.change(owner, model, deleted=False, title=title),
    )
