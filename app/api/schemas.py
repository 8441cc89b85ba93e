"""What goes in and what comes out, as marshmallow schemas; the OpenAPI description is made from them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.limits import MAX_API_ROWS
from engine.limits import MAX_K
from engine.report.write import KINDS


class Problem(Schema):
    """RFC 9457."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String(metadata={"description": "What is wrong."})
    remedy = fields.String(metadata={"description": "What to do."})
    errors = fields.Dict(metadata={"description": "Per field, what is wrong with it."})


class Dataset(Schema):
    """An uploaded table."""

    id = fields.String()
    name = fields.String()
    status = fields.String(validate=validate.OneOf(["uploading", "reading", "ready", "failed"]))
    size = fields.Integer(metadata={"description": "Bytes."})
    n_rows = fields.Integer(allow_none=True)
    n_columns = fields.Integer(allow_none=True)
    synthetic = fields.Boolean()
    created = fields.DateTime()
    expires = fields.DateTime()
    message = fields.String(metadata={"description": "Why it failed."})
    remedy = fields.String()


class NewDataset(Schema):
    """Query of an upload."""

    name = fields.String(
        load_default="table.csv",
        validate=validate.Length(1, 200),
        metadata={"description": "The file's name; its format is found by its content."},
    )


class StartSegmentation(Schema):
    """Which segmentation is wanted."""

    k = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(2, MAX_K),
        metadata={"description": "Number of segments; the recommended one when left out."},
    )


class ReportFormat(Schema):
    """Query of a report."""

    format = fields.String(load_default="html", validate=validate.OneOf([*KINDS]))


class Progress(Schema):
    """How far the work is."""

    status = fields.String(validate=validate.OneOf(["working", "ready"]))
    fraction = fields.Float(metadata={"description": "From 0 to 1."})
    message = fields.String()
    segmentation = fields.String(metadata={"description": "Where the segmentation is, or will be."})


class Segment(Schema):
    """One segment's profile."""

    number = fields.Integer(metadata={"description": "From 1, the largest first."})
    name = fields.String()
    size = fields.Integer()
    share = fields.Float()
    summary = fields.String()
    rule = fields.String()
    coverage = fields.Float(metadata={"description": "Share of the segment for which the rule holds."})
    exclusivity = fields.Float(metadata={"description": "Share of those it holds for who are in the segment."})
    facts = fields.List(fields.String())
    actions = fields.List(fields.String())


class Segmentation(Schema):
    """All segments at one k."""

    dataset = fields.String()
    k = fields.Integer()
    recommended_k = fields.Integer()
    verdict = fields.String()
    reasons = fields.List(fields.String())
    inertia = fields.Float()
    segments = fields.List(fields.Nested(Segment))


class Customers(Schema):
    """Rows to place."""

    rows = fields.List(
        fields.Dict(keys=fields.String()),
        required=True,
        validate=validate.Length(1, MAX_API_ROWS),
        metadata={"description": "One object per customer: values by column name; null or absent is unknown."},
    )


class Score(Schema):
    """Where one customer belongs."""

    segment = fields.Integer()
    segment_name = fields.String()
    distance = fields.Float()
    confidence = fields.Float(metadata={"description": "0 on the border between two segments, 1 at a centre."})
    second_choice = fields.Integer(allow_none=True)
    fits_none = fields.Boolean()
    fits_none_because = fields.String()


class Scores(Schema):
    """Scores in the order of the rows."""

    scores = fields.List(fields.Nested(Score))
    notes = fields.List(fields.String(), metadata={"description": "What was noticed, counted."})
