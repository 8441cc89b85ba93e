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


class SegmentLine(Schema):
    """One segment in short."""

    number = fields.Integer()
    name = fields.String()
    size = fields.Integer()


class SegmentationLine(Schema):
    """One number of segments in short."""

    k = fields.Integer()
    recommended = fields.Boolean()
    segmentation = fields.String(metadata={"description": "Where the segmentation is."})
    segments = fields.List(fields.Nested(SegmentLine))


class NewModel(Schema):
    """Query of a model that is brought."""

    name = fields.String(
        load_default="model.json",
        validate=validate.Length(1, 200),
        metadata={"description": "The file's name, for messages."},
    )


class Model(Schema):
    """A portable model that was brought."""

    id = fields.String()
    title = fields.String()
    note = fields.String()
    k = fields.Integer()
    names = fields.List(fields.String(), metadata={"description": "Of the segments, 1 first."})
    sizes = fields.List(fields.Integer(), metadata={"description": "Training customers in each segment."})
    n_rows = fields.Integer(metadata={"description": "Training customers."})
    n_columns = fields.Integer(metadata={"description": "Columns that it needs."})
    dataset = fields.String(metadata={"description": "The table that it was made from."})
    made = fields.String(metadata={"description": "The day on which it was made."})
    created = fields.DateTime(metadata={"description": "When it was brought."})


class NeededColumn(Schema):
    """A column that a model asks of a customer."""

    name = fields.String()
    form = fields.String(validate=validate.OneOf(["number", "date", "text"]))
    unit = fields.String()
    typical = fields.String(allow_none=True)
    levels = fields.List(fields.String(), metadata={"description": "The answers that count by themselves."})


class ModelDetails(Model):
    """A model with the columns that it needs."""

    columns = fields.List(fields.Nested(NeededColumn))


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
