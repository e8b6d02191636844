-- Roles for a taskforce list on PostgreSQL: reader, member, secretary.
--
--   psql "postgresql://owner@server/smartcity" -f scripts/postgres_roles.sql
--
-- Run it as the owner of the list (the user who ran "taskforce init"), who must be allowed to make roles; run it
-- again after an update of the program.  Then give each person a user of their own in one of the roles:
--
--   CREATE ROLE galuh LOGIN PASSWORD '...' IN ROLE taskforce_member;
--
-- What the roles may do is what the server enforces; the program follows it and says so in one sentence.
--   reader     looks at everything and prints reports
--   member     works on action items and meetings, and merges bundles; may not touch the registers
--   secretary  everything else too: members, agencies, deadlines, issued reports, taking a merge back
-- Only the owner changes the schema.  The history is added to, never rewritten, by members.

BEGIN;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['taskforce_reader', 'taskforce_member', 'taskforce_secretary'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', current_schema());
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO taskforce_reader', current_schema());
    -- Reports of an earlier day are made with temporary views.
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO taskforce_reader', current_database());
END
$$;

GRANT taskforce_reader TO taskforce_member;
GRANT taskforce_member TO taskforce_secretary;

GRANT SELECT ON
    alembic_version, copy, knowledge, batch, change, open_conflict, item_search,
    organisation, mission, agency, member, appointment, dimension, sub_dimension, deadline, holiday,
    meeting, attendance, recurrence, action_item, supporting, supporting_agency, tag, dependency, note, evidence,
    saved_view, issued_report, sent_sheet, sheet_layout, report_words, report_choice
TO taskforce_reader;

-- The history: members add to it, and mark what a newer change replaces.
GRANT INSERT ON batch, change TO taskforce_member;
GRANT UPDATE (replaced) ON change TO taskforce_member;
GRANT USAGE ON SEQUENCE change_seq_seq, action_item_seq_seq TO taskforce_member;

-- Counters of the copies, and what is computed.
GRANT INSERT, UPDATE ON copy TO taskforce_member;
GRANT INSERT, UPDATE, DELETE ON knowledge, open_conflict, item_search TO taskforce_member;

-- The work itself.  Nothing is ever deleted: that something was deleted is a field.
GRANT INSERT, UPDATE ON
    meeting, attendance, recurrence, action_item, supporting, supporting_agency, tag, dependency, note, evidence,
    saved_view, sent_sheet, sheet_layout, report_words, report_choice
TO taskforce_member;

-- The registers and the reports that were issued.
GRANT INSERT, UPDATE ON
    organisation, mission, agency, member, appointment, dimension, sub_dimension, deadline, holiday, issued_report
TO taskforce_secretary;

-- Taking a merge back, or giving a copy a new name, rewrites what a merge had brought.
GRANT UPDATE, DELETE ON batch, change TO taskforce_secretary;
GRANT DELETE ON
    organisation, mission, agency, member, appointment, dimension, sub_dimension, deadline, holiday,
    meeting, attendance, recurrence, action_item, supporting, supporting_agency, tag, dependency, note, evidence,
    saved_view, issued_report, sent_sheet, sheet_layout, report_words, report_choice
TO taskforce_secretary;

COMMIT;
