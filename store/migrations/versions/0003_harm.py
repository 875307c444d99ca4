"""The expected harm of what is held, and the index that puts the queue in order by it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As policy.priority had them when this was written; later weights hold for later verdicts.
SEVERITY = {
    "spam": 1.0,
    "toxicity": 1.5,
    "severe_toxicity": 5.0,
    "insult": 3.0,
    "identity_attack": 8.0,
    "threat": 10.0,
    "sexual": 3.0,
    "profanity": 1.0,
}
FLOOR = 500
HELD = sa.text("status = 'held'")


COMMENTS = sa.table("comments", sa.column("status"), sa.column("harm"))


def upgrade() -> None:
    op.add_column("comments", sa.Column("harm", sa.Integer(), nullable=True))
    op.execute(sa.update(COMMENTS).where(COMMENTS.c.status == "held").values(harm=sa.text(_stored_harm())))
    op.drop_index("ix_comments_held", table_name="comments")
    columns = ["site_id", "decided_at", "id", "harm", "status"]
    op.create_index("ix_comments_held", "comments", columns, postgresql_where=HELD, sqlite_where=HELD)


def _stored_harm() -> str:
    """Return the harm that the stored scores of a comment speak of, as an expression in the database's words."""
    score, greatest = "json_extract(d.scores, '$.{}')", "max"
    if op.get_bind().dialect.name == "postgresql":
        score, greatest = "CAST(d.scores ->> '{}' AS double precision)", "GREATEST"
    harm = " + ".join(f"{weight} * COALESCE({score.format(label)}, 0)" for label, weight in SEVERITY.items())
    found = f"(SELECT CAST(round(1000 * ({harm})) AS integer) FROM decisions d WHERE d.id = comments.decision_id)"
    return f"{greatest}({FLOOR}, COALESCE({found}, 0))"
