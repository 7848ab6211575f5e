"""What holds for every test: no network, a home of its own, and no silent skip where CI says so."""

from __future__ import annotations

import os
import sys
from collections import Counter
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import settings

CI = "PRACTICE_CI"  # every program the tests can use is there: a test that skips has failed
KEPT = {CI, "PRACTICE_SAMPLES", "PRACTICE_ICALJS"}


def pytest_addoption(parser):
    parser.addoption(
        "--longer", type=int, default=1, metavar="N", help="Try N times as many invented examples"
    )


def pytest_configure(config):
    settings.register_profile("practice", deadline=None)  # a shared machine is no reason to fail
    settings.load_profile("practice")
    sys.addaudithook(refuse_the_network)


@pytest.hookimpl(trylast=True)  # after Hypothesis has marked its own
def pytest_collection_modifyitems(config, items):
    times = config.getoption("--longer")
    for function in {item.obj for item in items if item.get_closest_marker("hypothesis")}:
        # The tests say how many are enough for every day, so a profile would not reach them.
        said = function._hypothesis_internal_use_settings
        function._hypothesis_internal_use_settings = settings(
            said, max_examples=said.max_examples * times
        )


def refuse_the_network(event, args):
    """Stop this process, not those it starts, from talking to anything but itself."""
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if not is_here(host):
        raise RuntimeError(f"A test reached for the network: {host!r}")


def is_here(host):
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def a_home_of_its_own(tmp_path_factory):
    """Keep the tests out of the practice of whoever runs them, and that practice out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("XDG_", "PRACTICE_")) and name not in KEPT:
                patch.delenv(name)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    forbidden = os.environ.get(CI) and item.get_closest_marker("outside")
    # The samples are files of other people, which not every machine may hold.
    if report.skipped and forbidden and "PRACTICE_SAMPLES" not in reason(report):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} may not be skipped here: {reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    counts = Counter(reason(one) for one in skipped if "outside" in one.keywords)
    if counts:
        told = ", ".join(f"{why} ({number})" for why, number in sorted(counts.items()))
        terminalreporter.write_line(f"{counts.total()} skipped, not ours to bring: {told}")


def reason(report):
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)


@pytest.fixture(scope="session")
def project():
    """The folder of the whole project."""
    return Path(__file__).resolve().parent.parent
