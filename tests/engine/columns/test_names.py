"""Names become words, whatever the habit of writing; headers become distinct."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns.lexicon import load_lexicon
from engine.columns.names import bracketed, distinct_names
from engine.dataset import Meaning, Role
from engine.errors import EngineError


@pytest.mark.parametrize(
    "name",
    [
        "NumWebPurchases",
        "num_web_purchases",
        "Num Web Purchases",
        "NUM-WEB-PURCHASES",
        "numWebPurchases",
        "no. web purchase",
    ],
)
def test_one_name_in_every_habit(name: str) -> None:
    assert load_lexicon().words(name) == ["number", "web", "purchase"]


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Income", "budget"),
        ("Annual Income (k$)", "budget"),
        ("CREDIT_LIMIT", "budget"),
        ("EstimatedSalary", "budget"),
        ("Haushaltseinkommen", "budget"),
        ("MntWines", "spending"),
        ("customer_lifetime_value", "spending"),
        ("total_spent", "spending"),
        ("Total_Trans_Amt", "spending"),
        ("Umsatz", "spending"),
        ("Montant", "spending"),
        ("Gasto total", "spending"),
        ("avg_order_value", "basket"),
        ("AOV", "basket"),
        ("Spending Score (1-100)", "spending_score"),
        ("days_since_last_order", "recency"),
        ("visits_last_month", "engagement"),
        ("visits in the last 3 months", "engagement"),
        ("logins_last_30d", "engagement"),
        ("ratings_given", "engagement"),
        ("Lifetime giving", "spending"),
        ("Average gift", "basket"),
        ("last_gift_days", "recency"),
        ("portfolio value", "balance"),
        ("Käufe letztes Jahr", "purchases"),
        ("achats 12 derniers mois", "purchases"),
        ("Tage seit letztem Kauf", "recency"),
        ("dias_ultima_compra", "recency"),
        ("年收入（万元）", "budget"),
        ("возраст", "age"),
        ("Jahresverbrauch kWh", "usage"),
        ("Abschlag (€)", "charges"),
        ("Vertragsbeginn", "sign_up_date"),
        ("orders_last_90d", "purchases"),
        ("months_as_member", "tenure"),
        ("years_as_donor", "tenure"),
        ("num_reviews", "engagement"),
        ("playtime_hours", "usage"),
        ("rides_taken", "purchases"),
        ("last_purchase_days_ago", "recency"),
        ("DaySinceLastOrder", "recency"),
        ("Recency", "recency"),
        ("Months_on_book", "tenure"),
        ("tenure", "tenure"),
        ("Months Since Policy Inception", "tenure"),
        ("Total Claim Amount", "usage"),
        ("Months Since Last Claim", "recency"),
        ("MonthlyCharges", "charges"),
        ("CASH_ADVANCE_FREQUENCY", "cash_advance"),
        ("PURCHASES_FREQUENCY", "frequency"),
        ("BALANCE", "balance"),
        ("MINIMUM_PAYMENTS", "payments"),
        ("NumDealsPurchases", "deals"),
        ("CouponUsed", "deals"),
        ("NumStorePurchases", "store_purchases"),
        ("NumCatalogPurchases", "catalog_purchases"),
        ("online_orders", "web_purchases"),
        ("NumWebVisitsMonth", "web_visits"),
        ("num_orders", "purchases"),
        ("Anzahl Bestellungen", "purchases"),
        ("PURCHASES_TRX", "purchases"),
        ("AcceptedCmp3", "campaign_response"),
        ("Response", "campaign_response"),
        ("Complain", "complaint"),
        ("Attrition_Flag", "churn"),
        ("Exited", "churn"),
        ("Year_Birth", "birth_year"),
        ("Geburtsjahr", "birth_year"),
        ("DOB", "birth_date"),
        ("Dt_Customer", "sign_up_date"),
        ("customer_since", "sign_up_date"),
        ("Kidhome", "family"),
        ("Dependents", "family"),
        ("Marital_Status", "marital_status"),
        ("Ever_Married", "marital_status"),
        ("PLZ", "region"),
        ("Postal Code", "region"),
        ("Geography", "region"),
        ("CustomerGender", "gender"),
        ("CLIENTNUM", "customer_id"),
        ("Kundennummer", "customer_id"),
        ("ORDERNUMBER", "order_id"),
        ("InvoiceNo", "order_id"),
        ("StockCode", "product_id"),
        ("QUANTITYORDERED", "quantity"),
        ("UnitPrice", "price"),
        ("CONTACTLASTNAME", "name"),
        ("E-Mail", "email"),
        ("Tel.", "phone"),
        ("opt_out", "consent"),
        ("Total_visits_bank", "store_visits"),
        ("Unnamed: 0", "index"),
    ],
)
def test_the_lexicon_knows_the_usual_names(name: str, meaning: str) -> None:
    assert load_lexicon().matches(name)[0].entry.meaning is Meaning(meaning)


@pytest.mark.parametrize(
    "name",
    [
        "v12",
        "",
        "Fresh",
        "Z_1",
        "カラム",
        "💰",
        "IsActiveMember",
        "CreditScore",
        "page",
        "percentage",
        "manage",
    ],
)
def test_other_names_mean_nothing(name: str) -> None:
    assert not load_lexicon().matches(name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Naive_Bayes_Classifier_Months_Inactive_12_mon_1", "what a model said"),
        ("Predicted_Lifetime_Value", "what a model said"),
        ("Segmentation", "earlier segmentation"),
        ("TransactionTime", "on the clock"),
        ("Cluster", "earlier segmentation"),
    ],
)
def test_what_a_model_or_an_earlier_segmentation_said_decides_nothing(name: str, why: str) -> None:
    entry = load_lexicon().matches(name)[0].entry
    assert entry.use is Role.PROFILE
    assert why in entry.why


@pytest.mark.parametrize(
    "name", ["OrderAmountHikeFromLastYear", "Total_Amt_Chng_Q4_Q1", "CashbackAmount", "spend_growth", "Sales Channel"]
)
def test_a_change_or_a_channel_of_spending_is_not_spending(name: str) -> None:
    assert all(
        match.entry.meaning not in (Meaning.SPENDING, Meaning.PURCHASES) for match in load_lexicon().matches(name)
    )


def test_how_many_addresses_is_no_address() -> None:
    entry = load_lexicon().matches("NumberOfAddress")[0].entry
    assert (entry.meaning, entry.personal) == (None, False)


def test_brackets() -> None:
    assert bracketed("Annual Income (k$) [gross]") == ["k$", "gross"]


def test_headers_become_distinct_and_it_is_said() -> None:
    names, notes = distinct_names(["a", "", "a", " a ", None, "column 2", "b\nc", float("nan")])
    assert names == ["a", "column 2 (2)", "a (2)", "a (3)", "column 5", "column 2", "b c", "column 8"]
    assert len(notes) == 5


@given(st.lists(st.one_of(st.text(max_size=6), st.none(), st.integers(0, 3)), max_size=30))
def test_any_headers_become_distinct(headers: list[object]) -> None:
    names, _ = distinct_names(headers)
    assert len(set(names)) == len(names) == len(headers)
    assert all(names)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_name_can_be_asked(name: str) -> None:
    load_lexicon().matches(name)


def test_a_long_glued_name_takes_no_time() -> None:
    assert load_lexicon().matches("customerid" * 10_000) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[entry]]\nmeaning = 'wealth'\nnames = ['x']", "meaning cannot be 'wealth'"),
        ("[[entry]]\nnames = []", "has no names"),
        ("[[entry]]\nnames = ['x']\nweight = 3", "unknown key 'weight'"),
        ("[[entry]\n", "cannot be read"),
        ("[[entry]]\nnames = ['!']", "phrase without words"),
        ("[[entry]]\nnames = ['x']\nuse = 'profile'", "`use` and `why` together"),
    ],
)
def test_a_mistake_in_the_lexicon_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "columns.toml"
    path.write_text(text)
    with pytest.raises(EngineError, match=says):
        load_lexicon(path)
