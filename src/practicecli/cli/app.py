"""One command's world: where things lie, the time, the open cache, and what actions are handed."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import typer

from practicecli import clock
from practicecli.cli.command import globals_of
from practicecli.cli.output import Output
from practicecli.cli.prompts import Prompts
from practicecli.places import Places, find_places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime, tzinfo

    from practicecli.actions.desk import Desk
    from practicecli.cache.connect import Db
    from practicecli.cache.platforms import Platform
    from practicecli.domain.book import Book
    from practicecli.domain.dx import Dx
    from practicecli.domain.note_rules import NoteRules
    from practicecli.domain.rates import Rate
    from practicecli.domain.templates import NoteTemplate
    from practicecli.settings import Settings
    from practicecli.vault.identity import Identity
    from practicecli.vault.keys import Keys

_KEY = "practicecli.app"


class App:
    """Opens each thing when it is first asked for, and at most once."""

    def __init__(self, ctx: typer.Context) -> None:
        self._ctx = ctx
        self.env = os.environ
        self.prompts = Prompts.of(ctx)

    @classmethod
    def of(cls, ctx: typer.Context) -> App:
        """Give this command line's world."""
        kept = ctx.meta.get(_KEY)
        if not isinstance(kept, cls):
            kept = ctx.meta[_KEY] = cls(ctx)
        return kept

    @cached_property
    def places(self) -> Places:
        """Where the profile's files lie."""
        profile = globals_of(self._ctx).profile
        return find_places({**self.env, **({"PRACTICE_PROFILE": profile} if profile else {})})

    @cached_property
    def identity(self) -> Identity:
        """What is known of the practice before its key is. Raises NoPracticeError."""
        from practicecli.vault.identity import find_practice

        return find_practice(self.places)

    @cached_property
    def keys(self) -> Keys:
        """The keys, from the source chosen at `init`, or from the one `PRACTICE_KEY` names."""
        return self._unlocked()

    def _unlocked(self) -> Keys:
        from practicecli.vault.unlock import read_source, unlock

        said = self.env.get("PRACTICE_KEY", "")
        source = read_source(said) if said else self.identity.key_source
        return unlock(
            source, self.places, ask=lambda: self.prompts.secret("Passphrase", flag="--key")
        )

    @cached_property
    def db(self) -> Db:
        """The open cache, brought forward to this version's tables."""
        from practicecli.cache.connect import open_db
        from practicecli.cache.migrations import is_current
        from practicecli.cache.schema import STEPS

        identity = self.identity  # before the key: "no practice here" is told before anything else
        db = open_db(self.places.database, self.keys.data, check=identity.key_check)
        self._ctx.find_root().call_on_close(db.close)
        if not is_current(db, STEPS):
            from practicecli.cache.backup import backup_beside
            from practicecli.cache.migrations import migrate

            migrate(db, STEPS, backup=backup_beside(db, self.places.database))
        return db

    @cached_property
    def platforms(self) -> dict[str, Platform]:
        """The platforms that are set up, by name."""
        from practicecli.cache.platforms import everything

        return everything(self.db)

    @cached_property
    def sandboxed(self) -> bool:
        """Whether no remote but sandboxes is set up, so that time may be invented."""
        return all(one.sandbox or one.is_manual for one in self.platforms.values())

    @cached_property
    def now(self) -> datetime:
        """The time in UTC at which this command began."""
        return self.tell_time()

    def tell_time(self) -> datetime:
        """Look at the clock, a sandbox's too. Raises UsageError for a `PRACTICE_NOW` amiss."""
        from practicecli.cache.facts import OFFSET, fact

        offset = int(fact(self.db, OFFSET) or 0) if self.sandboxed else 0
        return clock.now(self.env, offset_seconds=offset, sandboxed=self.sandboxed, naive=self.zone)

    @cached_property
    def zone(self) -> tzinfo:
        """The practice's time zone."""
        from practicecli.cache.facts import zone_name

        return clock.zone(zone_name(self.db))

    @property
    def today(self) -> date:
        """The current day in the practice's zone."""
        return self.now.astimezone(self.zone).date()

    def day(self, typed: str) -> date:
        """Read a day as it is typed, such as `2026-11-24` or `mon`. Raises UsageError."""
        from practicecli.domain.when import NotATimeError, read_day
        from practicecli.errors import UsageError

        try:
            return read_day(typed, today=self.today)
        except NotATimeError as error:
            raise UsageError(str(error)) from error

    @cached_property
    def settings(self) -> Settings:
        """The settings, read anew only when the file changed."""
        from practicecli.cache.facts import keep_settings, kept_settings
        from practicecli.settings import load

        loaded = load(self.places.settings, self.env, stored=kept_settings(self.db))
        if loaded.to_store is not None:
            keep_settings(self.db, loaded.to_store)
        return loaded.settings

    @property
    def out(self) -> Output:
        """Where answers go; it shows instants in the practice's zone, and keeps to the settings."""
        out = replace(Output.of(self._ctx), now=self.now, zone=self.zone)
        if out.asked.color == "auto" and not self.env.get("NO_COLOR"):
            out = replace(out, asked=replace(out.asked, color=self.settings.colour))
        return out.keep(self._ctx)

    @cached_property
    def dx(self) -> Callable[[str, date], Dx | None]:
        """The diagnosis codes, looked up at most once each."""
        from functools import cache

        from practicecli.cli.codebook import open_codes

        codes = open_codes(self.places)
        self._ctx.find_root().call_on_close(codes.close)
        return cache(codes.lookup)

    @cached_property
    def templates(self) -> dict[str, NoteTemplate]:
        """Every note template by key, one's own last. Raises UsageError for one amiss."""
        from pathlib import Path

        from practicecli.figures.note_rules import note_rules, note_templates

        folder = Path(self.places.own_templates)
        if not folder.is_dir():
            return note_templates()
        from practicecli.files.own import own_templates

        elements = frozenset(one.key for one in note_rules().elements)
        return note_templates() | own_templates(folder, taken=note_templates(), elements=elements)

    def template(self, key: str) -> NoteTemplate:
        """Give a note template, one of ours or one's own. Raises KeyError, and as `templates`."""
        from practicecli.figures.note_rules import note_templates

        return note_templates().get(key) or self.templates[key]

    def reauthenticate(self) -> None:
        """Have the key given once more, as a signature asks for.

        Raises LockedOutError, WrongKeyError.
        """
        if self._unlocked() != self.keys:
            from practicecli.errors import WrongKeyError

            raise WrongKeyError("The key given now is not the one that opened the practice")

    def _look_up(self, code: str, on: date) -> Dx | None:
        return self.dx(code, on)  # the table of codes is opened by the first question

    @cached_property
    def book(self) -> Book:
        """What the rules are held against."""
        from practicecli.cache.people import provider
        from practicecli.domain.book import Book
        from practicecli.figures import load

        return Book(
            provider=provider(self.db),
            zone=self.zone,
            policies=load.policies(),
            cpt=load.cpt_table(),
            payer=load.payer,
            rate_cents=load.rate_cents,
            dx=self._look_up,
            digest=load.DIGEST,
            rates=self._rates(),
            charging=load.charge_rules(),
        )

    def _rates(self) -> Callable[[str, str, str], Sequence[Rate]]:
        from functools import cache, partial

        from practicecli.cache.rates import of_code

        return cache(partial(of_code, self.db))

    @property
    def desk(self) -> Desk:
        """What actions are handed; made anew each time, so that it holds what was just written."""
        from practicecli.actions.desk import Desk
        from practicecli.cache.people import provider
        from practicecli.cache.platforms import everything
        from practicecli.ids import new_id
        from practicecli.vault.keys import audit_key
        from practicecli.vault.seal import Seal

        return Desk(
            db=self.db,
            book=replace(self.book, provider=provider(self.db), rates=self._rates()),
            platforms=everything(self.db),
            now=self.now,
            audit_key=audit_key(self.keys),
            seal=Seal(self.keys.notes),
            template=self.template,
            new_id=new_id,
            batch=new_id(self.now),
            note_rules=_note_rules,
        )


def _note_rules() -> NoteRules:
    from practicecli.figures.note_rules import note_rules  # late: few commands are about notes

    return note_rules()
