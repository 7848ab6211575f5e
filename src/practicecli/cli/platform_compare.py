"""`practice platform compare`: what each platform leaves, of one's own past or of a caseload."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import ListCommand
from practicecli.cli.memberships import Membership, monthly_fees
from practicecli.cli.platform import app
from practicecli.cli.report.words import Bars, Force, From, Html, Report, To, deliver, in_words
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from practicecli.cache.income import Span
    from practicecli.domain.comparing import Compared, Part, Worked
    from practicecli.domain.policy import Fee

_COLUMNS = (
    Column("Sessions", "sessions", "number"),
    Column("Gross", "gross_cents", "money"),
    Column("Fees", "fees_cents", "money"),
    Column("Net", "net_cents", "money"),
    Column("Each", "per_session_cents", "money"),
    Column("Monthly", "per_month_cents", "money"),
    Column("Days", "days_to_money", "number"),
    Column("At risk", "at_risk_cents", "money"),
)
_WIDE = {"gross_cents"}  # of no room on a terminal: net and fees say it as well
_WIDE_PARTED = {"gross_cents", "fees_cents"}
_KEYS = {"": "platform", "cpt": "service", "payer": "debtor"}
_SHARE = "The share of {} is already out of its rates, so that it counts as no fee"
_TAKEN = (
    "A membership of {0} is taken as {1} a month: say yours once with"
    " `practice platform edit {0} --membership AMOUNT`"
)
_HINT = "Repeat all three for a mix: `--sessions 12 --cpt 90837 --payer aetna`"


@app.command("compare", cls=ListCommand)
def compare(
    ctx: typer.Context,
    by: Annotated[
        str, typer.Option("--by", metavar="cpt|payer", help="Part each platform by this")
    ] = "",
    start: From = None,
    end: To = None,
    sessions: Annotated[
        list[int] | None,
        typer.Option("--sessions", metavar="N", min=1, help="Assume so many sessions instead"),
    ] = None,
    per: Annotated[str, typer.Option("--per", metavar="week|month", help="Of --sessions")] = "week",
    cpt: Annotated[
        list[str] | None, typer.Option("--cpt", metavar="CPT", help="The code of those sessions")
    ] = None,
    payer: Annotated[
        list[str] | None, typer.Option("--payer", metavar="PAYER", help="Who pays for them")
    ] = None,
    membership: Membership = None,
    html: Html = None,
    force: Force = False,
) -> None:
    """Compare what your platforms leave you: of the last twelve months, or of an assumed caseload.

    Example: practice platform compare
    Example: practice platform compare --sessions 20 --cpt 90837 --payer aetna
    """
    from practicecli.cli.estimates import marks

    run = App.of(ctx)
    db = run.db  # "no practice here" is told before anything else
    if by not in _KEYS:
        raise UsageError("`--by` takes `cpt` or `payer`")
    if per not in {"week", "month"}:
        raise UsageError("`--per` takes `week` or `month`")
    fees = monthly_fees(db, membership or [])
    if sessions or cpt or payer:
        if start or end:
            raise UsageError("Days go with your own past, not with an assumed caseload")
        parts = _mix(sessions or [], cpt or [], payer or [], per)
        report = _assumed(run, by, parts, fees)
    else:
        report = _past(run, by, _span(run, start, end), fees)
    rows = [{**row, **marks(run, estimate=True)} for row in report.rows]
    deliver(run, replace(report, rows=rows), html, force=force)


def _span(run: App, start: str | None, end: str | None) -> Span:
    from practicecli.cache.income import Span
    from practicecli.cli.report.words import span_of
    from practicecli.domain.paydays import ONE_DAY, month_end

    if start or end:
        return span_of(run, start, end, everything=False)
    # Twelve calendar months, this one among them, so that a membership counts twelve times.
    before = month_end(run.today.replace(day=1, year=run.today.year - 1))
    return Span(before + ONE_DAY, run.today)


def _mix(sessions: list[int], cpt: list[str], payer: list[str], per: str) -> list[Part]:
    from practicecli.domain.comparing import Part, a_year

    if not len(sessions) == len(cpt) == len(payer):
        raise UsageError(
            f"A caseload wants as many `--sessions` as `--cpt` and `--payer`; there are"
            f" {len(sessions)}, {len(cpt)} and {len(payer)}",
            hint=_HINT,
        )
    return [
        Part(a_year(count, per), code, who)
        for count, code, who in zip(sessions, cpt, payer, strict=True)
    ]


def _past(run: App, by: str, span: Span, fees: Mapping[str, Fee]) -> Report:
    from practicecli.cache.reports import member_months
    from practicecli.cli.estimates import note
    from practicecli.domain.comparing import compared

    found = _worked(run, by, span)
    paid: dict[str, int] = {}
    held = member_months(run.db, span)
    for platform, _ in held:
        if platform in fees:
            paid[platform] = paid.get(platform, 0) + fees[platform].monthly_cents
    rows = compared(found, paid, _months(run, span, [month for _, month in held]))
    whole = _worked(run, "", span) if by else found
    about = f"Your own sessions, {in_words(span)}"
    days = "".join(
        f" {option} {day}" for option, day in (("--from", span.first), ("--to", span.last)) if day
    )
    notes = (
        note(run, "What is not paid yet counts as expected,"),
        f"Gross, line by line: `practice report income --by platform --unfold{days}`",
    )
    return _report(by, rows, whole, fees, about, notes)


def _worked(run: App, by: str, span: Span) -> list[Worked]:
    from practicecli.cache.comparing import worked
    from practicecli.cache.income import Asked
    from practicecli.cli.report.words import platforms_of
    from practicecli.figures.load import policy

    sure = [
        name for name, there in run.platforms.items() if policy(there.policy).payouts.guaranteed
    ]
    return worked(run.db, Asked(_KEYS[by], span, platforms_of(run).through), sure)


def _months(run: App, span: Span, held: Sequence[str]) -> int:
    """Count the months of a span from the first in which a session was held, begun ones as whole.

    A practice that has only begun has no year to share its money out over.
    """
    last = min(span.last or run.today, run.today)
    first = date.fromisoformat(f"{min(held)}-01") if held else last
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(months + (last.day >= first.day), 1)


def _assumed(run: App, by: str, parts: Sequence[Part], fees: Mapping[str, Fee]) -> Report:
    from practicecli.cli.estimates import note
    from practicecli.domain.bills import Bills
    from practicecli.domain.comparing import YEAR_MONTHS, compared
    from practicecli.figures.load import policies

    # Those that are not set up as well: one compares before one joins.
    asked = [
        name
        for name, one in policies().items()
        if one.bills is Bills.PLATFORM or (name in run.platforms and one.bills is Bills.PAYER)
    ]
    found = [one for name in asked for one in _caseload(run, name, by, parts)]
    paid = {name: fees[name].monthly_cents * YEAR_MONTHS for name in asked}
    whole = [one for name in asked for one in _caseload(run, name, "", parts)]
    notes = [
        note(run, "This is"),
        "Days are by each platform's calendar, confirming on the day of the session",
        "At risk is what is on its way at any moment where nobody guarantees it",
    ]
    guessed = sorted({one.platform for one in whole if one.assumed})
    if guessed:
        notes.append(
            f"The rates of {', '.join(guessed)} are assumed: `practice rate set` gives your own"
        )
    about = f"A year of {sum(part.sessions for part in parts)} assumed sessions"
    return _report(by, compared(found, paid, YEAR_MONTHS), whole, fees, about, tuple(notes))


def _caseload(run: App, platform: str, by: str, parts: Sequence[Part]) -> list[Worked]:
    """Price a caseload through one platform, as if all of it went there."""
    from practicecli.domain.comparing import Worked, usual_delay, with_risk
    from practicecli.figures.load import policy

    paid, days = usual_delay(policy(platform), run.today)
    found: dict[str, Worked] = {}
    for part in parts:
        key = {"": "", "cpt": part.cpt, "payer": part.payer}[by]
        cents, assumed = _price(run, platform, part)
        before = found.get(key) or Worked(platform, key, 0, 0, paid, days)
        found[key] = before._replace(
            sessions=before.sessions + part.sessions,
            gross_cents=before.gross_cents + cents * part.sessions,
            assumed=before.assumed + part.sessions * assumed,
        )
    sure = policy(platform).payouts.guaranteed
    return [with_risk(one, guaranteed=sure) for one in found.values()]


def _price(run: App, platform: str, part: Part) -> tuple[int, bool]:
    from practicecli.domain.rates import Service

    book = run.book
    state = next((held.state for held in book.provider.licenses), "")
    licence = book.license_type(state, run.today)
    key = book.payer(part.payer).key
    service = Service(platform, key, "commercial", part.cpt, licence, "office", state, run.today)
    found = book.price(service)
    if found is None:
        raise UsageError(
            f"No rate is known for `{part.cpt}`, and none is assumed",
            hint=f"Type `practice rate set {platform} {key} {part.cpt} AMOUNT --from DATE`",
        )
    return found.cents, found.assumed


def _report(
    by: str,
    rows: Sequence[Compared],
    whole: Sequence[Worked],
    fees: Mapping[str, Fee],
    about: str,
    notes: tuple[str, ...],
) -> Report:
    from practicecli.cli.text import money
    from practicecli.figures.load import policies

    even = {one.platform: _break_even(one, whole, fees) for one in whole}
    shown = [_row(one, by, even.get(one.worked.platform, {}), fees) for one in rows]
    parted = (Column("CPT" if by == "cpt" else "Payer", by),) if by else ()
    columns = (Column("Platform", "platform"), *parted, *_COLUMNS)
    wide = _WIDE_PARTED if by else _WIDE
    shares = [name for name in even if name in fees and fees[name].kind == "share"]
    told = [_SHARE.format(", ".join(shares))] if shares else []
    for name, others in even.items():
        told += [_told(name, other, count) for other, count in others.items()]
    told += [
        _TAKEN.format(name, money(fees[name].monthly_cents))
        for name in even
        if name in fees and fees[name].kind == "membership" and fees[name] is policies()[name].fee
    ]
    return Report(
        title="Platforms compared",
        about=about,
        columns=columns,
        narrow=[column for column in columns if column.key not in wide],
        rows=shown,
        charts=(Bars("Net of a session", "label", (("A session", "per_session_cents"),)),),
        notes=(*notes, *told),
    )


def _break_even(
    one: Worked, whole: Sequence[Worked], fees: Mapping[str, Fee]
) -> dict[str, int | None]:
    """Say of a platform with a membership from how many sessions a month it beats each other."""
    from practicecli.domain.comparing import break_even

    def monthly(name: str) -> int:
        return fees[name].monthly_cents if name in fees else 0

    if not monthly(one.platform):
        return {}
    return {
        other.platform: break_even(one, monthly(one.platform), other, monthly(other.platform))
        for other in whole
        if other.platform != one.platform
    }


def _told(name: str, other: str, count: int | None) -> str:
    if count is None:
        return f"{name} never leaves more than {other}, however many sessions"
    return f"{name} leaves more than {other} from {count} sessions a month on"


def _row(
    one: Compared, by: str, even: dict[str, int | None], fees: Mapping[str, Fee]
) -> dict[str, Any]:
    from practicecli.domain.utilisation import hundredths

    work = one.worked
    fee = fees.get(work.platform)
    return {
        "platform": work.platform,
        **({by: work.key} if by else {}),
        "gross_cents": work.gross_cents,
        "fees_cents": one.fees_cents,
        "net_cents": one.net_cents,
        "per_session_cents": one.per_session_cents,
        "per_month_cents": one.per_month_cents,
        "days_to_money": one.days_to_money,
        "sessions": work.sessions,
        "months": one.months,
        "unpaid_sessions": work.unpaid,
        "unpaid_hundredths": hundredths(work.unpaid, work.sessions),
        "at_risk_cents": work.at_risk_cents,
        "assumed_sessions": work.assumed,
        "fee": fee.kind if fee else "none",
        "break_even_sessions": even,
        "label": f"{work.platform}, {work.key}" if by else work.platform,
    }
