"""Remembered answers in Redis are shared between processes; without Redis nothing is remembered and nothing fails."""

from pathlib import Path

from app.services.kept_answers import InRedis


def test_what_one_process_keeps_another_finds(redis_url: str) -> None:
    one, other = InRedis(redis_url), InRedis(redis_url)
    assert one.get("answer:1") is None
    one.set("answer:1", b"\x00bytes", about="content", dataset="d1")
    assert other.get("answer:1") == b"\x00bytes"
    for each in (one, other):
        each.close()


def test_the_answers_of_a_deleted_table_are_gone_at_once(redis_url: str) -> None:
    one, other = InRedis(redis_url), InRedis(redis_url)
    for key, dataset in (("answer:2", "d2"), ("answer:3", "d2"), ("answer:4", "d4")):
        one.set(key, b"bytes", about="content", dataset=dataset)
    other.forget("d2")
    other.forget("never there")
    assert [one.get(f"answer:{n}") for n in (2, 3, 4)] == [None, None, b"bytes"]
    for each in (one, other):
        each.close()


def test_without_redis(tmp_path: Path) -> None:
    nobody = InRedis(f"unix://{tmp_path / 'nobody.sock'}")
    nobody.set("answer:1", b"bytes", about="content", dataset="d1")
    nobody.forget("d1")
    assert nobody.get("answer:1") is None
    nobody.close()
