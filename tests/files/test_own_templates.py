from __future__ import annotations

import pytest

from practicecli.errors import UsageError
from practicecli.files.own import own_templates

WEEKLY = """
key = "weekly"
title = "Weekly note"
[[sections]]
key = "seen"
title = "Seen"
required = true
prompt = "What was seen"
"""


def read(folder):
    return own_templates(folder, taken={"dap"}, elements=frozenset({"plan"}))


def refused(folder):
    with pytest.raises(UsageError) as error:
        read(folder)
    return [one.message for one in error.value.problems]


def test_no_folder_is_no_template(tmp_path):
    assert read(tmp_path / "none") == {}
    (tmp_path / "notes.txt").write_text("not ours")
    assert read(tmp_path) == {}


def test_a_template_of_ones_own_is_read(tmp_path):
    (tmp_path / "weekly.toml").write_bytes(b"\xef\xbb\xbf" + WEEKLY.encode())

    found = read(tmp_path)
    assert list(found) == ["weekly"]
    assert found["weekly"].sections[0].prompt == "What was seen"


def test_everything_wrong_in_every_file_is_said_with_the_files_name(tmp_path):
    (tmp_path / "a.toml").write_text(WEEKLY.replace("weekly", "dap").replace("Seen", ""))
    (tmp_path / "b.toml").write_text("key = ")
    (tmp_path / "c.toml").write_bytes(b"title = '\xff'")
    (tmp_path / "d.toml").mkdir()
    (tmp_path / "e.toml").write_text(WEEKLY)
    (tmp_path / "f.toml").write_text(WEEKLY)

    told = refused(tmp_path)
    assert [one.partition(":")[0] for one in told] == [
        "`a.toml`", "`a.toml`", "`b.toml`", "`c.toml`", "`d.toml`", "`f.toml`"
    ]  # fmt: skip
    assert "another template with this `key`" in told[1]
    assert "not TOML" in told[2]
    assert "not UTF-8" in told[3]
    assert "another template" in told[5]


def test_brackets_without_end_are_no_template(tmp_path):
    (tmp_path / "deep.toml").write_text("a = " + "[" * 50_000)

    assert "not TOML" in refused(tmp_path)[0]
