from datetime import timedelta

import pytest

HASH = "a" * 64
HELD = timedelta(hours=-2)
NEXT_WEEK = {"starts_at": "2026-11-09T15:00:00Z", "ends_at": "2026-11-09T16:00:00Z"}


def a_signature(session, **said):
    body = {
        "session": session,
        "template": "dap",
        "signed_at": "2026-11-02T14:00:00Z",
        "signer": "Ada Example, LMHC",
        "npi": "1999999984",
        "hash": HASH,
        "previous": None,
        "late": False,
        "text": '{"data":"Invented."}',
    }
    return {**body, **said}


def test_a_change_sent_twice_is_done_once_and_answered_the_same(therapist, contract):
    change = contract.change("client", "put", name="Testy McTest")

    first, again = therapist.push(change), therapist.push(change)

    assert first == again
    assert first[0]["version"] == 1


def test_a_change_sent_twice_in_one_request_is_done_once(therapist, contract):
    change = contract.change("client", "put", name="Testy McTest")

    first, again = therapist.push(change, change)

    assert first == again


def test_an_id_used_for_another_change_is_refused_and_the_first_answer_stays(therapist, contract):
    change = contract.change("client", "put", name="Testy McTest")
    therapist.push(change)

    (result,) = therapist.push({**change, "body": {"name": "Somebody Else"}})

    assert (result["outcome"], contract.codes(result)) == ("refused", ["id-reused"])
    assert therapist.http.get(f"/v1/changes/{change['id']}").json()["outcome"] == "applied"


@pytest.mark.parametrize(("seen", "outcome"), [(0, "conflict"), (1, "applied"), (2, "conflict")])
def test_a_change_must_have_seen_the_newest_version(therapist, seen, outcome):
    client = therapist.adds_a_client()

    result = therapist.do("client", "put", client, seen=seen, name="Testy McTest")

    assert result["outcome"] == outcome
    assert (result["record"] is not None) == (outcome == "conflict")


def test_a_conflict_shows_what_stands_there_and_changes_nothing(therapist):
    client = therapist.adds_a_client(phone="555-0100")

    result = therapist.do("client", "put", client, seen=7, name="Testy McTest", phone="555-0199")

    assert result["record"]["phone"] == "555-0100"
    assert therapist.feed("client")[client]["phone"] == "555-0100"


def test_a_conflict_is_judged_again_when_it_is_asked_again(therapist, contract):
    change = contract.change("client", "put", seen=1, name="Testy McTest")
    assert therapist.push(change)[0]["outcome"] == "conflict"
    therapist.do("client", "put", change["record"], name="Testy McTest")

    assert therapist.push(change)[0]["outcome"] == "applied"


def test_news_of_the_platform_make_no_edit_a_conflict(therapist, clock):
    client = therapist.adds_a_client(ready=None)
    clock.wait(hours=24)
    assert therapist.feed("client")[client]["forms"]

    result = therapist.do("client", "put", client, seen=1, name="Testy McTest")

    assert result["outcome"] == "applied"


def test_what_became_of_a_change_can_be_asked(therapist, contract):
    change = contract.change("client", "put", name="Testy McTest")
    asked = f"/v1/changes/{change['id']}"

    before = therapist.http.get(asked)
    (result,) = therapist.push(change)

    assert before.status_code == 404
    assert before.headers["Content-Type"] == "application/problem+json"
    assert therapist.http.get(asked).json() == result


@pytest.mark.parametrize(
    ("kind", "verb", "body", "code"),
    [
        ("session", "dance", {}, "unknown-change"),
        ("unicorn", "put", {}, "unknown-change"),
        ("client", "put", {}, "change-form"),
        ("client", "put", {"name": "A\x00B"}, "change-form"),
        ("client", "put", {"name": "x" * 501}, "change-form"),
        ("session", "schedule", {"client": "c-1", "starts_at": "soon"}, "change-form"),
        ("session", "move", {"starts_at": "2026-11-02T15:00:00", "ends_at": "2"}, "change-form"),
    ],
)
def test_what_does_not_fit_is_refused_without_repeating_it(
    therapist, contract, kind, verb, body, code
):
    result = therapist.do(kind, verb, **body)

    assert result["outcome"] == "refused"
    assert code in contract.codes(result)
    assert "soon" not in str(result)


def test_one_refused_change_does_not_stop_the_others(therapist, contract):
    fine, bad = contract.change("client", "put", name="Testy McTest"), contract.change("x", "y")

    outcomes = [result["outcome"] for result in therapist.push(bad, fine)]

    assert outcomes == ["refused", "applied"]


@pytest.mark.parametrize(("count", "status"), [(500, 200), (501, 413)])
def test_a_request_carries_at_most_500_changes(therapist, contract, count, status):
    changes = [contract.change("x", "y") for _ in range(count)]

    assert therapist.http.post("/v1/changes", json={"changes": changes}).status_code == status


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"changes": 3}', b'{"changes": [{"id": 1}]}']
)
def test_a_request_that_is_no_list_of_changes_is_a_problem(therapist, content):
    answer = therapist.http.post("/v1/changes", content=content)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_confirmed_session_has_its_codes_and_version_two(therapist, clock):
    starts = clock.now + HELD

    session = therapist.holds_a_session(starts)

    shown = therapist.feed("session")[session]
    assert (shown["status"], shown["sent"], shown["cpt"]) == ("confirmed", "accepted", ["90837"])


@pytest.mark.parametrize(
    ("minutes", "said", "expected"),
    [
        (53, {}, []),
        (52, {}, ["cpt-minutes"]),
        (55, {"cpt": []}, ["no-cpt"]),
        (55, {"dx": []}, ["no-dx"]),
        (55, {"dx": ["F99.99"]}, ["dx-unknown"]),
        (55, {"cpt": ["96116"]}, ["cpt-blocked"]),
        (55, {"note_status": "draft"}, ["note-unsigned"]),
        (0, {}, ["stop-before-start"]),
    ],
)
def test_every_rule_of_the_practice_is_held_here_too(
    therapist, clock, contract, minutes, said, expected
):
    starts = clock.now + HELD
    session = therapist.schedules(therapist.adds_a_client(), starts)

    result = therapist.confirms(session, starts, minutes=minutes, **said)

    assert set(expected) <= set(contract.codes(result))
    assert (result["outcome"] == "applied") == (not expected)


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ({}, []),
        ({"address": ""}, ["address"]),
        ({"state": "NJ"}, []),
        ({"payer": "Nobody Mutual"}, ["not-credentialed"]),
        (
            {"ready": {"payment_method": False, "forms": False, "insurance": False}},
            ["payment-method", "forms", "insurance"],
        ),
    ],
)
def test_a_client_has_to_be_ready_on_the_platform_s_own_word(
    therapist, clock, contract, client, expected
):
    starts = clock.now + HELD
    session = therapist.schedules(therapist.adds_a_client(**client), starts)

    assert contract.codes(therapist.confirms(session, starts)) == expected


@pytest.mark.parametrize(("days", "expected"), [(30, []), (31, ["too-late"])])
def test_headway_takes_a_confirmation_for_thirty_days(therapist, clock, contract, days, expected):
    starts = clock.now + HELD
    session = therapist.schedules(therapist.adds_a_client(), starts)
    clock.wait(days=days)

    assert contract.codes(therapist.confirms(session, starts)) == expected


def test_a_session_is_confirmed_once(therapist, clock, contract):
    starts = clock.now + HELD
    session = therapist.holds_a_session(starts)

    assert contract.codes(therapist.confirms(session, starts, seen=2)) == ["already-confirmed"]


def test_the_same_code_for_one_client_on_one_day_is_a_duplicate(therapist, clock, contract):
    starts = clock.now + timedelta(hours=-5)
    client = therapist.adds_a_client()
    first, second = therapist.schedules(client, starts), therapist.schedules(client, starts)
    therapist.confirms(first, starts)

    assert contract.codes(therapist.confirms(second, starts)) == ["duplicate"]


@pytest.mark.parametrize(("hours", "expected"), [(48, []), (48.01, ["edit-closed"])])
def test_a_confirmed_session_is_corrected_for_48_hours(therapist, clock, contract, hours, expected):
    starts = clock.now + HELD
    session = therapist.holds_a_session(starts)
    clock.wait(hours=hours)

    result = therapist.do("session", "modify", session, seen=2, cpt=["90834"],
                          actual_start=contract.text(starts),
                          actual_stop=contract.text(starts + timedelta(minutes=45)))  # fmt: skip

    assert contract.codes(result) == expected


def test_a_correction_changes_what_the_claim_asks_for(therapist, clock, contract):
    starts = clock.now + HELD
    session = therapist.holds_a_session(starts)
    before = therapist.claim_of(session)["billed_cents"]

    therapist.do("session", "modify", session, seen=2, cpt=["90834"],
                 actual_start=contract.text(starts),
                 actual_stop=contract.text(starts + timedelta(minutes=45)))  # fmt: skip

    assert therapist.claim_of(session)["billed_cents"] < before


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("cancel", {"status": "cancelled", "fee_cents": 0}),
        ("no-show", {"fee_cents": 0}),
        ("move", {"starts_at": "2026-11-09T15:00:00Z", "ends_at": "2026-11-09T16:00:00Z"}),
    ],
)
def test_a_confirmed_session_is_not_taken_back_here(therapist, clock, contract, verb, body):
    session = therapist.holds_a_session(clock.now + HELD)

    assert contract.codes(therapist.do("session", verb, session, seen=2, **body)) == [
        "needs-support"
    ]


def test_an_appointment_is_moved_and_cancelled(therapist, clock):
    session = therapist.schedules(therapist.adds_a_client(), clock.now)

    moved = therapist.do("session", "move", session, seen=1, **NEXT_WEEK)
    gone = therapist.do("session", "cancel", session, seen=2, status="cancelled", fee_cents=0)

    assert (moved["version"], gone["version"]) == (2, 3)
    shown = therapist.feed("session")[session]
    assert (shown["day"], shown["status"]) == ("2026-11-09", "cancelled")


@pytest.mark.parametrize(
    ("plan", "expected"), [("commercial", []), ("medicaid", ["fee-not-allowed"])]
)
def test_a_missed_session_costs_a_fee_where_that_is_allowed(
    therapist, clock, contract, plan, expected
):
    session = therapist.schedules(therapist.adds_a_client(plan=plan), clock.now)

    result = therapist.do("session", "no-show", session, seen=1, fee_cents=7500)

    assert contract.codes(result) == expected
    charged = [one["amount_cents"] for one in therapist.feed("charge").values()]
    assert charged == ([] if expected else [7500])


def test_a_session_needs_a_client_the_platform_knows(therapist, contract):
    result = therapist.do("session", "schedule", client=contract.new_id(), **NEXT_WEEK)

    assert contract.codes(result) == ["no-such-client"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, []),
        ({"hash": "a" * 63}, ["change-form"]),
        ({"hash": "z" * 64}, ["change-form"]),
        ({"text": " "}, ["note-incomplete"]),
        ({"npi": "1000000004"}, ["npi"]),
    ],
)
def test_a_signed_note_comes_whole(therapist, clock, contract, said, expected):
    session = therapist.schedules(therapist.adds_a_client(), clock.now)

    result = therapist.do("note", "sign", **a_signature(session, **said))

    assert contract.codes(result) == expected


def test_a_signed_note_is_added_to_and_never_signed_again(therapist, clock, contract):
    session = therapist.schedules(therapist.adds_a_client(), clock.now)
    note = contract.new_id()
    assert therapist.do("note", "sign", note, **a_signature(session))["outcome"] == "applied"
    added = {**a_signature(session), "id": contract.new_id(), "note": note}

    again = therapist.do("note", "sign", note, seen=1, **a_signature(session))

    assert contract.codes(again) == ["note-locked"]
    assert therapist.do("note", "addend", note, seen=1, **added)["outcome"] == "applied"
    # Its answer may have been forgotten: the very same is no harm, another text under its id is.
    assert therapist.do("note", "addend", note, seen=1, **added)["outcome"] == "applied"
    other = therapist.do("note", "addend", note, seen=1, **{**added, "hash": "b" * 64})
    assert contract.codes(other) == ["note-locked"]


def test_a_log_in_speaks_for_its_own_npi_only(therapist, contract):
    result = therapist.introduces_themself(npi="1000000004")

    assert contract.codes(result) == ["npi"]
