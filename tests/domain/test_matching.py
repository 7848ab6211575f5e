import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.matching import Fit, Known, Match, folded_words, match_event

ANA = Known("1", "Ana Rivers", ("Anita",))
LOPEZ = Known("2", "Ana Rivers Lopez")
BEN = Known("3", "Benjamin Łukasz Stoné", ("Ben S", "couple 7"))
BART = Known("4", "Bart Stone")
ZOE = Known("5", "Zoë", ("=ZZ",))
SHOWN = Known("6", "[/]")
CLIENTS = [ANA, LOPEZ, BEN, BART, ZOE, SHOWN]


@pytest.mark.parametrize(
    ("summary", "ids"),
    [
        ("Ana Rivers", "1"),
        ("ANA RIVERS", "1"),
        ("Rivers, Ana", "1"),
        ("Ana Rivers' session", "1"),
        ("Session with Ana Rivers (video)", "1"),
        ("Ana R.", "1"),
        ("anita 3pm", "1"),
        ("Ana Rivers Lopez", "2"),
        ("Rivers Lopez, Ana", "2"),
        ("Ana Lopez", "2"),
        ("A.R.L.", "2"),
        ("ARL", "2"),
        ("AL", "2"),
        ("Benjamin Lukasz Stone", "3"),
        ("benjamin stone", "3"),
        ("BEN S", "3"),
        ("couple 7 therapy", "3"),
        ("bls", ""),
        ("BLS 50 min", "3"),
        ("zoe", "5"),
        ("ZOË's intake", "5"),
        ("ar", "1"),
        ("A R", "1"),
        ("Session: AR 10 AM", "1"),
        ("A.R. rescheduled from Tuesday", "1"),
        ("BS", "3 4"),
        ("Ana Rivers + Bart Stone", "1 4"),
        ("Ana Rivers and Anita", "1"),
        ("Ana Rivers AL", "1"),
        ("Ana", ""),
        ("Rivers", ""),
        ("Anatoly Riversdale", ""),
        ("Staff meeting", ""),
        ("AR trip", ""),
        ("dentist", ""),
        ("", ""),
        ("[/]", ""),
        ("\U0001f600", ""),
    ],
)
def test_a_summary_is_of_this_client(summary, ids):
    found = match_event(summary, CLIENTS)

    assert found.candidates == tuple(ids.split())
    assert found.fit is (Fit.NONE, Fit.EXACT, Fit.SEVERAL)[min(2, len(found.candidates))]
    assert found.client_id == (ids if len(ids) == 1 else None)


def test_two_clients_of_one_name_are_never_told_apart_by_guessing():
    twins = [Known("1", "Ana Rivers"), Known("2", "ana  rivérs")]

    assert match_event("Ana Rivers", twins) == Match(Fit.SEVERAL, ("1", "2"))


def test_a_name_that_is_anothers_alias_fits_both():
    clients = [Known("1", "Ana Rivers"), Known("2", "Bo Stone", ("Ana Rivers",))]

    assert match_event("Ana Rivers", clients).fit is Fit.SEVERAL


names = st.text(st.characters(codec="utf-8", categories=["L", "M"]), min_size=1, max_size=8)
people = st.lists(
    st.builds(lambda first, last: f"{first} {last}", names, names), min_size=1, max_size=5
)


@given(people, st.randoms())
def test_the_order_of_clients_and_the_form_of_letters_do_not_matter(found, chance):
    clients = [Known(str(at), name) for at, name in enumerate(found)]
    shuffled = clients[:]
    chance.shuffle(shuffled)
    summary = found[0]

    match = match_event(summary, clients)

    assert match == match_event(summary, shuffled)
    assert match == match_event(unicodedata.normalize("NFD", summary), clients)
    if folded_words(summary):
        assert "0" in match.candidates
