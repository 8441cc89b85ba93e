"""Results that come back give the uplift per segment, or a sentence."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from engine.campaign.plan import GROUP, plan_campaign
from engine.campaign.uplift import Uplift, measure_uplift
from engine.columns.table import read_table
from engine.errors import EngineError
from tests.engine.campaign.conftest import Shop


@pytest.fixture
def sent(shop: Shop) -> pd.DataFrame:
    """The campaign file to everybody, and who responded: one in ten, two in ten of those contacted."""
    table = plan_campaign(
        shop.dataset, shop.matrix, shop.segmentation, shop.names, shop.matrix.row_index, hold_out=0.2
    ).table
    rate = np.where(table[GROUP] == "contact", 0.2, 0.1)
    return table.assign(bought=np.random.default_rng(0).binomial(1, rate))


def measured(shop: Shop, results: pd.DataFrame) -> Uplift:
    read = read_table(results.to_csv(index=False).encode(), "results.csv")
    return measure_uplift(read, shop.dataset, shop.matrix, shop.segmentation, shop.names, hold_out=0.2)


def test_rates_and_intervals_are_those_of_the_file(shop: Shop, sent: pd.DataFrame) -> None:
    uplift = measured(shop, sent)
    assert uplift.is_rate
    assert [line.name for line in uplift.lines] == ["All together", *shop.names]
    for line in uplift.lines:
        own = sent if line.number == 0 else sent[sent["segment"] == line.number]
        means = own.groupby(GROUP)["bought"].agg(["mean", "size"])
        assert (line.contacted, line.held) == (means.loc["contact", "size"], means.loc["hold-out", "size"])
        assert line.contacted_mean == pytest.approx(means.loc["contact", "mean"])
        assert line.uplift == pytest.approx(means.loc["contact", "mean"] - means.loc["hold-out", "mean"])
        assert line.interval is not None
        assert line.interval[0] < 0.1 < line.interval[1]


def test_ids_alone_are_enough_to_know_the_groups(shop: Shop, sent: pd.DataFrame) -> None:
    assert measured(shop, sent[["customer_id", "bought"]]) == measured(shop, sent)


def test_amounts_are_compared_by_their_means(shop: Shop, sent: pd.DataFrame) -> None:
    amounts = sent.assign(revenue=np.random.default_rng(1).gamma(2, 20 + 10 * sent["bought"]).round(2))
    uplift = measured(shop, amounts[["customer_id", GROUP, "revenue"]])
    assert not uplift.is_rate
    assert uplift.lines[0].interval is not None


def test_what_is_odd_is_counted_and_not_lost(shop: Shop, sent: pd.DataFrame) -> None:
    odd = sent[["customer_id", "bought"]].astype({"bought": "Int64"})
    odd.loc[odd.index[10:14], "bought"] = pd.NA
    odd = pd.concat([odd, odd.tail(3), pd.DataFrame({"customer_id": ["stranger"], "bought": [1]})])
    uplift = measured(shop, odd)
    assert (uplift.unknown, uplift.empty, uplift.repeated) == (1, 4, 3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda sent: sent.drop(columns="customer_id"), "no column 'customer_id'"),
        (lambda sent: sent.drop(columns="bought"), "no column that the table did not have"),
        (lambda sent: sent.assign(clicked=0, opened=1), "3 new columns"),
        (lambda sent: sent[sent["bought"] == 1], "Every customer in the results has a yes"),
        (lambda sent: sent[sent[GROUP] == "contact"], "nobody who was held out"),
        (lambda sent: sent.assign(bought="perhaps"), "neither yes nor no"),
        (lambda sent: sent.assign(customer_id="X"), "is in this table"),
        (lambda sent: sent.assign(**{GROUP: "somebody"}), "says 'somebody'"),
    ],
)
def test_a_file_that_cannot_be_measured_is_a_sentence(
    shop: Shop,
    sent: pd.DataFrame,
    change: Callable[[pd.DataFrame], pd.DataFrame],
    sentence: str,
) -> None:
    with pytest.raises(EngineError, match=sentence) as caught:
        measured(shop, change(sent))
    assert caught.value.remedy
