from __future__ import annotations

import pytest

from practicecli.domain.texts import LONGEST, objections_to_texts


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("[/] \x1b[31m \u202e 🙂", []),  # stored as given, shown escaped
        ("a\0b", ["bad-text"]),
        ("\udcff", ["bad-text"]),
        ("x" * LONGEST, []),
        ("x" * (LONGEST + 1), ["too-long-text"]),
        (("fine", "x" * (LONGEST + 1)), ["too-long-text"]),
        (None, []),
        (True, []),
    ],
)
def test_only_what_no_file_can_bear_is_refused(value, expected):
    found = list(objections_to_texts({"member_id": value}))

    assert [problem.code for problem in found] == expected
    assert all("member id" in problem.message for problem in found)
