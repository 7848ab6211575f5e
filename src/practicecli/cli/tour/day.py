"""The day that the tour plays: each step a real command, at its own time of the invented day."""

from __future__ import annotations

import csv
import io
import re
import shlex
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from practicecli.cli.tour.past import MORNING
from practicecli.cli.tour.stage import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from practicecli.cli.tour.stage import Answer, Stage

_REF = re.compile(r"\bc-[0-9a-hjkmnp-tv-z]{7}\b")
_PAST = 20
_BATCH = "week.csv"
_NEW_CPT, _NEW_DX = "90834", "F41.1"


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the day: what for, what is typed, when, and how it should end."""

    why: str
    typed: str
    at: datetime
    ends: int = 0
    before: Callable[[], str] | None = None


@dataclass(slots=True)
class Day:
    """The day as it is played. `prompt` dresses a command; later steps name what earlier made."""

    stage: Stage
    show: Callable[[str], None]
    look: Mapping[str, str]
    prompt: str = "{}"
    client: str = "CLIENT"
    claims: dict[str, str] = field(default_factory=dict)
    played: list[dict[str, Any]] = field(default_factory=list)

    def play(self) -> None:
        """Play every step; raises StoppedError at the first that does not end as it should."""
        for step in self._steps():
            self.show(f"\n# {step.at:%H:%M}  {step.why}")
            if step.before is not None:
                self.show(f"# {step.before()}")
            self.show(self.prompt.format(f"$ practice {step.typed}"))
            answer = self.stage.play(shlex.split(step.typed), step.at, self.look)
            self.show(answer.words.rstrip("\n"))
            self._judge(step, answer)

    def _judge(self, step: Step, answer: Answer) -> None:
        self.played.append(
            {
                "at": step.at.isoformat(),
                "command": f"practice {step.typed}",
                "exit": answer.exit,
                "answer": answer.words,
            }
        )
        if step.ends:
            self.show(f"# (exit code {answer.exit})")
        if answer.exit != step.ends:
            raise StoppedError(
                f"`practice {step.typed}` ended with {answer.exit}, not {step.ends}",
                hint="The tour stopped here; please send us what it printed",
            )
        self._remember(step.typed, answer.words)

    def _remember(self, typed: str, words: str) -> None:
        """Note the refs that later steps name; what is not there shows as a step that fails."""
        if typed.startswith("client add"):
            self.client = next(iter(_REF.findall(words)), "CLIENT")
        elif typed == "claim list":
            for status in ("denied", "rejected"):
                line = re.search(rf"(m-\S+).*\b{status}\b", words)
                self.claims[status] = line.group(1) if line else "CLAIM"

    def _steps(self) -> Iterator[Step]:
        yield from self._morning()
        yield from self._first_session()
        yield from self._batch()
        yield from self._cost()
        yield from self._money()

    def _morning(self) -> Iterator[Step]:
        yield Step("The day on one screen", "today", MORNING)
        yield Step("A new client, from a file", "client add --from new-client.json", MORNING)
        yield Step(
            "Weekly sessions, beginning today",
            f"session schedule {self.client} 'today 09:00' --for 60m --every 1w --count 4",
            MORNING,
        )

    def _first_session(self) -> Iterator[Step]:
        began, ended = MORNING.replace(hour=9, minute=1), MORNING.replace(hour=9, minute=57)
        after = MORNING.replace(hour=10, minute=5)
        yield Step("The session begins", "session start @now", began)
        yield Step("and ends", "session stop @now", ended)
        yield Step("The note, from a file", "note write @last --template dap --from dap.md", after)
        yield Step(
            "Confirming is refused, with all there is to object",
            "session confirm @last --cpt 90791 --cpt 90837 --dx F41 --dx F41.77",
            after,
            ends=5,
        )
        yield Step(
            "What was missing is on file now",
            f"client edit {self.client} --payment-method yes --forms yes --insurance yes",
            after,
        )
        yield Step("The note is signed", "note sign @last --attest", after)
        yield Step("and confirmed", f"session confirm @last --cpt 90837 --dx {_NEW_DX}", after)

    def _batch(self) -> Iterator[Step]:
        noon = MORNING.replace(hour=12, minute=15)
        yield Step(
            "What is over and not confirmed yet, as a file",
            "session list --unconfirmed --csv",
            noon,
        )
        yield Step(
            "The whole file at once",
            f"session confirm --batch {_BATCH}",
            noon,
            ends=3,
            before=lambda: self._edited(noon),
        )
        yield Step("Everything goes to the platforms", "sync", noon + timedelta(minutes=5))

    def _cost(self) -> Iterator[Step]:
        after = MORNING.replace(hour=12, minute=30)
        yield Step("What does the new client's insurance pay?",
                   f"coverage check {self.client}", after)  # fmt: skip
        yield Step("What the sessions to come cost them", f"client cost {self.client} --next 3",
                   after)  # fmt: skip
        yield Step("and why one of them costs just that",
                   f"client cost {self.client} --on 2026-12-08", after)  # fmt: skip
        yield Step("When the money comes", "payout forecast", after)

    def _edited(self, at: datetime) -> str:
        """Edit the file as a person would, and put three slips into it; give words about them."""
        shown = self.stage.play(["session", "list", "--unconfirmed", "--csv"], at, {})
        rows = list(csv.DictReader(io.StringIO(shown.words)))
        if len(rows) != _PAST:
            raise StoppedError(f"There are {len(rows)} sessions to confirm, not {_PAST}")
        for row in rows:
            row["cpt"] = row["cpt"] or _NEW_CPT
            row["dx"] = row["dx"] or _NEW_DX
        rows[3]["cpt"] = "90837"
        rows[7]["dx"] = "F99.99"
        rows[12]["dx"] = ""
        with (self.stage.folder / _BATCH).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return (
            f"(saved as {_BATCH}, codes filled in; row 4 names a code for a longer session, row 8 a"
            " diagnosis that does not exist, row 13 no diagnosis)"
        )

    def _money(self) -> Iterator[Step]:
        evening = MORNING.replace(hour=18, minute=0)
        yield Step("Twenty days go by in the sandbox", "sandbox advance 20d", evening)
        yield Step("The platforms have news", "sync", evening)
        yield Step("What became of the claims", "claim list", evening)
        yield Step("One was denied", f"claim show {self.claims['denied']}", evening)
        yield Step("One was rejected", f"claim show {self.claims['rejected']}", evening)
        yield Step("The money to come, session by session", "payout upcoming", evening)
        yield Step("Was all of it paid as by contract?", "rate check", evening, ends=8)
        yield Step("Who pays alone has an invoice", "invoice list", evening)
        yield Step("What the year has brought", "report income", evening)
        yield Step("What must not be missed", "due --within 14d", evening)
        yield Step("What cron would mail: counts and refs only", "remind --within 48h", evening)
