"""The search: everyday words, slips of the pen, the order of what is found, and its laws."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.dx_words import phrase_key
from practicecli.figures import build
from practicecli.figures.icd import open_icd

ICD = open_icd()
NOW = date(2026, 11, 2)
FIGURES = tomllib.loads(build.DX_WORDS.read_text("utf-8"))
SHORT = tomllib.loads(build.ABBREVIATIONS.read_text("utf-8"))["abbreviations"]
SYNONYMS = FIGURES["synonyms"]
NEAR = tuple(FIGURES["order"]["near"])
SAID = [(said, name) for name, row in SYNONYMS.items() for said in (name, *row.get("also", ()))]


def codes(typed, on=NOW, limit=20, used=None):
    return [found.code for found in ICD.search(typed, on, limit, used)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("panic attacks", "F41.0"),
        ("panic attack", "F41.0"),
        ("low mood", "F32.A"),
        ("feeling down", "F32.A"),
        ("burnout", "Z73.0"),
        ("burned out", "Z73.0"),
        ("grief", "F43.81"),
        ("worry", "F41.1"),
        ("worries", "F41.1"),
        ("flashbacks", "F43.10"),
        ("binge drinking", "F10.10"),
        ("weed", "F12.20"),
        ("self-harm", "R45.88"),
        ("self harm", "R45.88"),
        ("couple problems", "Z63.0"),
        ("gambling", "F63.0"),
        ("insomnia", "F51.01"),
        ("can't sleep", "F51.01"),
        ("anger", "F63.81"),
        ("phobia of flying", "F40.243"),
        ("afraid of flying", "F40.243"),
        ("ADHD", "F90.2"),
        ("autism", "F84.0"),
        ("gender dysphoria", "F64.0"),
        ("eating too much", "F50.819"),
        ("postpartum blues", "F53.0"),
        ("social anxiety", "F40.10"),
        ("hoarding", "F42.3"),
        ("tics", "F95.9"),
        ("nightmares", "F51.5"),
        ("bipolar", "F31.9"),
        ("psychosis", "F29"),
        ("dementia", "F03.90"),
        ("sleepwalking", "F51.3"),
        ("hair pulling", "F63.3"),
        ("trichotillomania", "F63.3"),
        ("Tourette's", "F95.2"),
        ("flashb", "F43.10"),  # not typed to its end
    ],
)
def test_everyday_words_find_what_is_meant(typed, first):
    assert codes(typed)[0] == first


@pytest.mark.parametrize(("said", "name"), SAID, ids=[said for said, _ in SAID])
def test_every_phrase_puts_its_codes_first_and_all_of_them_can_be_billed(said, name):
    wanted = SYNONYMS[name]["codes"]

    found = ICD.search(said, NOW, limit=len(wanted))

    assert [dx.code for dx in found] == wanted
    assert all(dx.billable and dx.in_force(NOW) for dx in found)


def test_no_phrase_means_two_things():
    meant: dict[str, set[str]] = {}
    for said, name in SAID:
        meant.setdefault(phrase_key(said, FIGURES["skipped"]["words"]), set()).add(name)

    assert "" not in meant
    assert {key: names for key, names in meant.items() if len(names) > 1} == {}


@pytest.mark.parametrize("name", sorted(SYNONYMS))
def test_the_codes_of_a_phrase_begin_with_those_of_mental_health(name):
    chapters = [code[0] == "F" for code in SYNONYMS[name]["codes"]]

    assert chapters == sorted(chapters, reverse=True)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("anxeity", "F41.9"),  # two letters swapped
        ("deppression", "F32.A"),  # one too many
        ("insomia", "F51.01"),  # one missing
        ("bulemia", "F50.20"),  # another one
        ("panick attacks", "F41.0"),
        ("schizofrenia", "F20.9"),  # as it sounds
        ("generalised anxiety", "F41.1"),  # as it is spelled elsewhere
        ("depressi", "F32.A"),  # a beginning that the stemmer would lose
    ],
)
def test_one_slip_is_forgiven_where_nothing_else_is_found(typed, first):
    assert codes(typed)[0] == first


@pytest.mark.parametrize("typed", ["xyzzy", "qwertyuiop asdfgh", "F99.99", "1234567", "zzzzz9"])
def test_what_means_nothing_finds_nothing(typed):
    assert codes(typed) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("PTSD chronic", ["F43.12"]),
        ("chronic ptsd", ["F43.12"]),
        ("agoraphobia with panic", ["F40.01", "F40.02"]),
        ("severe panic attacks at night", ["F41.0"]),  # no code fits all: the phrase alone
        ("wets the bed", ["F98.0"]),  # here no abbreviation
    ],
)
def test_words_beside_a_phrase_narrow_it_where_they_can(typed, expected):
    assert codes(typed) == expected


def test_capitals_mean_the_abbreviation_and_small_letters_the_word():
    assert codes("SAD")[:3] == ["F40.10", "F40.11", "F32.A"]
    assert codes("sad")[0] == "F32.A"
    assert codes("BED")[0] == "F50.819"


@pytest.mark.parametrize("typed", ["attacks", "phobias", "disorders", "hallucinations"])
def test_one_and_many_are_the_same(typed):
    assert codes(typed) == codes(typed.removesuffix("s"))


@pytest.mark.parametrize("typed", ["anxiety", "disorder", "abuse", "problem", "stress", "pain"])
def test_mental_health_comes_first_then_what_belongs_beside_it_then_the_rest(typed):
    meant = {code for row in SYNONYMS.values() for code in row["codes"]}
    found = [dx for dx in ICD.search(typed, NOW, limit=60) if dx.code not in meant]

    def chapter(code):
        return 0 if code[0] == "F" else 1 if code.startswith(NEAR) else 2

    places = [(chapter(dx.code), not dx.billable) for dx in found if chapter(dx.code) < 2]
    assert places == sorted(places)
    assert [chapter(dx.code) for dx in found] == sorted(chapter(dx.code) for dx in found)


def test_a_code_comes_first_then_what_can_be_billed_below_it_then_headings():
    found = ICD.search("F43", NOW)

    assert found[0].code == "F43"
    below = [(not dx.billable, dx.code) for dx in found[1:]]
    assert below == sorted(below)


@pytest.mark.parametrize(
    ("typed", "used", "expected"),
    [
        ("ptsd", {"F43.11": 3, "F43.12": 9}, ["F43.12", "F43.11", "F43.10"]),
        ("anxiety", {"F43.23": 2, "F41.1": 5}, ["F41.1", "F43.23", "F41.9"]),
        ("sleep", {"G47.33": 4}, ["G47.33", "F51.01"]),  # the rest, too, where it is used
        ("F43.1", {"F43.12": 1}, ["F43.1", "F43.12", "F43.10"]),  # the very code stays first
        ("panic", {"F90.2": 50}, ["F41.0"]),  # what does not match is not found
    ],
)
def test_what_is_used_most_comes_first_of_what_matches(typed, used, expected):
    assert codes(typed, used=used)[: len(expected)] == expected


def test_a_used_code_is_found_however_many_others_match():
    assert codes("disorder", limit=3, used={"F98.4": 1})[0] == "F98.4"


def test_of_the_rest_short_texts_come_first():
    assert codes("hypothyroidism")[0] == "E03.9"


@pytest.mark.parametrize(("on", "found"), [(date(2022, 9, 30), False), (date(2022, 10, 1), True)])
def test_a_phrase_keeps_to_the_day(on, found):
    assert ("F43.81" in codes("grief", on)) == found


@given(typed=st.text(max_size=60))
@settings(max_examples=80)
def test_any_text_can_be_searched_and_gives_each_code_once(typed):
    found = codes(typed, limit=5)

    assert len(found) <= 5
    assert len(found) == len(set(found))
    assert found == codes(typed, limit=5)


@given(
    typed=st.lists(
        st.sampled_from(["panic", "AND", "OR", "NOT", "NEAR(", '"', "*", "label:", "^", "'", "-"]),
        max_size=6,
    ),
    used=st.dictionaries(st.sampled_from(["F41.0", "F32.A", "x", ""]), st.integers(0, 9)),
)
@settings(max_examples=60)
def test_no_word_is_taken_for_a_command_of_the_search(typed, used):
    assert len(codes(" ".join(typed), used=used)) <= 20


@given(code=st.sampled_from(["F41.1", "F43", "Z63.0", "S06.0X0A", "QA0.0101", "C4A.9", "A00"]))
@settings(max_examples=20)
def test_the_very_code_typed_is_first(code):
    for typed in (code, code.lower(), code.replace(".", ""), f" {code} "):
        assert codes(typed)[0] == code


@given(
    typed=st.sampled_from([said for said, _ in SAID] + ["disorder", "anxiety", "F43", "pain"]),
    used=st.dictionaries(
        st.sampled_from(["F41.1", "F43.10", "F33.1", "Z63.0", "G47.00"]), st.integers(1, 99)
    ),
)
@settings(max_examples=60)
def test_use_changes_the_order_and_loses_nothing(typed, used):
    plain, ranked = codes(typed, limit=200), codes(typed, limit=200, used=used)

    assert set(plain) <= set(ranked)
    rest = [code for code in ranked if code not in used]
    assert rest[: len(plain)] == [code for code in plain if code not in used][: len(rest)]
