from __future__ import annotations

import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.errors import UsageError
from practicecli.files.bank import read_bank
from practicecli.files.bankform import Said

TODAY = date(2026, 12, 24)
NOTHING = Said()
COMMAND = "practice payout reconcile --bank bank.csv"


class Pipe(io.RawIOBase):
    """What can be read once only."""

    def __init__(self, content):
        self._content = io.BytesIO(content)

    def read(self, size=-1):
        return self._content.read(size)

    def seekable(self):
        return False


def read(content, *, said=NOTHING, remembered=None, today=TODAY):
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return read_bank(
        stream, "`bank.csv`", said=said, remembered=remembered or {}, today=today, command=COMMAND
    )


def lines(found):
    return [(one.row, one.day.isoformat(), one.cents, one.text) for one in found.lines]


# The headings that these banks' exports have; what stands under them is invented.
CHASE = """Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #
CREDIT,11/30/2026,"HEADWAY PAYOUT",1240.00,ACH_CREDIT,5000.00,,
DEBIT,11/27/2026,"RENT",-1000.00,ACH_DEBIT,3760.00,,
"""
BANK_OF_AMERICA = """Description,,Summary Amt.
Beginning balance as of 11/01/2026,,"1,300.00"
Total credits,,"1,240.00"
Total debits,,"-1,000.00"
Ending balance as of 11/30/2026,,"1,540.00"

Date,Description,Amount,Running Bal.
11/01/2026,Beginning balance as of 11/01/2026,,"1,300.00"
11/27/2026,"RENT","-1,000.00","300.00"
11/30/2026,"HEADWAY DES:PAYOUT","1,240.00","1,540.00"
"""
CAPITAL_ONE = """Account Number,Transaction Description,Transaction Date,\
Transaction Type,Transaction Amount,Balance
1234,HEADWAY PAYOUT,11/30/26,Credit,1240.00,5000.00
1234,RENT,11/27/26,Debit,1000.00,3760.00
"""
MERCURY = """Date (UTC),Description,Amount,Status,Source Account,Bank Description,Reference,Note
11-30-2026,Headway,1240.00,Sent,Checking,HEADWAY; PAYOUT,,
11-30-2026,Headway,1240.00,Pending,Checking,HEADWAY; PAYOUT,,
11-27-2026,Rent,-1000.00,Sent,Checking,RENT,,
"""
NOVO = """Date,Description,Amount,Note,Check Number,Category
2026-11-30,HEADWAY PAYOUT,1240.00,,,
2026-11-27,RENT,-1000.00,,,
"""
RELAY = """Date,Payee,Account #,Transaction Type,Description,Reference,Status,Amount,Currency,Total
11/30/2026,Headway,1234,Receive,PAYOUT,77,SETTLED,1240.00,USD,5000.00
11/27/2026,Landlord,1234,Spend,RENT,78,SETTLED,-1000.00,USD,3760.00
"""
CREDIT_UNION = """Date;Description;Debit;Credit
"11/30/2026";"HEADWAY PAYOUT";;"$1,240.00"
"11/27/2026";"RENT";"(1,000.00)";
"Total";;"1,000.00";"1,240.00"
"""
TABS = "Posted Date\tMemo\tWithdrawals\tDeposits\n11/30/2026\tHEADWAY PAYOUT\t\t1240.00\n"


@pytest.mark.parametrize(
    ("content", "row", "text"),
    [
        (CHASE, 2, "HEADWAY PAYOUT"),
        (BANK_OF_AMERICA, 10, "HEADWAY DES:PAYOUT"),
        (CAPITAL_ONE, 2, "HEADWAY PAYOUT"),
        (MERCURY, 2, "Headway HEADWAY; PAYOUT"),
        (NOVO, 2, "HEADWAY PAYOUT"),
        (RELAY, 2, "Headway PAYOUT"),
        (CREDIT_UNION, 2, "HEADWAY PAYOUT"),
        (TABS, 2, "HEADWAY PAYOUT"),
    ],
)
def test_the_headings_of_known_banks_are_recognised(content, row, text):
    found = read(content)

    assert (row, "2026-11-30", 124_000, text) in lines(found)
    assert sorted(one.cents for one in found.lines) in ([124_000], [-100_000, 124_000])
    assert found.last == date(2026, 11, 30)
    assert found.warnings == ()


def test_what_is_not_booked_and_what_is_no_money_is_left_out_and_told():
    assert read(MERCURY).not_posted == (3,)
    assert read(BANK_OF_AMERICA).left_out == (8,)
    assert read(CREDIT_UNION).left_out == (4,)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_file_is_read_in_every_encoding_that_banks_use(encoding):
    content = NOVO.replace("RENT", "RENT CAF\u00c9") + "2026-11-26,\u00c9TUDE,1.00,,,\n"

    found = read(content.encode(encoding))

    assert [one.text for one in found.lines] == ["HEADWAY PAYOUT", "RENT CAF\u00c9", "\u00c9TUDE"]


def test_a_pipe_is_read_like_a_file():
    found = read_bank(
        Pipe(NOVO.encode()), "standard input", said=NOTHING, remembered={}, today=TODAY,
        command=COMMAND,
    )  # fmt: skip

    assert len(found.lines) == 2


def test_windows_line_ends_blank_lines_and_a_trailing_comma_do_no_harm():
    assert lines(read(CHASE.replace("\n", "\r\n") + "\r\n\r\n")) == lines(read(CHASE))


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"PK\x03\x04 a spreadsheet", "spreadsheet"),
        (b"", "empty"),
        (b"hello\n", "no table"),
        (b"Date,Description,Amount\n", "no rows of money"),
        (b"\xff\xfe\x00", "cut off"),
        (b"Date,Description,Amount\n2026-11-30,\x00,1.00\n", "NUL"),
    ],
)
def test_what_is_no_bank_file_is_refused(content, refused):
    with pytest.raises(UsageError, match=refused):
        read(content)


FAULTY = """Date,Description,Amount
2026-11-30,HEADWAY,1240.00
2026-11-30,SECRET NAME,12 dollars
2026-02-30,SECRET NAME,1.00
2026-11-29,SECRET NAME,"1.240,00"
2026-11-29,SECRET NAME,
2026-11-28,SECRET, NAME,3.00
2026-12-28,SECRET NAME,3.00
2026-11-28,LAST,3.00
"""


def test_every_faulty_row_is_told_at_once_by_its_number_and_never_by_what_stands_in_it():
    with pytest.raises(UsageError) as refused:
        read(FAULTY)

    problems = refused.value.problems
    assert [(one.code, one.message.partition(" has ")[0]) for one in problems] == [
        ("bank-amount", "Row 3"),
        ("bank-date", "Row 4"),
        ("bank-amount", "Row 5"),
        ("bank-amount", "Row 6"),
        ("cell-count", "Row 7"),
        ("bank-future", "Row 8"),
    ]
    assert "decimal comma" in problems[2].message
    assert "SECRET" not in str(refused.value) + "".join(one.message for one in problems)


def test_of_very_many_faulty_rows_the_first_are_told():
    rows = "2026-11-30,X,abc\n" * 60

    with pytest.raises(UsageError, match="60 rows") as refused:
        read(f"Date,Description,Amount\n{rows}")

    assert len(refused.value.problems) == 50


def test_an_amount_in_another_currency_is_no_deposit():
    with pytest.raises(UsageError) as refused:
        read(RELAY.replace("USD,5000", "CAD,5000"))

    assert "not in dollars" in refused.value.problems[0].message


def test_money_both_in_and_out_is_refused():
    with pytest.raises(UsageError) as refused:
        read("Date,Description,Debit,Credit\n2026-11-30,X,1.00,2.00\n")

    assert "both in and out" in refused.value.problems[0].message


def test_an_order_of_dates_that_nothing_shows_is_taken_as_american_with_a_warning():
    content = "Date,Description,Amount\n11/05/2026,X,1.00\n"

    found = read(content)

    assert found.first == date(2026, 11, 5)
    assert [one.code for one in found.warnings] == ["bank-dates-assumed"]
    said = read(content, said=Said(date_format="dmy"))
    assert (said.first, said.warnings) == (date(2026, 5, 11), ())


def test_the_order_that_one_file_showed_holds_for_the_next_of_its_form():
    head = "Date,Description,Amount\n"
    shown = read(f"{head}25/11/2026,X,1.00\n").layout

    later = read(f"{head}05/11/2026,X,1.00\n", remembered={shown.key: shown.said})

    assert (later.first, later.warnings) == (date(2026, 11, 5), ())


def test_dates_in_two_orders_are_refused():
    with pytest.raises(UsageError, match="day first"):
        read("Date,Description,Amount\n25/11/2026,X,1.00\n11/25/2026,X,1.00\n")


STRANGE = "Gebucht,Was,Netto\n2026-11-30,HEADWAY,1240.00\n2026-11-27,RENT,-1000.00\n"
SAID = Said({"date": "Gebucht", "amount": "netto", "description": "Was"})


def test_unknown_headings_are_listed_with_the_command_that_says_what_they_hold():
    with pytest.raises(UsageError, match="`Gebucht`, `Was`, `Netto`") as refused:
        read(STRANGE)

    assert f"{COMMAND} --map date=Gebucht --map amount=Netto --map description=Was" in (
        refused.value.hint
    )


def test_what_was_said_of_a_form_once_is_remembered_by_its_headings():
    first = read(STRANGE, said=SAID)

    again = read(STRANGE.replace("1240", "1241"), remembered={first.layout.key: first.layout.said})

    assert [one.cents for one in first.lines] == [124_000, -100_000]
    assert [one.cents for one in again.lines] == [124_100, -100_000]
    with pytest.raises(UsageError):
        read(STRANGE.replace("Netto", "Brutto"), remembered={first.layout.key: first.layout.said})


def test_what_is_said_now_goes_before_what_is_recognised_and_remembered():
    content = "Date,Value Date,Description,Memo,Amount\n2026-11-29,2026-11-30,A,B,1.00\n"
    key = read(content).layout.key

    plain = read(content)
    said = read(content, said=Said({"date": "value date", "description": "Memo"}))
    both = read(
        content,
        said=Said({"description": "Description"}),
        remembered={key: Said({"date": "Value Date", "description": "Memo"})},
    )

    assert lines(plain) == [(2, "2026-11-29", 100, "A B")]
    assert lines(said) == [(2, "2026-11-30", 100, "B")]
    assert lines(both) == [(2, "2026-11-30", 100, "A")]


def test_one_way_of_saying_amounts_replaces_the_other():
    content = "Day,In,Out,Net,Text\n2026-11-30,1.00,,7.00,A\n"
    before = Said({"date": "Day", "credit": "In", "debit": "Out", "description": "Text"})
    layout = read(content, said=before).layout

    after = read(content, said=Said({"amount": "Net"}), remembered={layout.key: layout.said})
    back = read(
        content, said=Said({"credit": "In"}), remembered={after.layout.key: after.layout.said}
    )

    assert (after.lines[0].cents, back.lines[0].cents) == (700, 100)


WELLS_FARGO = '"11/30/2026","1240.00","*","","HEADWAY"\n"11/27/2026","-1000.00","*","","RENT"\n'


def test_a_file_without_headings_is_told_by_numbers_and_repeats_nobody():
    with pytest.raises(UsageError, match="1 to 5, without headings") as refused:
        read(WELLS_FARGO)

    assert "HEADWAY" not in str(refused.value)
    assert "--map date=1 --map amount=2 --map description=5" in refused.value.hint
    said = Said({"date": "1", "amount": "2", "description": "5"})
    found = read(WELLS_FARGO, said=said)
    assert lines(found) == [
        (1, "2026-11-30", 124_000, "HEADWAY"),
        (2, "2026-11-27", -100_000, "RENT"),
    ]
    assert lines(read(WELLS_FARGO, remembered={found.layout.key: found.layout.said})) == lines(
        found
    )


def test_a_column_that_is_not_there_is_as_unclear_as_none():
    with pytest.raises(UsageError, match="not known"):
        read(NOVO, said=Said({"date": "Posted"}))


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_they_are_read_or_refused(content):
    with suppress(UsageError):
        read(content)


@given(
    st.text(max_size=20),
    st.lists(st.text(st.characters(blacklist_categories=("Cs",)), max_size=12), max_size=6),
)
def test_whatever_the_cells_hold_they_are_read_or_refused(heading, cells):
    row = ",".join(f'"{cell.replace(chr(34), "")}"' for cell in cells)
    content = f"Date,Description,Amount\n2026-11-30,{heading.replace(chr(34), '')},1.00\n{row}\n"
    try:
        found = read(content.encode("utf-8", "surrogatepass"))
    except UsageError:
        return
    assert all(isinstance(one.cents, int) for one in found.lines)
