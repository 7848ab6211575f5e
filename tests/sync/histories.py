"""Two devices for a history that is told step by step."""

from __future__ import annotations

from tests.sync.doings import Doings
from tests.sync.ledger import Ledger
from tests.sync.two_devices import Device, World


class History:
    """Two devices and what is done on them, checked at the end."""

    def __init__(self):
        self.world = World()
        self.ledger = Ledger(self.world)
        self.laptop, self.desktop = (Device(self.world, one) for one in ("laptop", "desktop"))
        self.here = Doings(self.ledger, self.laptop)
        self.there = Doings(self.ledger, self.desktop)

    def sync(self, device, **said):
        device.sync(**said)
        self.ledger.look(device)

    def broken(self):
        self.ledger.settle(self.laptop, self.desktop)
        self.ledger.check(self.laptop, self.desktop)
        for one in (self.laptop, self.desktop):
            one.db.close()
        self.world.close()
        return self.ledger.broken


def named(name):
    return {"name": name}
