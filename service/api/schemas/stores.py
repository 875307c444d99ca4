"""A site's article store as chosen and as returned."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from runtime.outbound.signing import is_secret
from service.api.schemas.endpoints import Health
from service.api.schemas.texts import CleanString
from store.outside_table import FIELDS, REQUIRED

KINDS = ["builtin", "http", "wordpress", "table"]
_NAME = validate.Regexp(r"[A-Za-z_][A-Za-z0-9_]{0,62}", error="must be a plain name: letters, digits and underscores")
_TABLE = validate.Regexp(
    r"([A-Za-z_][A-Za-z0-9_]{0,62}\.)?[A-Za-z_][A-Za-z0-9_]{0,62}\Z", error="must be a table, or schema.table"
)
_DOMAIN = validate.Regexp(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+\Z", error="must be a domain, as readers.example")


class StoreIn(Schema):
    """Where a site's comments are published. What is needed beside kind depends on it."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    url = CleanString(min_length=1, max_length=2048, metadata={"description": "For all kinds but builtin"})
    secret = CleanString(
        min_length=1, max_length=200, metadata={"description": "http: whsec_…; default: made, and shown once"}
    )
    user = CleanString(min_length=1, max_length=200, metadata={"description": "wordpress: who may moderate there"})
    password = CleanString(
        min_length=1, max_length=200, metadata={"description": "wordpress: an application password of that user"}
    )
    articles = fields.String(
        validate=validate.OneOf(["auto", "id", "slug", "url"]),
        metadata={"description": "wordpress: what of an article names its post; default auto: one after the other"},
    )
    email_domain = fields.String(
        validate=_DOMAIN,
        metadata={"description": "wordpress: of the addresses made for readers; default readers.invalid"},
    )
    table = fields.String(validate=_TABLE, metadata={"description": "table: its name"})
    columns = fields.Dict(
        keys=fields.String(validate=validate.OneOf(FIELDS)),
        values=fields.String(validate=_NAME),
        metadata={"description": f"table: ours to yours; {', '.join(REQUIRED)} at least"},
    )

    _NEEDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "builtin": (),
        "http": ("url",),
        "wordpress": ("url", "user", "password"),
        "table": ("url", "table", "columns"),
    }
    _MAY: ClassVar[dict[str, tuple[str, ...]]] = {
        "builtin": (),
        "http": ("secret",),
        "wordpress": ("articles", "email_domain"),
        "table": (),
    }

    @validates_schema
    def fits_its_kind(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse what a kind lacks, and what it has no use for."""
        kind = data["kind"]
        faults = {name: ["Missing data for required field."] for name in self._NEEDS[kind] if name not in data}
        for name in data.keys() - {"kind", *self._NEEDS[kind], *self._MAY[kind]}:
            faults[name] = [f"has no use with the kind {kind}"]
        if "secret" in data and not is_secret(data["secret"]):
            faults["secret"] = ["must be whsec_ followed by 24 to 64 bytes in base64"]
        missing = [name for name in REQUIRED if name not in data.get("columns", REQUIRED)]
        if missing:
            faults["columns"] = [f"must name columns for {', '.join(missing)}"]
        if len(set(data.get("columns", {}).values())) < len(data.get("columns", {})):
            faults["columns"] = ["names a column twice"]
        if faults:
            raise ValidationError(faults)


class ArticleStore(Health):
    """Where a site's comments are published beside the built-in store. For builtin there is only kind."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    url = fields.String(metadata={"description": "Without a password"})
    user = fields.String()
    articles = fields.String()
    email_domain = fields.String()
    table = fields.String()
    columns = fields.Dict(keys=fields.String(), values=fields.String())
    secret = fields.String(metadata={"description": "http: shown only when it was made just now"})
    enabled = fields.Boolean()
    disabled_because = fields.String(allow_none=True)
    disabled_at = fields.DateTime(allow_none=True)
    failures = fields.Integer()
    failing_since = fields.DateTime(allow_none=True)
    last_success_at = fields.DateTime(allow_none=True)
    created_at = fields.DateTime()
