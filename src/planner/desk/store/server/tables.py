"""The tables of a server. How an older store comes to have them is said in `migrations/`."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from planner.desk.store.tables import Moment, Number, metadata

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
    Column("scopes", JSON(none_as_null=True), doc="what it may ask; empty: all that its account may"),
    Index("secrets_by_account", "account"),
)
"""What an account is known by: a row each, of which only the SHA-256 is kept."""

keys = Table(
    "keys",
    metadata,
    Column("account", String, primary_key=True),
    Column("jwks", JSON, nullable=False, doc="a JSON Web Key Set, of public keys alone"),
)
"""By which a program that signs is known, in place of a secret."""

assertions = Table(
    "assertions",
    metadata,
    Column("id", String, primary_key=True, doc="a hash of who signed it and what it is called"),
    Column("until", Moment, nullable=False),
)
"""What was signed and shown: none is taken twice."""

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

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("events", JSON, nullable=False, doc="names of those that it wants"),
    Column("made", Moment, nullable=False),
    Column("made_by", String, nullable=False),
    Column("secret", String, nullable=False, doc="as it was told, since it signs"),
    Column("former", String, doc="the secret before, which signs too until"),
    Column("former_until", Moment),
    Column("mark", BigInteger, nullable=False, doc="how far it has got in the journal, as changes() counts"),
    Column("pause", Moment, doc="until when its receiver asked for quiet"),
    Column("taken", Moment, doc="when it last took something"),
    Column("ended", Moment, doc="since when nothing is sent; its place in the journal stays"),
    Column("why", String, doc="why it was ended"),
    Column("fence", Integer, nullable=False, doc="how often somebody began to send: who began earlier may not"),
    Column("lease", Moment, doc="until when whoever sends is believed to be at it"),
)
"""Who wants to be told what happens."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True, doc="the webhook-id: of the webhook, the entry and the part alone"),
    Column("webhook", String, nullable=False),
    Column("entry", BigInteger, nullable=False, doc="of the journal"),
    Column("event", String, nullable=False),
    Column("content", Text, nullable=False, doc="the body as it is signed and sent, each time the same"),
    Column("trace", String),
    Column("status", String, nullable=False, doc="waiting, delivered or failed"),
    Column("made", Moment, nullable=False),
    Column("due", Moment, nullable=False, doc="when it is tried next"),
    Column("attempts", Integer, nullable=False, doc="since it was made, or sent again by hand"),
    Column("log", JSON, nullable=False, doc="each attempt: at, status or why none came, ms"),
    Index("deliveries_due", "status", "webhook", "due"),
    Index("deliveries_by_webhook", "webhook", "made", "id"),
)
"""What is sent, and what became of it."""

reads = Table(
    "reads",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("account", String, nullable=False),
    Column("patient", String, nullable=False, doc="an id; * for all patients"),
    Column("what", String, nullable=False, doc="the template of the address that was read"),
    Column("request", String, nullable=False, doc="the id of the first request"),
    Index("reads_by_patient", "patient", "number"),
    Index("reads_by_moment", "at"),
)
"""Who has read whose data."""

answers = Table(
    "answers",
    metadata,
    Column("key", String, primary_key=True, doc="the caller's, behind who that is"),
    Column("request", String, nullable=False, doc="a digest of what was asked under it"),
    Column("at", Moment, nullable=False),
    Column("document", JSON(none_as_null=True), doc="as it was answered, less a secret"),
)
"""What was done under callers' keys that is not in the journal: tokens, people, jobs, a webhook's new secret."""
