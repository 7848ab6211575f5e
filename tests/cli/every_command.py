"""Every command of the tree with arguments that make it do its work, in an order in which it can.

A command that is not here fails `test_canary_scenario.py`. To add one is to add a line to ROWS.
`{words}` in braces are given by the stage in `canary.py`: `{client}` and `{other}` (clients),
`{s1}` ... `{s9}` (sessions that are over), `{next}` and `{later}` (to come), `{note}` (a file),
`{inputs}` (a folder of the therapist's own); and `{claim}`, `{payout}`, `{attachment}` (of `{s1}`),
`{authorization}` (of `{client}`), `{entry}` (of `{other}`), `{third}` and `{sent}` (a client at a
platform far away, and a session), looked up when they are needed.
`{entry}` and `{charge}` (of `{other}`), `{third}` and `{sent}` (a client at a platform far away,
and a session), looked up when they are needed.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.cli.canary import NOTE, NOTE_TEXT, PLAN_TEXT, PRIVATE, PRIVATE_TEXT
from tests.cli.conftest import NOW


class Row(NamedTuple):
    """A command line; `given` goes to standard input, `ends` are exit codes that are as expected.

    `again`: it only reads, so it is run in every form of output. `daily`: also in the short run.
    """

    line: str
    given: str = ""
    ends: tuple[int, ...] = (0,)
    again: bool = False
    daily: bool = False
    now: str = NOW


ROWS = (
    # Psychotherapy notes; what goes wrong must not repeat the text either.
    Row("private add {client} --from -", PRIVATE_TEXT, daily=True),
    Row("private add {client} --from {inputs}/private.txt", daily=True),
    Row("private add {other} --from -", PRIVATE_TEXT),
    Row("private add c-0000000 --from -", PRIVATE_TEXT, (5,), daily=True),
    Row("private add {client} --from -", f"{PRIVATE}\0", (2,), daily=True),
    Row("private add {client}", PRIVATE_TEXT, (2,)),
    Row("private show {client}", again=True, daily=True),
    Row("private list", again=True, daily=True),
    Row("private backup {inputs}/private.backup", daily=True),
    Row("private verify {inputs}/private.backup", daily=True),
    Row("private restore {inputs}/private.backup", ends=(5,)),
    Row("private remove {other} {entry} --yes"),
    # A platform over real HTTP, where one can see what it is sent.
    Row("platform add direct --remote {far}", daily=True),
    Row("platform edit direct --membership 95.00", daily=True),
    Row("platform login direct --token-file {inputs}/token", daily=True),
    Row("client add --from {inputs}/third.json --ready", daily=True),
    Row("private add {third} --from -", PRIVATE_TEXT, daily=True),
    Row("session schedule {third} 2026-11-23T15:00 --for 50m", daily=True),
    Row("note write {sent} --template dap --from {note}", daily=True),
    Row("note sign {sent} --attest", daily=True),
    Row("session confirm {sent} --cpt 90834 --dx F41.1", daily=True),
    # A session from its appointment to its claim.
    Row("session schedule {client} 2026-12-10T15:00 --for 50m"),
    Row("session move {next} 2026-12-01T15:00"),
    Row("session cancel {later} --by client"),
    Row("session start {s2}"),
    Row("session stop {s2}", now="2026-11-24T09:50:00-05:00"),
    Row("session mark {s7} --intake"),
    Row("session no-show {s3}"),
    Row("note write {s1} --template dap --from {note}", daily=True),
    Row("note write {s4} --template dap --from -", f"{NOTE} before any heading", (5,), daily=True),
    Row("note write {s4} --template dap --from -", f"## {NOTE}\nx\n", (5,)),
    Row("note write {s4} --template dap --from -", NOTE_TEXT),
    Row("note sign {s1} --attest", daily=True),
    Row("note sign {s5} --attest", ends=(5,)),
    Row("note addend {s1} --from -", f"{NOTE} added later", daily=True),
    Row("note show {s1}", again=True, daily=True),
    Row("note list", again=True, daily=True),
    Row("note template", again=True),
    Row("note verify", again=True, daily=True),
    Row("note attach {s1} {inputs}/letter.pdf", daily=True),
    Row("note attached {s1}", again=True),
    Row("note attached {s1} {attachment} --to {inputs}/letter-out.pdf"),
    Row("note pdf {s1} {inputs}/note.pdf", daily=True),
    Row("note pdf --client {client} {inputs}/notes.pdf"),
    Row("plan write {client} --from -", PLAN_TEXT),
    Row("plan sign {client} --attest"),
    Row("plan review {client} --unchanged --attest"),
    Row("plan show {client}", again=True),
    Row("plan list", again=True),
    Row("authorization add {client} --units 12 --from 2026-11-01 --until 2026-12-31"),
    Row("authorization add {client} --units 12 --from 2026-11-01", ends=(5,)),
    Row("authorization edit {authorization} --units 20"),
    Row("authorization show {authorization}", again=True),
    Row("authorization list", again=True),
    Row("authorization end {authorization}"),
    Row("measure add {client} phq9 --answers 1,1,1,1,1,1,1,1,0"),
    Row("measure list {client}", again=True),
    Row("measure trend {client} phq9", again=True),
    Row("measure forms", again=True),
    Row("measure void {client} phq9 --on 2026-11-24"),
    Row("session confirm {s1} --cpt 90834 --dx F41.1", daily=True),
    Row("session confirm {s5} --cpt 90837 --dx F41", ends=(5,)),
    Row("session modify {s1} --dx F41.1 --dx Z63.0"),
    Row("session entered {s6}", ends=(5,)),
    Row("session list", again=True, daily=True),
    Row("session show {s1}", again=True, daily=True),
    # Charges: the first client's platform makes them itself, the other's are kept here.
    Row("charge add {s1} 25.00", ends=(5,)),
    Row("charge add --client {other} 25.00 --for letter"),
    Row("charge fail {charge}"),
    Row("charge retry {charge}"),
    Row("charge pay {charge} 10.00"),
    Row("charge refund {charge} 5.00"),
    Row("charge seen {charge}"),
    Row("charge dispute {charge}"),
    Row("charge settle {charge}"),
    Row("charge list", again=True),
    Row("charge list --status expected", again=True),
    Row("charge show {charge}", again=True),
    Row("charge balance", again=True),
    Row("invoice add {other} --due 14d"),
    Row("invoice list", again=True),
    Row("invoice show 1", again=True),
    Row("invoice pay 1 15.00"),
    Row("invoice void 1", ends=(5,)),
    Row("charge add --client {other} 20.00 --for another"),
    Row("charge write-off {charge}"),
    # Clients, one's own data, codes.
    Row("client edit {client} --forms yes"),
    Row("client list", again=True, daily=True),
    Row("client show {client}", again=True, daily=True),
    Row(
        "coverage add {other} --payer aetna --plan commercial --member-id W9 --effective 2027-01-01"
        " --copay 25.00"
    ),
    Row("coverage edit {other} --deductible 500 --deductible-met 450"),
    Row("coverage end {other} 2026-12-31"),
    Row("coverage list {other}", again=True),
    Row("coverage show {other}", again=True),
    Row("coverage check {client}", ends=(0, 5, 8)),
    Row("coverage check --all", ends=(0, 3, 8)),
    Row("coverage history {client}", again=True),
    Row("client check {client}", again=True),
    Row("client check {client} --ask", ends=(0, 5)),
    Row("client cost {client}", ends=(0, 5), again=True),
    Row("client cost {client} --cpt 90837 --on 2026-12-01", ends=(0, 5), again=True),
    Row("client cost {client} --next 8", ends=(0, 5), again=True),
    Row("client cost {client} --changes", again=True),
    Row("provider show", again=True),
    Row("provider edit --phone 555-0100"),
    Row("provider license add NJ --type LMHC --until 2028-01-01"),
    Row("provider credential set aetna NJ pending"),
    Row("code cpt", again=True),
    Row("code dx anxiety", again=True),
    Row("code check 90834 --minutes 50 --dx F41.1", again=True),
    Row("code dx --changes", again=True),
    Row("code suggest {s4}", again=True),
    Row("code audit", ends=(0, 8), again=True),
    Row("code import {inputs}/no-codes.txt", ends=(2, 5)),
    # Money that came, held against what should come.
    Row("session schedule {other} 2026-11-10T10:00 --for 50m"),
    Row(
        "session confirm @last --cpt 90834 --dx F41.1 --note none",
        now="2026-11-10T12:00:00-05:00",
    ),
    Row("payout record alma 2026-11-20 90.00"),
    Row("payout adjust {payout} 5.00 --less"),
    Row(
        "payout reconcile --bank -",
        "Date,Description,Amount\n2026-11-23,ALMA,85.00\n2026-11-23,SOMEBODY,1.00\n",
        (0, 8),
    ),
    # Out of the house: platforms near and far, files, backups, keys, reminders.
    Row("platform list", again=True, daily=True),
    Row("platform show headway", again=True),
    Row("sync --dry-run", again=True, daily=True),
    Row("sync", daily=True),
    Row("sync", daily=True),
    Row("sync status", again=True, daily=True),
    Row("sync conflicts", again=True),
    Row("sync resolve {client} --mine", ends=(5,)),
    Row("platform notices", again=True),
    Row("platform compare", again=True),
    Row("export --all export", daily=True),
    Row("export --hledger {inputs}/practice.journal"),
    Row("backup create {inputs}/practice.backup", daily=True),
    Row("backup verify {inputs}/practice.backup"),
    Row("backup restore {inputs}/practice.backup --key file:{key} --profile restored", daily=True),
    Row("key export --cron {inputs}/cron"),
    Row("key export --recovery {inputs}/sheet"),
    Row("audit list", again=True, daily=True),
    Row("audit verify", again=True, daily=True),
    Row("doctor", ends=(0, 8), again=True, daily=True),
    Row("doctor --deep", ends=(0, 8)),
    Row("today", again=True, daily=True),
    Row("due", again=True, daily=True),
    Row("remind", ends=(0, 8), again=True, daily=True),
    Row("undo --dry-run", ends=(0, 5), daily=True),
    Row("undo --yes", ends=(0, 5)),
    Row("completion bash", daily=True),
    Row("__complete client c-", daily=True),
    Row("__complete private show c-", daily=True),
    Row("import clients {inputs}/clients.csv --platform headway --yes", ends=(0, 3)),
    Row("import calendar {inputs}/calendar.ics --yes", ends=(0, 3)),
    Row("config list", again=True),
    Row("config get default_place", again=True),
    Row("config set default_place office"),
    Row("config unset default_place"),
    Row("config path", again=True),
    # A sandbox, and time that passes in it.
    Row("sandbox token --npi 1999999984"),
    Row("sandbox approve WXYZ-2345 --npi 1999999984", ends=(5,)),
    Row("sandbox scenario none"),
    Row("sandbox serve", daily=True),  # until it says that it is ready
    Row("sandbox advance 20d"),
    Row("sync"),
    Row("claim list", again=True),
    Row("claim show {claim}", again=True),
    Row("claim status {claim}", again=True),
    Row("rate set headway aetna 90834 150.00 --from 2026-01-01"),
    Row("rate set headway aetna 90834 0 --from 2026-01-01", ends=(5,)),
    Row("rate set headway aetna 90846 150.00 --from 2026-01-01"),
    Row("rate remove headway aetna 90846 --from 2026-01-01 --yes"),
    Row("rate import - --dry-run", "platform,payer,cpt,rate,from\nalma,aetna,90837,1,2026-01-01\n"),
    Row("rate list", again=True),
    Row("rate check", ends=(0, 8), again=True),
    Row("payout upcoming", again=True),
    Row("payout list", again=True),
    Row("payout forecast", again=True),
    Row("payout forecast --left-out", again=True),
    Row("payout show {payout}", again=True),
    Row("report income", again=True),
    Row("report ageing", again=True),
    Row("report unbilled", again=True),
    Row("report utilisation --by month", again=True),
    Row("report tax", again=True),
    Row("report html {inputs}/reports.html"),
    Row("client archive {other}"),
    Row("platform logout direct"),
    Row("sandbox reset --yes"),
    # Practices of their own.
    Row(
        "init --name Ada --credentials LMHC --npi 1999999984 --state NY --zone America/New_York"
        " --key file:{inputs}/second-key --profile second"
    ),
    Row("demo"),
    # Whatever goes wrong inside.
    Row("--version", daily=True),
    Row("--help", daily=True),
    Row("private --help", daily=True),
    Row("privte show {client}", ends=(2,), daily=True),
)
