"""A client whom the platform takes out, with all that is still scheduled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.sandbox import costs, notices

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

_SCHEDULED = """
    SELECT id FROM session WHERE account = ? AND client = ? AND status = 'scheduled'
     ORDER BY starts_at, id
"""


def remove_client(world: World, client: str) -> None:
    """Leave tombstones for the client and what is scheduled; what was held stays and is paid."""
    if world.row("SELECT id FROM client WHERE account = ? AND id = ?", client) is None:
        return
    for (session,) in world.db.execute(_SCHEDULED, (world.account, client)).fetchall():
        world.db.execute(
            "DELETE FROM session WHERE account = ? AND id = ?", (world.account, session)
        )
        world.remove("cost", costs.identity_of(world, session))
        world.remove("session", session)
    world.db.execute("DELETE FROM client WHERE account = ? AND id = ?", (world.account, client))
    world.remove("client", client)
    notices.tell(world, "client-removed", "The platform took a client out", client=client)
