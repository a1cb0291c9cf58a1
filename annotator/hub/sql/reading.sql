-- Who sees what. The functions that members call belong to `hub_reader`, to whom the policies apply.
-- All asks for `session_user`: who logged in, whatever role they have taken since.

GRANT USAGE ON SCHEMA hub TO hub_reader, hub_member;
GRANT CREATE ON SCHEMA hub TO hub_reader;

CREATE OR REPLACE FUNCTION hub.my_names() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT m.names FROM hub.members m WHERE m.role = session_user AND NOT m.gone $$;

CREATE OR REPLACE FUNCTION hub.my_blind() RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT b.document_id FROM hub.blind b WHERE b.open AND b.author = ANY (hub.my_names()) $$;

-- The veil: another one than before means that something withheld may be seen now.
CREATE OR REPLACE FUNCTION hub.state() RETURNS TABLE (
        place bigint, chain text, project text, records int, names text[], lead boolean, veil text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT c.place, c.chain, c.project, c.records, m.names, m.lead,
                 (SELECT encode(sha256(convert_to(coalesce(string_agg(d, ',' ORDER BY d), ''), 'UTF8')), 'hex')
                  FROM hub.my_blind() d)
          FROM hub.counter c, hub.members m WHERE m.role = session_user AND NOT m.gone $$;

-- The chain at a place: whether a copy that knows another one follows another order.
CREATE OR REPLACE FUNCTION hub.chain_at(place_ bigint) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT e.chain FROM hub.events e WHERE e.place = place_ AND hub.my_names() IS NOT NULL $$;

CREATE OR REPLACE FUNCTION hub.unknown_texts(hashes text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT h FROM unnest(hashes) h
          WHERE hub.my_names() IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hub.texts t WHERE t.hash = h) $$;

-- Taken before what a copy reads to publish upon, so that nobody publishes in between.
CREATE OR REPLACE FUNCTION hub.hold() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT c.place FROM hub.counter c WHERE hub.my_names() IS NOT NULL FOR UPDATE $$;

-- Who belongs to the team, and when something last came of theirs that may be seen: who has just sent what is withheld
-- is not told.
CREATE OR REPLACE FUNCTION hub.others() RETURNS TABLE (names text[], lead boolean, gone boolean, last timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT m.names, m.lead, m.gone,
                 (SELECT h.received FROM hub.headers h WHERE h.pushed_by = m.role
                      AND EXISTS (SELECT 1 FROM hub.changes c WHERE c.place = h.place)
                  ORDER BY h.received DESC LIMIT 1)
          FROM hub.members m WHERE hub.my_names() IS NOT NULL ORDER BY m.names $$;

ALTER TABLE hub.changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.headers ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.texts ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS seen ON hub.changes;
DROP POLICY IF EXISTS seen ON hub.headers;
DROP POLICY IF EXISTS seen ON hub.events;
DROP POLICY IF EXISTS seen ON hub.texts;
CREATE POLICY seen ON hub.changes FOR SELECT TO hub_reader USING (
    (SELECT hub.my_names()) IS NOT NULL AND (
        entity IN ('document', 'assignment', 'filing')
        OR author = ANY ((SELECT hub.my_names())::text[])
        -- How many documents are agreed, and whose layers there are, is told by none to whom something is blind.
        OR (document_id IS NULL AND (entity <> 'export' OR NOT EXISTS (SELECT hub.my_blind())))
        OR document_id NOT IN (SELECT hub.my_blind())));
-- A header is told with a change that may be seen: the two functions below join them. A policy that looks for one
-- would have the server read all changes for each page.
CREATE POLICY seen ON hub.headers FOR SELECT TO hub_reader USING ((SELECT hub.my_names()) IS NOT NULL);
CREATE POLICY seen ON hub.events FOR SELECT TO hub_reader USING ((SELECT hub.my_names()) IS NOT NULL);
CREATE POLICY seen ON hub.texts FOR SELECT TO hub_reader USING ((SELECT hub.my_names()) IS NOT NULL);
GRANT SELECT ON hub.changes, hub.headers, hub.events, hub.texts, hub.members TO hub_reader;
GRANT EXECUTE ON FUNCTION hub.my_names(), hub.my_blind() TO hub_reader;

CREATE OR REPLACE FUNCTION hub.pull_events(after_ bigint, upto bigint) RETURNS TABLE (
        place bigint, id text, replica text, previous text, hash text, aside text, chain text,
        at text, actor text, kind text, reverts text, account text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ WITH visible AS MATERIALIZED (
              SELECT DISTINCT c.place FROM hub.changes c WHERE c.place > after_ AND c.place <= upto)
          SELECT e.place, e.id, e.replica, e.previous, e.hash, e.aside, e.chain,
                 h.at, h.actor, h.kind, h.reverts, h.account
          FROM hub.events e LEFT JOIN visible v ON v.place = e.place LEFT JOIN hub.headers h ON h.place = v.place
          WHERE e.place > after_ AND e.place <= upto ORDER BY e.place $$;

CREATE OR REPLACE FUNCTION hub.pull_changes(after_ bigint, upto bigint) RETURNS TABLE (
        place bigint, n int, entity text, entity_id text, before text, after text, payload_hash bytea, why text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT c.place, c.n, c.entity, c.entity_id, c.before, c.after, c.payload_hash, c.why
          FROM hub.changes c WHERE c.place > after_ AND c.place <= upto ORDER BY c.place, c.n $$;

-- What has become visible of events that a copy holds as stubs, or in part.
CREATE OR REPLACE FUNCTION hub.late_events(places bigint[]) RETURNS TABLE (
        place bigint, at text, actor text, kind text, reverts text, account text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ WITH visible AS MATERIALIZED (SELECT DISTINCT c.place FROM hub.changes c WHERE c.place = ANY (places))
          SELECT h.place, h.at, h.actor, h.kind, h.reverts, h.account
          FROM visible v JOIN hub.headers h ON h.place = v.place ORDER BY h.place $$;

CREATE OR REPLACE FUNCTION hub.late_changes(places bigint[]) RETURNS TABLE (
        place bigint, n int, entity text, entity_id text, before text, after text, payload_hash bytea, why text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT c.place, c.n, c.entity, c.entity_id, c.before, c.after, c.payload_hash, c.why
          FROM hub.changes c WHERE c.place = ANY (places) ORDER BY c.place, c.n $$;

CREATE OR REPLACE FUNCTION hub.pull_texts(hashes text[]) RETURNS TABLE (hash text, text text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT t.hash, t.text FROM hub.texts t WHERE t.hash = ANY (hashes) $$;

ALTER FUNCTION hub.others() OWNER TO hub_reader;
ALTER FUNCTION hub.pull_events(bigint, bigint) OWNER TO hub_reader;
ALTER FUNCTION hub.pull_changes(bigint, bigint) OWNER TO hub_reader;
ALTER FUNCTION hub.late_events(bigint[]) OWNER TO hub_reader;
ALTER FUNCTION hub.late_changes(bigint[]) OWNER TO hub_reader;
ALTER FUNCTION hub.pull_texts(text[]) OWNER TO hub_reader;
REVOKE CREATE ON SCHEMA hub FROM hub_reader;
