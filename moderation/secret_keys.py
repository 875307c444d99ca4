"""Changing the key with which secrets are encrypted at rest."""

from __future__ import annotations

from moderation.delivery_parts import DeliveryParts
from store import destinations, wire_secrets
from store.unit import Unit


def rotate(parts: DeliveryParts) -> int:
    """Encrypt all secrets with the newest key, in one commit; return how many. Raises SecretUnreadable."""

    def work(unit: Unit) -> int:
        found = destinations.everyone(unit)
        for one in found:
            destinations.change(unit, one.id, secrets=parts.box.renew(one.secrets))
        of_wires = wire_secrets.everyone(unit)
        for each in of_wires:
            wire_secrets.reseal(unit, each.id, parts.box.renew(each.sealed))
        return len(found) + len(of_wires)

    return parts.database.write(work)
