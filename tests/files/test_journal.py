"""Ten years of money as a journal, held against the real hledger and against the reports."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from contextlib import closing
from datetime import date

import pytest
from tests.cache.books import THROUGH, Books

from practicecli.cache.connect import create_db
from practicecli.cache.income import Asked, Span, added_up, unfolded
from practicecli.cache.migrations import migrate
from practicecli.cache.reports import member_months
from practicecli.cache.schema import STEPS
from practicecli.domain.income import total
from practicecli.domain.ledger import Entry, Posting, entries
from practicecli.files.journal import journal

FIRST = date(2017, 1, 1)
WHOLE = Span()
HALF = Span(date(2019, 2, 10), date(2023, 8, 20))


@pytest.fixture(scope="module")
def ten_years(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "practice.db"
    with closing(create_db(str(path), b"k" * 32)) as db:
        migrate(db, STEPS)
        Books(db, seed=7).years(FIRST, 3652)
        yield db


def written(db, span):
    lines = unfolded(db, Asked("debtor", span, THROUGH))
    paid = {one: 12500 for one in member_months(db, span) if one[0] == "alma"}
    return journal(entries(lines, paid), "ten years"), sum(paid.values())


def hledger(path, *words):
    if shutil.which("hledger") is None:
        pytest.skip("hledger is not installed")
    done = subprocess.run(
        ["hledger", "--file", str(path), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def balances(path):
    rows = csv.reader(io.StringIO(hledger(path, "balance", "--flat", "--output-format", "csv")))
    return {
        name: int(amount.replace("$", "").replace(".", "").replace(",", ""))
        for name, amount in list(rows)[1:]
        if name not in {"total", "Total:"}
    }


def under(found, root):
    return sum(
        cents for name, cents in found.items() if name == root or name.startswith(f"{root}:")
    )


@pytest.mark.outside
@pytest.mark.parametrize("span", [WHOLE, HALF], ids=["whole", "part"])
def test_hledger_takes_ten_years_and_finds_the_sums_of_the_reports(ten_years, tmp_path, span):
    text, memberships = written(ten_years, span)
    path = tmp_path / "practice.journal"
    path.write_text(text)
    sums = total(added_up(ten_years, Asked("month", span, THROUGH)))

    hledger(path, "check", "--strict", "ordereddates")
    found = balances(path)
    assert under(found, "assets:bank") == sums.received_cents - memberships
    assert under(found, "expenses:membership") == memberships
    assert under(found, "expenses:given-up") == sums.lost_cents
    clawed = sum(cents for name, cents in found.items() if name.endswith(":clawback"))
    assert clawed == -sums.clawback_cents
    of_work = sum(
        cents for name, cents in found.items()
        if name.startswith("income:") and name.split(":")[2] in {"aetna", "cigna", "self"}
    )  # fmt: skip
    assert of_work == -sums.earned_cents
    if span == WHOLE:
        assert under(found, "assets:receivable") == sums.open_cents


def test_the_same_money_gives_the_same_journal_with_nobody_named(ten_years):
    text, _ = written(ten_years, WHOLE)

    assert written(ten_years, WHOLE)[0] == text
    assert "Invented Person" not in text


def test_cents_keep_their_noughts_and_their_sign():
    one = Entry("2026-05-14", "x", (Posting("a", 105), Posting("b", -5), Posting("c", -100)))

    amounts = [line.split()[-1] for line in journal([one], "x").splitlines()[-3:]]
    assert amounts == ["$1.05", "$-0.05", "$-1.00"]
