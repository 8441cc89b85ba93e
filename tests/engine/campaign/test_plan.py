"""The campaign file holds whom it says, with everything that is needed to reach them."""

import numpy as np
import pytest

from engine.campaign.plan import GROUP, plan_campaign
from tests.engine.campaign.conftest import Shop, shop_frame, shop_of


def rows_of(shop: Shop, label: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.asarray(shop.matrix.row_index[shop.segmentation.labels == label])


def plan(shop: Shop, label: int = 0, hold_out: float = 0.1):  # type: ignore[no-untyped-def]
    return plan_campaign(
        shop.dataset, shop.matrix, shop.segmentation, shop.names, rows_of(shop, label), hold_out=hold_out
    )


def test_everybody_is_contacted_held_out_or_left_out_and_counted(shop: Shop) -> None:
    campaign = plan(shop)
    frame = shop.dataset.frame.iloc[rows_of(shop, 0)]
    refused = frame["opt_out"] == "yes"
    assert refused.any()
    assert campaign.left_out == refused.sum()
    assert [(each.column, each.n) for each in campaign.reasons] == [("opt_out", refused.sum())]
    assert campaign.asked == len(frame) == campaign.contacted + campaign.held + campaign.left_out
    assert set(campaign.table["customer_id"]) == set(frame.loc[~refused, "customer_id"])
    assert (campaign.table[GROUP] == "hold-out").sum() == campaign.held > 0


def test_contact_columns_are_kept(shop: Shop) -> None:
    assert shop.dataset.columns["email"].personal
    assert plan(shop).table["email"].str.endswith("@shop.example").all()


def test_a_second_file_holds_out_the_same_customers(shop: Shop) -> None:
    first, second = (plan(shop).table.set_index("customer_id")[GROUP] for _ in range(2))
    assert first.equals(second)
    shuffled = shop_of(shop_frame().sample(frac=1, random_state=3))
    everyone = [plan(shuffled, label).table.set_index("customer_id")[GROUP] for label in range(3)]
    assert all(part.get(each, first[each]) == first[each] for part in everyone for each in first.index)


def test_without_a_column_of_consent_nothing_was_checked(shop: Shop) -> None:
    campaign = plan(shop_of(shop_frame().drop(columns="opt_out")))
    assert campaign.consent == ()
    assert campaign.left_out == 0


def test_the_promise_starts_from_past_campaigns_or_from_the_worst_case(shop: Shop) -> None:
    known, unknown = plan(shop), plan(shop_of(shop_frame().drop(columns="accepted_campaign")))
    assert known.rate == pytest.approx(0.2, abs=0.05)
    assert known.rate_is_known
    assert (unknown.rate, unknown.rate_is_known) == (0.5, False)
    assert known.uplift is not None
    assert unknown.uplift is not None
    assert known.uplift < unknown.uplift
    assert plan(shop, hold_out=0).uplift is None


def test_a_table_without_ids_is_held_out_by_row(shop: Shop) -> None:
    campaign = plan(shop_of(shop_frame().drop(columns=["customer_id", "email"])))
    assert campaign.by_row
    assert campaign.held > 0
