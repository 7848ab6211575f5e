import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.incoming import IncomingClient
from practicecli.errors import UsageError
from practicecli.files.clients import read_clients
from practicecli.files.headings import SPELLINGS, read_headings
from practicecli.files.personal import birth_date, given_order


def read(text, mapping=None):
    return read_clients(io.BytesIO(text.encode()), "people.csv", mapping)


@pytest.mark.parametrize(
    ("field", "spelling"),
    [(field, spelling) for field, spellings in SPELLINGS.items() for spelling in spellings],
)
def test_every_spelling_of_a_header_is_recognised(field, spelling):
    typed = spelling.upper().replace(" ", "_")
    header = [typed] if field in {"name", "first_name", "last_name"} else ["Last Name", typed]
    if field == "last_name":
        header = [typed]

    assert read_headings(header, "f")[field] == header.index(typed)


def test_no_spelling_belongs_to_two_fields():
    spellings = [spelling for known in SPELLINGS.values() for spelling in known]

    assert len(spellings) == len(set(spellings))


def test_a_full_row_becomes_a_client():
    found = read(
        "First Name,Last Name,Client's Date of Birth,Mobile Phone,E-mail,Address 1,Apt,City,State,"
        "ZIP Code,Insurance Company,Plan Type,Policy Number,Platform,Status,Initials,Shoe Size\n"
        "Ana,Example,4/12/1990,(212) 555-0100,ana@example.org,1 Elm St,2b,Albany,new york,12207,"
        "Aetna,Commercial,W1,Headway,Active,AE; Annie,38\n"
    )

    assert found.clients == (
        IncomingClient(
            name="Ana Example", row=1, born=date(1990, 4, 12), phone="(212) 555-0100",
            email="ana@example.org", address="1 Elm St, 2b, Albany, NY 12207", state="NY",
            payer="Aetna", plan="commercial", member_id="W1", platform="headway", status="active",
            aliases=("AE", "Annie"),
        ),
    )  # fmt: skip
    assert found.mapping["born"] == "Client's Date of Birth"
    assert found.ignored == ("Shoe Size",)
    assert [problem.code for problem in found.warnings] == ["unknown-column"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1990-04-12", date(1990, 4, 12)),
        ("1990-4-2", date(1990, 4, 2)),
        ("1990-04-12 00:00:00", date(1990, 4, 12)),
        ("4/12/1990", date(1990, 4, 12)),
        ("04-12-1990", date(1990, 4, 12)),
        ("2/29/2000", date(2000, 2, 29)),
    ],
)
def test_birth_dates_are_read_in_both_orders(text, expected):
    assert birth_date(text) == expected


@pytest.mark.parametrize(
    "text", ["4/12/90", "13/4/1990", "2/29/2001", "1990-13-01", "April 12, 1990", "33333", ""]
)
def test_a_birth_date_is_never_guessed(text):
    with pytest.raises(ValueError):  # noqa: PT011  it is caught by its kind
        birth_date(text)


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("Example, Ana", "Ana Example"),
        ("Ana  Example", "Ana Example"),
        ("Ana Example, Jr.", "Ana Example, Jr."),
        ("Example, Ana, PhD", "Example, Ana, PhD"),
        ("Example,", "Example,"),
    ],
)
def test_names_come_in_the_order_they_are_spoken(written, given):
    assert given_order(written) == given


def test_one_rows_trouble_is_that_rows():
    found = read(
        "Name,DOB,State,Email,Phone,Status\n"
        "Ana Example,1990-04-12,,,,\n"
        ",12.4.90,Ontario,nobody,12,pending\n"
        "Ben Sample,,NY,,,\n"
        "Cyd Sample,,NY,,,,,more\n"
        "ana example,1990-04-12\n"
        ",,,,,\n"
    )

    assert [client.name for client in found.clients] == ["Ana Example", "Ben Sample"]
    assert [(row.row, [problem.code for problem in row.problems]) for row in found.rejected] == [
        (2, ["bad-birth-date", "bad-state", "bad-status", "no-name", "bad-phone", "bad-email"]),
        (4, ["cell-count"]),
        (5, ["duplicate-row"]),
    ]
    assert not {"Ana", "ana", "Ben", "Sample"} & set(str(found.rejected).split())


@pytest.mark.parametrize(
    ("header", "words", "hint"),
    [
        ("Name,Mobile,Home Phone", "could each be the phone", '--map "Mobile=phone"'),
        ("Name,Name", "could each be the name", "Rename one"),
        ("Nom,DOB", "None of `Nom`, `DOB` holds the clients' names", '--map "Nom=name"'),
        ("Zoe Realname,4/1/1990", "None of its columns holds", '--map "Client=name"'),
    ],
)
def test_unclear_columns_are_refused_with_what_to_type(header, words, hint):
    with pytest.raises(UsageError) as caught:
        read(f"{header}\n")

    assert words in str(caught.value)
    assert hint in caught.value.hint
    assert "Zoe" not in str(caught.value) + caught.value.hint


def test_everything_unclear_is_said_at_once():
    with pytest.raises(UsageError) as caught:
        read("Nom,Mobile,Phone,DOB,Birthday\n", {"colour": "Nom", "email": "Post"})

    assert [problem.code for problem in caught.value.problems] == [
        "unknown-field", "no-such-column", "ambiguous-column", "ambiguous-column",
    ]  # fmt: skip


def test_a_map_chooses_and_leaves_out():
    found = read(
        "Nom,Mobile,Phone,Email\nAna Example,212 555 0100,212 555 0199,bad\n",
        {"name": "Nom", "phone": "Mobile", "email": ""},
    )

    assert found.clients == (IncomingClient("Ana Example", phone="212 555 0100"),)
    assert found.ignored == ("Phone", "Email")


def test_a_name_is_kept_as_it_is_given_even_if_it_looks_like_markup():
    assert read("Name\n[/]\x1b[31m\n").clients == (IncomingClient("[/]\x1b[31m"),)


def test_what_our_own_export_guarded_is_taken_back():
    assert read("Name,Phone\n'=Ana,'+1 212 555 0100\n").clients == (
        IncomingClient("=Ana", phone="+1 212 555 0100"),
    )


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)))
@settings(max_examples=50)
def test_both_ways_to_write_a_date_mean_the_same(day):
    assert birth_date(day.isoformat()) == day
    assert birth_date(f"{day.month}/{day.day}/{day.year}") == day
