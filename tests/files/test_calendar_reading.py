import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from practicecli.errors import UsageError
from practicecli.files.calendar import LARGEST, read_calendar

NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = date(2026, 10, 25), date(2026, 11, 30)
ONE = "UID:one\nDTSTART:20261103T150000Z\nDTEND:20261103T160000Z\nSUMMARY:Ana Example\n"
WEEKLY = (
    "UID:weekly\nDTSTART;TZID=America/New_York:20261027T150000\nDURATION:PT50M\n"
    "RRULE:FREQ=WEEKLY;COUNT=5\nSUMMARY:Ben Sample\n"
)

TWICE = (
    "UID:a\nDTSTART:20261103T150000Z\nSEQUENCE:1\nSEQUENCE:x\nDTEND:20261104T000000\n"
    "DTEND;VALUE=DATE:20261103\nRRULE:FREQ=DAILY\nRRULE:FREQ=MINUTELY\n"
)
MINUTES = "BYMINUTE=" + ",".join(map(str, range(13)))


def ics(*events, head=""):
    inside = "".join(f"BEGIN:VEVENT\n{event}END:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{inside}END:VCALENDAR\n"


def read(text, start=FIRST, end=LAST, zone=NEW_YORK):
    stream = io.BytesIO(text.encode() if isinstance(text, str) else text)
    return read_calendar(stream, name="mine.ics", zone=zone, start=start, end=end)


def starts(text, **options):
    return [f"{event.starts_at:%m-%d %H:%M}" for event in read(text, **options).events]


def codes(text):
    return [problem.code for problem in read(text).problems]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"name,born\n", "not an iCalendar file"),
        (b"BEGIN:VCALENDAR\n\0", "NUL character"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n\xff", "see byte 30"),
        (b"\x1f\x8b\x08", "is compressed"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n", "not a whole iCalendar file"),
        (b"BEGIN:VCALENDAR\n" + b"X" * LARGEST, "larger than 16 MB"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused(content, words):
    with pytest.raises(UsageError, match=words) as caught:
        read(content)
    assert caught.value.hint


def test_a_series_keeps_its_wall_clock_across_daylight_saving():
    assert starts(ics(WEEKLY)) == [
        "10-27 19:00", "11-03 20:00", "11-10 20:00", "11-17 20:00", "11-24 20:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "head", "expected"),
    [
        (";TZID=America/New_York:20261103T150000", "", "11-03 20:00"),
        (";TZID=Eastern Standard Time:20261103T150000", "", "11-03 20:00"),
        (";TZID=/mozilla.org/20050126_1/America/Chicago:20261103T150000", "", "11-03 21:00"),
        (":20261103T150000", "", "11-03 20:00"),
        (":20261103T150000", "X-WR-TIMEZONE:Europe/Berlin\n", "11-03 14:00"),
        (":20261103T150000", "X-WR-TIMEZONE:Pacific Standard Time\n", "11-03 23:00"),
        (":20261103T150000Z", "", "11-03 15:00"),
    ],
)
def test_every_way_to_name_a_zone_is_understood(value, head, expected):
    text = ics(f"UID:a\nDTSTART{value}\nDURATION:PT1H\n", head=head)

    assert starts(text) == [expected]
    assert codes(text) == []


@pytest.mark.parametrize(
    ("value", "head"),
    [
        (";TZID=Nowhere/Land:20261103T150000", ""),
        (":20261103T150000", "X-WR-TIMEZONE:Nowhere/Land\n"),
    ],
)
def test_an_unknown_zone_is_said_and_read_as_ours(value, head):
    text = ics(f"UID:a\nDTSTART{value}\nDURATION:PT1H\n", head=head)

    assert starts(text) == ["11-03 20:00"]
    assert codes(text) == ["unknown-zone"]


def test_excluded_moved_and_cancelled_occurrences_are_told_apart():
    gone = "EXDATE;TZID=America/New_York:20261103T150000\n"
    moved = (
        "UID:weekly\nRECURRENCE-ID;TZID=America/New_York:20261110T150000\n"
        "DTSTART;TZID=America/New_York:20261111T090000\nDURATION:PT50M\nSUMMARY:Ben Sample\n"
    )
    off = (
        "UID:weekly\nRECURRENCE-ID:20261117T200000Z\nDTSTART:20261117T200000Z\n"
        "DTEND:20261117T210000Z\nSTATUS:CANCELLED\nSUMMARY:Ben Sample\n"
    )

    events = read(ics(WEEKLY + gone, moved, off)).events

    assert [(f"{event.starts_at:%m-%d %H:%M}", event.cancelled) for event in events] == [
        ("10-27 19:00", False),
        ("11-11 14:00", False),
        ("11-17 20:00", True),
        ("11-24 20:00", False),
    ]
    assert events[1].instance == "weekly/20261110T200000Z"
    assert all(event.recurring and event.uid == "weekly" for event in events)
    assert len({event.instance for event in events}) == 4


def test_an_occurrence_moved_out_of_the_days_asked_for_is_still_seen():
    moved = (
        "UID:weekly\nRECURRENCE-ID:20261124T200000Z\nDTSTART:20261222T200000Z\n"
        "DTEND:20261222T210000Z\nSUMMARY:Ben Sample\n"
    )

    assert starts(ics(WEEKLY, moved))[-1] == "12-22 20:00"


def test_a_single_event_keeps_its_identity_when_it_is_moved():
    (before,) = read(ics(ONE)).events
    (after,) = read(ics(ONE.replace("20261103T15", "20261104T10"))).events

    assert before.instance == after.instance == "one"


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 11, 3), date(2026, 11, 3), 1),
        (date(2026, 11, 4), date(2026, 11, 9), 0),
        (date(2026, 11, 3), date(2026, 11, 10), 2),
    ],
)
def test_both_days_are_included(start, end, count):
    assert len(read(ics(WEEKLY), start=start, end=end).events) == count


def test_days_run_in_the_zone_of_the_practice():
    late = ics("UID:a\nDTSTART:20261104T030000Z\nDURATION:PT1H\n")

    assert len(read(late, start=date(2026, 11, 3), end=date(2026, 11, 3)).events) == 1
    assert read(late, start=date(2026, 11, 4), end=date(2026, 11, 4)).events == []


def test_the_last_day_is_not_before_the_first():
    with pytest.raises(UsageError):
        read(ics(ONE), start=LAST, end=FIRST)


def test_an_all_day_event_is_flagged_and_lasts_its_days():
    (event,) = read(ics("UID:a\nDTSTART;VALUE=DATE:20261103\nSUMMARY:Away\n")).events

    assert event.all_day
    assert event.starts_at == datetime(2026, 11, 3, 5, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 11, 4, 5, tzinfo=UTC)


def test_a_published_cancellation_cancels_all():
    assert [event.cancelled for event in read(ics(ONE, head="METHOD:CANCEL\n")).events] == [True]


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("LOCATION:https://us02web.zoom.us/j/123?pwd=abc", "https://us02web.zoom.us/j/123?pwd=abc"),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        ("DESCRIPTION:Join: https://doxy.me/ana.\\nSee you", "https://doxy.me/ana"),
        ('DESCRIPTION:<a href="https://whereby.com/x">', "https://whereby.com/x"),
        ("LOCATION:http://zoom.us/j/1", None),
        ("LOCATION:https://zoom.us.example.org/j/1", None),
        ("LOCATION:Room 4", None),
    ],
)  # fmt: skip
def test_only_the_secure_link_of_a_known_video_service_is_taken(line, link):
    assert [event.link for event in read(ics(f"{ONE}{line}\n")).events] == [link]


def test_a_bad_property_is_said_and_the_event_is_kept():
    text = ics(f"{ONE}PRIORITY:high\n", WEEKLY)

    assert len(read(text).events) == 6
    assert codes(text) == ["bad-property"]
    assert "Event 1 has `PRIORITY`" in read(text).problems[0].message


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ("UID:a\nDTSTART:tomorrow\n", "bad-event"),
        ("UID:a\nSUMMARY:when\n", "bad-event"),
        ("UID:a\nDTSTART:00010101T150000Z\nRRULE:FREQ=DAILY\n", "bad-event"),
        ("UID:a\nDTSTART:20261103T150000Z\nRRULE:FREQ=DAILY;INTERVAL=0\n", "too-often"),
        ("UID:a\nDTSTART:20261103T150000Z\nRRULE:FREQ=DAILY;INTERVAL=-1\n", "too-often"),
        (TWICE, "bad-property"),
        ("UID:a\nDTSTART:20261103T150000Z\nRRULE:FREQ=MINUTELY\n", "too-often"),
        (f"UID:a\nDTSTART:20261103T150000Z\nRRULE:FREQ=DAILY;BYHOUR=1,2;{MINUTES}\n", "too-often"),
    ],
)  # fmt: skip
def test_one_bad_event_is_that_events_trouble(event, code):
    text = ics(event, ONE)

    assert starts(text) == ["11-03 15:00"]
    assert code in codes(text)


def test_a_line_of_nonsense_outside_events_is_left_out():
    text = ics(ONE, head="this is no property\n")

    assert starts(text) == ["11-03 15:00"]
    assert codes(text) == ["bad-property"]


def test_a_uid_twice_gives_the_event_with_the_higher_sequence():
    old = ONE + "SEQUENCE:1\n"
    new = ONE.replace("20261103", "20261105") + "SEQUENCE:2\n"

    assert starts(ics(new, old)) == ["11-05 15:00"]
    assert codes(ics(new, old)) == ["duplicate-event"]


def test_an_event_without_identity_gets_one_that_lasts():
    text = ics(ONE.replace("UID:one\n", ""))
    first, again = read(text).events, read(text).events

    assert first == again
    assert first[0].instance.startswith("no-uid-")
    assert codes(text) == ["no-uid"]


def test_a_problem_never_repeats_what_an_entry_says():
    text = ics("UID:a\nDTSTART:x\nSUMMARY:Ana Example\n", ONE.replace("UID:one\n", ""))

    assert "Ana" not in str(read(text).problems)


def test_a_calendar_of_many_years_is_read_whole_and_without_the_rest():
    events = [
        f"UID:u{number % 901}\nRECURRENCE-ID:2026{1 + number % 12:02}01T150000Z\n"
        f"DTSTART:2026{1 + number % 12:02}02T150000Z\nDURATION:PT1H\nX-TEXT:a very\n  long one\n"
        for number in range(1800)
    ]
    november = [number for number in range(1800) if number % 12 == 10]

    assert len(read(ics(*events), start=date(2026, 11, 2), end=date(2026, 11, 2)).events) == len(
        november
    )


def test_a_problem_gives_the_place_in_the_file_of_an_event_among_others_left_out():
    old = ONE.replace("2026", "2016").replace("one", "old")

    (problem,) = read(ics(old, old, f"{ONE}PRIORITY:high\n")).problems

    assert "Event 3 has `PRIORITY`" in problem.message


def test_two_calendars_in_one_file_are_both_read():
    assert len(read(ics(ONE) + ics(WEEKLY)).events) == 6


def test_a_second_calendar_that_was_cut_off_is_not_ignored():
    with pytest.raises(UsageError, match="not a whole"):
        read(ics(ONE) + ics(WEEKLY)[:-10])


@pytest.mark.proof
def test_an_absurd_number_of_occurrences_is_refused():
    daily = "DTSTART:20200101T150000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\n"
    events = [f"UID:u{number}\n{daily}" for number in range(19)]

    with pytest.raises(UsageError, match="holds over 50,000 occurrences"):
        read(ics(*events), start=date(2020, 1, 1), end=date(2027, 12, 31))
