"""A booking written by one message to PostgreSQL, which locks, compares, writes and notes it.

Revision ID: at_once
"""

from alembic import op

revision = "at_once"
down_revision = "by_plan"
branch_labels = None
depends_on = None

WRITE_AT_ONCE = """
CREATE FUNCTION write_at_once(
    facts_lock integer, known_facts integer, raised_names text[], seen_versions integer[],
    booked_hold text, booked_lines integer, added_lines jsonb,
    claimed text[], firsts integer[], lasts integer[], claimants text[],
    by_whom text, for_what text, done_action text, call_key text, call_request text, all_changes json,
    OUT entry_seq bigint, OUT entry_at timestamptz, OUT plan_versions json
) LANGUAGE plpgsql AS $$
DECLARE
    otherwise boolean;
    booked integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(facts_lock);

    WITH raised AS (
        INSERT INTO versions AS there (name, version) SELECT name, 1 FROM unnest(raised_names) AS name
        ON CONFLICT (name) DO UPDATE SET version = there.version + 1 RETURNING there.name, there.version
    )
    SELECT bool_or(raised.version <> seen.version + 1)
            OR known_facts <> (SELECT version FROM versions WHERE name = 'facts'),
        coalesce(json_object_agg(name, raised.version) FILTER (WHERE name LIKE 'plan:%'), '{}')
    INTO otherwise, plan_versions
    FROM raised JOIN unnest(raised_names, seen_versions) AS seen (name, version) USING (name);

    UPDATE appointments SET status = 'booked', hold = NULL, until = NULL
    WHERE hold = booked_hold AND status = 'held' AND until > clock_timestamp();
    GET DIAGNOSTICS booked = ROW_COUNT;
    IF otherwise OR booked <> booked_lines THEN
        RAISE serialization_failure USING MESSAGE = 'somebody wrote meanwhile';
    END IF;

    INSERT INTO appointments (
        id, patient, plan, number, phase, service, given, practitioner, room, start,
        status, fixed, reason, hold, until, moves, checked
    ) SELECT
        id, patient, plan, number, phase, service, given, practitioner, room, start,
        status, fixed, reason, hold, until, moves, checked
    FROM jsonb_populate_recordset(CAST(NULL AS appointments), added_lines);

    INSERT INTO claims (resource, tick, appointment)
    SELECT resource, tick, appointment
    FROM unnest(claimed, firsts, lasts, claimants) AS run (resource, first, last, appointment),
        generate_series(first, last) AS tick;

    INSERT INTO journal (at, who, why, action, key, request, changes, versions, transaction)
    VALUES (
        clock_timestamp(), by_whom, for_what, done_action, call_key, call_request, all_changes, plan_versions,
        pg_current_xact_id()::text::bigint
    ) RETURNING seq, at INTO entry_seq, entry_at;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(WRITE_AT_ONCE)
