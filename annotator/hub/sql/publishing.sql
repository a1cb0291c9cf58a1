-- The one way in. What a copy has sent is checked whole, and taken whole or not at all.

CREATE OR REPLACE FUNCTION hub.must(ok boolean, code text, detail text) RETURNS boolean LANGUAGE plpgsql
    AS $$ BEGIN
        IF ok IS TRUE THEN RETURN true; END IF;
        RAISE EXCEPTION '%', code USING ERRCODE = 'HB001', DETAIL = coalesce(detail, '');
    END $$;

-- The id that follows from `parts`, as the program derives it.
CREATE OR REPLACE FUNCTION hub.derived(VARIADIC parts text[]) RETURNS text LANGUAGE sql IMMUTABLE
   
    AS $$ SELECT left(encode(sha256(string_agg(convert_to(p, 'UTF8'), '\x00'::bytea ORDER BY i)), 'hex'), 32)
          FROM unnest(parts) WITH ORDINALITY u (p, i) $$;

-- The row that stands just before a change, as text; NULL for none.
CREATE OR REPLACE FUNCTION hub.row_before(entity_ text, id_ text, place_ bigint, n_ int) RETURNS text
    LANGUAGE sql STABLE
    AS $$ SELECT c.after FROM hub.changes c
          WHERE c.entity_id = id_ AND c.entity = entity_ AND c.why IS NULL AND (c.place, c.n) < (place_, n_)
          ORDER BY c.place DESC, c.n DESC LIMIT 1 $$;

-- Whether a document was given to somebody to annotate blind, and submitted by them, just before a change.
CREATE OR REPLACE FUNCTION hub.closed_before(document text, author_ text, place_ bigint, n_ int) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(bool_or(r.entity = 'assignment' AND r.row ->> 'task' = 'annotate-blind'
                                  AND r.row ->> 'assignee' = author_), false)
             AND coalesce(bool_or(r.entity = 'submission' AND r.row ->> 'state' = 'submitted'
                                  AND r.row ->> 'author' = author_), false)
          FROM (SELECT DISTINCT ON (c.entity_id) c.entity, c.after::jsonb AS row FROM hub.changes c
                WHERE c.document_id = document AND c.entity IN ('assignment', 'submission') AND c.why IS NULL
                  AND (c.place, c.n) < (place_, n_)
                ORDER BY c.entity_id, c.place DESC, c.n DESC) r $$;

-- The kind of an event, or of the one that it turns round in the end.
CREATE OR REPLACE FUNCTION hub.first_kind(place_ bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$ WITH RECURSIVE back (kind, reverts, depth) AS (
              SELECT h.kind, h.reverts, 0 FROM hub.headers h WHERE h.place = place_
              UNION ALL
              SELECT h.kind, h.reverts, b.depth + 1 FROM back b JOIN hub.events e ON e.id = b.reverts
              JOIN hub.headers h ON h.place = e.place AND h.place < place_ WHERE b.depth < 1000)
          SELECT kind FROM back ORDER BY depth DESC LIMIT 1 $$;

CREATE OR REPLACE FUNCTION hub.publish(batch_ uuid, base bigint, records_ int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names_ text[]; lead_ boolean; place_ bigint; chain_ text; project_ text; needed int; founding boolean;
    sent bigint; in_order boolean; bad text; code text;
BEGIN
    SELECT m.names, m.lead INTO names_, lead_ FROM hub.members m WHERE m.role = session_user AND NOT m.gone;
    PERFORM hub.must(names_ IS NOT NULL, 'hub-not-a-member', session_user::text);
    SELECT c.place, c.chain, c.project, c.records, c.founding AND lead_
        INTO place_, chain_, project_, needed, founding FROM hub.counter c FOR UPDATE;
    PERFORM hub.must(needed = records_, 'hub-version', needed::text);
    PERFORM hub.must(place_ = base, 'hub-behind', place_::text);
    SELECT count(*), min(e.ord) = 1 AND max(e.ord) = count(*) INTO sent, in_order
        FROM hub.incoming_events e WHERE e.batch = batch_ AND e.who = session_user;
    PERFORM hub.must(in_order, 'hub-forged', 'order of events');

    INSERT INTO hub.texts SELECT t.hash, t.text FROM hub.incoming_texts t
        WHERE t.batch = batch_ AND t.who = session_user
          AND hub.must(t.hash = encode(sha256(convert_to(t.text, 'UTF8')), 'hex'), 'hub-forged', 'text ' || t.hash)
        ON CONFLICT DO NOTHING;

    WITH RECURSIVE linked (ord, id, replica, previous, hash, aside, link) AS (
        SELECT e.ord, e.id, e.replica, e.previous, e.hash, e.aside,
               encode(sha256(convert_to(chain_ || e.hash || e.aside, 'UTF8')), 'hex')
        FROM hub.incoming_events e WHERE e.batch = batch_ AND e.who = session_user AND e.ord = 1
        UNION ALL
        SELECT e.ord, e.id, e.replica, e.previous, e.hash, e.aside,
               encode(sha256(convert_to(l.link || e.hash || e.aside, 'UTF8')), 'hex')
        FROM linked l JOIN hub.incoming_events e
          ON e.batch = batch_ AND e.who = session_user AND e.ord = l.ord + 1)
    INSERT INTO hub.events SELECT base + l.ord, l.id, l.replica, l.previous, l.hash, l.aside, l.link FROM linked l;
    INSERT INTO hub.headers (place, at, actor, kind, reverts, account, pushed_by)
        SELECT base + e.ord, e.at, e.actor, e.kind, e.reverts, e.account, session_user
        FROM hub.incoming_events e WHERE e.batch = batch_ AND e.who = session_user;

    -- Each row is what it says it is: its hash, its id on both sides, its fields, its document, whose it is.
    -- A key that stands twice is read otherwise here than elsewhere.
    INSERT INTO hub.changes
        SELECT base + r.ord, r.n, r.entity, r.entity_id, r.before, r.after, r.payload_hash, r.why,
               CASE WHEN r.entity = 'document' THEN r.entity_id
                    WHEN r.of_document THEN coalesce(r.new, r.old) ->> 'document_id' END,
               coalesce(r.new, r.old) ->> r.signature
        FROM (SELECT c.ord, c.n, c.entity, c.entity_id, c.before, c.after, c.payload_hash, c.why,
                     c.before::jsonb AS old, c.after::jsonb AS new, s.shape, s.fields, s.signature, s.of_document
              FROM hub.incoming_changes c LEFT JOIN hub.shapes s ON s.entity = c.entity
              WHERE c.batch = batch_ AND c.who = session_user OFFSET 0) r
        WHERE hub.must(r.payload_hash = sha256(coalesce(convert_to(r.before, 'UTF8'), '') || '\x00'::bytea
                                               || coalesce(convert_to(r.after, 'UTF8'), '')),
                       'hub-forged', 'payload ' || r.ord || '.' || r.n)
          AND hub.must(coalesce(r.before, r.after) IS NOT NULL
                  AND (r.old IS NULL OR (r.old @@ r.shape AND r.old - r.fields = '{}' AND r.old ->> 'id' = r.entity_id
                      AND (SELECT count(*) = count(DISTINCT k) FROM json_object_keys(r.before::json) k)))
                  AND (r.new IS NULL OR (r.new @@ r.shape AND r.new - r.fields = '{}' AND r.new ->> 'id' = r.entity_id
                      AND (SELECT count(*) = count(DISTINCT k) FROM json_object_keys(r.after::json) k)))
                  AND (r.old IS NULL OR r.new IS NULL
                       OR r.old ->> 'document_id' IS NOT DISTINCT FROM r.new ->> 'document_id')
                  -- An id that follows from a name is the name's own: else it would ask what others have.
                  AND CASE r.entity
                      WHEN 'rejection' THEN r.entity_id = hub.derived('rejection', coalesce(r.new, r.old) ->> 'author',
                                                            coalesce(r.new, r.old) -> 'suggestion' ->> 'id')
                      WHEN 'reading' THEN r.entity_id = hub.derived('reading', coalesce(r.new, r.old) ->> 'person',
                                                                      coalesce(r.new, r.old) ->> 'document_id')
                      WHEN 'filing' THEN r.entity_id = hub.derived('filing', coalesce(r.new, r.old) ->> 'document_id')
                      WHEN 'policy' THEN r.entity_id = project_
                      ELSE true END,
                  'hub-no-record', r.entity || ' ' || r.entity_id)
          AND (lead_ OR hub.must(coalesce(r.old ->> r.signature, names_[1]) = ANY (names_)
                                 AND coalesce(r.new ->> r.signature, names_[1]) = ANY (names_),
                                 'hub-not-your-row', r.entity || ' ' || r.entity_id))
          AND (lead_ OR r.why IS NOT NULL
               OR hub.must(r.entity NOT IN ('scheme', 'assignment', 'draw', 'policy'), 'hub-lead-only', r.entity));
    PERFORM hub.must(NOT EXISTS (SELECT 1 FROM hub.incoming_changes c WHERE c.batch = batch_ AND c.who = session_user
        AND NOT c.ord BETWEEN 1 AND sent), 'hub-forged', 'changes of no event');

    -- Each event is what its hash says, signed by who may, and goes on from one of its own copy.
    SELECT e.id FROM hub.events e JOIN hub.headers h ON h.place = e.place
        LEFT JOIN (SELECT c.place, count(*) AS number, min(c.n) AS first, max(c.n) AS last,
                          string_agg('\x00'::bytea || convert_to(c.entity, 'UTF8') || '\x00'::bytea
                              || convert_to(c.entity_id, 'UTF8') || '\x00'::bytea || c.payload_hash, ''::bytea ORDER BY c.n) AS body,
                          coalesce(string_agg(c.n::text, ',' ORDER BY c.n) FILTER (WHERE c.why IS NOT NULL), '') AS aside
                   FROM hub.changes c WHERE c.place > base GROUP BY c.place) b ON b.place = e.place
        WHERE e.place > base AND (b.place IS NULL OR b.first <> 0 OR b.last + 1 <> b.number OR b.aside <> e.aside
            OR e.hash IS DISTINCT FROM encode(sha256(convert_to('[' || to_json(e.previous)::text || ',' || to_json(e.id)::text
                || ',' || to_json(h.at)::text || ',' || to_json(h.actor)::text || ',' || to_json(e.replica)::text || ','
                || to_json(h.kind)::text || ',' || coalesce(to_json(h.reverts)::text, 'null')
                || coalesce(',' || to_json(h.account)::text, '') || ']', 'UTF8') || b.body), 'hex')) LIMIT 1 INTO bad;
    PERFORM hub.must(NOT FOUND, 'hub-forged', 'event ' || bad);
    IF NOT founding THEN
        SELECT e.id FROM hub.events e JOIN hub.headers h ON h.place = e.place JOIN hub.counter c ON true
            WHERE e.place > base AND NOT (e.id ~ '^[0-9a-f]{32}$' AND e.replica ~ '^[0-9a-f]{32}$' AND h.kind = ANY (c.kinds)
                AND h.at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$'
                AND h.at::timestamp IS NOT NULL AND coalesce(h.account, '') !~ '[[:cntrl:]]' AND length(coalesce(h.account, '')) <= 500)
            LIMIT 1 INTO bad;
        PERFORM hub.must(NOT FOUND, 'hub-no-record', 'event ' || bad);
        SELECT h.actor FROM hub.headers h WHERE h.place > base AND NOT h.actor = ANY (names_) LIMIT 1 INTO bad;
        PERFORM hub.must(NOT FOUND, 'hub-not-your-name', bad);
    END IF;
    IF NOT lead_ THEN
        SELECT h.kind FROM hub.headers h JOIN hub.changes c ON c.place = h.place AND c.why IS NULL
            WHERE h.place > base AND h.kind IN ('project.new', 'author.merge',
            'author.rename', 'scheme.change', 'policy.change', 'assignment.add', 'assignment.draw', 'assignment.remove') LIMIT 1 INTO bad;
        PERFORM hub.must(NOT FOUND, 'hub-lead-only', bad);
    END IF;
    INSERT INTO hub.replicas SELECT DISTINCT e.replica, CASE WHEN founding THEN NULL ELSE session_user END
        FROM hub.events e WHERE e.place > base ON CONFLICT DO NOTHING;
    SELECT r.replica FROM hub.events e JOIN hub.replicas r ON r.replica = e.replica
        WHERE e.place > base AND r.role <> session_user LIMIT 1 INTO bad;
    PERFORM hub.must(NOT FOUND, 'hub-not-your-replica', bad);
    SELECT e.id FROM hub.events e WHERE e.place > base
        AND NOT EXISTS (SELECT 1 FROM hub.events p
                        WHERE p.hash = e.previous AND p.replica = e.replica AND p.place < e.place)
        AND NOT (e.previous = repeat('0', 64) AND NOT EXISTS (
            SELECT 1 FROM hub.events p WHERE p.replica = e.replica AND p.place < e.place)) LIMIT 1 INTO bad;
    PERFORM hub.must(NOT FOUND, 'hub-chain-broken', bad);

    -- What stands begins where its row is.
    SELECT q.entity || ' ' || q.entity_id FROM (
            SELECT c.entity, c.entity_id, c.place, c.n, c.before, lag(c.after) OVER w AS earlier, lag(true) OVER w AS follows
            FROM hub.changes c WHERE c.place > base AND c.why IS NULL
            WINDOW w AS (PARTITION BY c.entity, c.entity_id ORDER BY c.place, c.n)) q
        WHERE q.before IS DISTINCT FROM CASE WHEN q.follows THEN q.earlier WHEN base > 0
            THEN hub.row_before(q.entity, q.entity_id, q.place, q.n) END
        ORDER BY q.place, q.n LIMIT 1 INTO bad;
    PERFORM hub.must(NOT FOUND, 'stale-change', bad);
    SELECT c.after::jsonb ->> 'text_hash' FROM hub.changes c
        WHERE c.place > base AND c.entity = 'document' AND c.after IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM hub.texts t WHERE t.hash = c.after::jsonb ->> 'text_hash') LIMIT 1 INTO bad;
    PERFORM hub.must(NOT FOUND, 'hub-forged', 'text missing ' || bad);

    INSERT INTO hub.blind SELECT DISTINCT c.document_id, c.after::jsonb ->> 'assignee', false FROM hub.changes c
        WHERE c.place > base AND c.why IS NULL AND c.entity = 'assignment'
          AND c.after::jsonb ->> 'task' = 'annotate-blind' ON CONFLICT DO NOTHING;
    IF NOT founding THEN
        -- Whoever leads brings in others' rows, gives them another name, takes them away, and undoes that; no more.
        IF lead_ THEN
            SELECT c.entity || ' ' || c.entity_id FROM hub.changes c JOIN hub.headers h ON h.place = c.place
                JOIN hub.shapes s ON s.entity = c.entity
                WHERE c.place > base AND CASE WHEN c.entity <> 'assignment'
                    THEN NOT coalesce(c.author, names_[1]) = ANY (names_)
                         OR NOT coalesce(c.before::jsonb ->> s.signature, names_[1]) = ANY (names_)
                    ELSE NOT coalesce(c.author, names_[1]) = ANY (names_)
                         AND c.after IS NOT NULL AND c.author IS DISTINCT FROM c.before::jsonb ->> s.signature END
                  AND NOT hub.first_kind(c.place) IN ('documents.import', 'documents.import_trusted', 'document.add',
                      'author.merge', 'author.rename', 'document.remove') LIMIT 1 INTO bad;
            PERFORM hub.must(NOT FOUND, 'hub-not-your-row', bad);
        END IF;

        -- Nobody judges their own row.
        SELECT c.author FROM hub.changes c CROSS JOIN LATERAL (
                SELECT c.after::jsonb -> 'judged' ->> 'author' AS judged, hub.row_before(c.after::jsonb ->> 'target_kind',
                       c.after::jsonb ->> 'target', c.place, 2147483647)::jsonb ->> 'author' AS target) t
            WHERE c.place > base AND c.why IS NULL AND c.entity = 'decision' AND c.after IS NOT NULL
              AND (c.author IN (t.judged, t.target)
                   OR c.author = ANY (names_) AND (t.judged = ANY (names_) OR t.target = ANY (names_))) LIMIT 1 INTO bad;
        PERFORM hub.must(NOT FOUND, 'own-work', bad);

        -- Nobody takes themselves out of blind annotation; but it may go with its document, once it was done.
        SELECT c.document_id FROM hub.changes c JOIN hub.headers h ON h.place = c.place
            WHERE c.place > base AND c.why IS NULL AND c.entity = 'assignment' AND c.before IS NOT NULL
              AND c.before::jsonb ->> 'task' = 'annotate-blind' AND c.before::jsonb ->> 'assignee' = ANY (names_)
              AND h.kind NOT IN ('author.merge', 'author.rename')
              AND (c.after IS NULL OR c.after::jsonb ->> 'task' <> 'annotate-blind'
                   OR c.after::jsonb ->> 'assignee' <> c.before::jsonb ->> 'assignee')
              AND NOT (h.kind = 'document.remove'
                       AND hub.closed_before(c.document_id, c.before::jsonb ->> 'assignee', c.place, c.n)) LIMIT 1 INTO bad;
        PERFORM hub.must(NOT FOUND, 'blind-own', bad);
        -- What was submitted blind is final, and its layer closed: others' work could be seen by then.
        SELECT c.document_id, CASE c.entity WHEN 'submission' THEN 'blind-final' ELSE 'blind-closed' END
            FROM hub.changes c
            JOIN hub.headers h ON h.place = c.place JOIN hub.blind b ON b.document_id = c.document_id
                AND (b.author = c.author OR b.author = c.before::jsonb ->> 'author')
            WHERE c.place > base AND c.why IS NULL AND c.entity IN ('submission', 'span', 'attribution')
              AND CASE c.entity
                  WHEN 'submission' THEN c.before::jsonb ->> 'state' = 'submitted'
                       AND coalesce(c.after::jsonb ->> 'state', '') <> 'submitted'
                       AND h.kind NOT IN ('author.merge', 'author.rename')
                  ELSE (c.before::jsonb - 'author') IS DISTINCT FROM (c.after::jsonb - 'author') AND (
                       coalesce(c.before::jsonb ->> 'origin', 'review') <> 'review'
                       OR coalesce(c.after::jsonb ->> 'origin', 'review') <> 'review') END
              AND hub.closed_before(c.document_id, b.author, c.place, c.n) LIMIT 1 INTO bad, code;
        PERFORM hub.must(NOT FOUND, code, bad);
    END IF;
    -- A document that somebody has worked on is not taken away.
    IF EXISTS (SELECT 1 FROM hub.changes c WHERE c.place > base AND c.why IS NULL AND c.entity = 'document'
               AND c.after IS NULL) THEN
        SELECT r.document_id FROM (
                SELECT DISTINCT ON (c.entity, c.entity_id) c.document_id, c.entity, c.after FROM hub.changes c
                WHERE c.why IS NULL AND c.document_id IN (SELECT g.document_id FROM hub.changes g
                    WHERE g.place > base AND g.why IS NULL AND g.entity = 'document' AND g.after IS NULL)
                ORDER BY c.entity, c.entity_id, c.place DESC, c.n DESC) r
            WHERE r.after IS NOT NULL AND r.entity NOT IN ('document', 'reading')
              AND hub.row_before('document', r.document_id, 9223372036854775807, 0) IS NULL LIMIT 1 INTO bad;
        PERFORM hub.must(NOT FOUND, 'row-in-use', bad);
    END IF;
    IF NOT founding THEN
        PERFORM hub.check_grounds(base);
    END IF;

    UPDATE hub.blind b SET open = EXISTS (
            SELECT 1 FROM (SELECT DISTINCT ON (c.entity_id) c.after::jsonb AS row FROM hub.changes c
                WHERE c.document_id = b.document_id AND c.entity = 'assignment' AND c.why IS NULL
                ORDER BY c.entity_id, c.place DESC, c.n DESC) a
            WHERE a.row ->> 'task' = 'annotate-blind' AND a.row ->> 'assignee' = b.author)
        AND NOT hub.closed_before(b.document_id, b.author, 9223372036854775807, 0)
        WHERE b.document_id IN (SELECT c.document_id FROM hub.changes c
            WHERE c.place > base AND c.entity IN ('assignment', 'submission'));
    UPDATE hub.counter SET place = base + sent,
        chain = (SELECT e.chain FROM hub.events e WHERE e.place = base + sent) WHERE one = 1;
    DELETE FROM hub.incoming_changes c WHERE c.batch = batch_ AND c.who = session_user;
    DELETE FROM hub.incoming_events e WHERE e.batch = batch_ AND e.who = session_user;
    DELETE FROM hub.incoming_texts t WHERE t.batch = batch_ AND t.who = session_user;
    RETURN base + sent;
END $$;

GRANT INSERT (batch, ord, id, at, actor, replica, kind, reverts, previous, hash, account, aside)
    ON hub.incoming_events TO hub_member;
GRANT INSERT (batch, ord, n, entity, entity_id, before, after, payload_hash, why) ON hub.incoming_changes TO hub_member;
GRANT INSERT (batch, hash, text) ON hub.incoming_texts TO hub_member;
GRANT EXECUTE ON FUNCTION hub.state(), hub.chain_at(bigint), hub.unknown_texts(text[]), hub.hold(), hub.others(),
    hub.pull_events(bigint, bigint), hub.pull_changes(bigint, bigint), hub.late_events(bigint[]),
    hub.late_changes(bigint[]), hub.pull_texts(text[]), hub.publish(uuid, bigint, int) TO hub_member;
