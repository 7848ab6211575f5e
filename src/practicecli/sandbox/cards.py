"""A client's payment method: whether it pays, and how it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicecli.sandbox import notices, people, verdicts
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from practicecli.sandbox.world import World

_CARD = """
    SELECT member_id, payment_method, card_mended FROM client WHERE account = ? AND id = ?
"""


def fails(world: World, client: str) -> bool:
    """Say whether the client's card refuses a charge now. Who was taken out still pays."""
    row = world.row(_CARD, client)
    if row is None or row["card_mended"]:
        return False
    if row["member_id"].startswith(defaults().card_fails):
        return True
    return verdicts.card_fails(world, client, row["member_id"])


def there(world: World, client: str) -> bool:
    """Say whether there is a card to try."""
    row = world.row(_CARD, client)
    return row is not None and bool(row["payment_method"])


def remove(world: World, client: str) -> None:
    """Drop a card that failed too often; the client is not ready until there is another."""
    world.db.execute(
        "UPDATE client SET payment_method = 0 WHERE account = ? AND id = ?",
        (world.account, client),
    )
    people.show_client(world, client, own=False)
    notices.tell(
        world, "card-removed", "The client's payment method was removed after failed charges",
        client=client,
    )  # fmt: skip
