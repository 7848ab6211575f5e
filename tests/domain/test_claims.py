from __future__ import annotations

from practicecli.domain.claims import OPEN, SETTLED, ClaimStatus


def test_the_list_of_statuses_is_the_one_that_scripts_rely_on():
    told = (
        "not-sent sent received accepted rejected pending info-wanted paid paid-client-share denied"
        " underpaid appealed corrected voided written-off reversed"
    )

    assert [status.value for status in ClaimStatus] == told.split()


def test_every_status_is_open_or_settled_and_a_denial_still_wants_something():
    assert {*OPEN, *SETTLED} == set(ClaimStatus)
    assert not SETTLED.intersection(OPEN)
    assert {"denied", "rejected", "underpaid", "info-wanted"} < set(OPEN)
