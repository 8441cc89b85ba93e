"""Whatever happens to the bytes of a file, it is read or refused with a sentence."""

import gzip
import io
import json
import random
from contextlib import suppress

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import read_table
from engine.errors import EngineError

ROWS = [[str(n), f"Name {n}, Jr.", f"2024-01-{n + 1:02d}", f"{n * 1.5:.2f}", 'say "hi"'] for n in range(12)]
FRAME = pd.DataFrame(ROWS, columns=["id", "name", "joined", "income", "note"])


def _files() -> dict[str, bytes]:
    book, parquet = io.BytesIO(), io.BytesIO()
    FRAME.to_excel(book, index=False)
    FRAME.to_parquet(parquet, compression=None)
    text = FRAME.to_csv(index=False).encode()
    lines = "\n".join(json.dumps(row) for row in FRAME.to_dict("records")).encode()
    return {
        "csv": text,
        "utf-16": text.decode().encode("utf-16"),
        "gzip": gzip.compress(text, mtime=0),
        "jsonl": lines,
        "xlsx": book.getvalue(),
        "parquet": parquet.getvalue(),
    }


FILES = _files()
SIGNS = [b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"\\", b"\0", b"\xff", b"{", b"]", b'",\n"', b"9" * 30]


def damaged(content: bytes, seed: int, blows: int) -> bytes:
    """Flips, cuts, repeats and signs put in, the same for the same seed."""
    rng, data = random.Random(seed), bytearray(content)
    for _ in range(blows):
        at = rng.randrange(len(data) + 1)
        end = at + rng.choice([1, 5, 40])
        match rng.randrange(6):
            case 0:
                data[at:end] = bytes(byte ^ 1 << rng.randrange(8) for byte in data[at:end])
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end] * rng.choice([1, 3, 40])
            case 3:
                data[at:at] = rng.choice(SIGNS) * rng.choice([1, 2, 200])
            case 4:
                data[at:end] = rng.randbytes(end - at)
            case 5 if rng.random() < 0.2:
                del data[at:]
    return bytes(data)


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 3, 10, 30]))
def test_damaged_files_raise_nothing_but_sentences(kind: str, seed: int, blows: int) -> None:
    with suppress(EngineError):  # which has no way to be without a sentence
        read_table(damaged(FILES[kind], seed, blows))


def test_a_workbook_whose_part_lost_its_head_is_damaged() -> None:
    book = bytearray(FILES["xlsx"])
    second = book.index(b"PK\x03\x04", 4)
    book[second] ^= 0xFF
    with pytest.raises(EngineError, match=r"damaged|cut off"):
        read_table(bytes(book))


def test_text_that_is_no_text_makes_a_damaged_parquet_file() -> None:
    parquet = FILES["parquet"].replace(b"Name 3", b"\xff\xfe\xfdme 3")
    with pytest.raises(EngineError, match="damaged"):
        read_table(parquet)
