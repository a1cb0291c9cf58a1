-- The tables of a hub: one project, in the schema `hub` of one database. A step that has shipped never changes.
-- Members read none of them: they call functions, and copy into the three tables `incoming_*`.

-- How far the one order of events has come, and its chain. Whoever publishes locks this row: all others wait.
-- While the hub is founded, the record of before comes in, with the acts of many.
CREATE TABLE hub.counter (
    one int PRIMARY KEY CHECK (one = 1), place bigint NOT NULL, chain text NOT NULL, project text NOT NULL,
    records int NOT NULL, kinds text[] NOT NULL, step int NOT NULL,
    founding boolean NOT NULL DEFAULT true
);
CREATE TABLE hub.members (
    role name PRIMARY KEY, names text[] NOT NULL, lead boolean NOT NULL DEFAULT false,
    gone boolean NOT NULL DEFAULT false
);
-- Who signs as which copy. Copies from before the hub are nobody's: more than one may go on from them.
CREATE TABLE hub.replicas (replica text PRIMARY KEY, role name);
CREATE TABLE hub.texts (hash text PRIMARY KEY, text text NOT NULL);
-- What everybody is told of every event. `aside`: the numbers of its changes that do not stand.
CREATE TABLE hub.events (
    place bigint PRIMARY KEY, id text NOT NULL UNIQUE, replica text NOT NULL, previous text NOT NULL,
    hash text NOT NULL UNIQUE, aside text NOT NULL, chain text NOT NULL
);
CREATE INDEX events_of_replica ON hub.events (replica, place);
-- What is told of an event to whoever sees a change of it.
CREATE TABLE hub.headers (
    place bigint PRIMARY KEY, at text NOT NULL, actor text NOT NULL, kind text NOT NULL, reverts text,
    account text, pushed_by name NOT NULL, received timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- When something last came from whom: every window asks each minute.
CREATE INDEX headers_of_member ON hub.headers (pushed_by, received);
CREATE TABLE hub.changes (
    place bigint NOT NULL, n int NOT NULL, entity text NOT NULL, entity_id text NOT NULL, before text, after text,
    payload_hash bytea NOT NULL, why text, document_id text, author text, PRIMARY KEY (place, n)
);
CREATE INDEX changes_of_row ON hub.changes (entity_id, place, n);
CREATE INDEX changes_of_document ON hub.changes (document_id, entity, place, n);
-- Who was ever given a document to annotate blind; `open`: their work on it is not submitted, so others' is not shown.
CREATE TABLE hub.blind (document_id text, author text, open boolean NOT NULL, PRIMARY KEY (document_id, author));
-- What holds of the payloads of an entity, and which of their fields says whose word one is.
CREATE TABLE hub.shapes (
    entity text PRIMARY KEY, shape jsonpath NOT NULL, fields text[] NOT NULL, signature text, of_document boolean NOT NULL
);

-- Written by COPY, emptied by `publish`; who wrote is set by the server.
CREATE UNLOGGED TABLE hub.incoming_events (
    batch uuid NOT NULL, who name NOT NULL DEFAULT session_user, ord int NOT NULL, id text NOT NULL, at text NOT NULL,
    actor text NOT NULL, replica text NOT NULL, kind text NOT NULL, reverts text, previous text NOT NULL,
    hash text NOT NULL, account text, aside text NOT NULL, PRIMARY KEY (batch, who, ord)
);
CREATE UNLOGGED TABLE hub.incoming_changes (
    batch uuid NOT NULL, who name NOT NULL DEFAULT session_user, ord int NOT NULL, n int NOT NULL,
    entity text NOT NULL, entity_id text NOT NULL, before text, after text, payload_hash bytea NOT NULL, why text
);
CREATE INDEX incoming_changes_of_batch ON hub.incoming_changes (batch);
CREATE UNLOGGED TABLE hub.incoming_texts (
    batch uuid NOT NULL, who name NOT NULL DEFAULT session_user, hash text NOT NULL, text text NOT NULL
);
CREATE INDEX incoming_texts_of_batch ON hub.incoming_texts (batch);
