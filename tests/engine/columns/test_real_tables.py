"""The real tables: every way of writing the campaign table gives the same customers; others get the right kinds."""

from pathlib import Path

import pytest

from engine.columns.table import read_table
from engine.dataset import Kind, Meaning, Role

CAMPAIGN = [
    "customer_segmentation_comma.csv",
    "marketing_campaign_all_quoted_us_dates.csv",
    "marketing_campaign_excel_serial_dates.csv",
    "marketing_campaign_semicolon_bom_crlf.csv",
    "marketing_campaign_tab.csv",
    "marketing_campaign_tab_blank_first_line.csv",
]


@pytest.mark.realdata
def test_all_ways_of_writing_the_campaign_table_are_the_same_table(realdata: Path) -> None:
    tables = [read_table(realdata / "marketing_campaign" / name) for name in CAMPAIGN]

    assert {table.fingerprint for table in tables} == {tables[0].fingerprint}
    assert tables[0].n_rows == 2240


@pytest.mark.realdata
def test_dollar_amounts_and_padded_headers_give_the_same_customers(realdata: Path) -> None:
    usual = read_table(realdata / "marketing_campaign" / CAMPAIGN[0]).frame.sort_values("ID")
    dollar = read_table(realdata / "marketing_campaign" / "marketing_data_dollar_income_bom.csv")
    frame = dollar.frame.sort_values("id")

    assert frame["id"].tolist() == usual["ID"].tolist()
    assert frame["Income"].isna().tolist() == usual["Income"].isna().tolist()
    assert frame["Income"].dropna().tolist() == usual["Income"].dropna().tolist()
    assert frame["YearBirth"].tolist() == usual["Year_Birth"].tolist()
    assert frame["DtCustomer"].tolist() == usual["Dt_Customer"].tolist()
    assert dollar.columns["Income"].unit == "$"


@pytest.mark.realdata
def test_campaign_roles_follow_what_the_columns_mean(realdata: Path) -> None:
    columns = read_table(realdata / "marketing_campaign" / CAMPAIGN[0]).columns

    assert columns["ID"].role is Role.IDENTIFIER
    assert [column.name for column in columns.with_role(Role.IGNORE)] == ["Z_CostContact", "Z_Revenue"]
    for name in ("Year_Birth", "Education", "Marital_Status", "Kidhome", "Teenhome", "Response", "Complain"):
        assert columns[name].role is Role.PROFILE, name
    assert columns["Income"].meaning is Meaning.BUDGET
    assert columns["Income"].n_missing == 24
    assert columns["Kidhome"].kind is Kind.NUMBER
    assert len(columns.with_role(Role.FEATURE)) == 13


@pytest.mark.realdata
def test_codes_stored_as_integers_are_categories(realdata: Path) -> None:
    table = read_table(realdata / "other" / "Wholesale customers data.csv")

    assert table.columns["Channel"].kind is table.columns["Region"].kind is Kind.CATEGORY
    assert table.frame["Channel"].dtype == "int64"
    assert any("all usable columns serve" in note.message for note in table.notes)


@pytest.mark.realdata
def test_blank_charges_are_missing_numbers(realdata: Path) -> None:
    table = read_table(realdata / "other" / "WA_Fn-UseC_-Telco-Customer-Churn.csv")

    assert table.columns["TotalCharges"].kind is Kind.NUMBER
    assert table.columns["TotalCharges"].n_missing == 11
    assert table.columns["Churn"].role is Role.PROFILE
    assert table.columns["customerID"].role is Role.IDENTIFIER


@pytest.mark.realdata
def test_minus_one_is_offered_as_unknown(realdata: Path) -> None:
    table = read_table(realdata / "other" / "bank-full.csv")

    assert table.columns["pdays"].sentinels == (-1.0,)
    assert (table.frame["pdays"] == -1).sum() == 36954
    assert table.columns["balance"].sentinels == ()


@pytest.mark.realdata
def test_order_lines_are_recognised(realdata: Path) -> None:
    table = read_table(realdata / "other" / "sales_data_sample.csv")

    assert table.transactions is not None
    assert table.transactions.customer == "CUSTOMERNAME"
    assert table.transactions.amount == "SALES"
    assert table.columns["PHONE"].personal
    assert "NA" in set(table.frame["TERRITORY"])  # North America
