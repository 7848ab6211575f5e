from __future__ import annotations

from datetime import datetime
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from practicecli.domain.printed import Added, Coded, Enclosed
from practicecli.papers.document import _sheets, notes_on_paper
from practicecli.papers.faces import faces
from practicecli.papers.lettering import Lettering
from practicecli.papers.setting import HEIGHT, MARGIN, ROOM, WIDTH

AT = datetime.fromisoformat("2026-11-24T18:05:00-05:00")


def plain(text):
    return " ".join(text.split())


def places(content):
    """Every stretch of text with its page, left edge and foot, the mark across a draft left out."""
    found = []
    for number, page in enumerate(PdfReader(BytesIO(content)).pages):

        def visit(text, cm, tm, _font, _size, number=number):
            if text.strip() and cm[1] == 0:
                found.append((number, tm[4] + cm[4], tm[5] + cm[5], text))

        page.extract_text(visitor_text=visit)
    return found


def test_a_note_says_all_that_a_reader_outside_needs(a_note, texts):
    (page,) = map(plain, texts(notes_on_paper([a_note(em_minutes=15)]).content))

    for said in (
        "Client: Ana Rivers", "Born: February 3, 1990", "Provider: Ada Example, LMHC",
        "NPI: 1999999984", "Tuesday, November 24, 2026", "9:02 AM to 9:57 AM EST, 55 minutes",
        "Medical visit (E/M) 15 minutes, apart from it 40 minutes",
        "Video, the client at home, in NY", "Place of service 10", "By zoom.us", "The client",
        "F41.1 Generalized anxiety disorder", "90837 Psychotherapy, 60 minutes", "Modifiers 95",
        "DAP note", "Data The client reports two calm weeks. - slept well - walked",
        "Assessment", "Plan",
        "Electronically signed by Ada Example, LMHC, NPI 1999999984 on November 24, 2026, 6:05 PM",
        "Signature hash a1b2c3d4e5f60718",
        "Note n-7k3fq2w of session s-1a2b3c4, November 24, 2026", "Page 1 of 1",
    ):  # fmt: skip
        assert said in page
    assert "DRAFT" not in page
    assert "late" not in page


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"assumed": True}, "As scheduled; true start and stop were not recorded"),
        ({"born": None}, "Born: not on file"),
        ({"place": "office", "pos": "11", "video": ""}, "Office, in person, in NY Place"),
        ({"place": "video", "pos": "02"}, "Video, the client elsewhere than at home"),
        ({"participants": "client-family"}, "The client with family or partner"),
        ({"occasion": "crisis"}, "Occasion Crisis"),
        ({"complexity": "sentinel event"}, "Complexity sentinel event"),
        ({"goals": ("G1 Sleep through", "G2 Go out")}, "Goals G1 Sleep through G2 Go out"),
        ({"since": ("billing codes: 90834",)}, "As it was signed: billing codes: 90834"),
        ({"cpt": (Coded("ZZZZZ", ""),)}, "Billing codes ZZZZZ Modifiers"),
        ({"sections": (("Data", " \n "),)}, "Data Nothing was written here"),
    ],
)  # fmt: skip
def test_what_differs_from_the_usual_is_said(a_note, texts, said, shown):
    (page,) = map(plain, texts(notes_on_paper([a_note(**said)]).content))

    assert shown in page


def test_a_late_signature_stands_there_with_its_reason(a_note, texts):
    late = a_note().signed
    for reason, shown in (("I was ill", "I was ill"), ("  ", "none was given")):
        signed = type(late)(late.name, "", late.npi, late.at, late.hash, late=True, reason=reason)
        (page,) = map(plain, texts(notes_on_paper([a_note(signed=signed)]).content))
        assert f"Signed late, after its time. Reason: {shown}" in page
        assert "Electronically signed by Ada Example, NPI 1999999984" in page


def test_all_addenda_and_attachments_are_there_in_their_order(a_note, texts):
    signed = a_note().signed
    addenda = (Added("First addition.", signed), Added(" ", signed), Added("Third one.", signed))
    enclosed = (
        Enclosed("a-0000001", "intake form", "application/pdf", 999, AT),
        Enclosed("a-0000002", "letter", "image/jpeg", 1001, AT),
        Enclosed("a-0000003", "scan", "image/png", 2_500_000, AT),
    )
    note = a_note(addenda=addenda, enclosed=enclosed)
    page = plain(" ".join(texts(notes_on_paper([note]).content)))

    assert page.count("Addendum of November 24, 2026, 6:05 PM") == 3
    assert page.count("Electronically signed by") == 4
    assert page.index("First addition.") < page.index("Nothing was written") < page.index("Third")
    for said in ("a-0000001: intake form, PDF, 999 bytes", "a-0000002: letter, JPEG, 2 kB",
                 "a-0000003: scan, PNG, 2.5 MB"):  # fmt: skip
        assert said in page


def test_a_draft_says_so_on_each_page_and_a_signed_note_on_none(a_note, texts):
    long = (("Data", "Many words follow. " * 2000),)
    drafts = texts(notes_on_paper([a_note(sections=long, signed=None)]).content)
    signed = texts(notes_on_paper([a_note(sections=long)]).content)

    assert len(drafts) > 3
    assert all(page.count("DRAFT, NOT SIGNED") >= 2 for page in drafts)  # on top, and across
    assert "Electronically signed" not in "".join(drafts)
    assert not any("DRAFT" in page for page in signed)


def test_fifty_pages_bear_the_identity_and_lose_no_word(a_note, texts):
    words = [f"word{number}" for number in range(19_000)]
    paper = notes_on_paper([a_note(sections=(("Data", " ".join(words)),))])
    pages = texts(paper.content)

    assert paper.pages == len(pages) > 50
    for number, page in enumerate(pages, start=1):
        shown = plain(page)
        for said in (
            "Client: Ana Rivers", "Born: February 3, 1990", "Provider: Ada Example, LMHC",
            "NPI: 1999999984", "n-7k3fq2w", f"Page {number} of {paper.pages}",
        ):  # fmt: skip
            assert said in shown
    assert [word for page in pages for word in page.split() if word.startswith("word")] == words


def test_several_notes_each_begin_a_page_and_a_list_in_front_leads_to_them(a_note, texts):
    notes = [a_note(ref=f"n-000000{number}") for number in range(9)]
    notes[3] = a_note(ref="n-0000003", signed=None, sections=(("Data", "More. " * 3000),))
    paper = notes_on_paper(notes)
    pages = list(map(plain, texts(paper.content)))

    assert "9 notes, November 24, 2026 to November 24, 2026" in pages[0]
    assert all("Client: Ana Rivers" in page for page in pages)
    for number in range(9):
        line = pages[0].partition(f", n-000000{number}")[0].rpartition("Sheet ")[2]
        sheet = int(line.partition(" ")[0])
        assert f"Note n-000000{number} of" in pages[sheet - 1]
        assert "DAP note" in pages[sheet - 1]
        assert f"sheet {sheet} of {paper.pages}" in pages[sheet - 1]
    assert "n-0000003 (DRAFT, NOT SIGNED)" in pages[0]
    assert len({page.partition("Note ")[2][:9] for page in pages[1:]}) == 9


def test_a_list_longer_than_a_page_still_leads_to_the_right_sheets(a_note, texts):
    notes = [a_note(ref=f"n-{number:07d}") for number in range(120)]
    paper = notes_on_paper(notes)
    pages = list(map(plain, texts(paper.content)))

    before = paper.pages - 120
    assert before > 1
    assert f"Sheet {before + 1} Tuesday, November 24, 2026, DAP note, n-0000000" in pages[0]
    assert "Note n-0000000 of" in pages[before]


def test_the_same_notes_give_the_same_bytes(a_note):
    notes = [a_note(), a_note(signed=None, sections=(("Data", "Ελλάδα Привет \u4e2d"),))]

    assert notes_on_paper(notes) == notes_on_paper(notes)


def test_what_the_font_lacks_is_marked_and_told_and_the_rest_reads_back(a_note, texts):
    text = "Żółć Ελλάδα Привет naïve \u4e2d \U0001f600 \x00 \u202e \ud800 \u200b \xad end"
    paper = notes_on_paper([a_note(sections=(("Data", text),))])
    (page,) = texts(paper.content)

    assert "Żółć Ελλάδα Привет naïve" in page
    assert "[U+4E2D] [U+1F600] [U+0000] [U+202E] [U+D800] [U+200B] [U+00AD] end" in plain(page)
    assert paper.missing == (
        "U+0000", "U+00AD", "U+1F600", "U+200B", "U+202E", "U+4E2D", "U+D800",
    )  # fmt: skip


def test_text_from_right_to_left_is_told_of(a_note):
    assert notes_on_paper([a_note(sections=(("Data", "\u05e9\u05dc\u05d5\u05dd"),))]).backwards
    assert not notes_on_paper([a_note(sections=(("Data", "Привет"),))]).backwards


def test_a_name_without_end_stays_in_the_header_and_whole_in_the_text(a_note, texts):
    name = "".join(f"N{number:04d}" for number in range(380))
    pages = texts(notes_on_paper([a_note(client=name, provider=name, credentials=name)]).content)
    letters = "".join("".join(pages).split())

    assert all("NPI: 1999999984" in page for page in pages)
    assert name in letters


def test_a_file_says_nothing_of_the_client_outside_its_pages(a_note):
    content = notes_on_paper([a_note()]).content
    told = PdfReader(BytesIO(content)).metadata

    assert told is not None
    assert told.title == "Note n-7k3fq2w"
    assert not any("Rivers" in str(value) for value in told.values())
    assert b"Rivers" not in content


HOSTILE = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\t\n\r \u2028\x0b\u0301\u202e()\\<>%/ WW"),
    ),
    max_size=400,
)


@given(HOSTILE, HOSTILE, st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_nothing_runs_out_of_the_margins_or_over_the_foot(a_note, text, name, times):
    note = a_note(client=name, sections=((name, text * times), ("Plan", text)), signed=None)
    paper = notes_on_paper([note])

    assert len(PdfReader(BytesIO(paper.content)).pages) == paper.pages
    letters = Lettering(faces().holds, faces().width)
    for sheet in _sheets(letters, note):
        for row in (*sheet.header, *(row for _, row in sheet.body)):
            for piece in row.pieces:
                assert piece.x + letters.width(piece.text, piece.style) <= ROOM
    seen = places(paper.content)
    assert seen
    for _, x, y, _ in seen:
        assert MARGIN - 0.01 <= x <= WIDTH - MARGIN + 0.01
        assert MARGIN - 0.01 <= y <= HEIGHT - MARGIN + 0.01
    lines = sorted({(page, -y) for page, _, y, _ in seen})
    assert all(b[1] - a[1] > 5 for a, b in pairwise(lines) if a[0] == b[0])
