"""The provider and the clients, as a platform keeps them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from practicecli.domain.people import Client, ClientStatus, npi_is_sound
from practicecli.domain.problems import Problem
from practicecli.domain.refs import ref_of
from practicecli.sandbox.defaults import defaults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from practicecli.sandbox.bodies import ProviderBody
    from practicecli.sandbox.world import World

_CLIENT = """
    SELECT id, name, born, email, phone, address, state, status, payer, plan, member_id,
           payment_method, forms, insurance, covered_until, since, card_mended
      FROM client WHERE account = ? AND id = ?
"""
# Columns that the feed does not show.
_UNSEEN = ("id", "since", "card_mended")


def put_provider(world: World, record: str, body: ProviderBody) -> list[Problem]:
    """Take over who the therapist is; credentialing follows at once, in every licensed state."""
    if body.npi != world.npi:
        return [
            Problem("npi", "This log-in belongs to another NPI", "practice platform login PLATFORM")
        ]
    if not npi_is_sound(body.npi):
        return [
            Problem("npi", "This NPI's check digit is wrong", "practice provider edit --npi NPI")
        ]
    world.db.execute(
        "UPDATE account SET provider = ? WHERE id = ?", (body.model_dump_json(), world.account)
    )
    world.forget_book()
    world.put("provider", record, None)
    for (payer, state), status in (world.book.provider.credentialing or {}).items():
        identity = world.named(f"credential/{payer}/{state}")
        news = {"payer": payer, "state": state, "status": status}
        if world.shown("credential", identity) != news:
            world.put("credential", identity, news)
    for row in world.db.execute(
        "SELECT id FROM client WHERE account = ?", (world.account,)
    ).fetchall():
        show_client(world, row[0], own=False)
    return []


def client_acts(world: World, record: str) -> None:
    """Let the client fill in the forms and give a card, unless the member id says never."""
    row = client_row(world, record)
    if row is None:
        return
    pays = not row["member_id"].startswith(defaults().no_payment_method)
    world.db.execute(
        "UPDATE client SET forms = 1, payment_method = max(payment_method, ?)"
        " WHERE account = ? AND id = ?",
        (pays, world.account, record),
    )
    show_client(world, record, own=False)


def show_client(world: World, record: str, *, own: bool = True) -> None:
    """Put a client as it now is into the feed."""
    row = client_row(world, record)
    body = dict(row)
    for name in _UNSEEN:
        del body[name]
    for name in ("payment_method", "forms", "insurance"):
        body[name] = bool(body[name])
    payer = world.book.payer(row["payer"]).key
    body["credentialing"] = world.book.provider.is_credentialed(payer, row["state"])
    if world.shown("client", record) != body or own:
        world.put("client", record, body, own=own)


def client_row(world: World, record: str) -> Any:  # noqa: ANN401 - a driver's row
    """Read a client's row, None where there is no such client in this account."""
    return world.row(_CLIENT, record)


def client_of(world: World, row: Mapping[str, Any]) -> Client:
    """Give a client as the domain's rules know one."""
    until = row["covered_until"]
    payer = world.book.payer(row["payer"]).key
    return Client(
        id=row["id"], ref=ref_of("client", row["id"]), name="", platform=world.platform,
        payer=payer, plan=row["plan"], member_id=row["member_id"], address=row["address"],
        state=row["state"], status=ClientStatus(row["status"]),
        payment_method=bool(row["payment_method"]), forms=bool(row["forms"]),
        insurance=bool(row["insurance"]),
        credentialing=world.book.provider.is_credentialed(payer, row["state"]),
        covered_until=until and date.fromisoformat(until),
    )  # fmt: skip
