"""Every setting is an environment variable, described in one table, validated at start with a sentence."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.limits import MAX_DATASET_NAME
from engine.errors import EngineError


class SettingError(EngineError):
    """A setting that cannot be used; the server does not start."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default as text, a sentence for the README, and how its text is read."""

    name: str
    default: str
    sentence: str
    read: Callable[[str], Any]

    @property
    def field(self) -> str:
        return self.name.lower()

    def value(self, environment: Mapping[str, str]) -> Any:
        text = environment.get(self.name, "").strip() or self.default
        try:
            return self.read(text)
        except ValueError as error:
            # The text of a secret must not reach a log.
            shown = "set" if any(word in self.name for word in ("SECRET", "TOKEN", "URL")) else f"{text!r}"
            raise SettingError(
                f"The setting {self.name} is {shown}, but {error}.", "Change it or unset it."
            ) from None


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"it must be a whole number from {low:,} to {high:,}")
        return int(text)

    return read


def _folder(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError("it must name a folder and names a file")
    return path


# What stands in examples, and in what people copy from them.
_PLACEHOLDERS = ("change", "example", "default", "secret", "password", "replace", "insert", "your")


def _secret(text: str) -> str:
    if text and len(text) < 32:
        raise ValueError("it must have at least 32 characters, or be empty")
    # Of 32 random hex digits, fewer than 8 different ones are as good as impossible.
    if text and (len(set(text)) < 8 or any(word in text.lower() for word in _PLACEHOLDERS)):
        raise ValueError("it must be random and not one from an example: `openssl rand -hex 32` makes one")
    return text


def _database(text: str) -> str:
    # The short form that hosting companies hand out is the same database for SQLAlchemy under its full name.
    for short in ("postgres://", "postgresql://"):
        if text.startswith(short):
            text = "postgresql+psycopg://" + text.removeprefix(short)
    if text and not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("it must begin with postgresql:// or sqlite:///")
    return text


def _users(text: str) -> str:
    if text:
        from app.people.passwords import read_users

        read_users(Path(text).expanduser())
    return text and str(Path(text).expanduser().absolute())


def _issuer(text: str) -> str:
    # Over plain HTTP anybody on the way could sign in as anybody; on this machine there is no way.
    if text and not text.startswith(("https://", "http://localhost:", "http://127.0.0.1:")):
        raise ValueError("it must begin with https://")
    return text


def _store(text: str) -> str:
    if not text:
        return text
    from fsspec import available_protocols, get_filesystem_class

    protocol, sign, place = text.partition("://")
    if not sign or not place or protocol not in available_protocols() or protocol in {"http", "https", "data"}:
        raise ValueError("it must be an address that fsspec can write to, such as s3://bucket/tessera")
    try:
        get_filesystem_class(protocol)
    except ImportError:
        raise ValueError(f"fsspec's package for {protocol}:// is not installed (for S3: pip install s3fs)") from None
    return text.rstrip("/")


def _scheduler(text: str) -> str:
    if text and "://" not in text:
        raise ValueError("it must be the address of a Dask scheduler, such as tcp://10.0.0.5:8786")
    return text


def _tables(text: str) -> dict[str, str]:
    """``Customers=s3://bucket/customers/; Shops=/data/shops/*.parquet`` by name."""
    tables: dict[str, str] = {}
    for entry in filter(None, map(str.strip, text.split(";"))):
        name, equals, address = (part.strip() for part in entry.partition("="))
        if not (name and equals and address) or name in tables:
            raise ValueError(
                "it must be a list like Customers=/data/customers; Shops=s3://bucket/shops, no name twice"
            )
        if len(name) > MAX_DATASET_NAME:
            raise ValueError(f"the name {name[:20]}… has more than {MAX_DATASET_NAME} characters")
        tables[name] = address
    return tables


def _redis(text: str) -> str:
    if text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("it must begin with redis://, rediss:// or unix://")
    return text


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError("it must be yes or no")
    return text.lower() == "yes"


def _format(text: str) -> str:
    if text.lower() not in {"text", "json"}:
        raise ValueError("it must be text or json")
    return text.lower()


def _level(text: str) -> str:
    if text.lower() not in {"debug", "info", "warning", "error"}:
        raise ValueError("it must be debug, info, warning or error")
    return text.lower()


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_DIR", "./var", "Folder for tables, results and the database; keep it between restarts.", _folder),
    Setting("DATABASE_URL", "", "The workspace's database; empty is an SQLite file in `DATA_DIR`.", _database),
    Setting(
        "STORE_URL",
        "",
        "Where all machines keep their files, such as `s3://bucket/tessera`; `DATA_DIR` is then a copy of it. "
        "Empty keeps them in `DATA_DIR` alone.",
        _store,
    ),
    Setting(
        "FORGET_DATA_DIR",
        "no",
        "`yes` for one start: the database goes on with a new `DATA_DIR` or `STORE_URL`, "
        "and the tables that are only in the former one are lost.",
        _yes_or_no,
    ),
    Setting(
        "REDIS_URL",
        "",
        "Redis for the queue, remembered answers and rate limits, such as `redis://10.0.0.6:6379/0`; "
        "empty needs none on one machine.",
        _redis,
    ),
    Setting("SECRET_KEY", "", "Signs the cookie; empty makes one and keeps it in `DATA_DIR`.", _secret),
    Setting("HOST", "127.0.0.1", "Address to listen on; `0.0.0.0` serves other machines.", str),
    Setting("PORT", "8050", "Port to listen on.", _whole(1, 65_535)),
    Setting("WEB_CONCURRENCY", "2", "Number of web processes.", _whole(1, 64)),
    Setting("WEB_THREADS", "4", "Requests that one web process answers at a time.", _whole(1, 64)),
    Setting(
        "JOB_WORKERS", "2", "Tables that are read or analysed at a time; the others wait their turn.", _whole(1, 64)
    ),
    Setting(
        "JOB_MINUTES", "60", "A job that takes longer is ended, with a sentence for its owner.", _whole(1, 10_000)
    ),
    Setting(
        "WORKER_BESIDE",
        "yes",
        "Whether the web server starts a worker of its own; `no` where `python -m app.jobs.worker` runs elsewhere.",
        _yes_or_no,
    ),
    Setting(
        "JOBS_PER_WORKSPACE",
        "20",
        "Computations that one browser may have waiting or running at a time.",
        _whole(1, 10_000),
    ),
    Setting(
        "JOBS_IN_TOTAL",
        "500",
        "Computations that may wait or run at a time, of everybody together.",
        _whole(1, 100_000),
    ),
    Setting("DATASETS_PER_WORKSPACE", "50", "Tables that one browser may have at a time.", _whole(1, 10_000)),
    Setting(
        "MB_PER_WORKSPACE",
        "5000",
        "All files that one browser may have uploaded at a time, in megabytes.",
        _whole(1, 10_000_000),
    ),
    Setting(
        "MAX_UPLOAD_MB",
        "1100",
        "Largest file that may be uploaded, in megabytes; a gigabyte, however it is counted.",
        _whole(1, 1_000_000),
    ),
    Setting("MAX_ROWS", "10000000", "Longest table that is analysed, in rows.", _whole(10, 1_000_000_000)),
    Setting("MAX_COLUMNS", "2000", "Widest table that is analysed, in columns.", _whole(2, 100_000)),
    Setting(
        "MAX_CELL_LENGTH",
        "100000",
        "Longest text in a cell, in characters; one beyond it is rather an unclosed quote than a fact.",
        _whole(100, 10_000_000),
    ),
    Setting(
        "MIN_FREE_DISK_MB",
        "500",
        "Uploads are refused when the disk would have less left, in megabytes.",
        _whole(0, 10_000_000),
    ),
    Setting("DATASET_DAYS", "30", "Days after which an uploaded table is deleted.", _whole(1, 36_500)),
    Setting(
        "CACHE_DISK_MB",
        "5000",
        "Computed results kept on disk; the least recently used go first, in megabytes.",
        _whole(50, 10_000_000),
    ),
    Setting(
        "CACHE_MEMORY_MB", "400", "Results that each web process keeps at hand, in megabytes.", _whole(10, 1_000_000)
    ),
    Setting(
        "REGISTERED_TABLES",
        "",
        "Tables that every browser may open without uploading them: `Customers=s3://bucket/customers/; "
        "Shops=/data/shops`, folders or patterns of Parquet or CSV files.",
        _tables,
    ),
    Setting("DASK_SCHEDULER", "", "Dask cluster that reads them, such as `tcp://10.0.0.5:8786`.", _scheduler),
    Setting("API_TOKEN", "", "Switches the HTTP API on; scripts send it. At least 32 characters.", _secret),
    Setting(
        "USERS_FILE",
        "",
        "Only people in this file come in; a line of it is made by `python -m app.people NAME [TEAM ...]`.",
        _users,
    ),
    Setting("OIDC_ISSUER", "", "Only people whom this OpenID Connect provider knows come in; its address.", _issuer),
    Setting("OIDC_CLIENT_ID", "", "What the provider calls this server.", str),
    Setting("OIDC_CLIENT_SECRET", "", "What this server shows the provider; `/sign-in/answer` is its address.", str),
    Setting(
        "OIDC_TEAMS_CLAIM",
        "",
        "The claim of the provider's ID token that names a person's teams, such as `groups`; empty is without teams.",
        str,
    ),
    Setting("SIGN_IN_HOURS", "12", "Hours after which a person signs in again.", _whole(1, 8_760)),
    Setting(
        "METRICS_TOKEN",
        "",
        "Switches Prometheus' figures at `/metrics` on; the scraper sends it. At least 32 characters.",
        _secret,
    ),
    Setting(
        "REQUESTS_PER_MINUTE",
        "1200",
        "Requests that one browser may send in a minute; hovering sends some ten a second. "
        "Counted by each web process, or by all together in Redis.",
        _whole(10, 1_000_000),
    ),
    Setting("LOG_FORMAT", "text", "`json` writes one object per line, and one for every request.", _format),
    Setting("LOG_LEVEL", "info", "What the log says: debug, info, warning or error.", _level),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one process; the fields are the names in `SETTINGS` in lower case.

    ``database_url`` is complete here. Values whose name ends in ``mb`` are megabytes of 1,000,000 bytes.
    """

    data_dir: Path
    database_url: str
    store_url: str
    forget_data_dir: bool
    redis_url: str
    secret_key: str
    host: str
    port: int
    web_concurrency: int
    web_threads: int
    job_workers: int
    job_minutes: int
    worker_beside: bool
    jobs_per_workspace: int
    jobs_in_total: int
    datasets_per_workspace: int
    mb_per_workspace: int
    max_upload_mb: int
    max_rows: int
    max_columns: int
    max_cell_length: int
    min_free_disk_mb: int
    dataset_days: int
    cache_disk_mb: int
    cache_memory_mb: int
    registered_tables: dict[str, str]
    dask_scheduler: str
    api_token: str
    users_file: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_teams_claim: str
    sign_in_hours: int
    metrics_token: str
    requests_per_minute: int
    log_format: str
    log_level: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read every setting.

        Raises
        ------
        SettingError
            Naming the variable, what is wrong with it and what would be right.
        """
        environment = os.environ if environment is None else environment
        values = {setting.field: setting.value(environment) for setting in SETTINGS}
        if values["oidc_issuer"] and not (values["oidc_client_id"] and values["oidc_client_secret"]):
            message = "OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it."
            raise SettingError(message, "Register this server with the provider, and set what it gives.")
        if values["store_url"] and not (values["database_url"] and values["secret_key"]):
            message = "STORE_URL needs DATABASE_URL and SECRET_KEY beside it: all machines have them in common."
            raise SettingError(message, "Set both to the same on all machines.")
        values["database_url"] = values["database_url"] or f"sqlite:///{values['data_dir'] / 'tessera.db'}"
        return cls(**values)

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * 1_000_000

    def prepare_folder(self) -> Path:
        """Make DATA_DIR, private to this user, and give it.

        Raises
        ------
        SettingError
            If it cannot be made or written to.
        """
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            writable = os.access(self.data_dir, os.W_OK | os.X_OK)
        except OSError:
            writable = False
        if not writable:
            raise SettingError(
                f"The folder DATA_DIR ({self.data_dir}) cannot be written to.",
                "Give this user the right to write there, or set DATA_DIR to another folder.",
            )
        return self.data_dir
