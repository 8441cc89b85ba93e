"""Which encoding the bytes have, wherever in a large file the first sign beyond ASCII stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reading import encoding as module
from engine.reading.encoding import detect_encoding, open_text
from engine.reading.source import BLOCK, Raw, blocks

PIECES = ["a", "1,2\n", "é", "ж", "日", "😀"]
STRAYS = [b"\xe9", b"\x80", b"\xf0\x9f", b"\xe6", b"\xff"]


def found(data: bytes) -> module.Encoding:
    return detect_encoding(Raw(data, "table.csv", None))


@given(st.lists(st.sampled_from([*(piece.encode() for piece in PIECES), *STRAYS]), min_size=1), st.integers(1, 9))
def test_blocks_cut_anywhere_count_the_same_signs(pieces: list[bytes], size: int) -> None:
    data = b"".join(pieces)
    text = data.decode("utf-8", "surrogateescape")
    stray = sum("\udc80" <= sign <= "\udcff" for sign in text)
    valid = sum(sign > "\x7f" for sign in text) - stray
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "blocks", lambda data, start=0: blocks(data, start, size))
        assert module._count_sequences(data, 0) == (valid, stray)


@pytest.mark.parametrize("before", range(4))
def test_signs_on_the_edge_of_a_block_are_no_strays(before: int) -> None:
    data = b"id,name\n" + b"a" * before + "日é".encode() * (BLOCK // 5)
    assert (found(data).name, found(data).stray) == ("utf-8", 0)


@pytest.mark.parametrize("line", [b"123456,Koeln,12.50\n" * 20_000, b"a" * BLOCK])
def test_one_late_letter_is_found_without_trying_every_line_again_and_again(line: bytes) -> None:
    data = line + b"1,M\xfcller\n"
    encoding = found(data)
    assert encoding.name == "latin-1"
    with open_text(data, encoding) as stream:
        assert stream.read().endswith("Müller\n")


def test_a_sign_cut_off_at_the_end_is_a_stray() -> None:
    assert found("name\nMüller\nJosé".encode()[:-1]).stray == 1
