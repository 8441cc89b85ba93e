"""Files arrive in parts that are streamed to the disk: resumable, checked, and small in memory."""

from __future__ import annotations

import base64
import contextlib
import errno
import fcntl
import hashlib
import unicodedata
from pathlib import Path
from typing import IO, Any

from flask import Blueprint, Response, jsonify, request

from app.answers import refusal
from app.jobs.kinds import start_reading
from app.limits import COPY_BYTES, DISK_FACTOR, MAX_DATASET_NAME, PART_BYTES
from app.services.context import context
from app.session import current_owner, ensure_owner
from app.storage.datasets import UPLOADING, DatasetView

uploads = Blueprint("uploads", __name__)

_DISK_FULL = (
    "The server's disk is full.",
    "What arrived is kept: drop the same file again later, or tell the operator.",
)
NOT_FOUND = ("This upload was not found.", "It may have been cancelled. Drop the file again.")
_FULL = (errno.ENOSPC, errno.EDQUOT)
# Its record is in the database that machines share, its parts are on the disk of one of them.
_ELSEWHERE = (
    "The beginning of this file is not on the machine that got this part.",
    "Drop the file again; if it happens once more, tell the operator that uploads need sticky sessions.",
)
SAMPLE_NAME = "Synthetic sample.csv"


@uploads.post("/upload")
def begin() -> Response:
    """JSON ``{"name", "size"}`` → ``{"id", "part_size", "offset"}``."""
    body = request.get_json(silent=True)
    name = body.get("name") if isinstance(body, dict) else None
    size = body.get("size") if isinstance(body, dict) else None
    if not isinstance(name, str) or isinstance(size, bool) or not isinstance(size, int) or size < 0:
        return refusal(400, "The upload needs a name and a size in bytes.", 'Send {"name": "…", "size": 123}.')
    if (problem := _problem(name, size)) is not None:
        return problem
    view = context().workspace.new_dataset(ensure_owner(), clean_file_name(name), size)
    context().workspace.folders.source(view.id).touch(mode=0o600)
    return jsonify({"id": view.id, "part_size": PART_BYTES, "offset": 0})


@uploads.get("/upload/<upload>")
def offset(upload: str) -> Response:
    """→ ``{"id", "part_size", "offset", "size"}``: how much has arrived, where a cut upload goes on."""
    view = own_upload(upload)
    if view is None:
        return refusal(404, *NOT_FOUND)
    here = _source(view).stat().st_size
    return jsonify({"id": view.id, "part_size": PART_BYTES, "offset": here, "size": view.size})


@uploads.put("/upload/<upload>")
def part(upload: str) -> Response:
    """Raw bytes for ``?offset=N`` → ``{"offset"}``; 409 with the right offset when N is not where the file ends.

    With ``Content-Digest: sha-256=:…:`` (RFC 9530) the part is taken whole and unchanged or not at all. Without it, a
    part that breaks off is kept as far as it came: it is the beginning of the right bytes.
    """
    view = own_upload(upload)
    if view is None:
        return refusal(404, *_why_not(upload))
    start = request.args.get("offset", type=int)
    expected = _content_digest(request.headers.get("Content-Digest", ""))
    with _source(view).open("r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two parts at once, from a browser that tried again
        here = file.seek(0, 2)
        if start != here:
            return refusal(409, "The part does not begin where the file ends.", "Go on from the offset.", offset=here)
        digest, whole = hashlib.sha256(), False
        try:
            fits = _copy(request.stream, file, view.size - here, digest)
            whole = expected is None or digest.digest() == expected
        except OSError as error:
            if error.errno not in _FULL:
                raise
            return refusal(507, *_DISK_FULL, offset=here)
        finally:
            if expected is not None and not whole:  # changed, or broken off before it could be compared
                file.truncate(here)
        end = file.tell()
    if not fits:
        message = f"More arrived than the {view.size:,} bytes announced."
        return refusal(400, message, "Drop the file again.", offset=end if whole else here)
    if not whole:
        return refusal(422, "A part of the file was changed on its way.", "Send it again.", offset=here)
    return jsonify({"offset": end})


@uploads.post("/upload/<upload>/finish")
def finish(upload: str) -> Response:
    """JSON ``{}`` or ``{"sha256"}`` → ``{"dataset", "run"}``; the reading has started."""
    view = own_upload(upload)
    if view is None:
        return refusal(404, *NOT_FOUND)
    source = _source(view)
    if (problem := still_missing(view)) is not None:
        return problem
    body = request.get_json(silent=True)
    expected = body.get("sha256") if isinstance(body, dict) else None
    if isinstance(expected, str) and _digest(source) != expected.lower():
        context().workspace.delete(view.owner, view.id)
        return refusal(422, "The file was changed on its way.", "Drop it again.")
    context().workspace.folders.confirm(source)
    return _start(view)


@uploads.delete("/upload/<upload>")
def cancel(upload: str) -> Response:
    view = own_upload(upload)
    if view is None:
        return refusal(404, *NOT_FOUND)
    context().workspace.delete(view.owner, view.id)
    return jsonify({})


def take_whole(name: str) -> DatasetView | Response:
    """Keep the body of the request as a file and start its reading; for scripts, which need no parts.

    Returns
    -------
    DatasetView, or the answer that says why the file was not taken.
    """
    size = request.content_length
    if size is None:
        return refusal(411, "The request does not say how long it is.", "Send a Content-Length.")
    name = clean_file_name(name)
    if (problem := _problem(name, size)) is not None:
        return problem
    view = context().workspace.new_dataset(ensure_owner(), name, size)
    try:
        with _source(view).open("wb") as file:
            _copy(request.stream, file, size)
            whole = file.tell() == size
    except OSError as error:
        if error.errno not in _FULL:
            raise
        context().workspace.delete(view.owner, view.id)
        return refusal(507, *_DISK_FULL)
    if not whole:
        context().workspace.delete(view.owner, view.id)
        return refusal(400, "Less arrived than the request announced.", "Send the file again.")
    context().workspace.folders.confirm(_source(view))
    start_reading(context().queue, context().workspace.datasets, view.owner, view.id)
    return context().workspace.datasets.get(view.owner, view.id) or view


@uploads.post("/sample")
def sample() -> Response:
    """The synthetic sample as if it had been uploaded → ``{"dataset", "run"}``."""
    from engine.sample import sample_csv

    content = sample_csv()
    if (problem := _problem(SAMPLE_NAME, len(content))) is not None:
        return problem
    workspace = context().workspace
    view = workspace.new_dataset(ensure_owner(), SAMPLE_NAME, len(content), synthetic=True)
    workspace.folders.source(view.id).write_bytes(content)
    workspace.folders.confirm(workspace.folders.source(view.id))
    return _start(view)


def _start(view: DatasetView) -> Response:
    run = start_reading(context().queue, context().workspace.datasets, view.owner, view.id)
    return jsonify({"dataset": view.id, "run": run.id})


def own_upload(upload: str) -> DatasetView | None:
    """The upload under way, when it is the asking browser's."""
    owner = current_owner()
    view = None if owner is None else context().workspace.datasets.get(owner, upload)
    return view if view is not None and view.status == UPLOADING and _source(view).exists() else None


def _why_not(upload: str) -> tuple[str, str]:
    """Why there is no such upload here for the asking browser."""
    owner = current_owner()
    view = None if owner is None else context().workspace.datasets.get(owner, upload)
    return _ELSEWHERE if view is not None and view.status == UPLOADING else NOT_FOUND


def still_missing(view: DatasetView) -> Response | None:
    """The answer when not everything has arrived."""
    if (here := _source(view).stat().st_size) == view.size:
        return None
    return refusal(409, f"{here:,} of {view.size:,} bytes have arrived.", "Go on from the offset.", offset=here)


def _source(view: DatasetView) -> Path:
    return context().workspace.folders.source(view.id)


def _problem(name: str, size: int) -> Response | None:
    """Why this file cannot be taken, before a byte of it is sent."""
    settings, workspace = context().settings, context().workspace
    if size == 0:
        return refusal(400, f"The file {name[:MAX_DATASET_NAME]} is empty.", "Choose a file with a table in it.")
    if size > settings.max_upload_bytes:
        message = f"The file has {size / 1e6:,.0f} MB; this server takes up to {settings.max_upload_mb:,} MB."
        return refusal(413, message, "Leave out rows or columns, compress it with gzip, or ask the operator.")
    if workspace.folders.free_bytes() - DISK_FACTOR * size < settings.min_free_disk_mb * 1_000_000:
        return refusal(
            507, "The server's disk has no room for this file.", "Try a smaller file, or tell the operator."
        )
    return beyond_quota(size)


def beyond_quota(size: int = 0) -> Response | None:
    """Why the asking browser cannot have one more table of this size in bytes; None when it can."""
    owner, settings, datasets = current_owner(), context().settings, context().workspace.datasets
    if owner is None:
        return None
    if datasets.count(owner) >= settings.datasets_per_workspace:
        message = f"You have {settings.datasets_per_workspace:,} tables already."
        return refusal(409, message, "Delete one on the Data page first.")
    if (held := datasets.bytes_of(owner)) + size > settings.mb_per_workspace * 1_000_000:
        message = (
            f"Your tables have {held / 1e6:,.0f} MB, and with this one more than the {settings.mb_per_workspace:,} MB "
            "that one browser may keep here."
        )
        return refusal(409, message, "Delete one on the Data page first.")
    context().queue.admit(owner)
    return None


def _content_digest(header: str) -> bytes | None:
    """The SHA-256 in a ``Content-Digest`` header; None when there is none that can be read."""
    for entry in header.split(","):
        algorithm, _, value = entry.strip().partition("=")
        if algorithm.lower() == "sha-256":
            with contextlib.suppress(ValueError):
                digest = base64.b64decode(value.strip(":"), validate=True)
                return digest if len(digest) == hashlib.sha256().digest_size else None
    return None


def keep_stream(source: Any, path: Path, limit: int) -> bool:
    """Write what comes to a file; False when it is more than the limit."""
    with path.open("wb") as file:
        return _copy(source, file, limit)


def _copy(source: Any, target: IO[bytes], room: int, digest: Any = None) -> bool:
    """Append what comes, in small pieces; False when it is more than there is room for."""
    while piece := source.read(COPY_BYTES):
        if len(piece) > room:
            return False
        rest = memoryview(piece)
        while rest:  # an unbuffered file may take less than it is given, on a disk that is nearly full
            rest = rest[target.write(rest) :]
        if digest is not None:
            digest.update(piece)
        room -= len(piece)
    target.flush()
    return True


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def clean_file_name(name: str) -> str:
    """A file's name as people know it, without folders and invisible characters; shown, and never used as a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    text = " ".join(visible.split())
    if len(text) > MAX_DATASET_NAME:
        text = f"{text[: MAX_DATASET_NAME - 21]}…{text[-20:]}"  # the ending says what kind of file it is
    return text or "table"
