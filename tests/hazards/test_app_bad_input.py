"""What is no customer table gets a sentence and a remedy, and the table that was open stays open."""

import gzip
import io
import zipfile

import pytest
from flask import session

from app import services
from app.services import Status
from tests.hazards.conftest import Site, until

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 12345\n"


def locked_workbook() -> bytes:
    """The signature of an encrypted Office file: a compound document that holds no sheet."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000


def truncated_workbook() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>" * 500)
    return whole.getvalue()[: len(whole.getvalue()) // 2]


BAD = {
    "prose.txt": b"Dear all,\n\nplease find attached the minutes of our meeting.\nKind regards\n",
    "one_column.csv": b"spending\n" + b"".join(b"%d\n" % i for i in range(50)),
    "one_row.csv": b"id,spending,visits\n1,2,3\n",
    "all_missing.csv": b"id,spending,visits\n" + b"".join(b"%d,,\n" % i for i in range(50)),
    "truncated.xlsx": truncated_workbook(),
    "locked.xlsx": locked_workbook(),
    "pointer.csv": POINTER,
    "header_only.csv": b"id,spending,visits\n",
    "binary.csv": bytes(range(256)) * 40,
    "broken.csv.gz": gzip.compress(b"id,a,b\n1,2,3\n" * 500)[:40],
}


def status_at_the_end(site: Site, owner: str, dataset: str) -> Status:
    seen: list[Status] = []

    def over() -> bool:
        with site.server.test_request_context("/"):
            session["owner"] = owner
            seen.append(services.upload_status(dataset))
        return seen[-1].kind != "working"

    until(over)
    return seen[-1]


@pytest.mark.parametrize("name", list(BAD))
def test_it_is_refused_with_a_sentence(site: Site, name: str) -> None:
    client = site.visit()
    dataset, _ = site.upload(client, BAD[name], name)
    status = status_at_the_end(site, site.owner(client), dataset)
    assert status.kind == "failed", status
    assert status.message.endswith((".", "”", "!")), status
    assert len(status.message) > 15, status
    assert status.remedy, status
    assert "went wrong on our side" not in status.message, status


def test_a_long_header_is_no_obstacle(site: Site) -> None:
    client = site.visit()
    rows = b"".join(b"%d,%d,%d\n" % (i, i * 37 % 901, i * 7 % 13) for i in range(60))
    dataset, _ = site.upload(client, b"id," + b"s" * 200 + b",visits\n" + rows)
    assert status_at_the_end(site, site.owner(client), dataset).kind == "ready"


def test_fewer_rows_than_segments_get_what_is_possible_or_a_sentence(site: Site) -> None:
    client = site.visit()
    rows = b"".join(b"%d,%d,%d\n" % (i, i * 37 % 901, i * 7 % 13) for i in range(5))
    dataset, _ = site.upload(client, b"id,spending,visits\n" + rows)
    status = status_at_the_end(site, site.owner(client), dataset)
    assert status.kind == "ready" or (status.message and "our side" not in status.message), status
