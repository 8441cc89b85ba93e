"""One setting: an environment variable, and how each kind of text is read and refused."""

from __future__ import annotations

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


def whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"it must be a whole number from {low:,} to {high:,}")
        return int(text)

    return read


def folder(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError("it must name a folder and names a file")
    return path


# What stands in examples, and in what people copy from them.
_PLACEHOLDERS = ("change", "example", "default", "secret", "password", "replace", "insert", "your")


def secret(text: str) -> str:
    if text and len(text) < 32:
        raise ValueError("it must have at least 32 characters, or be empty")
    # Of 32 random hex digits, fewer than 8 different ones are as good as impossible.
    if text and (len(set(text)) < 8 or any(word in text.lower() for word in _PLACEHOLDERS)):
        raise ValueError("it must be random and not one from an example: `openssl rand -hex 32` makes one")
    return text


def database_address(text: str) -> str:
    # The short form that hosting companies hand out is the same database for SQLAlchemy under its full name.
    for short in ("postgres://", "postgresql://"):
        if text.startswith(short):
            text = "postgresql+psycopg://" + text.removeprefix(short)
    if text and not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("it must begin with postgresql:// or sqlite:///")
    return text


def users_file(text: str) -> str:
    if text:
        from app.people.passwords import read_users

        read_users(Path(text).expanduser())
    return text and str(Path(text).expanduser().absolute())


def issuer(text: str) -> str:
    # Over plain HTTP anybody on the way could sign in as anybody; on this machine there is no way.
    if text and not text.startswith(("https://", "http://localhost:", "http://127.0.0.1:")):
        raise ValueError("it must begin with https://")
    return text


def store_address(text: str) -> str:
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


def scheduler_address(text: str) -> str:
    if text and "://" not in text:
        raise ValueError("it must be the address of a Dask scheduler, such as tcp://10.0.0.5:8786")
    return text


def tables_by_name(text: str) -> dict[str, str]:
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


def redis_address(text: str) -> str:
    if text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("it must begin with redis://, rediss:// or unix://")
    return text


def yes_or_no(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError("it must be yes or no")
    return text.lower() == "yes"


def log_format(text: str) -> str:
    if text.lower() not in {"text", "json"}:
        raise ValueError("it must be text or json")
    return text.lower()


def log_level(text: str) -> str:
    if text.lower() not in {"debug", "info", "warning", "error"}:
        raise ValueError("it must be debug, info, warning or error")
    return text.lower()
