"""``gunicorn app:server``: the web processes, and one worker for background work beside them."""

import os
import sys

from engine.errors import EngineError
from engine.threads import web_environment

# Before anything loads NumPy, here or in a process started from here.
os.environ.update(web_environment())

from app.code import import_code
from app.jobs.beside import WorkerBeside
from app.logs import formatter
from app.metrics import begin_metrics, forget_process
from app.settings import Settings

try:
    _settings = Settings.from_environment()
    _settings.prepare_folder()
except EngineError as error:
    sys.exit(str(error))

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_concurrency
worker_class = "app.connections.PatientWorker"
threads = _settings.web_threads
preload_app = False
loglevel = _settings.log_level
# A process that answers nothing for this long is replaced; uploads and downloads are streamed and do not count.
timeout = 60
graceful_timeout = 20
# A person acts every few seconds, and a proxy keeps its connections for 60 s (nginx, AWS) or 90 s (Heroku). Whoever is
# asked on a connection hangs up last: a request that meets a closing connection fails, or goes out a second time.
keepalive = 95
# Of each process; below the 1,024 files that many systems let one open.
worker_connections = 900
# Its management socket would be one for all servers of this user.
control_socket_disable = True
# The longest that gunicorn takes: the address holds every choice, and of a wide table many are made.
limit_request_line = 8190
# A temporary file in memory: on a slow disk the heartbeat itself would stall.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None

_beside = WorkerBeside(_settings)


def on_starting(server):
    begin_metrics(_settings)
    # Read once for all web processes, which share it, and not by each at the same time. What is made from it (the
    # database, the queue, the application) each makes for itself: none of that survives a fork.
    import_code()
    for handler in server.log.error_log.handlers:
        handler.setFormatter(formatter(_settings))


def post_worker_init(worker):
    from app.upkeep import begin_upkeep

    begin_upkeep(worker.wsgi)


def child_exit(server, worker):
    forget_process(worker.pid)


def when_ready(server):
    if _settings.worker_beside:
        _beside.start()


def on_exit(server):
    _beside.stop()
