"""What `doctor --deep` asks the platforms: whether both sides hold the same, by one policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.cli.checks import Finding, Status
from practicecli.errors import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.cache.platforms import Platform
    from practicecli.cli.app import App
    from practicecli.remote.client import Remote


def platforms(run: App) -> Iterator[Finding]:
    """Ask each platform that can be asked; one that cannot does not stop the next."""
    from practicecli.cli.sync.opening import opener

    open_one = opener(run)
    for name, one in run.platforms.items():
        if one.is_manual:
            continue
        try:
            with open_one(one) as remote:
                yield _records(run, one, remote)
                yield _figures(one, remote)
        except PracticeError as error:
            yield Finding(f"platform {name}", Status.WARN, str(error), error.hint)


def _records(run: App, one: Platform, remote: Remote) -> Finding:
    from practicecli.sync.drift import compare

    if remote.digest().cursor != one.cursor:  # what is on its way is no difference
        return Finding(f"records {one.name}", Status.OK,
                       f"not compared: {one.name} has news for here", "practice sync")  # fmt: skip
    differing = compare(run.db, one.name, remote)
    if differing:
        told = f"not what {one.name} holds: {', '.join(differing)}"
        return Finding(f"records {one.name}", Status.WARN, told, "practice sync")
    return Finding(f"records {one.name}", Status.OK, f"the same here and at {one.name}")


def _figures(one: Platform, remote: Remote) -> Finding:
    from practicecli.domain.differing import differences
    from practicecli.figures.load import policy

    found = differences(policy(one.policy), remote.policy())
    if found:
        return Finding(f"policy {one.name}", Status.WARN, "; ".join(found),
                       f"practice platform show {one.name}")  # fmt: skip
    return Finding(f"policy {one.name}", Status.OK, f"{one.name} tells the figures we count by")


DEEP = (platforms,)
