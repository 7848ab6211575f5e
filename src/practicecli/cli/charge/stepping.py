"""What becomes of a charge that is kept here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.charge import app
from practicecli.cli.charge.words import ChargeRef, On, cents, charge_id, show

if TYPE_CHECKING:
    from practicecli.domain.charges import Step

Amount = Annotated[
    str | None, typer.Argument(metavar="AMOUNT", help="Such as 75.00; all of it without one")
]


@app.command("pay")
def pay(ctx: typer.Context, charge: ChargeRef, amount: Amount = None, on: On = None) -> None:
    """Note that a client paid, all of the rest or a part of it.

    Example: practice charge pay g-7k3fq2w 40.00 --on 2026-11-23
    """
    from practicecli.domain.charges import Step

    _take(ctx, Step.PAY, charge, amount, on)


@app.command("fail")
def fail(ctx: typer.Context, charge: ChargeRef, on: On = None) -> None:
    """Note that a client's card or transfer did not go through.

    Example: practice charge fail g-7k3fq2w
    """
    from practicecli.domain.charges import Step

    ref = _take(ctx, Step.FAIL, charge, None, on)
    App.of(ctx).out.next_step(f"Next: `practice charge retry {ref}` when you try it again")


@app.command("retry")
def retry(ctx: typer.Context, charge: ChargeRef, on: On = None) -> None:
    """Note that a failed charge was tried again, and is not known to have come yet.

    Example: practice charge retry g-7k3fq2w
    """
    from practicecli.domain.charges import Step

    ref = _take(ctx, Step.RETRY, charge, None, on)
    App.of(ctx).out.next_step(f"Next: `practice charge pay {ref}`, or `fail` again")


@app.command("refund")
def refund(ctx: typer.Context, charge: ChargeRef, amount: Amount = None, on: On = None) -> None:
    """Note that a client got back what they paid, or a part; `due` has it until they see it.

    Example: practice charge refund g-7k3fq2w 25.00
    """
    from practicecli.domain.charges import Step

    ref = _take(ctx, Step.REFUND, charge, amount, on)
    App.of(ctx).out.next_step(f"Next: `practice charge seen {ref}` when the client has it")


@app.command("seen")
def seen(
    ctx: typer.Context,
    charges: Annotated[
        list[str], typer.Argument(metavar="CHARGE...", help="The refs of one charge or several")
    ],
    on: On = None,
) -> None:
    """Say that refunds have reached the client, or that what is unpaid has been seen to.

    Example: practice charge seen g-7k3fq2w
    """
    from practicecli.actions.charges import Move, take_step
    from practicecli.cache.charges import shown
    from practicecli.cache.connect import transaction
    from practicecli.cli.charge.words import LISTED, record
    from practicecli.domain.charges import Step

    run = App.of(ctx)
    identities = list(dict.fromkeys(charge_id(run, one) for one in charges))
    move, desk = Move(Step.SEEN, None, run.day(on) if on else None), run.desk
    with transaction(run.db):
        for identity in identities:
            take_step(desk, identity, move)
    if len(identities) == 1:
        show(run, identities[0])
    else:
        found = (next(shown(run.db, identity=identity)) for identity in identities)
        run.out.rows(LISTED, [record(run, one) for one in found])


@app.command("dispute")
def dispute(ctx: typer.Context, charge: ChargeRef, on: On = None) -> None:
    """Note that a client says they do not owe it; it counts apart until it is settled.

    Example: practice charge dispute g-7k3fq2w
    """
    from practicecli.domain.charges import Step

    ref = _take(ctx, Step.DISPUTE, charge, None, on)
    App.of(ctx).out.next_step(
        f"Next: `practice charge settle {ref}` where it stands, else `refund` or `write-off`"
    )


@app.command("settle")
def settle(ctx: typer.Context, charge: ChargeRef, on: On = None) -> None:
    """Note that a dispute is over and the charge stands as it was.

    Example: practice charge settle g-7k3fq2w
    """
    from practicecli.domain.charges import Step

    _take(ctx, Step.SETTLE, charge, None, on)


@app.command("write-off")
def write_off(ctx: typer.Context, charge: ChargeRef, on: On = None) -> None:
    """Give up what is still open of a charge.

    Example: practice charge write-off g-7k3fq2w
    """
    from practicecli.domain.charges import Step

    _take(ctx, Step.WRITE_OFF, charge, None, on)


def _take(ctx: typer.Context, step: Step, charge: str, amount: str | None, on: str | None) -> str:
    from practicecli.actions.charges import Move, take_step
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = charge_id(run, charge)
    move = Move(step, None if amount is None else cents(amount), run.day(on) if on else None)
    with transaction(run.db):
        take_step(run.desk, identity, move)
    return str(show(run, identity)["ref"])
