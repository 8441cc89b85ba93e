"""Every setting is an environment variable, described in one table, validated at start with a sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.setting_kinds import (
    Setting,
    SettingError,
    database_address,
    folder,
    issuer,
    log_format,
    log_level,
    redis_address,
    scheduler_address,
    secret,
    store_address,
    tables_by_name,
    users_file,
    whole_number,
    yes_or_no,
)

__all__ = ["SETTINGS", "SettingError", "Settings"]

SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_DIR", "./var", "Folder for tables, results and the database; keep it between restarts.", folder),
    Setting("DATABASE_URL", "", "The workspace's database; empty is an SQLite file in `DATA_DIR`.", database_address),
    Setting(
        "STORE_URL",
        "",
        "Where all machines keep their files, such as `s3://bucket/tessera`; `DATA_DIR` is then a copy of it. "
        "Empty keeps them in `DATA_DIR` alone.",
        store_address,
    ),
    Setting(
        "FORGET_DATA_DIR",
        "no",
        "`yes` for one start: the database goes on with a new `DATA_DIR` or `STORE_URL`, "
        "and the tables that are only in the former one are lost.",
        yes_or_no,
    ),
    Setting(
        "REDIS_URL",
        "",
        "Redis for the queue, remembered answers and rate limits, such as `redis://10.0.0.6:6379/0`; "
        "empty needs none on one machine.",
        redis_address,
    ),
    Setting("SECRET_KEY", "", "Signs the cookie; empty makes one and keeps it in `DATA_DIR`.", secret),
    Setting("HOST", "127.0.0.1", "Address to listen on; `0.0.0.0` serves other machines.", str),
    Setting("PORT", "8050", "Port to listen on.", whole_number(1, 65_535)),
    Setting("WEB_CONCURRENCY", "2", "Number of web processes.", whole_number(1, 64)),
    Setting("WEB_THREADS", "4", "Requests that one web process answers at a time.", whole_number(1, 64)),
    Setting(
        "JOB_WORKERS",
        "2",
        "Tables that are read or analysed at a time; the others wait their turn.",
        whole_number(1, 64),
    ),
    Setting(
        "JOB_MINUTES",
        "60",
        "A job that takes longer is ended, with a sentence for its owner.",
        whole_number(1, 10_000),
    ),
    Setting(
        "WORKER_BESIDE",
        "yes",
        "Whether the web server starts a worker of its own; `no` where `python -m app.jobs.worker` runs elsewhere.",
        yes_or_no,
    ),
    Setting(
        "JOBS_PER_WORKSPACE",
        "20",
        "Computations that one browser may have waiting or running at a time.",
        whole_number(1, 10_000),
    ),
    Setting(
        "JOBS_IN_TOTAL",
        "500",
        "Computations that may wait or run at a time, of everybody together.",
        whole_number(1, 100_000),
    ),
    Setting("DATASETS_PER_WORKSPACE", "50", "Tables that one browser may have at a time.", whole_number(1, 10_000)),
    Setting(
        "MB_PER_WORKSPACE",
        "5000",
        "All files that one browser may have uploaded at a time, in megabytes.",
        whole_number(1, 10_000_000),
    ),
    Setting(
        "MAX_UPLOAD_MB",
        "1100",
        "Largest file that may be uploaded, in megabytes; a gigabyte, however it is counted.",
        whole_number(1, 1_000_000),
    ),
    Setting("MAX_ROWS", "10000000", "Longest table that is analysed, in rows.", whole_number(10, 1_000_000_000)),
    Setting("MAX_COLUMNS", "2000", "Widest table that is analysed, in columns.", whole_number(2, 100_000)),
    Setting(
        "MAX_CELL_LENGTH",
        "100000",
        "Longest text in a cell, in characters; one beyond it is rather an unclosed quote than a fact.",
        whole_number(100, 10_000_000),
    ),
    Setting(
        "MIN_FREE_DISK_MB",
        "500",
        "Uploads are refused when the disk would have less left, in megabytes.",
        whole_number(0, 10_000_000),
    ),
    Setting("DATASET_DAYS", "30", "Days after which an uploaded table is deleted.", whole_number(1, 36_500)),
    Setting(
        "CACHE_DISK_MB",
        "5000",
        "Computed results kept on disk; the least recently used go first, in megabytes.",
        whole_number(50, 10_000_000),
    ),
    Setting(
        "CACHE_MEMORY_MB",
        "400",
        "Results that each web process keeps at hand, in megabytes.",
        whole_number(10, 1_000_000),
    ),
    Setting(
        "REGISTERED_TABLES",
        "",
        "Tables that every browser may open without uploading them: `Customers=s3://bucket/customers/; "
        "Shops=/data/shops`, folders or patterns of Parquet or CSV files.",
        tables_by_name,
    ),
    Setting("DASK_SCHEDULER", "", "Dask cluster that reads them, such as `tcp://10.0.0.5:8786`.", scheduler_address),
    Setting("API_TOKEN", "", "Switches the HTTP API on; scripts send it. At least 32 characters.", secret),
    Setting(
        "USERS_FILE",
        "",
        "Only people in this file come in; a line of it is made by `python -m app.people NAME [TEAM ...]`.",
        users_file,
    ),
    Setting("OIDC_ISSUER", "", "Only people whom this OpenID Connect provider knows come in; its address.", issuer),
    Setting("OIDC_CLIENT_ID", "", "What the provider calls this server.", str),
    Setting("OIDC_CLIENT_SECRET", "", "What this server shows the provider; `/sign-in/answer` is its address.", str),
    Setting(
        "OIDC_TEAMS_CLAIM",
        "",
        "The claim of the provider's ID token that names a person's teams, such as `groups`; empty is without teams.",
        str,
    ),
    Setting("SIGN_IN_HOURS", "12", "Hours after which a person signs in again.", whole_number(1, 8_760)),
    Setting(
        "METRICS_TOKEN",
        "",
        "Switches Prometheus' figures at `/metrics` on; the scraper sends it. At least 32 characters.",
        secret,
    ),
    Setting(
        "REQUESTS_PER_MINUTE",
        "1200",
        "Requests that one browser may send in a minute; hovering sends some ten a second. "
        "Counted by each web process, or by all together in Redis.",
        whole_number(10, 1_000_000),
    ),
    Setting("LOG_FORMAT", "text", "`json` writes one object per line, and one for every request.", log_format),
    Setting("LOG_LEVEL", "info", "What the log says: debug, info, warning or error.", log_level),
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
