"""What a draft is opened with: identity, times, place, diagnosis, goals, and what may be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from practicecli.cli.note.words import PLACES
from practicecli.domain.note_drafts import carried, draft_text
from practicecli.domain.notes import sections_of

if TYPE_CHECKING:
    from practicecli.cache.notes import NoteRow
    from practicecli.cli.app import App
    from practicecli.domain.sessions import Session
    from practicecli.domain.templates import NoteTemplate

_BY_OCCASION = {"intake": "intake", "crisis": "crisis"}
_BY_PARTICIPANTS = {
    "client-family": "family",
    "family": "family",
    "group": "group",
    "families": "group",
}
_USUAL = "dap"


def usual_template(run: App, identity: str) -> str:
    """Give the template a note most likely needs.

    That of a text never finished, else its own, that of its kind, the client's last.
    """
    from practicecli.cache import edits, notes
    from practicecli.cache.sessions import get, utc_text

    begun = edits.get(run.db, identity)
    if begun and begun[0] in run.templates:
        return begun[0]
    of = get(run.db, identity)
    own = notes.of_session(run.db, identity)
    kind = _BY_OCCASION.get(of.occasion) or _BY_PARTICIPANTS.get(of.participants)
    if own or kind:
        return own.template if own else str(kind)
    last = notes.last_signed(run.db, of.client, but=identity, before=utc_text(of.starts_at))
    return last.template if last else _USUAL


def opened_with(
    run: App,
    identity: str,
    form: NoteTemplate,
    kept: Mapping[str, str],
    goals: Sequence[int] | None = None,
) -> str:
    """Give the Markdown a draft opens with; `kept` are sections carried on from the last note."""
    from practicecli.cache import notes
    from practicecli.cache.sessions import get

    of = get(run.db, identity)
    own = notes.of_session(run.db, identity)
    sections = dict(kept)
    if own is not None and own.status == "draft" and own.template == form.key:
        sections |= sections_of(run.desk.seal.open(own.body, own.id))
    return draft_text(
        form,
        sections,
        about=[*identity_lines(run, of), *_measures(run, of), *_wanted(run, of, form)],
        dx=_dx(run, of, own),
        goals=goals or ([int(one) for one in own.goals.split()[1:]] if own else ()),
        plan=_goals(run, of),
    )


def carried_on(run: App, identity: str, form: NoteTemplate) -> Mapping[str, str]:
    """Give plan and goals of the client's last signed note, marked. Raises NotFoundError."""
    from practicecli.cache import notes
    from practicecli.cache.sessions import get, utc_text
    from practicecli.domain.sessions import service_date
    from practicecli.errors import NotFoundError

    of = get(run.db, identity)
    last = notes.last_signed(run.db, of.client, but=of.id, before=utc_text(of.starts_at))
    if last is None:
        raise NotFoundError(
            "This client has no signed note before this session to carry anything from",
            hint="Leave out `--like-last`",
        )
    day = service_date(get(run.db, last.session), run.zone)
    earlier = sections_of(run.desk.seal.open(last.body, last.id))
    return carried(form, earlier, of=day.isoformat())


def identity_lines(run: App, of: Session) -> Iterator[str]:
    """Say whose note it is, of when and where, and who writes it."""
    from practicecli.cache.people import client
    from practicecli.domain.sessions import true_times

    one, times = client(run.db, of.client), true_times(of, None, None)
    start, stop = (at.astimezone(run.zone) for at in (times.start, times.stop))
    born = f", born {one.born}" if one.born else ""
    assumed = " as scheduled" if times.assumed else ""
    provider = run.book.provider
    yield f"{one.name}{born}; session {of.ref}"
    yield (
        f"{start:%Y-%m-%d %H:%M} to {stop:%H:%M}{assumed}, {times.minutes} minutes,"
        f" {PLACES.get(of.place, of.place)}"
    )
    yield f"{provider.name}, {provider.credentials}, NPI {provider.npi}"


def _measures(run: App, of: Session) -> Iterator[str]:
    from practicecli.actions.measures import measures_of_session

    for one in measures_of_session(run.desk, of.id):
        yield f"{one.row.form} {one.score} of {one.most}, {one.severity}: say what it means"


def _wanted(run: App, of: Session, form: NoteTemplate) -> Iterator[str]:
    """Name the elements that no section bears by its name, so that they are thought of."""
    borne = {one for section in form.sections for one in section.bears}
    needed = [
        one.title
        for one in run.desk.note_rules().elements
        if form.billed and one.key not in borne and (not one.places or of.place in one.places)
    ]
    if needed:
        yield f"reviewers also look for: {', '.join(needed)}"


def _dx(run: App, of: Session, own: NoteRow | None) -> Sequence[str]:
    """Give the diagnoses it opens with: the draft's, the session's, else those confirmed last."""
    from practicecli.cache.reading import last_codes

    if own and own.dx:
        return own.dx.split()
    last = last_codes(run.db, of.client)
    return of.dx or (last[2].split() if last else ())


def _goals(run: App, of: Session) -> Sequence[str]:
    from practicecli.actions.plans import plan_in_force

    plan = plan_in_force(run.desk, of.client)
    return plan.goals if plan else ()
