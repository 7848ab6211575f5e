from __future__ import annotations

import io

import pytest

from practicecli.domain.rate_entry import SaidRate
from practicecli.errors import UsageError
from practicecli.files.rates import SPELLINGS, read_rates_file

HEAD = "platform,payer,cpt,amount,from"
ROW = "headway,aetna,90834,150.00,2026-01-01"
SAID = SaidRate(
    platform="headway", payer="aetna", cpt="90834", amount="150.00", since="2026-01-01", row=1
)


def read(text):
    return read_rates_file(io.BytesIO(text.encode()), "rates.csv")


def test_a_plain_file_is_read():
    assert read(f"{HEAD}\n{ROW}\n").rows == (SAID,)


@pytest.mark.parametrize(
    ("field", "spelling"),
    [(field, spelling) for field, spellings in SPELLINGS.items() for spelling in spellings],
)
def test_every_spelling_of_a_header_is_recognised_in_any_place(field, spelling):
    usual = [name for name in ("platform", "payer", "cpt", "amount", "since") if name != field]
    header = [spelling.upper().replace(" ", "_"), *usual]

    found = read(",".join(header) + "\n" + ",".join(["x", *usual]) + "\n")

    assert getattr(found.rows[0], field) == "x"
    assert all(getattr(found.rows[0], name) == name for name in usual)


def test_no_spelling_belongs_to_two_fields():
    spellings = [spelling for known in SPELLINGS.values() for spelling in known]

    assert len(spellings) == len(set(spellings))


def test_a_mark_at_the_start_quotes_semicolons_and_empty_lines_are_no_trouble():
    found = read(
        "\ufeffPayer;Platform;CPT;Rate;Effective;State;Plan\n\n"
        '"Aetna";headway;90834;"$1,150.00";2026-01-01;new york;Medicare\n'
    )

    (row,) = found.rows
    assert (row.payer, row.amount, row.state, row.plan) == ("Aetna", "$1,150.00", "NY", "medicare")
    assert row.row == 2


def test_a_row_that_is_too_wide_is_a_fault_and_the_others_are_read():
    found = read(f"{HEAD}\nheadway,aetna,90834,1,150.00,2026-01-01\n{ROW}\n")

    assert [one.code for one in found.faults] == ["cell-count"]
    assert [row.row for row in found.rows] == [2]


def test_a_column_that_is_not_ours_is_left_out_and_said():
    found = read(f"{HEAD},colour\n{ROW},red\n")

    assert found.rows == (SAID,)
    assert [one.code for one in found.warnings] == ["unknown-column"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"platform,payer,amount\n{ROW}\n", ["missing-column", "missing-column"]),
        (f"{HEAD},rate\n{ROW},1\n", ["ambiguous-column"]),
        (f"{ROW}\n", ["missing-column"] * 5),
        (f"{HEAD}\n", []),
        (f"{HEAD}\n,,,,\n", []),
        ("", []),
    ],
)
def test_a_file_whose_columns_are_not_clear_is_refused_whole(text, codes):
    with pytest.raises(UsageError) as error:
        read(text)

    assert [one.code for one in error.value.problems] == codes
