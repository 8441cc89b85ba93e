"""A connection cut in the middle of a part: what came is kept, and the upload goes on from there."""

import hashlib
import json
import os
import socket

from tests.hazards.conftest import RealServer, ask, until

PART = 3_000_000


def test_a_cut_part_is_kept_as_far_as_it_came(real_server: RealServer) -> None:
    port = real_server.port
    content = os.urandom(PART)
    body = json.dumps({"name": "random.csv", "size": PART}).encode()
    status, begun, cookie = ask(port, "POST", "/upload", body, Content_Type="application/json")
    assert status == 200
    address, octets = f"/upload/{begun['id']}", "application/octet-stream"

    with socket.create_connection(("127.0.0.1", port)) as line:
        head = (
            f"PUT {address}?offset=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            f"Content-Type: {octets}\r\nContent-Length: {PART}\r\n\r\n"
        )
        line.sendall(head.encode() + content[: PART // 2])

    def arrived() -> int:
        return int(str(ask(port, "GET", address, Cookie=cookie)[1]["offset"]))

    until(arrived)
    until(lambda: arrived() == arrived())
    offset = arrived()
    assert 0 < offset <= PART // 2
    status, answer, _ = ask(
        port, "PUT", f"{address}?offset={offset}", content[offset:], Cookie=cookie, Content_Type=octets
    )
    if status == 409:  # the rest of the cut part was still on its way
        offset = int(str(answer["offset"]))
        status, answer, _ = ask(
            port, "PUT", f"{address}?offset={offset}", content[offset:], Cookie=cookie, Content_Type=octets
        )
    assert (status, answer["offset"]) == (200, PART)
    finish = json.dumps({"sha256": hashlib.sha256(content).hexdigest()}).encode()
    status, answer, _ = ask(port, "POST", f"{address}/finish", finish, Cookie=cookie, Content_Type="application/json")
    assert status == 200
    assert answer["dataset"] == begun["id"]
