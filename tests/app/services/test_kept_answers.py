"""Remembered answers in Redis are shared between processes; without Redis nothing is remembered and nothing fails."""

from pathlib import Path

from app.services.kept_answers import InRedis


def test_what_one_process_keeps_another_finds(redis_url: str) -> None:
    one, other = InRedis(redis_url), InRedis(redis_url)
    assert one.get("answer:1") is None
    one.set("answer:1", b"\x00bytes", about="content")
    assert other.get("answer:1") == b"\x00bytes"
    for each in (one, other):
        each.close()


def test_without_redis(tmp_path: Path) -> None:
    nobody = InRedis(f"unix://{tmp_path / 'nobody.sock'}")
    nobody.set("answer:1", b"bytes", about="content")
    assert nobody.get("answer:1") is None
    nobody.close()
