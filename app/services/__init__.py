"""What pages may ask for. Pages call these and nothing below them; each answer is a frozen value."""

from app.services.analysis import cancel, dataset_of, overview, resolve, restart, status
from app.services.comparing import compare, other_choices
from app.services.datasets import (
    datasets,
    days_kept,
    delete_dataset,
    delete_everything,
    keep_dataset,
    registered_tables,
    upload_status,
)
from app.services.evidence import DIGITS, campaign_results, column_details, crm_rules, people, plan_campaign
from app.services.library import approve, keep, let_go, library
from app.services.map import MapView, explain, find_customer, label_of, map_view, nearest_row, telling_axes
from app.services.names import accept_offer, describe_segment, rename_segment
from app.services.outlying import outlying, without_outlying
from app.services.preparing import column_defaults, column_effect, reading_head
from app.services.reporting import report_of
from app.services.results import Failed, Missing, Offer, Origin, Ready, SegmentLine, Shown, Status, Undecided, Working
from app.services.scoring import PlacedCustomer, ScoredTable, background, model_of, place_customer, score_table
from app.services.selections import describe_rows, rows_within
from app.services.sensitivity import sensitivity
from app.services.sharing import opened_share, revoke, share, share_links
from app.services.signed_in import person
from app.storage.datasets import DatasetView
from app.storage.saved import SavedView
from app.storage.shares import ShareView

__all__ = [
    "DIGITS",
    "DatasetView",
    "Failed",
    "MapView",
    "Missing",
    "Offer",
    "Origin",
    "PlacedCustomer",
    "Ready",
    "SavedView",
    "ScoredTable",
    "SegmentLine",
    "ShareView",
    "Shown",
    "Status",
    "Undecided",
    "Working",
    "accept_offer",
    "approve",
    "background",
    "campaign_results",
    "cancel",
    "column_defaults",
    "column_details",
    "column_effect",
    "compare",
    "crm_rules",
    "dataset_of",
    "datasets",
    "days_kept",
    "delete_dataset",
    "delete_everything",
    "describe_rows",
    "describe_segment",
    "explain",
    "find_customer",
    "keep",
    "keep_dataset",
    "label_of",
    "let_go",
    "library",
    "map_view",
    "model_of",
    "nearest_row",
    "opened_share",
    "other_choices",
    "outlying",
    "overview",
    "people",
    "person",
    "place_customer",
    "plan_campaign",
    "reading_head",
    "registered_tables",
    "rename_segment",
    "report_of",
    "resolve",
    "restart",
    "revoke",
    "rows_within",
    "score_table",
    "sensitivity",
    "share",
    "share_links",
    "status",
    "telling_axes",
    "upload_status",
    "without_outlying",
]
