"""What pages may ask for. Pages call these and nothing below them; each answer is a frozen value."""

from app.services.access import shared_tables
from app.services.analysis import cancel, dataset_of, overview, resolve, restart, status
from app.services.comparing import compare, other_choices
from app.services.customers import explain, find_customer, label_of
from app.services.datasets import (
    datasets,
    days_kept,
    delete_dataset,
    delete_everything,
    keep_dataset,
    registered_tables,
    upload_status,
)
from app.services.evidence import DIGITS, campaign_results, column_details, crm_rules, plan_campaign
from app.services.library import approve, keep, let_go, library
from app.services.map import (
    MapLook,
    MapView,
    arrows,
    map_columns,
    map_view,
    nearest_row,
    telling_axes,
)
from app.services.names import accept_offer, describe_segment, rename_segment
from app.services.outlying import outlying, without_outlying
from app.services.preparing import column_defaults, column_effect, reading_head
from app.services.reporting import report_of
from app.services.results import Failed, Missing, Offer, Origin, Ready, SegmentLine, Shown, Status, Undecided, Working
from app.services.scoring import (
    PlacedCustomer,
    ScoredSummary,
    ScoredTable,
    ScoredUpload,
    background,
    model_of,
    place_customer,
    score_table,
)
from app.services.scoring_files import score_upload, scored_path, scored_upload
from app.services.selections import (
    SAVED,
    ListPage,
    ListQuery,
    among,
    compare_rows,
    describe_rows,
    forget_selection,
    keep_selection,
    list_columns,
    list_page,
    people,
    said_of,
    saved_selections,
    selected_rows,
    value_columns,
    values_of,
)
from app.services.sensitivity import sensitivity
from app.services.sharing import (
    opened_share,
    revoke,
    share,
    share_links,
    share_with_team,
    stop_sharing,
    team_shares,
)
from app.services.signed_in import person
from app.storage.datasets import DatasetView
from app.storage.people import Team
from app.storage.saved import SavedView
from app.storage.selections import SelectionView
from app.storage.shares import ShareView

__all__ = [
    "DIGITS",
    "SAVED",
    "DatasetView",
    "Failed",
    "ListPage",
    "ListQuery",
    "MapLook",
    "MapView",
    "Missing",
    "Offer",
    "Origin",
    "PlacedCustomer",
    "Ready",
    "SavedView",
    "ScoredSummary",
    "ScoredTable",
    "ScoredUpload",
    "SegmentLine",
    "SelectionView",
    "ShareView",
    "Shown",
    "Status",
    "Team",
    "Undecided",
    "Working",
    "accept_offer",
    "among",
    "approve",
    "arrows",
    "background",
    "campaign_results",
    "cancel",
    "column_defaults",
    "column_details",
    "column_effect",
    "compare",
    "compare_rows",
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
    "forget_selection",
    "keep",
    "keep_dataset",
    "keep_selection",
    "label_of",
    "let_go",
    "library",
    "list_columns",
    "list_page",
    "map_columns",
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
    "said_of",
    "saved_selections",
    "score_table",
    "score_upload",
    "scored_path",
    "scored_upload",
    "selected_rows",
    "sensitivity",
    "share",
    "share_links",
    "share_with_team",
    "shared_tables",
    "status",
    "stop_sharing",
    "team_shares",
    "telling_axes",
    "upload_status",
    "value_columns",
    "values_of",
    "without_outlying",
]
