"""Who patients are stands apart from what the journal tells of them, so that one can be forgotten.

Names, and free text about patients, leave the journal, which nothing else may alter; in the facts they get rows of
their own.

Revision ID: apart
"""

import json
from typing import Any

from alembic import op
from sqlalchemy import JSON, column, insert, select, table, update

revision = "apart"
down_revision = "jobs"
branch_labels = None
depends_on = None

WHO = ("name", "phone", "email", "note")
PERSONAL = {"patients": WHO, "events": ("note",), "away": ("reason",)}

FACTS = table("facts", *map(column, ("place", "kind", "id")), column("document", JSON), column("version"))
JOURNAL = table("journal", column("seq"), column("changes", JSON))
UPDATES = {
    "sqlite": (
        "DROP TRIGGER journal_update",
        "CREATE TRIGGER journal_update BEFORE UPDATE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ),
    "postgresql": (
        "ALTER TABLE journal DISABLE TRIGGER journal_stands",
        "ALTER TABLE journal ENABLE TRIGGER journal_stands",
    ),
}
"""How the journal is opened to this one change, and closed again."""


def upgrade() -> None:
    connection = op.get_bind()
    patients = select(FACTS.c.place, FACTS.c.id, FACTS.c.document, FACTS.c.version).where(FACTS.c.kind == "patients")
    known = set(connection.execute(select(FACTS.c.id).where(FACTS.c.kind == "people")).scalars())
    for place, id, document, version in connection.execute(patients).all():
        if document is not None and id not in known:
            who = {field: document.get(field, "") for field in WHO}
            row = {"kind": "people", "id": id, "document": who, "version": version}
            connection.execute(insert(FACTS).values(**row))
            connection.execute(update(FACTS).where(FACTS.c.place == place).values(document=_less(document, WHO)))
    begin, end = UPDATES[connection.dialect.name]
    op.execute(begin)
    for seq in connection.execute(select(JOURNAL.c.seq).order_by(JOURNAL.c.seq)).scalars().all():
        changes = connection.execute(select(JOURNAL.c.changes).where(JOURNAL.c.seq == seq)).scalar_one()
        new = [_impersonal(change) for change in changes]
        if json.dumps(new) != json.dumps(changes):
            connection.execute(update(JOURNAL).where(JOURNAL.c.seq == seq).values(changes=new))
    op.execute(end)


def _impersonal(change: list[Any]) -> list[Any]:
    kind, id, before, after = change
    fields = PERSONAL.get(id[0], ()) if kind == "facts" else ()
    return [kind, id, _less(before, fields), _less(after, fields)] if fields else change


def _less(document: Any, fields: tuple[str, ...]) -> Any:
    return document and {key: "" if key in fields else value for key, value in document.items()}
