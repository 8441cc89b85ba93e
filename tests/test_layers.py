"""Imports go downward only: pages -> app -> engine; the engine never learns that a web exists."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

WEB = {"dash", "flask", "plotly", "dash_bootstrap_components", "flask_caching", "werkzeug"}
FORBIDDEN = {"engine": {*WEB, "app", "pages"}, "app": set(), "pages": {"sqlalchemy", "huey"}}
# The factory registers the pages; nothing else in app may know them.
KNOWS_PAGES = {"app/factory.py"}


def modules(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("layer", list(FORBIDDEN))
def test_imports_go_downward(layer: str) -> None:
    for path in modules(layer):
        tops = {name.split(".")[0] for name in imported(path)}
        assert not tops & FORBIDDEN[layer], f"{path} imports {tops & FORBIDDEN[layer]}"
        if layer == "app" and str(path.relative_to(ROOT)) not in KNOWS_PAGES:
            assert "pages" not in tops, f"{path} imports a page"


def test_figures_compute_nothing() -> None:
    """A figure turns a finished result into a picture: it may name the engine's result types, not its methods."""
    methods = ("sklearn", "scipy", "engine.analysis", "engine.model")
    for path in modules("app/figures"):
        found = {name for name in imported(path) if name.startswith(methods)}
        assert not found, f"{path} imports {found}"


def test_no_module_is_called_utils() -> None:
    for layer in FORBIDDEN:
        assert not [path for path in modules(layer) if path.stem in {"utils", "helpers", "misc"}]
