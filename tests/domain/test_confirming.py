from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from practicecli.domain.book import Book
from practicecli.domain.confirming import Case, Wanted, decide, decide_change
from practicecli.domain.dx import Dx
from practicecli.domain.note_link import SignedNote
from practicecli.domain.people import Client, License, Provider
from practicecli.domain.pricing import expected_cents
from practicecli.domain.problems import Weight
from practicecli.domain.sessions import Session, SessionStatus
from practicecli.figures import load

ZONE = ZoneInfo("America/New_York")
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
# Saturday 21 November 2026, 15:00 to 15:50 in New York.
BEGAN = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
ENDED = BEGAN + 50 * MINUTE
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
ON = date(2026, 11, 21)
# Headway: 30 days from the service date, the 30th still allowed to its last second.
CONFIRM_BY = datetime(2026, 12, 22, 4, 59, 59, tzinfo=UTC)
CODES = {
    "F41.1": Dx("F41.1", "Generalized anxiety disorder", billable=True),
    "F41": Dx("F41", "Other anxiety disorders", billable=False, children=("F41.1",)),
    "F32.A": Dx("F32.A", "Depression, unspecified", billable=True),
    "Z63.0": Dx("Z63.0", "Problems in relationship with partner", billable=True),
    "F43.8": Dx("F43.8", "Other reactions", billable=True, valid_to=date(2022, 9, 30)),
}
ADA = Provider(
    id="p",
    name="Ada Example",
    credentials="LMHC",
    npi="1999999984",
    zone="America/New_York",
    licenses=(License("NY", "LMHC", ON),),
    credentialing={("aetna", "NY"): "active"},
)
ANA = Client(
    id="c",
    ref="c-0000001",
    name="Ana Rivers",
    platform="headway",
    payer="aetna",
    plan="commercial",
    address="1 Example Street",
    state="NY",
    payment_method=True,
    forms=True,
    insurance=True,
    credentialing=True,
)
HELD = Session(
    id="s",
    ref="s-0000001",
    client="c",
    platform="headway",
    starts_at=BEGAN,
    ends_at=ENDED,
    state="NY",
    actual_start=BEGAN,
    actual_stop=ENDED,
    note_status="signed",
)
CONFIRMED = replace(
    HELD,
    status=SessionStatus.CONFIRMED,
    cpt=("90834",),
    dx=("F41.1",),
    note_route="template",
    confirmed_at=NOW,
    edit_until=NOW + timedelta(hours=48),
    claim="m",
)
USUAL = Wanted(cpt=("90834",), dx=("F41.1",))


def book(provider=ADA, **policy):
    policies = {**load.policies()}
    policies["headway"] = replace(policies["headway"], **policy)
    return Book(
        provider=provider,
        zone=ZONE,
        policies=policies,
        cpt=load.cpt_table(),
        payer=load.payer,
        rate_cents=load.rate_cents,
        dx=lambda code, _on: CODES.get(code.upper()),
        digest="figures",
    )


def codes(
    session=None, client=None, wanted=None, *, case=None, now=NOW, provider=ADA, note_required=False
):
    """Confirm with these changes to what would be fine; give the codes of all problems."""
    about = Case(replace(HELD, **session or {}), replace(ANA, **client or {}), **case or {})
    found, problems = decide(
        about,
        replace(USUAL, **wanted or {}),
        book=book(provider, note_required=note_required),
        now=now,
    )
    assert (found is None) == any(one.weight is Weight.BLOCKS for one in problems)
    return [one.code for one in problems]


def test_nothing_stands_against_a_session_in_which_all_is_in_place():
    assert codes() == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (ENDED - SECOND, ["not-held"]),
        (ENDED, []),
        (CONFIRM_BY, []),
        (CONFIRM_BY + SECOND, ["too-late"]),
    ],
)
def test_a_session_is_confirmed_between_its_end_and_its_deadline(now, expected):
    assert codes(now=now) == expected


def test_a_true_end_after_the_scheduled_one_counts():
    later = {"start": BEGAN + 2 * MINUTE, "stop": ENDED + 2 * MINUTE}

    assert codes(wanted=later, now=later["stop"] - SECOND) == ["not-held"]
    assert codes(wanted=later, now=later["stop"]) == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("scheduled", []),
        ("confirmed", ["already-confirmed"]),
        ("cancelled", ["not-scheduled"]),
        ("late-cancelled", ["not-scheduled"]),
        ("no-show", ["not-scheduled"]),
    ],
)
def test_only_a_scheduled_session_is_confirmed(status, expected):
    assert codes({"status": SessionStatus(status)}) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (37, ["cpt-minutes"]),
        (38, ["near-limit"]),
        (40, []),
        (50, []),
        (51, ["near-limit"]),
        (52, ["near-limit"]),
        (53, ["cpt-minutes"]),
    ],
)
def test_the_true_minutes_have_to_be_those_of_the_code(minutes, expected):
    found = codes({"actual_stop": BEGAN + minutes * MINUTE})

    assert [
        code for code in found if code != "near-limit" or "cpt-minutes" not in found
    ] == expected


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        (BEGAN, ["stop-before-start"]),
        (BEGAN - MINUTE, ["stop-before-start"]),
        (BEGAN + timedelta(minutes=240), []),
        (BEGAN + timedelta(minutes=241), ["too-long"]),
        # Said without its day, it is after midnight where that makes at most four hours.
        (BEGAN + timedelta(hours=4) - DAY, []),
        (BEGAN + timedelta(hours=4) + SECOND - DAY, ["stop-before-start"]),
    ],
)
def test_true_times_run_forward_and_not_for_longer_than_the_platform_allows(stop, expected):
    assert codes(wanted={"stop": stop, "cpt": ("90837",)}) == expected


@pytest.mark.parametrize(
    ("session", "wanted", "expected"),
    [
        ({}, {}, []),
        ({"actual_stop": None}, {}, ["times-assumed"]),
        ({"actual_start": None}, {}, ["times-assumed"]),
        ({"actual_start": None, "actual_stop": None}, {"start": BEGAN, "stop": ENDED}, []),
    ],
)
def test_times_that_nobody_said_are_assumed_and_it_is_told(session, wanted, expected):
    assert codes(session, wanted=wanted) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"cpt": ()}, ["no-cpt"]),
        ({"dx": ()}, ["no-dx"]),
        ({"cpt": ("90899X",)}, ["cpt-unknown"]),
        ({"cpt": ("90785",)}, ["cpt-addon-alone"]),
        ({"cpt": ("90834", "90785")}, []),
        ({"cpt": ("90834", "90834")}, ["cpt-conflict"]),
        ({"cpt": ("90792",)}, ["cpt-not-licensed"]),
        ({"dx": ("Q00",)}, ["dx-unknown"]),
        ({"dx": ("F41",)}, ["dx-not-specific"]),
        ({"dx": ("F43.8",)}, ["dx-not-in-force"]),
        ({"dx": ("F32.A",)}, ["dx-unspecified"]),
        ({"dx": ("Z63.0",)}, ["dx-z-first"]),
        ({"dx": ("F41.1", "Z63.0")}, []),
        ({"modifiers": ("95",)}, ["place-modifier"]),
        ({"place": "video-home", "modifiers": ("95",)}, []),
    ],
)
def test_codes_are_held_against_their_tables(wanted, expected):
    assert codes(wanted=wanted) == expected


@pytest.mark.parametrize(
    ("same_day", "modifiers", "expected"),
    [
        ({"90834"}, (), ["duplicate"]),
        ({"90834"}, ("95",), ["duplicate", "place-modifier"]),
        ({"90834"}, ("59",), []),
        ({"90834"}, ("XE",), []),
        ({"90837"}, (), ["cpt-conflict"]),  # one individual code fits a session
        ({"90837"}, ("59",), []),  # ... and two fit two sessions
        ({"90839"}, ("59",), ["cpt-conflict"]),  # crisis therapy stands alone that day
        ({"96127"}, (), []),
        (set(), (), []),
    ],
)
def test_the_same_code_twice_a_day_has_to_be_told_apart(same_day, modifiers, expected):
    found = codes(wanted={"modifiers": modifiers}, case={"same_day": frozenset(same_day)})

    assert sorted(found) == expected


@pytest.mark.parametrize(
    ("session", "wanted", "expected"),
    [
        ({"note_status": "draft"}, {}, ["note-unsigned"]),
        ({"note_status": "draft"}, {"sign": True}, []),
        ({"note_status": "none"}, {}, ["no-note"]),
        ({"note_status": "none"}, {"note_route": "none"}, ["no-note"]),
        ({"note_status": "none"}, {"note_route": "upload"}, []),
        ({"note_status": "signed"}, {}, []),
    ],
)
def test_a_draft_blocks_and_a_missing_note_is_told(session, wanted, expected):
    assert codes(session, wanted=wanted) == expected


def test_a_missing_note_blocks_where_the_platform_wants_one():
    about = Case(replace(HELD, note_status="none"), ANA)
    for required, weight in ((False, Weight.WARNS), (True, Weight.BLOCKS)):
        _, problems = decide(about, USUAL, book=book(note_required=required), now=NOW)

        assert [(one.code, one.weight) for one in problems] == [("no-note", weight)]


@pytest.mark.parametrize(
    ("bound", "minutes", "expected"),
    [
        (("90834", "F41.1"), 50, []),
        (("90834", "F41.1"), None, []),
        ((), None, []),  # signed before there were codes or a clock
        (("90837", "F41.1"), 50, ["note-differs"]),
        (("90834", "F32.A"), 50, ["note-differs"]),
        (("90834", "F41.1"), 49, ["note-differs"]),
    ],
)
def test_what_differs_from_the_signed_note_is_told(bound, minutes, expected):
    assert codes(case={"note": SignedNote(codes=bound, minutes=minutes)}) == expected


@pytest.mark.parametrize(
    ("minutes", "addended", "expected"),
    [
        (38, False, ["note-differs"]),  # 90834 takes 38 to 52 minutes: the note carries it
        (37, False, ["note-minutes"]),
        (52, False, ["note-differs"]),
        (53, False, ["note-minutes"]),
        (37, True, ["note-differs"]),
    ],
)
def test_a_note_whose_minutes_do_not_carry_the_code_is_an_objection(minutes, addended, expected):
    about = Case(HELD, ANA, note=SignedNote(minutes=minutes, addended=addended))

    found, problems = decide(about, USUAL, book=book(), now=NOW)

    assert [one.code for one in problems] == expected
    assert (found is None) == (expected == ["note-minutes"])


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (73, ["note-differs"]),  # less 20 of the visit, 53 of therapy: 90838 is for them
        (72, ["note-minutes"]),
        (19, ["note-minutes"]),  # the visit alone is said to be longer
    ],
)
def test_a_visits_share_of_the_notes_minutes_carries_no_therapy(minutes, expected):
    doctor = replace(ADA, credentials="MD", licenses=(License("NY", "MD", ON),))
    session = {"actual_stop": BEGAN + 80 * MINUTE}
    wanted = {"cpt": ("99213", "90838"), "em_minutes": 20}
    note = SignedNote(minutes=minutes)

    assert codes(session, wanted=wanted, case={"note": note}, provider=doctor) == expected


@pytest.mark.parametrize(
    ("dx", "addended", "expected"),
    [
        ((), False, []),
        (("F41.1",), False, []),
        (("F32.A",), False, ["note-dx"]),
        (("F41.1", "F32.A"), False, ["note-dx"]),
        (("F32.A",), True, ["note-differs"]),
    ],
)
def test_note_and_claim_name_the_same_diagnoses(dx, addended, expected):
    about = Case(HELD, ANA, note=SignedNote(dx=dx, addended=addended))

    found, problems = decide(about, USUAL, book=book(), now=NOW)

    assert [one.code for one in problems] == expected
    assert (found is None) == (expected == ["note-dx"])


def test_a_correction_in_its_window_is_let_through_with_a_word():
    done = replace(
        HELD, status=SessionStatus.CONFIRMED, cpt=("90834",), dx=("F41.1",), edit_until=NOW
    )
    about = Case(done, ANA, note=SignedNote(dx=("F41.1",), minutes=50))

    found, problems = decide_change(about, replace(USUAL, dx=("F32.A",)), book=book(), now=NOW)

    assert found is not None
    assert "note-differs" in [one.code for one in problems]


@pytest.mark.parametrize(
    ("times", "expected"),
    [(3, []), (4, ["frequent-90837"]), (5, ["frequent-90837"])],
)
def test_a_fifth_long_session_in_four_weeks_is_told(times, expected):
    assert load.cpt_table().frequent_long == 4
    long = {"cpt": ("90837",), "stop": BEGAN + timedelta(minutes=60)}

    assert codes(wanted=long, case={"long_lately": times}) == expected
    assert codes(case={"long_lately": times}) == []


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ({"payment_method": False}, ["payment-method"]),
        ({"forms": False}, ["forms"]),
        ({"insurance": False}, ["insurance"]),
        ({"covered_until": ON}, []),
        ({"covered_until": ON - DAY}, ["insurance"]),
        ({"covered_from": ON}, []),
        ({"covered_from": ON + DAY}, ["insurance"]),
        ({"address": ""}, ["address"]),
        ({"payer": "cigna"}, []),  # the platform says that the client's own payer takes them
        ({"payer": "cigna", "credentialing": False}, ["not-credentialed"]),
        ({"payer": "cigna", "state": "NJ"}, ["not-credentialed"]),
    ],
)
def test_what_a_client_still_lacks_stands_against_it(client, expected):
    assert codes(client=client) == expected


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [
        ((License("NY", "LMHC", ON),), []),
        ((License("NY", "LMHC"),), []),
        ((License("NY", "LMHC", ON - DAY),), ["not-licensed-in-state"]),
        ((License("NJ", "LPC"),), ["not-licensed-in-state"]),
        ((License("NY", "LMHC", ON - DAY), License("NY", "LMHC")), []),
    ],
)
def test_a_licence_has_to_be_in_force_where_the_client_sat(licenses, expected):
    assert codes(provider=replace(ADA, licenses=licenses)) == expected


def test_the_licence_of_the_state_decides_which_codes_may_be_used():
    nurse = replace(ADA, licenses=(License("NY", "PMHNP"),))

    assert codes(wanted={"cpt": ("90792",)}, provider=nurse) == []


@pytest.mark.parametrize(
    ("platform", "dx", "expected"),
    [("self", (), []), ("self", ("F41",), ["dx-not-specific"]), ("direct", (), ["no-dx"])],
)
def test_a_client_who_pays_needs_no_diagnosis(platform, dx, expected):
    assert codes({"platform": platform}, {"platform": platform}, {"dx": dx}) == expected


def test_all_objections_come_at_once():
    found = codes(
        {"note_status": "draft", "actual_start": None, "actual_stop": None, "state": "NJ"},
        {"payment_method": False, "forms": False, "insurance": False, "address": ""},
        {"cpt": (), "dx": ()},
        now=CONFIRM_BY + SECOND,
    )

    assert found == [
        "too-late", "no-cpt", "no-dx", "not-licensed-in-state", "payment-method", "forms",
        "insurance", "address", "not-credentialed", "times-assumed", "note-unsigned",
    ]  # fmt: skip


def test_what_is_confirmed_carries_what_screens_will_read():
    found, _ = decide(
        Case(HELD, ANA), replace(USUAL, dx=("f41.1",), place="video"), book=book(), now=NOW
    )

    assert (found.place, found.modifiers, found.dx) == ("video", ("95",), ("F41.1",))
    assert (found.note_route, found.confirm_by, found.file_by) == ("template", CONFIRM_BY, None)
    assert found.sign_by == ENDED + timedelta(hours=72)
    assert found.edit_until == NOW + timedelta(hours=48)
    assert (found.expected_cents, found.expected_on) == (10500, date(2026, 12, 15))
    assert found.times.minutes == 50


def test_the_client_who_pays_has_no_modifier_and_no_payout():
    own = {"platform": "self", "place": "video"}
    found, _ = decide(
        Case(replace(HELD, **own), replace(ANA, platform="self")), USUAL, book=book(), now=NOW
    )

    assert (found.modifiers, found.expected_on, found.confirm_by) == ((), None, None)


def test_a_direct_claim_is_confirmed_by_the_day_it_has_to_be_filed():
    found, _ = decide(
        Case(replace(HELD, platform="direct"), replace(ANA, platform="direct")),
        USUAL,
        book=book(),
        now=NOW,
    )

    assert found.confirm_by == found.file_by == datetime(2027, 3, 22, 3, 59, 59, tzinfo=UTC)


def test_a_sum_with_an_unknown_rate_is_unknown():
    assert expected_cents(("90834",), 50, HELD, ANA, book(), "office") == 10500
    assert expected_cents(("90834", "00000"), 50, HELD, ANA, book(), "office") is None


@pytest.mark.parametrize(
    ("session", "now", "expected"),
    [
        ({}, NOW, []),
        ({}, NOW + timedelta(hours=48), []),
        ({}, NOW + timedelta(hours=48) + SECOND, ["edit-closed"]),
        ({"edit_until": None}, NOW + 900 * DAY, []),
        ({"status": SessionStatus.SCHEDULED}, NOW, ["not-confirmed"]),
        ({"status": SessionStatus.NO_SHOW}, NOW, ["not-scheduled"]),
        ({"note_status": "draft"}, NOW, []),  # settled when it was confirmed
    ],
)
def test_a_confirmation_is_corrected_in_its_window(session, now, expected):
    _, problems = decide_change(
        Case(replace(CONFIRMED, **session), ANA), Wanted(cpt=("90834",)), book=book(), now=now
    )

    assert [one.code for one in problems] == expected


def test_a_correction_keeps_what_it_does_not_name():
    before = replace(CONFIRMED, place="video", modifiers=("95", "59"))
    case = Case(before, ANA)

    same, _ = decide_change(case, Wanted(dx=("F32.A",)), book=book(), now=NOW + MINUTE)
    moved, _ = decide_change(case, Wanted(place="office"), book=book(), now=NOW + MINUTE)

    assert (same.cpt, same.dx, same.modifiers) == (("90834",), ("F32.A",), ("95", "59"))
    assert (same.place, same.note_route, same.times.minutes) == ("video", "template", 50)
    assert (moved.place, moved.modifiers, moved.dx) == ("office", (), ("F41.1",))
    # The windows and the payday go by when it was confirmed first.
    assert same.edit_until == NOW + timedelta(hours=48)


def test_a_correction_obeys_the_same_rules():
    _, problems = decide_change(
        Case(CONFIRMED, ANA, frozenset({"90837"})),
        Wanted(cpt=("90837",), stop=BEGAN - MINUTE),
        book=book(),
        now=NOW,
    )

    assert [one.code for one in problems] == ["stop-before-start", "duplicate"]
