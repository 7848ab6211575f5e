"""Reports as a therapist and a script meet them."""

from __future__ import annotations

import csv
import io
import shutil
import stat
import subprocess
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.cache.books import Books

from practicecli.cache.connect import open_db, transaction
from practicecli.keycheck import key_check
from practicecli.places import find_places
from practicecli.vault.keys import from_text


@pytest.fixture
def books(started, tmp_path):
    """The practice's file, with a client of Headway whose money came and one who pays alone."""
    keys = from_text((tmp_path / "key").read_text())
    places = find_places({"PRACTICE_HOME": str(tmp_path / "home"), "HOME": str(Path.home())})
    with closing(open_db(places.database, keys.data, check=key_check(keys.data))) as db:
        found = Books(db)
        with transaction(db):
            client = found.client()
            session = found.session(client, date(2026, 5, 14), claim="paid")
            found.session(client, date(2026, 11, 3), cpt="90834", cents=10000)
            found.session(client, date(2025, 11, 3), cents=9900)
            found.payout(date(2026, 6, 1), [(session, "session", 15000), (None, "fee", 5000)])
            own = found.client("self", "")
            visit = found.session(own, date(2026, 6, 2), platform="self", cents=12000)
            found.charge(own, visit, 12000, (date(2026, 6, 3), "paid", 7000))
        yield found


def test_income_is_of_this_year_by_month_and_everything_when_asked(started, books):
    rows = started("report", "income", "--json").json()

    assert [(row["month"], row["earned_cents"], row["received_cents"], row["open_cents"])
            for row in rows] == [
        ("2026-05", 15000, 0, 0),
        ("2026-06", 12000, 27000, 5000),
        ("2026-11", 10000, 0, 10000),
    ]  # fmt: skip
    told = started("report", "income")
    assert "2026\n" in told.err
    everything = started("report", "income", "--all", "--json").json()
    assert everything[0]["month"] == "2025-11"


def test_each_key_has_its_field_and_a_client_is_a_ref(started, books):
    for by in ("platform", "payer", "cpt"):
        rows = started("report", "income", "--by", by, "--json").json()
        assert all(by in row for row in rows)
        assert sum(row["received_cents"] for row in rows) == 27000
    rows = started("report", "income", "--by", "client", "--json").json()
    assert [row["client_ref"][:2] for row in rows] == ["c-", "c-", "-"]
    assert rows[-1] == {"client": None, "client_ref": "-", "sessions": 0, "earned_cents": 0,
                        "received_cents": 5000, "clawback_cents": 0, "open_cents": 0,
                        "lost_cents": 0, "unpriced": 0, "estimate": False,
                        "as_of": None}  # fmt: skip
    shown = started("report", "income", "--by", "client", "--unfold")
    assert "Invented" not in shown.out + shown.err


def test_a_sum_unfolds_to_its_lines_in_json_and_csv(started, books):
    lines = started("report", "income", "--by", "platform", "--unfold", "--json").json()

    came = [line for line in lines if line["sum"] == "received" and line["platform"] == "headway"]
    assert [(line["kind"], line["amount_cents"]) for line in came] == [
        ("fee", 5000), ("session", 15000),
    ]  # fmt: skip
    assert came[0]["payout_ref"].startswith("p-")
    rows = csv.DictReader(io.StringIO(started("report", "income", "--unfold", "--csv").out))
    assert sum(int(row["amount_cents"]) for row in rows if row["sum"] == "received") == 27000


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--by", "year"), "`--by` takes"),
        (("--all", "--from", "2026-01-01"), "do not go together"),
        (("--from", "2026-05-01", "--to", "2026-04-01"), "before `--from`"),
        (("--from", "soon"), "soon"),
    ],
)
def test_what_cannot_be_asked_is_refused(started, words, says):
    done = started("report", "income", *words)

    assert done.exit == 2
    assert says in done.err


def test_the_other_reports_add_up_in_every_form(started, books):
    ageing = started("report", "ageing", "--json").json()
    assert [(row["kind"], row["platform"], row["total_cents"]) for row in ageing] == [
        ("payer", "headway", 19900), ("client", "self", 5000),
    ]  # fmt: skip
    assert ageing[0]["days_0_30_cents"] == 10000
    assert ageing[0]["days_over_90_cents"] == 9900
    tax = started("report", "tax", "--json", "--membership", "headway=10.00").json()
    assert [row["received_cents"] for row in tax] == [0, 0, 27000, 0]
    assert [row["membership_cents"] for row in tax] == [0, 1000, 0, 1000]
    assert tax[2]["platforms"] == [
        {"platform": "headway", "received_cents": 20000, "membership_cents": 0},
        {"platform": "self", "received_cents": 7000, "membership_cents": 0},
    ]
    used = started("report", "utilisation", "--by", "month", "--hours-per-week", "7", "--json")
    assert [(row["month"], row["minutes"], row["minutes_offered"]) for row in used.json()] == [
        ("2026-05", 50, 1860), ("2026-06", 50, 1800), ("2026-11", 50, 1800),
    ]  # fmt: skip
    assert started("report", "unbilled", "--json").json() == []
    assert "not advice" in started("report", "tax").err


def test_unbilled_work_says_what_it_stands_for_and_how_long_is_left(started, books):
    with transaction(books.db):
        client = books.client()
        books.session(client, date(2026, 10, 1), cents=14000)
        for day, by in (((2026, 11, 23), "2026-12-24T05:00:00Z"), ((2026, 10, 2), "2026-11-02")):
            books.session(client, date(*day), cents=None, status="scheduled", sent="no",
                          confirm_by=by if "T" in by else f"{by}T04:59:59Z")  # fmt: skip

    (row,) = started("report", "unbilled", "--json").json()
    assert (row["kind"], row["sessions"], row["amount_cents"]) == ("unconfirmed", 2, 28000)
    assert (row["overdue"], row["lost_at"], row["hours_left"]) == (
        1, "2026-12-24T00:00:00-05:00", 711,
    )  # fmt: skip
    late, soon = started("report", "unbilled", "--unfold", "--json").json()
    assert (late["overdue"], soon["overdue"]) == (True, False)
    assert soon["amount_cents"] == 14000


def test_a_page_is_private_whole_and_never_written_over_unasked(started, books, tmp_path):
    done = started("report", "income", "--html", "income.html", "--json")
    assert [row["month"] for row in done.json()] == ["2026-05", "2026-06", "2026-11"]
    path = tmp_path / "income.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = path.read_text()
    assert "2026-05" in first
    assert "://" not in first

    again = started("report", "income", "--all", "--html", "income.html")
    assert again.exit == 5
    assert path.read_text() == first
    forced = started("report", "income", "--all", "--html", "income.html", "--force")
    assert forced.exit == 0
    assert "2025-11" in path.read_text()
    assert started("report", "html", "all.html").exit == 0
    whole = (tmp_path / "all.html").read_text()
    assert "Base of estimated tax 2026" in whole
    assert "Invented" not in whole


def test_platforms_are_compared_by_ones_own_past(started, books):
    headway, own = started("platform", "compare", "--json").json()

    # Since December: 150.00 that came after 18 days, and 100.00 to come; 120.00 on one's own.
    pinned = ("platform", "gross_cents", "fees_cents", "net_cents", "per_session_cents",
              "days_to_money", "sessions")  # fmt: skip
    assert [headway[name] for name in pinned] == ["headway", 25000, 0, 25000, 12500, 18, 2]
    assert (own["platform"], own["at_risk_cents"], own["days_to_money"]) == ("self", 5000, 1)
    parted = started("platform", "compare", "--by", "cpt", "--json").json()
    assert [(row["platform"], row["cpt"], row["gross_cents"]) for row in parted] == [
        ("headway", "90834", 10000), ("headway", "90837", 15000), ("self", "90837", 12000),
    ]  # fmt: skip


def test_an_assumed_caseload_is_priced_through_every_platform(started, books):
    with transaction(books.db):
        for at, (platform, cents) in enumerate((("alma", 15000), ("headway", 13500))):
            books.insert("rate", id=str(at), platform=platform, payer="aetna", plan="",
                         cpt="90837", license="", place="", state="", since="2026-01-01",
                         cents=cents)  # fmt: skip
    ask = ("platform", "compare", "--sessions", "20", "--per", "month", "--cpt", "90837",
           "--payer", "aetna")  # fmt: skip

    rows = {row["platform"]: row for row in started(*ask, "--json").json()}
    # 240 sessions a year: 36,000.00 less 1,500.00, and 32,400.00.
    assert (rows["alma"]["net_cents"], rows["alma"]["fees_cents"]) == (3_450_000, 150_000)
    assert (rows["headway"]["net_cents"], rows["headway"]["fees_cents"]) == (3_240_000, 0)
    assert rows["alma"]["break_even_sessions"]["headway"] == 9
    assert (rows["alma"]["assumed_sessions"], rows["direct"]["assumed_sessions"]) == (0, 240)
    assert [rows[name]["at_risk_cents"] > 0 for name in ("direct", "headway")] == [True, False]
    cheaper = started(*ask, "--membership", "alma=15.00").out
    assert "180.00" in cheaper
    assert "alma leaves more than headway from 2 sessions a month on" in (
        started(*ask, "--membership", "alma=15.00").err
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--sessions", "20"), "as many `--sessions`"),
        (("--sessions", "1", "--cpt", "99999", "--payer", "aetna"), "No rate is known"),
        (("--sessions", "1", "--cpt", "90837", "--payer", "aetna", "--from", "2026-01-01"), "past"),
        (("--per", "day"), "`--per` takes"),
        (("--by", "month"), "`--by` takes"),
        (("--membership", "nobody=1.00"), "no platform"),
        (("--membership", "alma=much"), "not an amount"),
    ],
)
def test_a_caseload_that_makes_no_sense_is_refused(started, words, says):
    done = started("platform", "compare", *words)

    assert done.exit == 2
    assert says in done.err


def test_a_journal_is_private_logged_and_never_written_over_unasked(started, books, tmp_path):
    done = started("export", "--hledger", "money.journal", "--json")
    assert done.json()["entries"] == 6  # four sessions, a payout, a client
    path = tmp_path / "money.journal"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Invented" not in path.read_text()
    assert started("export", "--hledger", "money.journal").exit == 5
    assert started("export", "--hledger", "money.journal", "--force").exit == 0
    assert started("export", "--all", "x", "--hledger", "y").exit == 2
    assert started("export", "--all", "x", "--from", "2026-01-01").exit == 2
    assert "journal" in started("audit", "list", "--json").out
    if shutil.which("hledger"):
        subprocess.run(["hledger", "-f", str(path), "check", "--strict"], check=True)
