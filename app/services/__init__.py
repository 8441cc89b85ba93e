"""What pages may ask for. Pages call these and nothing below them; each answer is a frozen value."""

from app.services.analysis import cancel, dataset_of, overview, resolve, restart, status
from app.services.datasets import datasets, delete_dataset, upload_status
from app.services.names import describe_segment, rename_segment
from app.services.results import Failed, Missing, Offer, Origin, Ready, SegmentLine, Shown, Status, Working
from app.storage.datasets import DatasetView

__all__ = [
    "DatasetView",
    "Failed",
    "Missing",
    "Offer",
    "Origin",
    "Ready",
    "SegmentLine",
    "Shown",
    "Status",
    "Working",
    "cancel",
    "dataset_of",
    "datasets",
    "delete_dataset",
    "describe_segment",
    "overview",
    "rename_segment",
    "resolve",
    "restart",
    "status",
    "upload_status",
]
