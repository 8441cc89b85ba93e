"""What a table of cells is understood to be: kinds, roles, meanings, notes, and a person's corrections."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns.table import dataset_from_cells, dataset_from_frame, read_table
from engine.dataset import Cells, Dataset, Dialect, Kind, Meaning, Note, Role
from engine.errors import EngineError


def understood(**columns: list[str]) -> Dataset:
    return dataset_from_cells(Cells(pd.DataFrame(columns, dtype="str"), Dialect("delimited", delimiter=",")))


def numbers(n: int = 40, seed: int = 0) -> list[str]:
    return [str(value) for value in np.random.default_rng(seed).integers(10, 90_000, n)]


def test_stray_words_are_counted_and_listed() -> None:
    column = understood(Income=[*numbers(), "approx 5", "n/a", "#DIV/0!", ""]).columns["Income"]
    assert column.kind is Kind.NUMBER
    assert (column.n_odd, column.odd_values, column.n_missing) == (1, ("approx 5",), 4)


def test_a_repeated_word_in_a_number_column_means_unknown() -> None:
    column = understood(Income=[*numbers(), *["refused"] * 20]).columns["Income"]
    assert column.kind is Kind.NUMBER
    assert column.n_odd == 20


def test_words_with_a_few_numbers_stay_words() -> None:
    assert understood(size=["small", "big", "12", "small"] * 5).columns["size"].kind is Kind.CATEGORY


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("Channel", ["1", "2"] * 20, Kind.CATEGORY),
        ("Region", ["1", "2", "3"] * 20, Kind.CATEGORY),
        ("postcode", numbers(), Kind.CATEGORY),
        ("zip", ["01234", "12345", "90210"] * 5, Kind.CATEGORY),
        ("Kidhome", ["0", "1", "2"] * 20, Kind.NUMBER),
        ("Complain", ["0", "1"] * 20, Kind.BOOLEAN),
        ("Partner", ["Yes", "No"] * 20, Kind.BOOLEAN),
        ("Abo", ["ja", "nein"] * 20, Kind.BOOLEAN),
        ("Internet", ["Yes", "No", "No service"] * 20, Kind.CATEGORY),
        ("x", ["7"] * 20, Kind.CONSTANT),
        ("x", ["", "NULL", "-"] * 20, Kind.EMPTY),
        ("comment", [f"said {i} things" for i in range(40)], Kind.TEXT),
        ("joined", ["2014-01-02", "2014-01-03"] * 20, Kind.DATE),
        ("code", ["A1", "85123A", "7"] * 20, Kind.CATEGORY),
    ],
)
def test_kinds(name: str, cells: list[str], kind: Kind) -> None:
    assert understood(**{name: cells}).columns[name].kind is kind


def test_codes_with_letters_or_leading_zeros_stay_text() -> None:
    table = understood(a=["85123A", *numbers(60), "85099B"], b=[f"{i:05d}" for i in range(62)], c=["9" * 20] * 62)
    assert table.frame["a"].tolist()[0] == "85123A"
    assert table.frame["b"].tolist()[:2] == ["00000", "00001"]
    assert table.frame["c"].tolist()[0] == "9" * 20


def test_all_different_numbers_are_no_identifier_without_more_evidence() -> None:
    table = understood(Income=[str(i * 37 % 9973 + 20000) for i in range(100)], Age=["30", "40"] * 50)
    assert table.columns["Income"].role is Role.FEATURE
    assert not table.columns.with_role(Role.IDENTIFIER)


@pytest.mark.parametrize("header", ["", "Unnamed: 0", "index", "X"])
@pytest.mark.parametrize("start", [0, 1])
def test_an_exported_index_is_ignored(header: str, start: int) -> None:
    frame = pd.DataFrame(
        [[str(i + start), str(i * 7 % 31)] for i in range(31)], columns=[header, "Spending"], dtype="str"
    )
    column = dataset_from_cells(Cells(frame, Dialect("delimited"))).columns[0]
    assert column.meaning is Meaning.INDEX
    assert column.role is Role.IGNORE


def test_identifiers_by_name_and_by_shape() -> None:
    uuids = [f"{i:08x}-1234-4321-abcd-{i * 7:012x}" for i in range(40)]
    assert understood(whatever=uuids, Income=numbers()).columns["whatever"].role is Role.IDENTIFIER
    assert (
        understood(key=[f"C{10001 + i}" for i in range(40)], Income=numbers()).columns["key"].role is Role.IDENTIFIER
    )
    assert understood(CUSTOMER_ID=numbers(), Income=numbers()).columns["CUSTOMER_ID"].role is Role.IDENTIFIER


def test_one_column_names_the_rows_and_repeats_are_said() -> None:
    table = understood(
        row_code=[f"R{i:04d}" for i in range(40)], customer_id=[str(i // 2) for i in range(40)], Income=numbers()
    )
    assert [column.name for column in table.columns.with_role(Role.IDENTIFIER)] == ["customer_id"]
    assert any("not different in every row: 40 rows have 20 values" in note.message for note in table.notes)


def test_personal_data_is_recognised_and_kept_out() -> None:
    table = understood(
        contact=[f"a{i}@b.org" for i in range(40)],
        line=[f"+49 30 {1000000 + i}" for i in range(40)],
        Surname=["Meier", "Smith"] * 20,
        street=[f"Road {i}" for i in range(40)],
        Income=numbers(),
        Spending=numbers(seed=1),
    )
    for name in ("contact", "line", "Surname", "street"):
        assert table.columns[name].personal, name
        assert table.columns[name].role is Role.IGNORE
    assert table.columns["contact"].meaning is Meaning.EMAIL
    assert table.columns["line"].meaning is Meaning.PHONE


def test_repeated_columns_are_ignored_and_said() -> None:
    table = understood(a=numbers(), b=numbers(), Spending=numbers(seed=1))
    assert table.columns["b"].role is Role.IGNORE
    assert any("'b' holds the same values as 'a'" in note.message for note in table.notes)


def test_columns_that_only_begin_alike_are_no_repetition() -> None:
    counts = numbers(3_000)
    late = [*counts[:2_500], *reversed(counts[2_500:])]
    table = understood(a=counts, b=late, c=counts, Spending=numbers(3_000, seed=1))
    ignored = [column.name for column in table.columns if column.role is Role.IGNORE]
    assert ignored == ["c"]


def test_answers_in_several_spellings() -> None:
    table = understood(Partner=["Yes", "yes ", "NO", "No", "No"] * 8, Colour=["Red", "red", "blue"] * 13 + ["blue"])
    assert set(table.frame["Partner"]) == {"Yes", "No"}
    assert set(table.frame["Colour"]) == {"Red", "red", "blue"}
    assert any("may be the same" in note.message and note.column == "Colour" for note in table.notes)


def test_na_is_missing_except_among_codes_of_places() -> None:
    table = understood(Territory=["NA", "EMEA", "APAC"] * 10, Colour=["NA", "red", "blue"] * 10)
    assert "NA" in set(table.frame["Territory"])
    assert table.columns["Colour"].n_missing == 10


def test_none_may_be_an_answer() -> None:
    assert "None" in set(understood(tier=["None", "Gold", "Silver"] * 10).frame["tier"])


def test_sentinels_are_offered_and_stay() -> None:
    table = understood(pdays=["-1"] * 30 + numbers(10), age=["999", *map(str, range(20, 59))], rate=["10", "20"] * 20)
    assert table.columns["pdays"].sentinels == (-1.0,)
    assert table.columns["age"].sentinels == (999.0,)
    assert table.columns["rate"].sentinels == ()
    assert (table.frame["pdays"] == -1).sum() == 30


def test_the_table_decides_what_a_column_leaves_open() -> None:
    table = understood(a=["1,234", "2,345"] * 3, b=["0,5", "12,25"] * 3, c=["03.04.2014", "05.06.2014"] * 3)
    assert table.frame["a"].tolist()[:2] == [1.234, 2.345]
    assert table.frame["c"].dt.month.tolist()[:2] == [4, 6]


def test_recency_of_unknown_direction_is_asked_about() -> None:
    column = understood(Recency=["1", "2", "3", "4", "5"] * 8, Income=numbers(), Spending=numbers(seed=1)).columns[
        "Recency"
    ]
    assert column.meaning is None
    assert column.role is Role.FEATURE
    assert "please say which" in column.reason


def test_units_come_from_names_and_cells() -> None:
    table = understood(
        **{"Annual Income (k$)": numbers(), "revenue_usd": numbers(seed=1), "tenure_months": numbers(seed=2)},
        price=[f"{cell} €" for cell in numbers(seed=3)],
        discount=["10%", "20%"] * 20,
    )
    assert [column.unit for column in table.columns] == ["k$", "$", "months", "€", "%"]


def test_purchases_with_cents_are_spending() -> None:
    table = understood(PURCHASES=[f"{cell}.25" for cell in numbers()], ORDERS=numbers(seed=1))
    assert table.columns["PURCHASES"].meaning is Meaning.SPENDING
    assert table.columns["ORDERS"].meaning is Meaning.PURCHASES


def test_unknown_columns_serve_when_nothing_else_can() -> None:
    table = understood(v1=numbers(), v2=numbers(seed=1), gender=["F", "M"] * 20)
    assert [column.name for column in table.columns.with_role(Role.FEATURE)] == ["v1", "v2"]
    table = understood(age=numbers(), gender=["F", "M"] * 20, churn=["0", "1"] * 20)
    assert [column.name for column in table.columns.with_role(Role.FEATURE)] == ["age", "gender"]
    assert any("who customers are" in note.message for note in table.notes)


def test_a_person_has_the_last_word() -> None:
    frame = pd.DataFrame(
        {"a": ["03/04/2014", "05/06/2014"] * 3, "b": ["1", "2"] * 3, "c": ["1,234", "2,345"] * 3}, dtype="str"
    )
    table = dataset_from_cells(
        Cells(frame, Dialect("delimited")),
        overrides={
            "a": {"date_order": "day_first", "meaning": "sign_up_date"},
            "b": {"kind": "text", "role": "identifier"},
            "c": {"decimal": ",", "unit": "€", "meaning": "spending"},
        },
    )
    assert table.frame["a"].dt.month.tolist()[:2] == [4, 6]
    assert table.frame["b"].tolist()[:2] == ["1", "2"]
    assert table.frame["c"].tolist()[:2] == [1.234, 2.345]
    assert {column.reason for column in table.columns} == {"You chose this."}
    assert table.columns["b"].role is Role.IDENTIFIER
    assert table.columns["c"].unit == "€"
    assert table.columns["c"].meaning is Meaning.SPENDING


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ({"z": {"kind": "number"}}, "no column 'z'"),
        ({"a": {"kind": "integer"}}, "kind cannot be 'integer'"),
        ({"a": {"role": "target"}}, "role cannot be 'target'"),
        ({"a": {"colour": "red"}}, "'colour' cannot be corrected"),
        ({"a": {"date_order": "ymd"}}, "date_order cannot be 'ymd'"),
        ({"a": {"unit": "x" * 99}}, "is no unit"),
        ({"a": "number"}, "not a mapping"),
        (["a"], "not a mapping"),
    ],
)
def test_corrections_that_make_no_sense_are_refused(overrides: object, says: str) -> None:
    with pytest.raises(EngineError, match=says):
        dataset_from_frame(pd.DataFrame({"a": [1, 2]}), overrides=overrides)  # type: ignore[arg-type]


def test_a_person_may_force_a_kind() -> None:
    frame = pd.DataFrame({"a": ["x", "12", "y"], "b": ["1", "2", "5"]}, dtype="str")
    table = dataset_from_frame(frame, overrides={"a": {"kind": "number"}, "b": {"kind": "category"}})
    assert table.columns["a"].n_odd == 2
    assert table.columns["b"].kind is Kind.CATEGORY
    assert table.frame["b"].dtype == "int64"


def test_small_tables_are_tables() -> None:
    assert dataset_from_frame(pd.DataFrame({"a": ["1"]}, dtype="str")).n_rows == 1
    assert dataset_from_frame(pd.DataFrame({"a": [], "b": []}, dtype="str")).columns["a"].kind is Kind.EMPTY
    assert dataset_from_frame(pd.DataFrame({"a": [None, None]})).columns["a"].kind is Kind.EMPTY
    with pytest.raises(EngineError, match="no columns"):
        dataset_from_frame(pd.DataFrame(index=[0, 1]))


def test_read_table_takes_bytes_and_paths_and_streams(tmp_path) -> None:  # type: ignore[no-untyped-def]
    import io

    data = b"ID;Income;Dt_Customer\n1;58.138,50;04.09.2012\n2;46.344,00;21.08.2013\n"
    path = tmp_path / "kunden.csv"
    path.write_bytes(data)
    tables = [read_table(data), read_table(path), read_table(str(path)), read_table(io.BytesIO(data), "kunden.csv")]
    assert len({table.fingerprint for table in tables}) == 1
    assert [table.name for table in tables] == ["table", "kunden.csv", "kunden.csv", "kunden.csv"]
    assert tables[0].frame["Income"].tolist() == [58138.5, 46344.0]
    assert tables[0].frame["Dt_Customer"].dt.strftime("%Y-%m-%d").tolist() == ["2012-09-04", "2013-08-21"]


CELL = st.one_of(
    st.sampled_from(
        ["", "NA", "1", "2", "1.5", "1,5", "2014-01-02", "03/04/2014", "$5", "yes", "no", "-1", "999", "x", "NaN"]
    ),
    st.text(max_size=8),
)


@given(st.integers(1, 12).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=5)))
@settings(max_examples=150, deadline=None)
def test_any_cells_become_a_dataset(columns: list[list[str]]) -> None:
    columns = [[cell.encode("utf-8", "ignore").decode() for cell in column] for column in columns]
    frame = pd.DataFrame(dict(enumerate(columns)), dtype="str").set_axis([""] * len(columns), axis=1)
    table = dataset_from_cells(Cells(frame, Dialect("delimited", delimiter=";")))
    assert table.frame.shape == frame.shape
    for column in table.columns:
        values = table.frame[column.name]
        assert values.dtype.kind in "if" or str(values.dtype) in ("str", "datetime64[us]")
        assert int(values.isna().sum()) == column.n_missing
        assert int(values.nunique()) == column.n_distinct
        assert column.reason.endswith(".")
        if column.kind is Kind.NUMBER:
            assert values.dtype.kind in "if"
    assert dataset_from_cells(Cells(frame, Dialect("delimited", delimiter=";"))).fingerprint == table.fingerprint


def test_a_count_is_no_number_of_an_account_and_codes_of_programs_are_no_quantities() -> None:
    lines = [f"{n % 9 + 1},{n % 5 + 1},{n % 8 + 1},{n % 13}" for n in range(200)]
    content = "\n".join(["Number of Policies,Number of Accounts,OperatingSystems,Browser", *lines])
    policies, accounts, *programs = read_table(content.encode()).columns
    assert policies.role is not Role.IDENTIFIER
    assert policies.meaning is not Meaning.CUSTOMER_ID
    assert accounts.meaning is not Meaning.CUSTOMER_ID
    assert all(column.kind is Kind.CATEGORY for column in programs)


def test_a_name_that_counts_or_cells_in_money_say_which_of_the_two_it_is() -> None:
    rows = range(40)
    found = understood(
        id=[str(n + 1) for n in rows],
        total_purchase=[f"₹ {n * 100 + 50}.00" for n in rows],
        sales_count=[str(n % 9) for n in rows],
        sales=[str(n * 7 % 31) for n in rows],
    ).columns
    assert found["total_purchase"].meaning is Meaning.SPENDING
    assert found["sales_count"].meaning is Meaning.PURCHASES
    assert found["sales"].meaning is Meaning.SPENDING


def test_numbers_padded_with_zeros_are_no_telephone_numbers() -> None:
    rows = range(40)
    found = understood(
        Debitor=[f"{100_000 + n:010d}" for n in rows], dialled=[f"00{491511234500 + n}" for n in rows]
    ).columns
    assert found["Debitor"].meaning is Meaning.CUSTOMER_ID
    assert found["dialled"].meaning is Meaning.PHONE


def test_a_number_that_a_system_calls_its_id_is_one() -> None:
    rows = [n * 7919 % 10_007 for n in range(60)]
    found = understood(LEID=[str(n) for n in rows], PAID=[str(n) for n in rows]).columns
    assert found["LEID"].role is Role.IDENTIFIER
    assert found["PAID"].role is not Role.IDENTIFIER


def test_whole_numbers_under_a_plural_are_counts_and_no_codes() -> None:
    rows = "\n".join(f"{i % 5},{i % 7},{i % 4}" for i in range(200))
    found = read_table(f"group_offers,stores,channel\n{rows}\n".encode())
    assert [column.kind for column in found.columns] == [Kind.NUMBER, Kind.NUMBER, Kind.CATEGORY]


def test_a_note_names_its_column_once() -> None:
    assert Note("Its numbers have a decimal comma.", column="Income").sentence == (
        "Income: its numbers have a decimal comma."
    )
    assert Note("'Income' repeats.", column="Income").sentence == "'Income' repeats."
    assert Note("It has 3 rows.").sentence == "It has 3 rows."
