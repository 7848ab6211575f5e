"""Reports: over twenty thousand sessions in `P`, over a million beside the same in bare SQL."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bench.practice import NOW, PRACTICE, Home, Names, insert, text
from bench.screens import bare_python
from bench.table import Line
from bench.timing import Contender, take_turns

from practicecli.cache.comparing import worked
from practicecli.cache.connect import Db
from practicecli.cache.income import Asked, Span, added_up
from practicecli.cache.reports import Platforms, aged, used
from practicecli.domain.refs import ref_of

ROUNDS, LARGE_ROUNDS = 15, 5
_PER_PAYOUT = 15  # days
_THROUGH = ("headway", "alma")
_REPORTS = (
    ("report", "income"),
    ("report", "income", "--all"),
    *(("report", "income", "--by", key) for key in ("platform", "payer", "cpt", "client")),
    ("report", "ageing"),
    ("report", "unbilled"),
    ("report", "utilisation"),
    ("report", "tax"),
    ("platform", "compare"),
    ("payout", "forecast"),
    ("rate", "check"),
)
# Each of twenty thousand payments is priced by the contract anew: a batch, and no report.
_TARGETS = {"rate check": None}
# Each sum of the income report as one would write it by hand on this file, in which every session
# goes through one platform and no client pays the provider.
_BARE_INCOME = (
    """SELECT substr(s.day, 1, 7), count(*), sum(coalesce(t.cents, s.expected_cents)),
              sum(iif(t.paid, 0, coalesce(t.cents, s.expected_cents)))
         FROM session s LEFT JOIN (
              SELECT l.session, l.amount_cents AS cents, p.status = 'paid' AS paid
                FROM payout_line l JOIN payout p ON p.id = l.payout WHERE l.kind = 'session') t
              ON t.session = s.id
        WHERE s.status = 'confirmed' GROUP BY 1""",
    """SELECT substr(p.bank_on, 1, 7), sum(l.amount_cents),
              sum(iif(l.kind = 'clawback', l.amount_cents, 0))
         FROM payout p JOIN payout_line l ON l.payout = p.id
        WHERE p.status = 'paid' GROUP BY 1""",
)
_BARE_AGEING = (
    """SELECT s.platform, m.payer, (julianday('2026-11-24') - julianday(s.day)) / 30 > 3,
              count(*), sum(s.expected_cents), min(s.day)
         FROM session s LEFT JOIN claim m ON m.id = s.claim
        WHERE s.status = 'confirmed' AND NOT EXISTS (
              SELECT 1 FROM payout_line l JOIN payout p ON p.id = l.payout
               WHERE l.session = s.id AND l.kind = 'session' AND p.status = 'paid')
        GROUP BY 1, 2, 3""",
)
_BARE_USED = (
    """SELECT substr(day, 1, 7), count(*), sum(status = 'confirmed'), sum(status = 'cancelled'),
              sum(status = 'no-show'), sum(iif(status = 'confirmed',
                  (julianday(actual_stop) - julianday(actual_start)) * 1440, 0))
         FROM session GROUP BY 1""",
)
_BARE_COMPARE = (
    """SELECT s.platform, count(*), sum(coalesce(l.amount_cents, s.expected_cents)),
              sum(m.status = 'denied'), sum(julianday(p.bank_on) - julianday(s.day))
         FROM session s LEFT JOIN payout_line l ON l.session = s.id AND l.kind = 'session'
         LEFT JOIN payout p ON p.id = l.payout LEFT JOIN claim m ON m.id = s.claim
        WHERE s.status = 'confirmed' GROUP BY 1""",
)
# The money to come by platform and day at the bank, of the same three sorts of sessions.
_BARE_FORECAST = (
    """SELECT p.platform, p.bank_on, p.total_cents, count(l.line), sum(l.amount_cents)
         FROM payout p LEFT JOIN payout_line l ON l.payout = p.id
        WHERE p.date >= '2026-11-17' AND p.bank_on BETWEEN '2026-11-24' AND '2027-02-16'
        GROUP BY p.id""",
    """SELECT s.platform, s.expected_on, count(*), sum(s.expected_cents)
         FROM session s LEFT JOIN claim m ON m.id = s.claim
        WHERE s.status = 'confirmed' AND s.payout IS NULL
          AND s.expected_on BETWEEN '2026-11-17' AND '2027-02-16'
          AND m.status NOT IN ('rejected', 'denied', 'voided', 'written-off') GROUP BY 1, 2""",
    """SELECT s.platform, s.day, count(*), sum(s.expected_cents) FROM session s
        WHERE s.status = 'scheduled' AND s.confirm_by >= '2026-11-24T14:00:00Z'
          AND s.ends_at <= '2027-02-17T05:00:00Z' GROUP BY 1, 2""",
)
_OPEN_AND_SUM = """
import sys
from bench.practice import Home
from bench.reports import BARE
db = Home(sys.argv[1]).open()
for sql in BARE[sys.argv[2]]:
    db.execute(sql).fetchall()
"""
BARE = {
    "income": _BARE_INCOME,
    "ageing": _BARE_AGEING,
    "utilisation": _BARE_USED,
    "compare": _BARE_COMPARE,
    "forecast": _BARE_FORECAST,
}


def pay(home: Home) -> None:
    """Let the payouts of a filled practice carry its sessions, all but those of the last weeks."""
    db = home.open()
    names = Names(seed=9)
    rows = db.execute("SELECT min(day), max(day) FROM session WHERE payout = 'paid'").fetchone()
    first, last = rows
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    db.execute("DELETE FROM payout")
    db.execute("CREATE TEMP TABLE pays (n INTEGER PRIMARY KEY, id TEXT)")
    (periods,) = db.execute(
        "SELECT CAST((julianday(?) - julianday(?)) / ? AS INTEGER)", (last, first, _PER_PAYOUT)
    ).fetchone()
    for number in range(periods):
        identity = names.at(NOW)
        db.execute("INSERT INTO pays VALUES (?, ?)", (number, identity))
        (day,) = db.execute(
            "SELECT date(?, ?)", (first, f"+{(number + 2) * _PER_PAYOUT} days")
        ).fetchone()
        paid = number < periods - 2
        insert(db, "payout", [{
            "id": identity, "ref": ref_of("payout", identity), "platform": "headway",
            "date": day, "bank_on": day, "status": "paid" if paid else "scheduled",
            "total_cents": 0, "guaranteed": 1,
        }])  # fmt: skip
    db.execute(
        "INSERT INTO payout_line SELECT q.id, row_number() OVER (PARTITION BY q.id ORDER BY s.id),"
        " s.id, 'session', s.expected_cents FROM session s JOIN pays q"
        " ON q.n = CAST((julianday(s.day) - julianday(?)) / ? AS INTEGER)"
        " WHERE s.payout = 'paid' ORDER BY q.id",
        (first, _PER_PAYOUT),
    )
    db.execute("UPDATE payout SET total_cents = (SELECT coalesce(sum(l.amount_cents), 0)"
               " FROM payout_line l WHERE l.payout = payout.id)")  # fmt: skip
    db.execute(
        "UPDATE session SET payout = (SELECT l.payout FROM payout_line l"
        " WHERE l.session = session.id) WHERE payout = 'paid'"
    )
    db.execute("COMMIT")
    db.execute("PRAGMA optimize")
    db.close()


def against_bare_python(home: Home) -> list[Line]:
    """Time each report over twenty thousand sessions."""
    bare = bare_python(home)
    timed = [
        Contender(" ".join(words), [[PRACTICE, *words, "--json"]], home.env) for words in _REPORTS
    ]
    take_turns([bare, *timed], ROUNDS)
    return [
        Line(
            one.name,
            one.median / bare.median,
            _TARGETS.get(one.name, 12.0),
            "P",
            aside=f"spread {one.spread:.0%}",
        )
        for one in timed
    ]


def against_bare_sql(home: Home) -> list[Line]:
    """Time the sums of a million sessions beside the same by hand, on the same open file, warm.

    And whole commands beside a bare process that opens the file and adds up.
    """
    db = home.open()
    everything = Span()
    platforms = Platforms(through=_THROUGH, from_clients=("self",))
    ours = {
        "income": lambda: added_up(db, Asked("month", everything, _THROUGH)),
        "ageing": lambda: aged(db, platforms, NOW.date()),
        "utilisation": lambda: used(db, "month", everything, text(NOW)),
        "compare": lambda: worked(db, Asked("platform", everything, _THROUGH), _THROUGH),
    }
    lines = []
    for name, work in ours.items():
        seconds = {"ours": [], "bare": []}
        for _ in range(LARGE_ROUNDS):
            seconds["bare"].append(_timed(lambda sums=BARE[name]: _sum(db, sums)))
            seconds["ours"].append(_timed(work))
        ratio = min(seconds["ours"]) / min(seconds["bare"])
        aside = f"bare SQL {min(seconds['bare']):.2f} s"
        lines.append(Line(f"{name}, 1,000,000 sessions beside bare SQL", ratio, 2.0, "times",
                          aside=aside))  # fmt: skip
    db.close()
    return [
        *lines,
        _whole_command(home, "income", "report", "income", "--all"),
        _whole_command(home, "forecast", "payout", "forecast"),
    ]


def _whole_command(home: Home, name: str, *words: str) -> Line:
    env = {**home.env, "PYTHONPATH": str(Path(__file__).parents[1])}
    bare = Contender("bare", [[sys.executable, "-c", _OPEN_AND_SUM, home.path, name]], env)
    whole = Contender(name, [[PRACTICE, *words, "--json"]], home.env)
    take_turns([bare, whole], LARGE_ROUNDS)
    return Line(
        f"{' '.join(words)}, the command, beside bare SQL in a process",
        whole.median / bare.median,
        2.0,
        "times",
        aside=f"{whole.median:.2f} s beside {bare.median:.2f} s, spread {whole.spread:.0%}",
    )


def _sum(db: Db, sums: Sequence[str]) -> None:
    for sql in sums:
        db.execute(sql).fetchall()


def _timed(work: object) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun
