"""A platform over real HTTP that fails, doubles and loses: each change once, none in conflict."""

import time
from collections import Counter
from io import BytesIO

import pytest
from tests.sync.far import far_away

from practicecli.actions.clients import edit_client
from practicecli.actions.schedule import move_session
from practicecli.errors import Exit, TemporaryError
from practicecli.sandbox.app import make_app
from practicecli.sync.run import exit_of

PUSH = '[[fault]]\npath = "/v1/changes"\nmethod = "POST"\n'
HOW_MANY = 120
MOST_RUNS = 400


@pytest.fixture
def laptop(tmp_path):
    with far_away(tmp_path) as one:
        yield one


def has_a_week_of_work(laptop, how_many=HOW_MANY):
    """Queue clients, sessions, confirmations and moves, about so many changes in all."""
    for number in range(how_many // 4):
        client = laptop.has_a_client(name=f"Testy {number}", member_id=f"EX-{number}")
        laptop.confirms_it(laptop.has_a_session(client))
        later = laptop.has_a_session(client, hours=48)
        if number % 2:
            laptop.does(edit_client, client, {"name": f"Testy Other {number}"})
        else:
            start = laptop.clock.now.replace(hour=20)
            laptop.does(move_session, later, start, None, allow_overlap=True)
    return len(laptop.outbox())


def waits(laptop):
    return [one for one in laptop.outbox() if one[1] != "local"]


def syncs_until_all_is_there(laptop):
    """Sync as cron does, over and over; gives the exit codes."""
    codes = Counter()
    while waits(laptop) or not codes or codes[Exit.DONE] == 0:
        assert sum(codes.values()) < MOST_RUNS
        laptop.platform.asked.clear()
        report = laptop.sync()
        assert (report.refused, report.conflicts) == ((), ())
        assert sum(laptop.pauses) <= 1020  # seconds: those of our own, and those asked for
        laptop.pauses.clear()
        codes[exit_of([report])] += 1
    return codes


def each_once(laptop):
    """Check that both sides hold the same, and that nothing was made or told twice."""
    ids = "SELECT id FROM {} ORDER BY id"
    for kind in ("client", "session", "claim"):
        assert laptop.platform.rows(ids.format(kind)) == laptop.rows(ids.format(kind))
    twice = "SELECT session FROM claim GROUP BY session HAVING count(*) > 1"
    assert laptop.platform.rows(twice) == []
    versions = dict(
        laptop.platform.rows("SELECT id, version FROM record WHERE kind IN ('client', 'session')")
    )
    assert versions == dict(
        laptop.rows("SELECT id, version FROM client UNION ALL SELECT id, version FROM session")
    )
    return versions


def the_versions_of_a_quiet_line(folder):
    """Give how often each record is changed where nothing fails: sorted, as ids are of chance."""
    folder.mkdir()
    with far_away(folder) as laptop:
        has_a_week_of_work(laptop)
        assert laptop.sync().error is None
        return sorted(each_once(laptop).values())


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    return the_versions_of_a_quiet_line(tmp_path_factory.mktemp("quiet") / "sandbox")


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        ('kind = "twice"', {Exit.DONE}),
        ('kind = "lose"\nshare = 0.3', {Exit.DONE, Exit.TEMPORARY}),
        ('kind = "cut"\nshare = 0.3', {Exit.DONE, Exit.TEMPORARY}),
        ('kind = "empty"\nshare = 0.3', {Exit.DONE, Exit.TEMPORARY}),
        ('kind = "garbage"\nshare = 0.3', {Exit.DONE, Exit.TEMPORARY}),
        ('kind = "fail-after"\nshare = 0.3', {Exit.DONE, Exit.TEMPORARY}),
        ('kind = "fail-after"\nstatus = 503\nshare = 0.5', {Exit.DONE, Exit.TEMPORARY}),
        ('kind = "fail"\nstatus = 503\nshare = 0.1', {Exit.DONE}),
        ('kind = "fail"\nstatus = 502\nshare = 0.5', {Exit.DONE, Exit.TEMPORARY}),
        ('kind = "fail"\nstatus = 500\nshare = 0.9', {Exit.DONE, Exit.TEMPORARY}),
    ],
)
def test_what_fails_on_the_way_is_done_once_and_never_called_a_conflict(
    laptop, quiet, fault, codes
):
    has_a_week_of_work(laptop)
    laptop.platform.fails(f"seed = 7\n[[fault]]\n{fault}\n")

    found = syncs_until_all_is_there(laptop)

    assert set(found) <= codes
    assert sorted(each_once(laptop).values()) == quiet


def test_an_operation_is_tried_five_times_and_no_more(laptop):
    has_a_week_of_work(laptop, 4)
    laptop.platform.fails('[[fault]]\nkind = "fail"\nstatus = 500\n')

    report = laptop.sync()

    assert (exit_of([report]), report.error.retryable) == (Exit.TEMPORARY, True)
    assert laptop.platform.asked == ["POST /v1/changes"] * 5
    assert laptop.pauses == [0.5, 1.0, 2.0, 4.0]


class Echo:
    """Delivers each push once or twice more, later ones too: as a proxy does that repeats."""

    def __init__(self, app):
        self.app, self.times = app, 2

    def __call__(self, environ, start):
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        for _ in range(self.times):
            asked = environ | {"wsgi.input": BytesIO(content)}
            asked.pop("werkzeug.request", None)
            list(self.app(asked, lambda *_: lambda _: None))
        environ["wsgi.input"] = BytesIO(content)
        self.times = 3 - self.times
        return self.app(environ, start)


def delivered_over_and_over(laptop, how_many):
    queued = has_a_week_of_work(laptop, how_many)
    laptop.platform.faulty = Echo(laptop.platform.app)

    report = laptop.sync()

    assert (report.error, report.refused, report.conflicts) == (None, (), ())
    assert report.pushed >= queued - 1
    answers = laptop.platform.rows("SELECT count(*), count(DISTINCT id) FROM answer")
    assert answers == [(report.pushed, report.pushed)]
    each_once(laptop)


def test_changes_delivered_two_and_three_times_are_done_once(laptop):
    delivered_over_and_over(laptop, 300)


@pytest.mark.proof
def test_ten_thousand_changes_delivered_two_and_three_times_are_done_once(laptop):
    delivered_over_and_over(laptop, 10_000)


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ("retry_after = 5", [5.0]),
        ("retry_after_date = 30", [30.0]),
        ("retry_after = 0", [0.1]),  # no busy loop, even if it is asked for
        ("", [0.5]),
        ("retry_after = -5", [0.5]),
        ('retry_after = "soon"', [0.5]),
        ("retry_after = 900", [900.0]),
        ("retry_after = 901", None),
        ("retry_after = 864000", None),
        ("retry_after_date = 864000", None),
        ("status = 503\nretry_after = 7", [7.0]),
    ],
)
def test_a_busy_platform_gets_the_time_it_asks_for_up_to_a_quarter_of_an_hour(laptop, said, waited):
    has_a_week_of_work(laptop, 4)
    # A date goes by the clock that the head of the answer shows: this machine's own.
    laptop.platform.fails(f'{PUSH}kind = "limit"\ntimes = 1\n{said}\n', now=time.time)

    report = laptop.sync()

    if waited is None:
        assert (exit_of([report]), laptop.pauses) == (Exit.TEMPORARY, [])
        assert laptop.platform.asked == ["POST /v1/changes"]
        assert waits(laptop)
    else:
        assert report.error is None
        assert laptop.pauses == [pytest.approx(one, abs=1) for one in waited]
        assert min(laptop.pauses) >= 0.1


def test_a_platform_that_is_always_busy_is_left_alone_in_the_end(laptop):
    has_a_week_of_work(laptop, 4)
    laptop.platform.fails(f'{PUSH}kind = "limit"\nretry_after = 200\n')

    report = laptop.sync()

    assert exit_of([report]) is Exit.TEMPORARY
    assert sum(laptop.pauses) <= 900 + 120
    assert len(laptop.platform.asked) <= 5


def test_a_name_that_nobody_knows_lets_work_go_on_and_is_given_up(laptop):
    looked = []

    def look_up(*asked):
        looked.append(asked)
        raise OSError

    laptop.address = "https://platform.invalid"
    laptop.handed = {"look_up": look_up}
    has_a_week_of_work(laptop, 8)
    before = waits(laptop)

    report = laptop.sync()

    assert isinstance(report.error, TemporaryError)
    assert (len(looked), sum(laptop.pauses) < 15) == (3, True)
    assert [verb for verb, _ in waits(laptop)] == [verb for verb, _ in before]
    assert len(laptop.rows("SELECT id FROM session WHERE status = 'confirmed'")) == 2


def test_another_server_on_the_same_file_goes_on_where_the_first_one_ended(laptop):
    has_a_week_of_work(laptop, 8)
    laptop.platform.fails(f'{PUSH}kind = "lose"\n')
    laptop.sync()
    laptop.platform.app = make_app(laptop.platform.path, laptop.platform.clock)
    laptop.platform.mend()

    report = laptop.sync()

    assert (report.error, report.conflicts, report.refused) == (None, (), ())
    each_once(laptop)
