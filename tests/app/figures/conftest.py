"""Small finished results that figures and components can draw: made by hand, nothing is fitted here."""

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.figure import Figure
from engine.advice.result import Advice, Criterion, Verdict
from engine.dataset import Kind
from engine.preparation.matrix import Feature, PreparedMatrix
from engine.preparation.spec import PreparationSpec
from engine.profiles.result import Action, FeatureSummary, Rule, SegmentProfile, SegmentProfiles
from engine.projection import Projection
from engine.segmentation import Segmentation
from engine.sweep.result import Sweep

BAND = {2: (105.0, 115.0), 3: (85.0, 95.0), 4: (70.0, 90.0)}
MARKUP = '<b>Gold</b> <a href="x">%{x}</a> & co'


def checked(figure: Figure) -> go.Figure:
    """As plotly.py understands it; it refuses properties and values that Plotly does not know."""
    return go.Figure({"data": figure.data, "layout": figure.layout})


@pytest.fixture
def sweep() -> Sweep:
    ks = (2, 3, 4)
    return Sweep(
        ks=ks,
        inertia={2: 100.0, 3: 60.0, 4: 50.0},
        centers={k: np.zeros((k, 2)) for k in ks},
        sizes={k: np.ones(k, dtype=np.int64) for k in ks},
    )


@pytest.fixture
def advice() -> Advice:
    elbow = Criterion("elbow", "Elbow", {2: 100.0, 3: 60.0, 4: 50.0}, 3, band=BAND)
    silhouette = Criterion("silhouette", "Silhouette", {2: 0.3, 3: float("nan"), 4: 0.1}, None)
    return Advice(1, 3, Verdict.CONSTRUCTIVE, 2, ("Because.",), {"elbow": elbow, "silhouette": silhouette})


@pytest.fixture
def segmentation() -> Segmentation:
    labels = np.array([0, 0, 1], dtype=np.int32)
    return Segmentation(labels, np.zeros((2, 2)), 1.0, np.array([2, 1]), np.zeros(3, dtype=np.float32))


@pytest.fixture
def matrix() -> PreparedMatrix:
    return PreparedMatrix(
        values=np.zeros((3, 2), dtype=np.float32),
        feature_names=("Income", MARKUP),
        features=(Feature("Income", "Income", Kind.NUMBER), Feature(MARKUP, MARKUP, Kind.NUMBER)),
        row_ids=np.array(["a", "b", "c"]),
        row_index=np.array([0, 2, 5]),
        steps=(),
        pipeline=None,
        spec=PreparationSpec(),
    )


@pytest.fixture
def projection() -> Projection:
    return Projection(
        coordinates=np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]], dtype=np.float32),
        explained_variance_ratio=np.array([0.5, 0.3, 0.1]),
        loadings=np.array([[0.9, -0.43], [0.1, 0.99], [0.7, 0.7]]),
        mean=np.zeros(2),
        feature_names=("Income", MARKUP),
        centers=np.array([[0.0, 1.0, 2.0], [6.0, 7.0, 8.0]]),
    )


def summary(column: str, kind: Kind = Kind.NUMBER, **values: object) -> FeatureSummary:
    given: dict[str, object] = {
        "median": 10.0,
        "mean": 11.0,
        "overall_median": 20.0,
        "overall_mean": 21.0,
        "quartiles": (5.0, 15.0),
        "top_level": None,
        "top_share": None,
        "overall_share": None,
        "effect": -0.7,
    }
    return FeatureSummary(column, kind, None, "", True, **{**given, **values})  # type: ignore[arg-type]


@pytest.fixture
def profiles() -> SegmentProfiles:
    status = {"median": None, "mean": None, "overall_median": None, "overall_mean": None, "quartiles": None}
    features = (
        summary("Income"),
        summary(MARKUP, effect=9.0),
        summary("Status", Kind.CATEGORY, **status, top_level=MARKUP, top_share=0.7, overall_share=0.5),
    )
    action = Action("Write to them.", "Soon.", "mail", "Because of numbers.", "opens")
    made = tuple(
        SegmentProfile(
            i,
            name,
            "A sentence.",
            2 - i,
            0.67,
            features,
            (),
            Rule((), ""),
            0.9,
            0.8,
            2.0,
            (action,),
            spending_share=0.4,
        )
        for i, name in enumerate((MARKUP, "Silver"))
    )
    return SegmentProfiles(made, {"Status": 0.9, "Income": 0.2})
