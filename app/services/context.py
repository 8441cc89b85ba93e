"""What a request works with: the workspace, the queue, and the results at hand."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from flask_caching import Cache

from app.cache import make_memory
from app.jobs.queue import JobQueue
from app.settings import Settings
from app.storage.workspace import Workspace

_NAME = "tessera"


@dataclass(frozen=True)
class Context:
    settings: Settings
    workspace: Workspace
    queue: JobQueue
    memory: Cache


def install_context(server: Flask, settings: Settings) -> Context:
    workspace = Workspace(settings)
    queue = JobQueue(settings, workspace.runs)
    context = Context(settings, workspace, queue, make_memory(server, settings.cache_memory_mb))
    server.extensions[_NAME] = context
    return context


def context() -> Context:
    """That of the server which answers the current request."""
    found: Context = current_app.extensions[_NAME]
    return found
