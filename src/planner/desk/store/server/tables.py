"""The tables of a server. How an older store comes to have them is said in `migrations/`."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table

from planner.desk.store.tables import Moment, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True, doc="who in the journal, never given twice"),
    Column("role", String, doc="a person's; empty: a token"),
    Column("scopes", JSON, nullable=False, doc="a token's"),
    Column("subject", String, doc="whose calendar or bookings alone it sees, such as practitioner:mai"),
    Column("password", String, doc="hashed; empty: none was chosen"),
    Column("made", Moment, nullable=False),
    Column("made_by", String, nullable=False),
    Column("used", Moment, doc="last, to the minute"),
    Column("ended", Moment),
)
"""Who may ask: tokens of programs, and people."""

secrets = Table(
    "secrets",
    metadata,
    Column("hash", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("use", String, nullable=False, doc="bearer, session or link"),
    Column("prefix", String, nullable=False, doc="by which people tell one from another"),
    Column("made", Moment, nullable=False),
    Column("expires", Moment),
    Index("secrets_by_account", "account"),
)
"""What an account is known by: a row each, of which only the SHA-256 is kept."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("asked", JSON, nullable=False),
    Column("status", String, nullable=False, doc="waiting, running, done, stopped or failed"),
    Column("made", Moment, nullable=False),
    Column("made_by", String, nullable=False),
    Column("ended", Moment),
    Column("fence", Integer, nullable=False, doc="how often it was begun: who began it earlier may write no more"),
    Column("lease", Moment, doc="until when whoever runs it is believed to be at it"),
    Column("stop", Boolean, nullable=False, doc="somebody asked for what there is by now"),
    Column("step", Integer, nullable=False, doc="raised by whatever a reader would see"),
    Column("progress", JSON(none_as_null=True)),
    Column("best", JSON(none_as_null=True), doc="rows to begin from, should its worker be lost"),
    Column("result", JSON(none_as_null=True)),
    Column("problem", JSON(none_as_null=True)),
    Index("jobs_by_status", "status", "made"),
)
"""Long work, which any process of a server may take up."""
