"""What a reviewer would say of a note: thin, or much like another one. It only warns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from practicecli.cache import notes
from practicecli.domain.alike import runs, share
from practicecli.domain.note_rules import doubts_about_copying, doubts_about_thinness, own_words
from practicecli.domain.notes import sections_of
from practicecli.domain.sessions import SessionStatus

if TYPE_CHECKING:
    from practicecli.actions.desk import Desk
    from practicecli.cache.notes import NoteRow
    from practicecli.domain.problems import Problem
    from practicecli.domain.sessions import Session
    from practicecli.domain.templates import NoteTemplate


def doubts_about_note(
    desk: Desk, of: Session, row: NoteRow, sections: Mapping[str, str], form: NoteTemplate
) -> list[Problem]:
    """Give the warnings about a note's text, none of which stops anything."""
    rules = desk.note_rules()
    thin = doubts_about_thinness(
        of.ref,
        sections,
        form,
        rules,
        place=of.place,
        goals=row.goals.split(),
        dx=row.dx.split() or of.dx,
    )
    return [*thin, *doubts_about_copying(of.ref, _likenesses(desk, of, sections, form), rules)]


def _likenesses(
    desk: Desk, of: Session, sections: Mapping[str, str], form: NoteTemplate
) -> list[tuple[str, float]]:
    """Hold a text against the newest notes, of the client and of all; give refs of their sessions.

    Nobody reads those notes, so it is no opening of them.
    """
    own = runs(own_words(sections, form))
    if not own:
        return []
    rules = desk.note_rules()
    rows = notes.newest_of_client(desk.db, of.client, but=of.id, limit=rules.compared_own)
    rows += notes.newest(desk.db, but=of.id, limit=rules.compared_all)
    others = {identity: (ref, template, body) for identity, ref, template, body in rows}
    return [
        (ref, share(own, runs(_own_words(desk, template, desk.seal.open(body, identity)))))
        for identity, (ref, template, body) in others.items()
    ]


def _own_words(desk: Desk, template: str, text: str) -> str:
    sections = sections_of(text)
    try:
        return own_words(sections, desk.template(template))
    except KeyError:  # a template of one's own that is not there any more
        return "\n".join(sections.values())


def objections_to_signing_alone(desk: Desk, of: Session, form: NoteTemplate) -> list[Problem]:
    """Say why the note of a held session is not signed by itself: at some platforms it confirms."""
    if of.status is not SessionStatus.SCHEDULED or not form.billed:
        return []
    from practicecli.domain import platform_rules  # late: drafts are written without it

    return list(platform_rules.objections_to_signing_alone(of, desk.book.policies[of.platform]))
