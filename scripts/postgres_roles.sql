-- Roles for a taskforce list on PostgreSQL (13 or newer): reader, member, secretary.
--
--   psql "service=smartcity" -f scripts/postgres_roles.sql
--
-- Run it as the owner of the list (the user who ran "taskforce init"), who must be allowed to make roles; run it
-- again after an update of the program.  Then give each person a user of their own in one of the roles, called as
-- their handle in the list: what they write carries their name, and no other.
--
--   CREATE ROLE galuh LOGIN IN ROLE taskforce_member;
--   \password galuh
--
-- What the roles may do is what the server enforces; the program follows it and says so in one sentence.
--   reader     looks at everything and prints reports
--   member     works on action items and meetings, and merges bundles; may not touch the registers
--   secretary  everything else too: members, agencies, deadlines, issued reports, taking a merge back, forgetting
-- Only the owner changes the schema, and repairs.  Nobody else deletes or rewrites history, and no record says what
-- the history does not say; both are looked at when a transaction ends.

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
    -- Another list on this server may have its own owner, and the roles already.
    IF NOT pg_has_role('taskforce_member', 'taskforce_reader', 'USAGE') THEN
        GRANT taskforce_reader TO taskforce_member;
    END IF;
    IF NOT pg_has_role('taskforce_secretary', 'taskforce_member', 'USAGE') THEN
        GRANT taskforce_member TO taskforce_secretary;
    END IF;
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', current_schema());
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO taskforce_reader', current_schema());
    -- Reports of an earlier day are made with temporary views.
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO taskforce_reader', current_database());
    -- Every function below keeps this path: nobody puts a table of their own before those of the list.
    PERFORM set_config('search_path', format('%I, pg_temp', current_schema()), TRUE);
END
$$;

-- An earlier version of this script gave more.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT relname FROM pg_class
        WHERE relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('change'))
          AND relkind IN ('r', 'S') AND pg_has_role(relowner, 'USAGE')
    LOOP
        EXECUTE format('REVOKE ALL ON %I FROM taskforce_reader, taskforce_member, taskforce_secretary', name);
    END LOOP;
END
$$;

-- With which login each step was written: only the trigger below writes it.
CREATE TABLE IF NOT EXISTS batch_login (batch_id text PRIMARY KEY, login text NOT NULL);

GRANT SELECT ON
    alembic_version, copy, knowledge, batch, batch_login, change, open_conflict,
    item_search, item_search_vocabulary,
    organisation, mission, agency, member, appointment, dimension, sub_dimension, deadline, holiday,
    meeting, attendance, recurrence, action_item, supporting, supporting_agency, tag, dependency, note, evidence,
    saved_view, issued_report, sent_sheet, sheet_layout, report_words, report_choice
TO taskforce_reader;

-- The history: members add to it, and mark what a newer change replaces.
GRANT INSERT ON batch, change TO taskforce_member;
GRANT UPDATE (replaced) ON change TO taskforce_member;
GRANT USAGE ON SEQUENCE change_seq_seq, action_item_seq_seq TO taskforce_member;

-- Counters of the copies, and what is computed.
GRANT INSERT, UPDATE (series, last_number, last_clock, last_ref, heard_at) ON copy TO taskforce_member;
GRANT INSERT, UPDATE, DELETE ON knowledge, open_conflict, item_search, item_search_vocabulary
TO taskforce_member;

-- The work itself.  Nothing is ever deleted: that something was deleted is a field.
GRANT INSERT, UPDATE ON
    meeting, attendance, recurrence, action_item, supporting, supporting_agency, tag, dependency, note, evidence,
    saved_view, sent_sheet, sheet_layout, report_words, report_choice
TO taskforce_member;

-- The registers and the reports that were issued.
GRANT INSERT, UPDATE ON
    organisation, mission, agency, member, appointment, dimension, sub_dimension, deadline, holiday, issued_report
TO taskforce_secretary;

-- Who runs the list: the owner is not asked, whichever function is under way.
CREATE OR REPLACE FUNCTION taskforce_is_owner() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('change')
$$;

CREATE OR REPLACE FUNCTION taskforce_is_of_this_step(step text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT 1 FROM batch WHERE id = step AND xmin = pg_current_xact_id()::xid)
$$;

-- A step: in the name of the person who is logged in, or of nobody; the login is kept beside it.
CREATE OR REPLACE FUNCTION taskforce_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT taskforce_is_owner() AND NEW.actor_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM copy WHERE id = NEW.copy_id AND own)
        AND NOT EXISTS (SELECT 1 FROM member WHERE id = NEW.actor_id AND lower(handle) = lower(session_user))
    THEN
        RAISE EXCEPTION 'written in another name than that of the login %', session_user USING ERRCODE = 'TF001';
    END IF;
    INSERT INTO batch_login (batch_id, login) VALUES (NEW.id, session_user)
        ON CONFLICT (batch_id) DO UPDATE SET login = EXCLUDED.login;
    RETURN NEW;
END
$$;

-- Changes: of records that this role may write, of a step of this transaction, or brought by a merge of it.  They
-- are looked at once a statement.
CREATE OR REPLACE FUNCTION taskforce_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    here text;
    kind text;
BEGIN
    IF taskforce_is_owner() THEN
        RETURN NULL;
    END IF;
    SELECT id INTO here FROM copy WHERE own;
    FOR kind IN SELECT DISTINCT record_type FROM fresh LOOP
        IF NOT has_table_privilege(session_user, to_regclass(quote_ident(kind)), 'INSERT') THEN
            RAISE EXCEPTION 'permission denied for table %', kind USING ERRCODE = '42501';
        END IF;
    END LOOP;
    IF EXISTS (
        SELECT 1 FROM fresh f WHERE received_with IS NULL AND (
            to_regclass(quote_ident(record_type)) IS NULL OR copy_id IS DISTINCT FROM here OR NOT EXISTS (
                SELECT 1 FROM batch b WHERE b.id = f.batch_id AND b.copy_id = here AND b.at = f.at
                    AND b.actor_id IS NOT DISTINCT FROM f.actor_id AND b.xmin = pg_current_xact_id()::xid))
    ) THEN
        RAISE EXCEPTION 'a change belongs to a step of its own transaction' USING ERRCODE = 'TF002';
    END IF;
    IF EXISTS (
        SELECT 1 FROM fresh f WHERE received_with IS NOT NULL AND (copy_id IS NOT DISTINCT FROM here OR NOT EXISTS (
            SELECT 1 FROM batch b WHERE b.id = f.received_with AND b.kind = 'merge' AND b.copy_id = here
                AND b.xmin = pg_current_xact_id()::xid))
    ) THEN
        RAISE EXCEPTION 'a change is brought by a merge of its own transaction' USING ERRCODE = 'TF002';
    END IF;
    RETURN NULL;
END
$$;

-- Whether a value of a column is the one that a change gives: lists and maps are JSON text in their column.  It
-- keeps no path of its own, so that it becomes a part of what asks it, which does.
CREATE OR REPLACE FUNCTION taskforce_same(said jsonb, held jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN said IS NULL OR jsonb_typeof(said) = 'null' THEN held IS NULL OR jsonb_typeof(held) = 'null'
        WHEN jsonb_typeof(said) IN ('array', 'object') THEN (held #>> '{}')::jsonb = said
        ELSE held = said
    END
$$;

-- Whether the history gives a field this value: by its newest edit, or by a creation that none is newer than.
CREATE OR REPLACE FUNCTION taskforce_said(of_record text, name text, held jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    edit change;
    creation change;
BEGIN
    SELECT * INTO edit FROM change WHERE record_id = of_record AND field = name
        ORDER BY clock DESC, copy_id DESC LIMIT 1;
    IF edit.id IS NOT NULL AND taskforce_same(edit.new::jsonb, held) THEN
        RETURN TRUE;
    END IF;
    FOR creation IN SELECT * FROM change WHERE record_id = of_record AND field = '*' LOOP
        IF edit.id IS NULL OR (creation.clock, creation.copy_id) > (edit.clock, edit.copy_id) THEN
            IF creation.new::jsonb ? name THEN
                IF taskforce_same(creation.new::jsonb -> name, held) THEN
                    RETURN TRUE;
                END IF;
            ELSIF name <> 'deleted' OR held = 'false'::jsonb THEN
                RETURN TRUE;  -- of a version that did not know the field: it holds its default
            END IF;
        END IF;
    END LOOP;
    RETURN FALSE;
END
$$;

-- Whether what is computed for an action item is a moment, a day, a number of its history.
CREATE OR REPLACE FUNCTION taskforce_computed(of_record text, name text, held jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF name = 'times_rescheduled' THEN
        RETURN held::text::integer <= (SELECT count(*) FROM change WHERE record_id = of_record AND field = 'due');
    ELSIF name = 'original_due' THEN
        RETURN jsonb_typeof(held) = 'null' OR EXISTS (
            SELECT 1 FROM change WHERE record_id = of_record
                AND (field = 'due' AND new::jsonb = held OR field = '*' AND new::jsonb -> 'due' = held));
    END IF;
    RETURN EXISTS (SELECT 1 FROM change WHERE subject_id = of_record AND at = held #>> '{}');
END
$$;

-- A record, when the transaction ends: every value that was written is one that the history says.
CREATE OR REPLACE FUNCTION taskforce_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    before jsonb := '{}';
    now jsonb;
    made jsonb := '{}';
    only_made boolean := FALSE;
    name text;
    held jsonb;
BEGIN
    IF taskforce_is_owner() THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE id = $1', TG_TABLE_NAME) INTO now USING NEW.id;
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD);
    ELSIF NOT EXISTS (SELECT 1 FROM change WHERE record_id = NEW.id AND field <> '*') THEN
        SELECT c.new::jsonb, TRUE INTO made, only_made FROM change c WHERE record_id = NEW.id AND field = '*' LIMIT 1;
    END IF;
    FOR name, held IN
        SELECT key, value FROM jsonb_each(now)
        WHERE key <> 'seq' AND (before -> key = value) IS NOT TRUE AND (made -> key = value) IS NOT TRUE
    LOOP
        IF name = 'id' THEN
            CONTINUE WHEN TG_OP = 'INSERT';
            RAISE EXCEPTION '% is past the history', TG_TABLE_NAME USING ERRCODE = 'TF002';
        END IF;
        CONTINUE WHEN made ? name AND taskforce_same(made -> name, held);
        IF name IN ('created_at', 'updated_at', 'original_due', 'times_rescheduled') AND TG_TABLE_NAME = 'action_item'
        THEN
            CONTINUE WHEN taskforce_computed(NEW.id, name, held);
        ELSIF only_made AND NOT made ? name AND (name <> 'deleted' OR held = 'false'::jsonb) THEN
            CONTINUE;  -- of a version that did not know the field: it holds its default
        ELSE
            CONTINUE WHEN taskforce_said(NEW.id, name, held);
        END IF;
        RAISE EXCEPTION '% is past the history', TG_TABLE_NAME USING ERRCODE = 'TF002';
    END LOOP;
    RETURN NULL;
END
$$;

-- A change, when the transaction ends: its record says what the history says, and what it replaces is marked so.
CREATE OR REPLACE FUNCTION taskforce_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    now jsonb;
    marked boolean;
BEGIN
    IF taskforce_is_owner() OR NOT EXISTS (SELECT 1 FROM change WHERE id = NEW.id) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT replaced INTO marked FROM change WHERE id = NEW.id;
        IF marked <> EXISTS (
            SELECT 1 FROM change WHERE record_id = NEW.record_id AND field = NEW.field
                AND NEW.id = ANY (string_to_array(after, ' '))
        ) THEN
            RAISE EXCEPTION 'a mark is past the history' USING ERRCODE = 'TF002';
        END IF;
        RETURN NULL;
    END IF;
    IF to_regclass(quote_ident(NEW.record_type)) IS NULL THEN
        RETURN NULL;
    END IF;
    IF NEW.field = '*' THEN  -- its values are looked at with the record
        EXECUTE format('SELECT to_jsonb(r.id) FROM %I r WHERE id = $1', NEW.record_type) INTO now USING NEW.record_id;
        IF now IS NULL THEN
            RAISE EXCEPTION '% does not say what the history says', NEW.record_type USING ERRCODE = 'TF002';
        END IF;
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE id = $1', NEW.record_type) INTO now USING NEW.record_id;
    IF now IS NULL OR (now ? NEW.field AND NOT taskforce_said(NEW.record_id, NEW.field, now -> NEW.field)) THEN
        RAISE EXCEPTION '% does not say what the history says', NEW.record_type USING ERRCODE = 'TF002';
    END IF;
    RETURN NULL;
END
$$;

-- A copy, when the transaction ends: its counters go forward, as far as the history goes.
CREATE OR REPLACE FUNCTION taskforce_copy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    now copy;
    last bigint;
    most bigint;
BEGIN
    IF taskforce_is_owner() THEN
        RETURN NULL;
    END IF;
    SELECT * INTO now FROM copy WHERE id = NEW.id;
    SELECT coalesce(max(number), 0) INTO last FROM change WHERE copy_id = NEW.id;
    most := (extract(epoch FROM clock_timestamp()) * 1000)::bigint + 86400000;  -- a clock may be a day fast
    IF TG_OP = 'INSERT' THEN
        IF NEW.own OR NEW.place IS NOT NULL OR now.last_number > last THEN
            RAISE EXCEPTION 'a copy is past the history' USING ERRCODE = 'TF002';
        END IF;
    ELSIF now.last_number > last OR (now.own AND now.last_number <> last)
        OR now.last_number < OLD.last_number AND now.last_number <> last
        OR now.last_clock < OLD.last_clock OR (now.last_clock >> 16) > greatest(most, (OLD.last_clock >> 16) + 1)
        OR (now.series = OLD.series AND now.last_ref < OLD.last_ref)
        OR (now.own AND now.series <> OLD.series AND NOT pg_has_role(session_user, 'taskforce_secretary', 'USAGE'))
    THEN
        RAISE EXCEPTION 'a copy is past the history' USING ERRCODE = 'TF002';
    END IF;
    RETURN NULL;
END
$$;

-- Taking a merge back on which nothing builds: what it brought leaves the history, as a step that says so.
CREATE OR REPLACE FUNCTION taskforce_set_aside(merge text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    ids text[];
    steps text[];
    copies text[];
    records text[];
    newest bigint;
BEGIN
    SELECT array_agg(id), array_agg(DISTINCT batch_id), array_agg(DISTINCT copy_id), max(seq),
        coalesce(array_agg(record_id) FILTER (WHERE field = '*'), '{}')
    INTO ids, steps, copies, newest, records FROM change WHERE received_with = merge;
    IF ids IS NULL
        OR NOT EXISTS (SELECT 1 FROM batch WHERE undoes = merge AND kind = 'undo' AND taskforce_is_of_this_step(id))
        OR EXISTS (SELECT 1 FROM batch WHERE id = ANY (steps) AND kind = 'forget')
        OR EXISTS (
            SELECT 1 FROM change WHERE seq > newest AND (
                copy_id = ANY (copies) OR record_id = ANY (records) OR subject_id = ANY (records)
                OR string_to_array(after, ' ') && ids
                OR EXISTS (SELECT 1 FROM unnest(records) one WHERE position(one IN coalesce(new, '')) > 0)))
    THEN
        RAISE EXCEPTION 'something builds on this merge' USING ERRCODE = 'TF002';
    END IF;
    DELETE FROM change WHERE received_with = merge;
    DELETE FROM batch b WHERE id = ANY (steps) AND NOT EXISTS (SELECT 1 FROM change WHERE batch_id = b.id);
    UPDATE copy SET last_number = coalesce((SELECT max(number) FROM change WHERE copy_id = copy.id), 0)
        WHERE id = ANY (copies);
END
$$;

-- Records that the history does not know (any more) may go; no others.
CREATE OR REPLACE FUNCTION taskforce_remove(kind text, of_record text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT has_table_privilege(session_user, to_regclass(quote_ident(kind)), 'INSERT') THEN
        RAISE EXCEPTION 'permission denied for table %', kind USING ERRCODE = '42501';
    END IF;
    EXECUTE format(
        'DELETE FROM %I r WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM change WHERE record_id = r.id)', kind
    ) USING of_record;
END
$$;

-- Forgetting: of a member of whom a step orders it, contact data may go from a change; nothing else of it changes.
CREATE OR REPLACE FUNCTION taskforce_forget(one text, now_old text, now_new text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    contacts text[] := ARRAY['phone', 'email', 'nip'];
    found change;
BEGIN
    SELECT * INTO found FROM change WHERE id = one;
    IF found.record_type IS DISTINCT FROM 'member' OR NOT EXISTS (
        SELECT 1 FROM change c JOIN batch b ON b.id = c.batch_id
        WHERE c.record_id = found.record_id AND b.kind = 'forget'
    ) OR NOT (
        (found.field = ANY (contacts) AND now_old IS NULL AND now_new IS NULL)
        OR (found.field = '*' AND now_old IS NOT DISTINCT FROM found.old
            AND now_new::jsonb - contacts = found.new::jsonb - contacts
            AND NOT EXISTS (SELECT 1 FROM jsonb_each(now_new::jsonb) v
                WHERE v.key = ANY (contacts) AND v.value <> 'null' AND v.value <> found.new::jsonb -> v.key))
    ) THEN
        RAISE EXCEPTION 'only contact data is forgotten' USING ERRCODE = 'TF002';
    END IF;
    UPDATE change SET old = now_old, new = now_new WHERE id = one;
END
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.proname LIKE 'taskforce\_%' AND p.pronamespace = (
            SELECT relnamespace FROM pg_class WHERE oid = to_regclass('change'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY[
        'organisation', 'mission', 'agency', 'member', 'appointment', 'dimension', 'sub_dimension', 'deadline',
        'holiday', 'meeting', 'attendance', 'recurrence', 'action_item', 'supporting', 'supporting_agency', 'tag',
        'dependency', 'note', 'evidence', 'saved_view', 'issued_report', 'sent_sheet', 'sheet_layout', 'report_words',
        'report_choice'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS taskforce_record ON %I', name);
        EXECUTE format('DROP TRIGGER IF EXISTS taskforce_edited ON %I', name);
        EXECUTE format('CREATE CONSTRAINT TRIGGER taskforce_record AFTER INSERT ON %I '
            'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION taskforce_record()', name);
        EXECUTE format('CREATE CONSTRAINT TRIGGER taskforce_edited AFTER UPDATE ON %I '
            'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) '
            'EXECUTE FUNCTION taskforce_record()', name);
    END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION taskforce_set_aside, taskforce_remove, taskforce_forget TO taskforce_secretary;

DROP TRIGGER IF EXISTS taskforce_batch ON batch;
CREATE TRIGGER taskforce_batch BEFORE INSERT ON batch FOR EACH ROW EXECUTE FUNCTION taskforce_batch();
DROP TRIGGER IF EXISTS taskforce_change ON change;
CREATE TRIGGER taskforce_change AFTER INSERT ON change REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION taskforce_change();
DROP TRIGGER IF EXISTS taskforce_written ON change;
CREATE CONSTRAINT TRIGGER taskforce_written AFTER INSERT OR UPDATE ON change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION taskforce_written();
DROP TRIGGER IF EXISTS taskforce_copy ON copy;
CREATE CONSTRAINT TRIGGER taskforce_copy AFTER INSERT OR UPDATE ON copy
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION taskforce_copy();

COMMIT;
