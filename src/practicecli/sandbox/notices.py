"""What the platform tells a provider by itself, in words; never with a client's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practicecli.sandbox.world import World


def tell(
    world: World,
    code: str,
    message: str,
    *,
    client: str | None = None,
    session: str | None = None,
    amount_cents: int | None = None,
) -> None:
    """Put a notice into the feed. The same thing said of the same second is said once."""
    identity = world.named(f"notice/{code}/{client}/{session}/{amount_cents}/{world.at}")
    if world.version("notice", identity):
        return
    body = {
        "at": world.at,
        "code": code,
        "client": client,
        "session": session,
        "message": message,
        "amount_cents": amount_cents,
    }
    world.put("notice", identity, body)
