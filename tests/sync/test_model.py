"""Random histories of two devices and one platform over the real engine: nothing is ever lost.

The figures are those of the design: a few hundred histories for every change, ten times as many in
`make proof`, a hundred thousand in `make soak`. They are others each time, but in CI: there a
change is judged by itself and not by its luck.
"""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from tests.sync.doings import Doings
from tests.sync.ledger import Ledger
from tests.sync.two_devices import Device, World

HISTORIES = 250
# Times `--longer`: 2,000 in `make proof`, and 102,000 in the night that `make soak` has.
MANY, MOST, NIGHT = 200, 340, 100
ROUND = 400
STEPS = 14
DEVICE = st.integers(0, 1)
WHICH = st.integers(0, 3)
# At which statement the process dies; mostly it lives.
DEATH = st.one_of(st.just(0), st.just(0), st.integers(1, 12))
MEMBERS = st.sampled_from(["EX", "EX", "EX", "CARDFAIL", "PLANEND", "REMOVED", "REJECT"])


class TwoDevices(RuleBasedStateMachine):
    """Edits, syncs, and all that can go wrong between them."""

    def __init__(self):
        super().__init__()
        self.world = World()
        self.ledger = Ledger(self.world)
        self.devices = [Device(self.world, name) for name in ("laptop", "desktop")]
        self.hands = [Doings(self.ledger, one) for one in self.devices]

    @rule(who=DEVICE, which=WHICH, field=st.sampled_from(["phone", "email"]), value=WHICH)
    def edit_contact(self, who, which, field, value):
        self.hands[who].edit(which, {field: f"555-{value}@example.com"})

    @rule(who=DEVICE, which=WHICH, value=WHICH, kill=DEATH)
    def edit_name(self, who, which, value, kill):
        self.hands[who].edit(which, {"name": f"Another {value}"}, kill=kill)

    @rule(who=DEVICE, which=WHICH, value=WHICH, member=MEMBERS)
    def edit_coverage(self, who, which, value, member):
        self.hands[who].edit(which, {"member_id": f"{member}-{value}"})

    @rule(who=DEVICE, number=WHICH, member=MEMBERS)
    def add(self, who, number, member):
        self.hands[who].add(number, member)

    @rule(who=DEVICE, which=WHICH, days=st.integers(-2, 3), kill=DEATH)
    def schedule(self, who, which, days, kill):
        self.hands[who].schedule(which, days, kill=kill)

    @rule(who=DEVICE, which=WHICH, hours=st.sampled_from([-30, -5, 20, 50]), kill=DEATH)
    def move(self, who, which, hours, kill):
        self.hands[who].move(which, hours, kill=kill)

    @rule(who=DEVICE, which=WHICH)
    def cancel(self, who, which):
        self.hands[who].cancel(which)

    @rule(who=DEVICE, which=WHICH)
    def miss(self, who, which):
        self.hands[who].miss(which)

    @rule(who=DEVICE, which=WHICH)
    def start(self, who, which):
        self.hands[who].start(which)

    @rule(who=DEVICE, which=WHICH, code=st.integers(0, 2), kill=DEATH)
    def confirm(self, who, which, code, kill):
        self.hands[who].confirm(which, code, kill=kill)

    @rule(who=DEVICE, which=WHICH, code=st.integers(0, 2))
    def modify(self, who, which, code):
        self.hands[who].modify(which, code)

    @rule(who=DEVICE, which=WHICH)
    def sign(self, who, which):
        self.hands[who].sign(which)

    @rule(who=DEVICE, which=WHICH)
    def addend(self, who, which):
        self.hands[who].addend(which)

    @rule(who=DEVICE)
    def sync(self, who):
        self._sync(who)

    @rule(who=DEVICE)
    def push_only(self, who):
        line = self.devices[who].line
        line.only, line.lose_requests = "/v1/feed", 99
        self._sync(who)

    @rule(who=DEVICE, times=st.sampled_from([1, 5]))
    def sync_with_lost_requests(self, who, times):
        self.devices[who].line.lose_requests = times
        self._sync(who)

    @rule(who=DEVICE, times=st.sampled_from([1, 5, 5]))
    def sync_with_lost_answers(self, who, times):
        line = self.devices[who].line
        line.only, line.lose_answers = "/v1/changes", times
        self._sync(who)

    @rule(who=DEVICE)
    def sync_with_doubled_requests(self, who):
        self.devices[who].line.doubled = True
        self._sync(who)

    @rule(who=DEVICE, request=st.integers(1, 4), when=st.sampled_from(["before", "after"]))
    def sync_and_die_at_a_request(self, who, request, when):
        setattr(self.devices[who].line, f"kill_{when}", request)
        self._sync(who)

    @rule(who=DEVICE, statement=st.integers(1, 70))
    def sync_and_die_at_a_statement(self, who, statement):
        self._sync(who, kill=statement)

    @rule(who=DEVICE, which=WHICH, value=WHICH, work=st.sampled_from(["edit", "move", "confirm"]))
    def sync_while_somebody_works(self, who, which, value, work):
        given = {"edit": {"name": f"Meanwhile {value}"}, "move": 20 + value, "confirm": value % 3}
        do = getattr(self.hands[who], work)
        self.devices[who].line.meanwhile = lambda: do(which, given[work])
        self._sync(who)

    @rule(who=DEVICE, which=WHICH)
    def sync_with_an_old_page(self, who, which):
        if pages := self.world.pages.get(self.devices[who]):
            self.devices[who].line.stale = pages[which % len(pages)]
            self._sync(who)

    @rule(which=st.integers(0, 7))
    def an_old_request_arrives_late(self, which):
        if self.world.sent:
            self.world.deliver(*self.world.sent[which % len(self.world.sent)])

    @rule()
    def cursors_expire(self):
        self.world.forget_cursors()

    @rule()
    def keys_are_kept_no_longer(self):
        self.world.forget_keys()

    @rule(hours=st.sampled_from([1, 30, 24 * 9]))
    def time_passes(self, hours):
        self.world.wait(hours=hours)

    @rule(who=DEVICE, which=WHICH, how=st.sampled_from(["mine", "theirs"]))
    def resolve(self, who, which, how):
        self.ledger.resolve(self.devices[who], which, how)

    def teardown(self):
        try:
            self.ledger.settle(*self.devices)
            self.ledger.check(*self.devices)
            assert self.ledger.broken == []
        finally:
            for one in self.devices:
                one.db.close()
            self.world.close()

    def _sync(self, who, kill=0):
        self.devices[who].sync(kill=kill, accept=True)
        self.ledger.look(self.devices[who])


def run(histories):
    """Try so many histories, in rounds: Hypothesis remembers each of a round."""
    first = 0 if "PRACTICE_CI" in os.environ else random.randrange(2**64)  # noqa: S311 - no secret
    for begun in range(0, histories, ROUND):
        run_state_machine_as_test(
            seed(first + begun)(TwoDevices),
            settings=settings(
                max_examples=min(ROUND, histories - begun), stateful_step_count=STEPS,
                deadline=None, suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip


def test_two_devices_and_their_platform_agree_whatever_happens_between_them():
    run(HISTORIES)


@pytest.mark.proof
def test_they_agree_in_many_more_histories(pytestconfig):
    times = pytestconfig.getoption("--longer")
    run(times * (MANY if times < NIGHT else MOST))
