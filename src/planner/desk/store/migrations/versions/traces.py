"""The journal has the trace that a change is part of, as its caller said it.

Revision ID: traces
"""

from alembic import op
from sqlalchemy import Column, String

revision = "traces"
down_revision = "apart"
branch_labels = None
depends_on = None

WRITE_DOCUMENT = """
CREATE OR REPLACE FUNCTION write_at_once(
    asked jsonb, OUT entry_seq bigint, OUT entry_at timestamptz, OUT plan_versions json
)
LANGUAGE plpgsql AS $$
DECLARE
    otherwise boolean;
    booked integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(CAST(asked ->> 'lock' AS integer));

    WITH seen AS (
        SELECT pair ->> 0 AS name, CAST(pair ->> 1 AS integer) AS version
        FROM jsonb_array_elements(asked -> 'seen') AS pair
    ), raised AS (
        INSERT INTO versions AS there (name, version) SELECT name, 1 FROM seen
        ON CONFLICT (name) DO UPDATE SET version = there.version + 1 RETURNING there.name, there.version
    )
    SELECT bool_or(raised.version <> seen.version + 1)
            OR CAST(asked ->> 'facts' AS integer) <> (SELECT version FROM versions WHERE name = 'facts'),
        coalesce(json_object_agg(name, raised.version) FILTER (WHERE name LIKE 'plan:%'), '{}')
    INTO otherwise, plan_versions
    FROM raised JOIN seen USING (name);

    UPDATE appointments SET status = 'booked', hold = NULL, until = NULL
    WHERE hold = asked ->> 'hold' AND until > clock_timestamp();
    GET DIAGNOSTICS booked = ROW_COUNT;
    IF otherwise OR booked <> CAST(asked ->> 'held' AS integer) THEN
        RAISE serialization_failure USING MESSAGE = 'somebody wrote meanwhile';
    END IF;

    INSERT INTO appointments (
        id, patient, plan, number, phase, service, given, practitioner, room, start,
        status, fixed, reason, hold, until, moves, checked
    ) SELECT
        id, patient, plan, number, phase, service, given, practitioner, room, start,
        status, fixed, reason, hold, until, moves, checked
    FROM jsonb_populate_recordset(CAST(NULL AS appointments), asked -> 'added');

    INSERT INTO claims (resource, tick, appointment)
    SELECT run ->> 0, tick, run ->> 3
    FROM jsonb_array_elements(asked -> 'claims') AS run,
        generate_series(CAST(run ->> 1 AS integer), CAST(run ->> 2 AS integer)) AS tick;

    INSERT INTO journal (at, who, why, action, key, request, changes, versions, transaction, trace)
    VALUES (
        clock_timestamp(), asked ->> 'who', asked ->> 'why', asked ->> 'action', asked ->> 'key', asked ->> 'request',
        CAST(asked -> 'changes' AS json), plan_versions, pg_current_xact_id()::text::bigint,
        asked ->> 'trace'
    ) RETURNING seq, at INTO entry_seq, entry_at;
END $$
"""


def upgrade() -> None:
    op.add_column("journal", Column("trace", String))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(WRITE_DOCUMENT)
