"""``--report``: the report beside the segments, and of a saved model."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from engine.command_line.app import cli
from engine.sample import sample_csv


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "customers.csv").write_bytes(sample_csv(400))
    done = run("segment", str(folder / "customers.csv"), "--k", "3", "--out", str(folder / "out"), "--report")
    assert done.exit_code == 0, done.output
    return folder


def test_three_reports_stand_beside_the_segments(folder: Path) -> None:
    for kind, begins in (("html", b"<!doctype html>"), ("pdf", b"%PDF"), ("pptx", b"PK")):
        assert (folder / "out" / f"report.{kind}").read_bytes().startswith(begins)


def test_a_saved_model_is_reported_with_its_table(folder: Path) -> None:
    model, table, out = folder / "out" / "model.json", folder / "customers.csv", folder / "again.html"
    done = run("export", str(model), "--report", str(table), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "<h1>customers</h1>" in out.read_text(encoding="utf-8")


def test_what_cannot_be_reported_is_said(folder: Path) -> None:
    model, table = str(folder / "out" / "model.json"), folder / "customers.csv"
    other = folder / "other.csv"
    other.write_bytes(sample_csv(500))
    for arguments, code, said in (
        (("--report", str(other), "--out", str(folder / "x.pdf")), 1, "is not the table this model was made from"),
        (("--report", str(table), "--out", str(folder / "x.docx")), 1, "There is no report as '.docx'"),
        (("--report", str(table)), 1, "needs a file"),
        (("--report", str(table), "--to", "sql"), 2, "either"),
        ((), 2, "either"),
    ):
        done = run("export", model, *arguments)
        assert done.exit_code == code, done.output
        assert said in " ".join(done.output.split())
    assert run("segment", str(table), "--report").exit_code == 2
    assert not list(folder.glob("x.*"))
