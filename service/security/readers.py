"""Who reads and writes on a site's page: somebody whom the site names by a signed token, or somebody with a secret.

A token is a JWT (RFC 7519) signed HS256 with one of the site's secrets: `sub` is the site's own id of the reader,
`name` the name to show, `exp` when it ends. A secret is made and kept by the reader's browser; it is worth nothing
elsewhere, and we keep a keyed hash of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from marshmallow import ValidationError

from moderation.foreign import signers
from moderation.foreign.in_time import NotInTime
from moderation.wiring import Parts
from policy.errors import DatabaseUnavailable
from runtime.clock import SECOND
from service.api.schemas.fields import SiteId
from service.api.schemas.texts import CleanString
from service.http.problems.problem import Refusal
from store.sites import Site

PSEUDONYM: Final = "reader-"  # begins the ids of those who are known by a secret; no token may claim one
LONGEST_TOKEN: Final = 4_096
LONGEST_NAME: Final = 60

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{32,128}")
_LEEWAY: Final = 60  # seconds by which the site's clock may go wrong
_ID, _NAME = SiteId(), CleanString(max_length=LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of a site. id: of the author. name: that the site vouches for; None where the reader may choose one."""

    id: str
    name: str | None = None

    @property
    def is_signed(self) -> bool:
        """Whether the site vouches for the reader."""
        return not self.id.startswith(PSEUDONYM)


def reader_of(parts: Parts, site: Site, credential: str) -> Reader:
    """Return whose token or secret it is. Refuses with 401 what is neither, and what has ended."""
    if "." in credential:
        return _of_token(parts, site, credential)
    if _SECRET.fullmatch(credential) is None:
        raise Refusal("wrong-reader", "A reader's secret has 32 to 128 letters, digits, '-' and '_'.")
    return Reader(f"{PSEUDONYM}{parts.hasher.content(f'reader {site.id} {credential}'.encode())[:24]}")


def _of_token(parts: Parts, site: Site, token: str) -> Reader:
    try:
        signer = signers.find(parts, site.slug, signers.READERS)
    except NotInTime as error:
        raise DatabaseUnavailable from error
    claims = next((found for secret in signer.secrets if (found := _claims(token, secret)) is not None), None)
    if claims is None:
        raise Refusal("wrong-reader", "The reader's token is not signed by this site.")
    try:
        registry = jwt.JWTClaimsRegistry(
            now=lambda: parts.clock() // SECOND, leeway=_LEEWAY, sub={"essential": True}, exp={"essential": True}
        )
        registry.validate(claims)
        reader = str(_ID.deserialize(claims["sub"]))
        name = claims.get("name")
        shown = None if name is None else str(_NAME.deserialize(name)).strip() or None
    except JoseError as error:
        raise Refusal("wrong-reader", "The reader's token has ended, or lacks `sub` or `exp`.") from error
    except ValidationError as error:
        raise Refusal("wrong-reader", "The reader's token has a `sub` or a `name` that cannot be kept.") from error
    if reader.startswith(PSEUDONYM):
        raise Refusal("wrong-reader", f"The reader's token has a `sub` that begins with '{PSEUDONYM}'.")
    return Reader(reader, shown or reader)


def _claims(token: str, secret: bytes) -> dict[str, Any] | None:
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        return dict(jwt.decode(token, OctKey.import_key(secret), algorithms=["HS256"]).claims)
    except (JoseError, ValueError):
        return None
