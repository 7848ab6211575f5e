from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.refs import ref_of, tail_of
from practicecli.ids import new_id

MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@given(MOMENTS)
def test_an_id_is_a_uuid_of_version_seven_that_holds_its_moment(moment):
    made = UUID(new_id(moment))

    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == (moment - EPOCH) // timedelta(milliseconds=1)


@given(MOMENTS, st.integers(1, 10_000))
def test_ids_sort_as_their_milliseconds_do(moment, later):
    assert new_id(moment) < new_id(moment + timedelta(milliseconds=later))


def test_ids_of_one_moment_are_all_different_and_so_are_most_of_their_refs():
    made = {new_id(AT) for _ in range(10_000)}

    assert len(made) == 10_000
    # 35 random bits: two alike among ten thousand are one chance in seven hundred.
    assert len({ref_of("session", one) for one in made}) >= 9_998


@given(MOMENTS, st.sampled_from(["session", "client", "note", "claim", "payout"]))
def test_a_ref_and_every_tail_of_it_lead_back_to_the_id(moment, kind):
    ref = ref_of(kind, new_id(moment))

    assert len(ref) == 9
    for length in range(4, 8):
        assert tail_of(kind, ref[-length:].upper()) == ref[-length:]
    assert tail_of(kind, ref) == ref[2:]
    assert tail_of(kind, ref[-3:]) is None
