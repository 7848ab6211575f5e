"""The drill of docs/recovery.md: the machine is lost; a sheet and a backup bring it all back."""

from __future__ import annotations

import json
import shutil
import stat


def test_a_sheet_and_a_backup_bring_a_lost_practice_back(started, tmp_path):
    sheet, copy = str(tmp_path / "sheet.txt"), str(tmp_path / "practice.backup")
    assert started("key", "export", "--recovery", sheet).exit == 0
    started("provider", "edit", "--phone", "212-555-0100")
    before = started("provider", "show", "--json").json()
    assert started("backup", "create", copy).exit == 0
    assert started("backup", "create", copy).exit == 5
    assert stat.S_IMODE((tmp_path / "practice.backup").stat().st_mode) == 0o600

    shutil.rmtree(tmp_path / "home")
    (tmp_path / "key").unlink()
    assert started("backup", "verify", copy, "--recovery", sheet, "--json").json()["ok"] is True
    assert started("backup", "restore", copy, "--recovery", sheet).exit == 2

    new = f"file:{tmp_path / 'new.key'}"
    back = started("backup", "restore", copy, "--recovery", sheet, "--key", new, "--json")
    assert (back.exit, back.json()["key_source"]) == (0, new)
    assert started("provider", "show", "--json").json() == before
    assert started("audit", "verify").exit == 0
    devices = {entry["device"] for entry in started("audit", "list", "--json").json()}
    assert len(devices) == 2
    assert started("backup", "restore", copy, "--key", new).exit == 5


def test_a_damaged_backup_is_told_from_a_wrong_key(started, tmp_path):
    copy, other = tmp_path / "practice.backup", tmp_path / "other.sheet"
    started("backup", "create", str(copy))
    started("key", "export", "--recovery", str(other))
    torn = bytearray(copy.read_bytes())
    torn[5000] ^= 1
    copy.write_bytes(torn)

    assert started("backup", "verify", str(copy)).exit == 13
    assert started("backup", "verify", str(tmp_path / "nothing")).exit == 5
    assert started("backup", "create", str(tmp_path / "home" / "b")).exit == 2


def test_the_key_for_cron_opens_the_data_and_no_note(started, tmp_path):
    cron = tmp_path / "cron.key"

    assert started("key", "export", "--cron", str(cron), "--json").json()["opens"] == ["data"]
    assert started("due", PRACTICE_KEY=f"file:{cron}").exit == 0
    whole = ("export", "--all", str(tmp_path / "out"))
    assert started(*whole, PRACTICE_KEY=f"file:{cron}").exit == 4
    assert not (tmp_path / "out").exists()
    assert started("key", "export").exit == 2


def test_an_export_holds_everything_in_files_anybody_can_read(started, tmp_path):
    out = tmp_path / "out"
    client = {"name": "=Ana Example", "platform": "self", "born": "1990-04-12"}
    started("platform", "add", "self", "--remote", "manual")
    assert started("client", "add", "--from", "-", input=json.dumps(client)).exit == 0

    done = started("export", "--all", str(out), "--json")

    assert (done.exit, done.json()["tables"]["client"]) == (0, 1)
    assert json.loads((out / "client.json").read_text())[0]["name"] == "=Ana Example"
    assert "'=Ana Example" in (out / "client.csv").read_text()
    assert "NOT ENCRYPTED" in (out / "README.txt").read_text()
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert started("export", "--all", str(out)).exit == 2
    last = started("audit", "list", "--limit", "1", "--json").json()
    assert [(one["verb"], one["kind"]) for one in last] == [("export", "practice")]
