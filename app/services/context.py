"""What a request works with: the workspace, the queue, and the results at hand."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from flask_caching import Cache

from app.cache import make_memory
from app.jobs.queue import JobQueue
from app.services.kept_answers import KeptAnswers, kept_answers
from app.settings import Settings
from app.storage.workspace import Workspace

_NAME = "tessera"


@dataclass(frozen=True)
class Context:
    settings: Settings
    workspace: Workspace
    queue: JobQueue
    memory: Cache
    answers: KeptAnswers


def install_context(server: Flask, settings: Settings) -> Context:
    workspace = Workspace(settings)
    queue = JobQueue(settings, workspace.runs)
    memory = make_memory(server, settings.cache_memory_mb)
    context = Context(settings, workspace, queue, memory, kept_answers(settings, memory))
    server.extensions[_NAME] = context
    return context


def context() -> Context:
    """That of the server which answers the current request."""
    found: Context = current_app.extensions[_NAME]
    return found
