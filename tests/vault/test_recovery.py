from __future__ import annotations

import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.errors import NotFoundError, RefusedError, WrongKeyError
from practicecli.vault.keys import Keys, new_keys
from practicecli.vault.recovery import read_recovery, write_recovery

KEYS = Keys(bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96)))


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "sheet.txt"
    write_recovery(str(path), KEYS)
    return path


def numbered(path):
    return [line for line in path.read_text().splitlines() if line[:1].isdigit()]


@pytest.mark.parametrize("keys", [KEYS, KEYS.for_cron(), new_keys()])
def test_a_sheet_gives_the_keys_back(tmp_path, keys):
    path = str(tmp_path / "sheet.txt")
    write_recovery(path, keys)

    assert read_recovery(path) == keys


def test_a_sheet_is_private_explains_itself_and_is_never_written_over(sheet):
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert "practice backup restore" in sheet.read_text()
    assert len(numbered(sheet)) == 6
    assert max(map(len, sheet.read_text().splitlines())) <= 100
    with pytest.raises(RefusedError):
        write_recovery(str(sheet), new_keys())
    assert read_recovery(str(sheet)) == KEYS


@pytest.mark.parametrize(
    "typed",
    [
        lambda lines: "\n".join(lines).lower(),
        "\r\n".join,
        lambda lines: "\n".join(line.replace(" ", "") for line in lines),
        lambda lines: "\n\n".join(f"   {line}   " for line in lines),
        lambda lines: "\n".join(reversed(lines)),
        lambda lines: "\n".join(line[:2] + line[2:].replace("0", "O") for line in lines),
    ],
)
def test_it_can_be_typed_back_from_paper(tmp_path, sheet, typed):
    copy = tmp_path / "typed.txt"
    copy.write_text(typed(numbered(sheet)))

    assert read_recovery(str(copy)) == KEYS


@settings(max_examples=150)
@given(st.data())
def test_a_slip_is_told_with_its_line(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("sheet") / "sheet.txt"
    write_recovery(str(path), KEYS)
    lines = numbered(path)
    number = data.draw(st.integers(1, 6))
    line = lines[number - 1]
    at = data.draw(st.sampled_from([i for i in range(4, len(line)) if line[i] != " "]))
    digit = data.draw(st.sampled_from([d for d in "0123456789ABCDEF" if d != line[at]]))
    lines[number - 1] = line[:at] + digit + line[at + 1 :]
    path.write_text("\n".join(lines))

    with pytest.raises(WrongKeyError, match=f"Line {number} "):
        read_recovery(str(path))


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_a_missing_line_is_told(tmp_path, sheet, number):
    copy = tmp_path / "typed.txt"
    copy.write_text("\n".join(numbered(sheet)[: number - 1] + numbered(sheet)[number:]))

    with pytest.raises(WrongKeyError, match=f"Line {number} "):
        read_recovery(str(copy))


def test_two_lines_in_each_others_place_are_told(tmp_path, sheet):
    lines = numbered(sheet)
    lines[0], lines[1] = "1." + lines[1][2:], "2." + lines[0][2:]
    copy = tmp_path / "typed.txt"
    copy.write_text("\n".join(lines))

    with pytest.raises(WrongKeyError, match="Line 1 "):
        read_recovery(str(copy))


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff" * 50, b"1. zz", b"9. 00", b"7."])
def test_anything_else_is_no_sheet(tmp_path, content):
    (tmp_path / "sheet.txt").write_bytes(content)

    with pytest.raises(WrongKeyError):
        read_recovery(str(tmp_path / "sheet.txt"))


def test_no_sheet_there_is_said(tmp_path):
    with pytest.raises(NotFoundError):
        read_recovery(str(tmp_path / "none"))
