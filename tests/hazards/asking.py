"""Every route and every service, asked for what belongs to somebody else: new ones are asked unasked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable

from flask import Flask
from flask.testing import FlaskClient

from app import services
from app.choices import Choices
from app.services import Missing, Ready
from engine.corrections import Corrections
from engine.errors import EngineError

CONTENT = b"id,spending,visits,income\n" + b"".join(
    b"%d,%d,%d,%d\n" % (i, i * 37 % 901, i * 7 % 13, i * 91 % 777) for i in range(80)
)


def try_every_route(server: Flask, clients: Iterable[FlaskClient], identifiers: Iterable[str]) -> int:
    """Ask each route with an id for each of these; the answer is "not found", and the count of what was tried."""
    tried = 0
    for client in clients:
        for rule in server.url_map.iter_rules():
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                if not rule.arguments:
                    continue
                for identifier in identifiers:
                    _refused(client, rule.rule, method, identifier)
                    tried += 1
    return tried


def _refused(client: FlaskClient, rule: str, method: str, identifier: str) -> None:
    url = rule.replace("<dataset>", identifier).replace("<upload>", identifier)
    url = url.replace("<model>", identifier)
    url = url.replace("<kind>", "sql").replace("<k>", "auto").replace("<token>", 2 * identifier)
    assert "<" not in url, "a new kind of id: teach this test to fill it"
    query = {
        "offset": 0,
        "segment": 1,
        "audience": "high_value",
        "table": identifier,
        "who": "segment-1",
        "selection": '{"saved":"x"}',
    }
    answer = client.open(url, method=method, query_string=query, data=b"{}", content_type="application/json")
    assert answer.status_code == 404, (method, url)
    # Without its token the API says no more than that it is off, whatever the id.
    said = answer.json.get("message") or answer.json["detail"]
    assert "not found" in said or (url.startswith("/api/") and "switched off" in said)


def every_question(client: FlaskClient, dataset: str, run: str) -> dict[str, Callable[[], object]]:
    """Every service by its name, asked for this table; called within a request of its owner, who keeps things of it."""
    choices = Choices(dataset=dataset)
    own = services.resolve(choices)
    assert isinstance(own, Ready)
    saved = services.keep(own, "Hers", None, {"dataset": dataset, "across": "c1"})
    kept = Choices(dataset=dataset, k=own.k, saved=saved)
    model = brought(client, dataset)
    scoring = scored_file(client, own)
    services.share(own, customers=True)
    shared = services.share_links()[0][1].id
    selection = services.keep_selection(own, {"filters": [{"column": "income", "low": "0"}]}, "Hers too")
    return {
        "accept_offer": lambda: services.accept_offer(choices, 0),
        "approve": lambda: services.approve(saved, True),
        "column_defaults": lambda: services.column_defaults(choices, "income"),
        "column_effect": lambda: services.column_effect(choices, "income"),
        "describe_segment": lambda: services.describe_segment(choices, 0, name="Mine"),
        "forget_selection": lambda: services.forget_selection(selection),
        "let_go": lambda: services.let_go(saved, True),
        "library": services.library,
        "opened_share": lambda: services.opened_share(2 * shared),
        "reading_head": lambda: services.reading_head(choices, Corrections(header_rows=1)),
        "person": services.person,
        "registered_tables": services.registered_tables,
        "without_outlying": lambda: services.without_outlying(choices, 0) != choices,
        "brought_card": lambda: services.brought_card(model),
        "brought_model": lambda: services.brought_model(model),
        "copy_kept": lambda: services.copy_kept(saved),
        "go_on": lambda: services.go_on(kept),
        "kept_look": lambda: services.kept_look(saved),
        "let_go_model": lambda: services.let_go_model(model, True),
        "models": services.models,
        "other_choices": lambda: services.other_choices(choices, f"{services.KEPT}{saved}", None).dataset,
        "retitle": lambda: services.retitle(saved, "Mine", None),
        "retitle_model": lambda: services.retitle_model(model, "Mine", None),
        "scorer": lambda: services.scorer(Choices(model=model)),
        "cancel": lambda: services.cancel(run),
        "dataset_of": lambda: services.dataset_of(choices),
        "datasets": services.datasets,
        "delete_everything": services.delete_everything,
        "keep_dataset": lambda: services.keep_dataset(dataset),
        "delete_dataset": lambda: services.delete_dataset(dataset),
        "overview": lambda: services.overview(choices),
        "rename_segment": lambda: services.rename_segment(choices, 0, "Mine"),
        "resolve": lambda: services.resolve(choices),
        "revoke": lambda: services.revoke(shared),
        "share_links": services.share_links,
        "restart": lambda: services.restart(choices),
        "status": lambda: services.status(choices),
        "upload_status": lambda: services.upload_status(dataset),
        "scored_path": lambda: services.scored_path(scoring),
        "scored_upload": lambda: services.scored_upload(scoring),
        "shared_tables": services.shared_tables,
    }


def brought(client: FlaskClient, dataset: str) -> str:
    """A model that she brought."""
    file = client.get(f"/download/{dataset}/model.json").data
    return str(client.post("/models", data=file, content_type="application/octet-stream").json["model"])


def scored_file(client: FlaskClient, own: Ready) -> str:
    """A file that she dropped to be scored."""
    upload = str(client.post("/upload", json={"name": "new.csv", "size": len(CONTENT)}).json["id"])
    client.put(f"/upload/{upload}?offset=0", data=CONTENT, content_type="application/octet-stream")
    assert client.post(f"/upload/{upload}/score", json={"search": own.choices.to_search()}).status_code == 200
    return upload


def asks(name: str) -> bool:
    """Whether a service answers by an id: those that take results can only be asked by who has them already."""
    # These only put together what they are given, say a setting, and keep a file for whom the route names.
    if not name.islower() or name in {"among", "bring_model", "choices_of", "days_kept", "too_large"}:
        return False
    first = next(iter(inspect.signature(getattr(services, name)).parameters.values()), None)
    return first is None or first.annotation not in {"Ready", "Scorer"}


def nothing_of(question: Callable[[], object]) -> bool:
    try:
        answer = question()
    except EngineError:
        return True
    kind = getattr(answer, "kind", None)
    return not answer or isinstance(answer, Missing) or kind == "missing"
