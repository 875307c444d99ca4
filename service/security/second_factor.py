"""The second factor: six digits of an authenticator app (RFC 6238), or a recovery code that works once."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
RECOVERY_CODES: Final = 8
ISSUER: Final = "Prohori"
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


def new_secret() -> str:
    """Return a new secret, base32, 160 bits."""
    return pyotp.random_base32()


def address_of(secret: str, account: str) -> str:
    """Return the otpauth:// address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def step_of(secret: str, code: str, *, now: float) -> int | None:
    """Return the step whose code it is, the present one or a neighbour's; None when it is none. now: seconds."""
    digits = "".join(str(int(one)) for one in code if one.isdecimal())  # Bengali digits as well
    here = int(now) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (here, here - 1, here + 1):
        if secrets.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Return codes for one who lost the second factor: 50 bits each, shown once."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(code: str) -> str:
    """Return the hash to store of a recovery code, however it is written."""
    plain = "".join(one for one in code.lower() if one.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
