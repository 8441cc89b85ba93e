"""Keeps one worker running beside the web server: started with it, started again when it dies, ended with it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from app.settings import Settings

log = logging.getLogger("tessera.worker")

_ROOT = Path(__file__).resolve().parents[2]
# Between two starts, so that a worker that cannot start does not keep the processor busy.
_PAUSE = 1.0
_PATIENCE = 15.0


class WorkerBeside:
    """Lives in gunicorn's master process."""

    def __init__(self, settings: Settings) -> None:
        # The worker's folder is the project's; a relative DATA_DIR must stay what it was here.
        self._environment = {**os.environ, "DATA_DIR": str(settings.data_dir)}
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """A moment later: the first page comes first, and nobody has work for it before."""
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()

    def _watch(self) -> None:
        while not self._stopping.wait(_PAUSE):
            process = self._process
            # Gunicorn reaps every child of its own accord; poll() then says 0 instead of the true exit code.
            if process is not None and process.poll() is None:
                continue
            if process is not None:
                log.warning("the worker ended and is started again")
            if not self._stopping.is_set():
                self._process = self._launch()

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "app.jobs.worker", "--parent", str(os.getpid())]
        return subprocess.Popen(command, cwd=_ROOT, env=self._environment, start_new_session=True)
