-- What the rows of a push say of others holds at its end: their documents, their spans and their texts are there.
-- A program of one's own could otherwise send what no copy can take in, or what none can prove.

CREATE OR REPLACE FUNCTION hub.last_row(entity_ text, id_ text) RETURNS jsonb LANGUAGE sql STABLE
    AS $$ SELECT hub.row_before(entity_, id_, 9223372036854775807, 0)::jsonb $$;

-- Whether ranges lie in a text, one behind the other, and the quote is what stands there.
CREATE OR REPLACE FUNCTION hub.quotes(ranges jsonb, quote text, within text) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT count(*) > 0 AND bool_and(ok) AND quote = string_agg(
              CASE WHEN ok THEN substring(within FROM first + 1 FOR last - first) END, ' ' ORDER BY i)
          FROM (SELECT i, first::int, last::int, coalesce(lag(last) OVER (ORDER BY i), 0) <= first AND first < last
                       AND last <= length(within) AS ok
                FROM (SELECT i, (r ->> 0)::bigint AS first, least((r ->> 1)::bigint, 2147483647) AS last
                      FROM jsonb_array_elements(ranges) WITH ORDINALITY u (r, i)) v) w $$;

CREATE OR REPLACE FUNCTION hub.check_grounds(base bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad text;
BEGIN
    WITH RECURSIVE made AS MATERIALIZED (
        SELECT DISTINCT ON (c.entity, c.entity_id) c.entity, c.entity_id, c.document_id, c.author, c.after::jsonb AS row
        FROM hub.changes c WHERE c.place > base AND c.why IS NULL
        ORDER BY c.entity, c.entity_id, c.place DESC, c.n DESC),
    documents AS MATERIALIZED (
        SELECT d.document_id, t.text FROM (SELECT DISTINCT m.document_id FROM made m WHERE m.row IS NOT NULL
                AND m.document_id IS NOT NULL AND m.entity <> 'reading') d  -- a reading outlives its document
        LEFT JOIN hub.texts t ON t.hash = hub.last_row('document', d.document_id) ->> 'text_hash'),
    -- Those that are tied, by what was made or where a span went.
    ties AS MATERIALIZED (
        SELECT m.entity_id, m.document_id, m.author, m.row FROM made m WHERE m.entity = 'attribution' AND m.row IS NOT NULL
        UNION
        SELECT a.entity_id, a.document_id, a.author, a.row FROM (
            SELECT DISTINCT ON (c.entity_id) c.entity_id, c.document_id, c.author, c.after::jsonb AS row
            FROM hub.changes c WHERE c.entity = 'attribution' AND c.why IS NULL AND c.document_id IN (
                SELECT m.document_id FROM made m WHERE m.entity IN ('span', 'attribution') AND m.row IS NULL)
            ORDER BY c.entity_id, c.place DESC, c.n DESC) a WHERE a.row IS NOT NULL),
    up (entity_id, parent, depth) AS (
        SELECT t.entity_id, t.row ->> 'parent', 1 FROM ties t WHERE t.row ->> 'parent' IS NOT NULL
        UNION ALL
        SELECT u.entity_id, hub.last_row('attribution', u.parent) ->> 'parent', u.depth + 1 FROM up u
        WHERE u.parent IS NOT NULL AND u.parent <> u.entity_id AND u.depth < 1000)
    SELECT found.what FROM (
        SELECT 'document ' || d.document_id FROM documents d WHERE d.text IS NULL
        UNION ALL
        SELECT 'span ' || m.entity_id FROM made m JOIN documents d ON d.document_id = m.document_id
            WHERE m.entity = 'span' AND m.row IS NOT NULL AND getdatabaseencoding() = 'UTF8'
              AND hub.quotes(m.row -> 'ranges', m.row ->> 'quote', d.text) IS NOT TRUE
        UNION ALL
        SELECT 'attribution ' || t.entity_id FROM ties t CROSS JOIN LATERAL (
                SELECT jsonb_array_elements_text(t.row -> 'claims') UNION ALL
                SELECT jsonb_array_elements_text(t.row -> 'sources') UNION ALL
                SELECT t.row ->> 'cue' WHERE t.row ->> 'cue' IS NOT NULL) named (id)
            CROSS JOIN LATERAL (SELECT hub.last_row('span', named.id)) span (row)
            WHERE (span.row ->> 'author' = t.author AND span.row ->> 'document_id' = t.document_id) IS NOT TRUE
        UNION ALL
        SELECT 'attribution ' || u.entity_id FROM up u WHERE u.parent = u.entity_id OR u.depth >= 1000
        UNION ALL
        SELECT 'attribution ' || t.entity_id FROM ties t
            WHERE t.row ->> 'parent' IS NOT NULL AND hub.last_row('attribution', t.row ->> 'parent') IS NULL
        ) found (what) LIMIT 1 INTO bad;
    PERFORM hub.must(NOT FOUND, 'stale-change', bad);
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA hub FROM PUBLIC;
