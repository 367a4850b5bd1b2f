"""Several bookings written by one message to PostgreSQL, in one transaction that refuses some and keeps the others.

No two of them raise the same version. What all of them lock is locked first, in one order, then what they claim, so
that nobody waits for one who waits for him.

Revision ID: several
"""

from alembic import op

revision = "several"
down_revision = "answers"
branch_labels = None
depends_on = None

WRITE_SEVERAL = """
CREATE FUNCTION write_several(asked jsonb)
RETURNS TABLE (outcome text, entry_seq bigint, entry_at timestamptz, plan_versions json)
LANGUAGE plpgsql AS $$
DECLARE
    known integer;
    raised jsonb;
    took jsonb;
    doing jsonb;
    booked integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(CAST(asked -> 0 ->> 'lock' AS integer));

    WITH rose AS (
        INSERT INTO versions AS there (name, version)
        SELECT pair ->> 0, 1
        FROM jsonb_array_elements(asked) AS call, jsonb_array_elements(call -> 'seen') AS pair
        ORDER BY (pair ->> 0) COLLATE "C"
        ON CONFLICT (name) DO UPDATE SET version = there.version + 1 RETURNING there.name, there.version
    )
    SELECT jsonb_object_agg(name, version) INTO raised FROM rose;
    known := (SELECT version FROM versions WHERE name = 'facts');

    WITH new AS (
        INSERT INTO claims (resource, tick, appointment)
        SELECT run ->> 0, at, run ->> 3
        FROM jsonb_array_elements(asked) WITH ORDINALITY AS calls (call, turn),
            jsonb_array_elements(call -> 'claims') AS run,
            generate_series(CAST(run ->> 1 AS integer), CAST(run ->> 2 AS integer)) AS at
        ORDER BY (run ->> 0) COLLATE "C", at, turn
        ON CONFLICT DO NOTHING RETURNING appointment
    )
    SELECT jsonb_object_agg(appointment, many) INTO took
    FROM (SELECT appointment, count(*) AS many FROM new GROUP BY appointment) AS counted;

    FOR doing IN SELECT call FROM jsonb_array_elements(asked) WITH ORDINALITY AS calls (call, turn) ORDER BY turn LOOP
        outcome := CASE
            WHEN known <> CAST(doing ->> 'facts' AS integer)
                OR EXISTS (
                    SELECT FROM jsonb_array_elements(doing -> 'seen') AS pair
                    WHERE CAST(raised ->> (pair ->> 0) AS integer) <> CAST(pair ->> 1 AS integer) + 1
                )
                OR CAST(doing ->> 'held' AS integer) <> (
                    SELECT count(*) FROM appointments WHERE hold = doing ->> 'hold' AND until > clock_timestamp()
                )
            THEN 'otherwise'
            WHEN (
                SELECT sum(CAST(run ->> 2 AS integer) - CAST(run ->> 1 AS integer) + 1)
                FROM jsonb_array_elements(doing -> 'claims') AS run
            ) <> (
                SELECT sum(coalesce(CAST(took ->> (line ->> 'id') AS integer), 0))
                FROM jsonb_array_elements(doing -> 'added') AS line
            )
            THEN 'taken'
            ELSE 'written'
        END;

        IF outcome <> 'written' THEN
            DELETE FROM claims
            USING jsonb_array_elements(doing -> 'claims') AS run,
                generate_series(CAST(run ->> 1 AS integer), CAST(run ->> 2 AS integer)) AS at
            WHERE resource = run ->> 0 AND tick = at AND appointment = run ->> 3;
            UPDATE versions SET version = version - 1
            FROM jsonb_array_elements(doing -> 'seen') AS pair WHERE name = pair ->> 0;
            entry_seq := NULL;
            entry_at := NULL;
            plan_versions := NULL;
            RETURN NEXT;
            CONTINUE;
        END IF;

        UPDATE appointments SET status = 'booked', hold = NULL, until = NULL WHERE hold = doing ->> 'hold';
        GET DIAGNOSTICS booked = ROW_COUNT;
        IF booked <> CAST(doing ->> 'held' AS integer) THEN
            RAISE serialization_failure USING MESSAGE = 'somebody wrote meanwhile';
        END IF;

        INSERT INTO appointments (
            id, patient, plan, number, phase, service, given, practitioner, room, start,
            status, fixed, reason, hold, until, moves, checked
        ) SELECT
            id, patient, plan, number, phase, service, given, practitioner, room, start,
            status, fixed, reason, hold, until, moves, checked
        FROM jsonb_populate_recordset(CAST(NULL AS appointments), doing -> 'added');

        plan_versions := (
            SELECT coalesce(json_object_agg(pair ->> 0, raised -> (pair ->> 0)), '{}')
            FROM jsonb_array_elements(doing -> 'seen') AS pair WHERE pair ->> 0 LIKE 'plan:%'
        );
        INSERT INTO journal (at, who, why, action, key, request, changes, versions, transaction, trace)
        VALUES (
            clock_timestamp(), doing ->> 'who', doing ->> 'why', doing ->> 'action', doing ->> 'key',
            doing ->> 'request', CAST(doing -> 'changes' AS json), plan_versions,
            pg_current_xact_id()::text::bigint, doing ->> 'trace'
        ) RETURNING seq, at INTO entry_seq, entry_at;
        RETURN NEXT;
    END LOOP;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(WRITE_SEVERAL)
