from __future__ import annotations

from pathlib import Path

import pytest

from practicecli.cli.premises import built_beside
from practicecli.errors import RefusedError
from practicecli.places import find_places


@pytest.fixture
def places(tmp_path):
    return find_places({"PRACTICE_HOME": str(tmp_path / "home")})


def test_a_folder_takes_its_place_when_it_is_whole(places):
    with built_beside(places) as fresh:
        Path(fresh.database).write_text("data")
        assert not Path(places.database).exists()

    assert Path(places.database).read_text() == "data"
    assert [path.name for path in Path(places.data_dir).parent.iterdir()] == ["default"]


def test_what_fails_on_the_way_leaves_nothing(places):
    with pytest.raises(KeyboardInterrupt), built_beside(places) as fresh:  # noqa: PT012 - as long as it takes
        Path(fresh.database).write_text("data")
        raise KeyboardInterrupt

    assert list(Path(places.data_dir).parent.iterdir()) == []


def test_what_else_lies_in_the_place_stays_there(places):
    places.make()
    kept = Path(places.data_dir) / "tokens.sealed"
    kept.write_text("tokens")
    stale = Path(places.database + "-wal")
    stale.write_text("of a database that is gone")

    with built_beside(places) as fresh:
        Path(fresh.database).write_text("data")

    assert kept.read_text() == "tokens"
    assert not stale.exists()


def test_a_practice_that_came_in_between_is_not_written_over(places):
    with pytest.raises(RefusedError), built_beside(places) as fresh:  # noqa: PT012 - as above
        Path(fresh.database).write_text("ours")
        places.make()
        Path(places.database).write_text("theirs")

    assert Path(places.database).read_text() == "theirs"
