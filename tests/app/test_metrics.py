"""Figures for who has the token, and no address without one."""

from dataclasses import replace

from flask import Flask

from app.server import create_server
from app.settings import Settings

TOKEN = "m" * 32


def test_switched_off_there_is_nothing(server: Flask) -> None:
    assert server.test_client().get("/metrics").status_code == 404


def test_counts_and_the_state_of_the_site(settings: Settings) -> None:
    server = create_server(replace(settings, metrics_token=TOKEN))
    client = server.test_client()
    client.get("/upload/0123?x=Anna")
    assert client.get("/metrics").status_code == 401
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert 'tessera_requests_total{method="GET",route="/upload/<upload>",status="404"} 1.0' in lines
    assert 'tessera_jobs{status="queued"} 0.0' in lines
    assert "tessera_worker_up 0.0" in lines
    assert any(line.startswith("tessera_disk_free_bytes ") for line in lines)
    assert "Anna" not in answer.text
