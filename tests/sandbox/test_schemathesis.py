"""A program that knows only the contract asks the served sandbox all it can think of."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import yaml

from practicecli.sandbox.store import token_for

PROJECT = Path(__file__).parents[2]
# An installation of its own: its pins are none of ours. `make contract` makes it.
PROGRAM = PROJECT / ".venv-contract" / "bin" / "schemathesis"


def pushes_the_example(url, token):
    """Let there be the client that the contract's examples speak of."""
    contract = yaml.safe_load((PROJECT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
    said = contract["paths"]["/v1/changes"]["post"]["requestBody"]["content"]["application/json"]
    headers = {"Authorization": f"Bearer {token}", "Practice-Platform": "headway"}
    answer = httpx.post(f"{url}/v1/changes", json=said["example"], headers=headers)
    assert answer.json()["results"][0]["outcome"] == "applied"


@pytest.fixture
def served(tmp_path):
    """A sandbox on loopback; gives its address and somebody's token."""
    path = str(tmp_path / "sandbox.db")
    token = token_for(path, "1999999984")
    arguments = [sys.executable, "-m", "practicecli", "sandbox", "serve", "--data", path]
    env = {**os.environ, "PRACTICE_NOW": "2026-11-02T15:00:00Z", "PRACTICE_HOME": str(tmp_path)}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=env) as server:
        try:
            yield json.loads(server.stdout.readline())["url"], token
        finally:
            server.terminate()


@pytest.mark.outside
@pytest.mark.proof
@pytest.mark.skipif(not PROGRAM.exists(), reason="schemathesis is not installed (make contract)")
def test_schemathesis_has_no_finding(served, tmp_path):
    url, token = served
    pushes_the_example(url, token)
    asked = subprocess.run(
        [
            PROGRAM, "--config-file", Path(__file__).with_name("schemathesis.toml"),
            "run", PROJECT / "docs" / "openapi.yaml", "--url", url,
            "--header", f"Authorization: Bearer {token}",
            "--max-examples", "100", "--seed", "20261102", "--no-color",
            "--warnings", "off",  # that invented ids are mostly nobody's
        ],
        capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert "No issues found" in asked.stdout
    assert "Tested: 11" in asked.stdout
