"""What proves who somebody is: the password's hash, the second factor, and codes for one who lost it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from store.people import Person, as_person
from store.tables import people
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person with what proves it. totp_secret: base32, None without a second factor.

    totp_step: the last one used. recovery_codes: hashes of those not used yet.
    """

    person: Person
    password_hash: str
    totp_secret: str | None
    totp_step: int
    recovery_codes: tuple[str, ...]


def by_email(unit: Unit, email: str) -> Account | None:
    """Return the account of an address, in any case of letters; None where there is none."""
    return _account(unit, email=email.lower())


def by_id(unit: Unit, person_id: int) -> Account | None:
    """Return the account of a person; None where there is none."""
    return _account(unit, id=person_id)


def set_second_factor(unit: Unit, person_id: int, secret: str | None, codes: Sequence[str]) -> None:
    """Ask for a second factor from now on, or with None no longer. codes: hashes of recovery codes."""
    unit.execute(
        update(people).where(people.c.id == person_id).values(totp_secret=secret, totp_step=0, recovery_codes=[*codes])
    )


def use_step(unit: Unit, person_id: int, step: int) -> bool:
    """Note that the code of that step was used; return False when it, or a later one, was used before."""
    used = update(people).where(people.c.id == person_id, people.c.totp_step < step).values(totp_step=step)
    return bool(unit.execute(used.returning(people.c.id)).first())


def use_recovery_code(unit: Unit, person_id: int, code: str) -> bool:
    """Take a recovery code away, given by its hash; return False when it is none or was used before."""
    left = unit.execute(select(people.c.recovery_codes).where(people.c.id == person_id).with_for_update()).scalar()
    if not left or code not in left:
        return False
    kept = [one for one in left if one != code]
    unit.execute(update(people).where(people.c.id == person_id).values(recovery_codes=kept))
    return True


def _account(unit: Unit, **where: str | int) -> Account | None:
    row = unit.execute(select(people).filter_by(**where)).first()
    if row is None:
        return None
    return Account(
        person=as_person(row),
        password_hash=row.password_hash,
        totp_secret=row.totp_secret,
        totp_step=row.totp_step,
        recovery_codes=tuple(row.recovery_codes),
    )
