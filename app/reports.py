"""The report as a file: HTML, PDF or PowerPoint."""

from __future__ import annotations

from flask import Blueprint, Response

from app import services
from app.answers import refusal
from app.choices import Choices
from app.downloads import file_url, ready_for, slug
from engine.report.write import KINDS, report_file

reports = Blueprint("reports", __name__)

FORMS = {"html": "HTML", "pdf": "PDF", "pptx": "PowerPoint"}


def report_url(choices: Choices, kind: str) -> str:
    return file_url(choices, f"report.{kind}")


@reports.get("/download/<dataset>/report.<kind>")
def report(dataset: str, kind: str) -> Response:
    ready = ready_for(dataset)
    if isinstance(ready, Response):
        return ready
    if kind not in KINDS:
        return refusal(404, "There is no such report.", "Download it as html, pdf or pptx.")
    return report_answer(ready, kind)


def report_answer(ready: services.Ready, kind: str) -> Response:
    """The report of what is shown, to be saved: a page of ours must not be shown as one of the application's."""
    content = report_file(services.report_of(ready), kind)
    name = f"{slug(ready.view.name)}-{ready.k}-segments-report.{kind}"
    return Response(content, mimetype=KINDS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})
