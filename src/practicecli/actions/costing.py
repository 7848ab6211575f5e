"""What a client's sessions cost, by coverage, rates and what was held before. Changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from practicecli.cache import costs, coverages, people, sessions
from practicecli.domain.bills import Bills
from practicecli.domain.claims import ClaimStatus
from practicecli.domain.cost_course import Cost, Course, Unknown, Visit, missed, turned_down
from practicecli.domain.coverage import Coverage, Rank, as_covered, in_force, plan_year
from practicecli.domain.expecting import likely_codes
from practicecli.domain.paydays import ONE_DAY
from practicecli.domain.pricing import Place, place_of, priced
from practicecli.domain.sessions import Session, SessionStatus, service_date, true_times
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.cache.connect import Db
    from practicecli.domain.book import Book
    from practicecli.domain.cost_changes import Turn
    from practicecli.domain.people import Client

_DECIDED = {ClaimStatus.PAID, ClaimStatus.PAID_CLIENT_SHARE, ClaimStatus.UNDERPAID}


@dataclass(frozen=True, slots=True)
class Account:
    """A client with coverages, as costs are worked out from them."""

    db: Db
    book: Book
    client: Client
    coverages: tuple[Coverage, ...]
    last: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, db: Db, book: Book, identity: str, known: Sequence[Coverage] | None = None
    ) -> Account:
        """Open a client's account, by the coverages given or those that are on record."""
        one = people.client(db, identity)
        held = coverages.of_client(db, identity) if known is None else known
        last = sessions.last_codes_of(db, json.dumps([identity])).get(identity, ())
        return cls(db, book, one, _with_record(one, held), last)

    def course(self) -> Course:
        """Start to count from nothing but what the benefits say."""
        return Course(
            self.client.ref,
            self.coverages,
            lambda one: self.book.payer(one.payer).plan_of(one.plan),
        )

    def visits(self, since: date) -> list[Visit]:
        """Give the sessions from the plan year of a day on, in the order of time."""
        first = min(
            (plan_year(one.benefits, since) for one in self.coverages if one.benefits),
            default=since,
        )
        rows = costs.held(self.db, self.client.id, since=min(first, since).isoformat())
        found = sessions.many(self.db, json.dumps([row.session for row in rows]))
        return [self._visit(found[row.session], row) for row in rows]

    def costs_from(self, since: date) -> list[Cost | Unknown]:
        """Give the cost of each session from a day on; those before it in its year are counted."""
        course = self.course()
        found = [course.next(visit) for visit in self.visits(since)]
        return [one for one in found if one.visit.on >= since]

    def _visit(self, one: Session, row: costs.Held) -> Visit:
        cpt = one.cpt or self.likely_codes(one)
        visit = self.visit_as(one, cpt)
        decided = row.claim_status in _DECIDED
        return replace(
            visit,
            billed_cents=row.billed_cents,
            allowed_cents=row.allowed_cents if decided else None,
            owes_cents=row.owes_cents if decided else None,
            known_from=self._known_from(one, row),
        )

    def _known_from(self, one: Session, row: costs.Held) -> date:
        """Give the day from which what a payer says is met has a session in it.

        That of its decision. Where no platform tells of that, a claim is taken to be decided by the
        time somebody asks, but never on the day on which it was made.
        """
        zone = self.book.zone
        if row.decided_at is not None:
            return datetime.fromisoformat(row.decided_at).astimezone(zone).date()
        if row.is_told or one.confirmed_at is None:
            return date.max
        return one.confirmed_at.astimezone(zone).date() + ONE_DAY

    def visit_as(self, one: Session, cpt: tuple[str, ...]) -> Visit:
        """Give a session as one with these codes that no payer has heard of."""
        on = service_date(one, self.book.zone)
        return self.visit_at(_place(self, one), cpt, on, session=one)

    def visit_at(
        self, at: Place, cpt: tuple[str, ...], on: date, session: Session | None = None
    ) -> Visit:
        """Give a session that may be held on a day, or the one that will be."""
        covered = as_covered(self.client, self.coverages, on)
        self_pay = self.book.policies[at.platform].bills == Bills.CLIENT
        return Visit(
            session=session.id if session else "",
            ref=session.ref if session else "",
            on=on,
            platform=at.platform,
            cpt=cpt,
            prices=priced(cpt, at, payer=covered.payer, plan=covered.plan, on=on, book=self.book),
            self_pay=self_pay,
            scheduled=session is not None and session.status is SessionStatus.SCHEDULED,
        )

    def likely_codes(self, one: Session) -> tuple[str, ...]:
        """Give the codes that a session will have, by what is marked, the last one, its minutes."""
        day = service_date(one, self.book.zone)
        covered = as_covered(self.client, self.coverages, day)
        minutes = max(true_times(one, None, None, self.book.zone).minutes, 0)
        return likely_codes(one, covered, self.last, self.book, minutes)


def cost_on(account: Account, cpt: tuple[str, ...], on: date) -> Cost:
    """Tell what a session costs on a day: the one of that day, or one like those around it.

    Of one that was missed it is the fee, of one that the payer turned down what the claim says.

    Raises RefusedError where the coverage, its benefits or a rate is not known.
    """
    lost = None if cpt else costs.missed(account.db, account.client.id, on.isoformat())
    if lost is not None:
        return missed(account.visit_as(_session(account, lost[0]), ()), lost[1])
    down = None if cpt else costs.turned_down(account.db, account.client.id, on.isoformat())
    if down is not None:
        return _turned_down(account, down)
    before, visit = _asked(account, cpt, on)
    course = account.course()
    for one in before:
        course.next(one)
    found = course.next(visit)
    if isinstance(found, Unknown):
        said = f"What a session costs client {account.client.ref} cannot be told"
        raise RefusedError(said, [found.problem])
    return found


def _turned_down(account: Account, down: costs.TurnedDown) -> Cost:
    one = _session(account, down.session)
    visit = account.visit_as(one, one.cpt)
    visit = replace(visit, billed_cents=down.billed_cents, owes_cents=down.owes_cents)
    return turned_down(
        visit,
        in_force(account.coverages, Rank.PRIMARY, visit.on),
        taken_back=down.claim_status == ClaimStatus.REVERSED,
    )


def coming(account: Account, today: date, count: int) -> list[Cost | Unknown]:
    """Give the cost of the next scheduled sessions. Raises RefusedError where none can be told."""
    found = [one for one in account.costs_from(today) if one.visit.scheduled][:count]
    if found and all(isinstance(one, Unknown) for one in found):
        problems = dict.fromkeys(one.problem for one in found if isinstance(one, Unknown))
        said = f"What the sessions of client {account.client.ref} cost cannot be told"
        raise RefusedError(said, list(problems)[:1])
    return found


def turns_ahead(account: Account, today: date) -> list[Turn]:
    """Find the sessions to come that cost another sum than the one before them, and why."""
    from practicecli.domain.cost_changes import turning_points  # late: few ask for them

    found = account.costs_from(today)
    return turning_points([one for one in found if one.visit.scheduled])


def _asked(account: Account, cpt: tuple[str, ...], on: date) -> tuple[list[Visit], Visit]:
    """Give the sessions that count before the one that is asked about, and that one."""
    visits = account.visits(on)
    for at, visit in enumerate(visits):
        if visit.on == on:
            same = not cpt or cpt == visit.cpt
            asked = visit if same else account.visit_as(_session(account, visit.session), cpt)
            return visits[:at], asked
    before = [one for one in visits if one.on < on]
    nearest = costs.nearest(account.db, account.client.id, on.isoformat())
    if nearest is None:
        home = account.client
        at_home = Place(platform=home.platform, place="office", state=home.state, minutes=0)
        return before, account.visit_at(at_home, cpt, on)
    like = _session(account, nearest)
    codes = cpt or like.cpt or account.likely_codes(like)
    return before, account.visit_at(_place(account, like), codes, on)


def _session(account: Account, identity: str) -> Session:
    return sessions.get(account.db, identity)


def _place(account: Account, one: Session) -> Place:
    return place_of(one, true_times(one, None, None, account.book.zone).minutes)


def _with_record(client: Client, known: Sequence[Coverage]) -> tuple[Coverage, ...]:
    """Give the coverages with the client's own record, which holds before any that was added."""
    added = any(one.rank is Rank.PRIMARY for one in known)
    if not client.payer and not client.plan:
        return tuple(known)
    record = Coverage(
        id="",  # the oldest there is: one that was added goes before it
        client=client.id,
        rank=Rank.PRIMARY,
        payer=client.payer,
        plan=client.plan,
        member_id=client.member_id,
        effective=None if added else client.covered_from,
        ends=None if added else client.covered_until,
        source="client",
    )
    return (record, *known)
