"""Labels: what moderators elsewhere say of a text. Each once, the latest word counts, and it can be taken back."""

from sqlalchemy import Column, Float, ForeignKey, Integer, Table, Text, UniqueConstraint

from store.tables.base import Counter, Id, Moment, metadata

labels = Table(
    "labels",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("wire", Text, nullable=False),
    Column("token", Text, nullable=False),  # what the caller names the comment by, or a hash of it
    Column("label", Text, nullable=False),
    Column("value", Float, nullable=False),  # 0: it does not apply, 1: it does
    Column("comment_id", Id, ForeignKey("comments.id"), index=True),  # where the comment is stored
    Column("text", Text),  # where it is not
    Column("language", Text),
    Column("given_by", Text, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", Moment),
    UniqueConstraint("site_id", "wire", "token", "label"),
)
