"""The decision log as a chain of hashes, and the one change that an entry may see: what its author wrote is erased."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
KEPT = (
    *("id", "comment_id", "site_id", "version", "revision", "old_status", "new_status", "actor", "model", "policy"),
    *("scores", "decided_at"),
)
REFUSED = "the decision log is append-only"
_SAME = "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.note IS NULL AND "
STATEMENTS = {
    "sqlite": [
        "DROP TRIGGER decisions_no_update",
        "CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions WHEN NOT ("
        + _SAME
        + " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
        + f") BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    ],
    "postgresql": [
        "DROP TRIGGER decisions_append_only ON decisions",
        "CREATE TRIGGER decisions_append_only BEFORE DELETE OR TRUNCATE ON decisions "
        "FOR EACH STATEMENT EXECUTE FUNCTION decisions_append_only()",
        "CREATE FUNCTION decisions_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF "
        + _SAME
        + " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
        + f" THEN RETURN NEW; END IF; RAISE EXCEPTION '{REFUSED}'; END$$",
        "CREATE TRIGGER decisions_only_erased BEFORE UPDATE ON decisions "
        "FOR EACH ROW EXECUTE FUNCTION decisions_only_erased()",
    ],
}


def upgrade() -> None:
    op.add_column("decisions", sa.Column("erased_at", sa.BigInteger()))
    op.create_table(
        "sealed_decisions",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("salt", sa.Text()),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_sealed_decisions"),
        sa.UniqueConstraint("decision_id", name="uq_sealed_decisions_decision_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_sealed_decisions_decisions"),
    )
    for statement in STATEMENTS[op.get_bind().dialect.name]:
        op.execute(statement)
