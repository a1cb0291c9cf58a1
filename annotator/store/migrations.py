"""The tables, views and triggers of a project file, step by step. A step that has shipped never changes.

What each table and view means to a reader is in `docs/file-format.md`. A step more is a `VERSION` more, and
before it a project of the version that was, made by `tests/store/old/make.py` and kept.
"""

from __future__ import annotations

from annotator.store.ledger_tables import ledger
from annotator.store.library import Database, Migrations
from annotator.store.name_steps import KNOWN_OF_NAMES, NAME_ATTRIBUTES
from annotator.store.packing import carry_over
from annotator.store.search_index import search
from annotator.store.standing import STANDING
from annotator.store.toll_steps import toll_steps

migrations = Migrations("annotator")

_RECORD = "coalesce(after, before)"
_DOCUMENT_OF = f"CASE WHEN json_valid({_RECORD}) THEN json_extract({_RECORD}, '$.document_id') END"

_FIRST = (
    """CREATE TABLE project (
        key TEXT PRIMARY KEY, value TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE preferences (
        account TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account, key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE texts (
        hash TEXT PRIMARY KEY, text TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE events (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, actor TEXT NOT NULL,
        replica TEXT NOT NULL, kind TEXT NOT NULL, reverts TEXT, previous TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE changes (
        event INTEGER NOT NULL REFERENCES events (seq) DEFERRABLE INITIALLY DEFERRED,
        n INTEGER NOT NULL, entity TEXT NOT NULL, entity_id TEXT NOT NULL,
        before TEXT, after TEXT, payload_hash BLOB NOT NULL,
        PRIMARY KEY (event, n)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX changes_of_entity ON changes (entity_id)",
    """CREATE TABLE schemes (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, labels TEXT NOT NULL,
        attributes TEXT NOT NULL, attribution TEXT NOT NULL, vocabularies TEXT NOT NULL,
        guidelines TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE documents (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, byline TEXT NOT NULL,
        published TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, language TEXT NOT NULL,
        direction TEXT NOT NULL, text_hash TEXT NOT NULL REFERENCES texts (hash),
        segments TEXT NOT NULL, meta TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE spans (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        label TEXT NOT NULL, ranges TEXT NOT NULL, quote TEXT NOT NULL, author TEXT NOT NULL,
        attributes TEXT NOT NULL, note TEXT NOT NULL, origin TEXT NOT NULL, confidence REAL,
        "start" INTEGER GENERATED ALWAYS AS (json_extract(ranges, '$[0][0]')) VIRTUAL,
        "end" INTEGER GENERATED ALWAYS AS (json_extract(ranges, '$[#-1][1]')) VIRTUAL
    ) STRICT""",
    "CREATE INDEX spans_of_document ON spans (document_id)",
    """CREATE TABLE attributions (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        claims TEXT NOT NULL, sources TEXT NOT NULL, cue TEXT, parent TEXT, category TEXT NOT NULL,
        affiliation TEXT NOT NULL, attributes TEXT NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL,
        origin TEXT NOT NULL, confidence REAL
    ) STRICT""",
    "CREATE INDEX attributions_of_document ON attributions (document_id)",
    """CREATE TABLE submissions (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        author TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX submissions_of_document ON submissions (document_id)",
    """CREATE TABLE decisions (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        target_kind TEXT NOT NULL, target TEXT NOT NULL, judged TEXT NOT NULL, reviewer TEXT NOT NULL,
        verdict TEXT NOT NULL, replacement TEXT, reason TEXT, comment TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX decisions_of_document ON decisions (document_id)",
    """CREATE TABLE comments (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        target_kind TEXT NOT NULL, target TEXT NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL,
        reply_to TEXT
    ) STRICT""",
    "CREATE INDEX comments_of_document ON comments (document_id)",
    """CREATE TABLE assignments (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        assignee TEXT NOT NULL, task TEXT NOT NULL, "by" TEXT NOT NULL, due TEXT NOT NULL,
        priority INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX assignments_of_document ON assignments (document_id)",
    *(
        f"""CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the log and the texts are never changed'); END"""
        for table in ("events", "changes", "texts")
        for act in ("UPDATE", "DELETE")
    ),
    """CREATE VIEW document_segments AS
        SELECT d.id AS document_id, s.key AS n, json_extract(s.value, '$.kind') AS kind,
               json_extract(s.value, '$.start') AS "start",
               json_extract(s.value, '$.end') AS "end",
               substr(t.text, json_extract(s.value, '$.start') + 1,
                      json_extract(s.value, '$.end') - json_extract(s.value, '$.start')) AS text,
               coalesce(json_extract(s.value, '$.meta'), '{}') AS meta
        FROM documents d JOIN texts t ON t.hash = d.text_hash, json_each(d.segments) s""",
    """CREATE VIEW training_spans AS
        SELECT d.id AS document_id, d.kind AS document_kind, d.title, d.published, d.source, s.id AS span_id,
               s.label, s."start", s."end", s.ranges, s.quote, s.author, s.attributes, s.note, s.origin,
               s.confidence, t.text
        FROM spans s JOIN documents d ON d.id = s.document_id JOIN texts t ON t.hash = d.text_hash""",
    """CREATE VIEW training_attributions AS
        SELECT a.document_id, a.id AS attribution_id, a.author,
               (SELECT json_group_array(s.quote) FROM json_each(a.claims) c JOIN spans s ON s.id = c.value)
                   AS claims,
               (SELECT json_group_array(s.quote) FROM json_each(a.sources) c JOIN spans s ON s.id = c.value)
                   AS sources,
               (SELECT s.quote FROM spans s WHERE s.id = a.cue) AS cue,
               a.category, a.affiliation, a.attributes, a.parent, a.note, a.origin, a.confidence
        FROM attributions a""",
    """CREATE VIEW audit_trail AS
        SELECT e.seq, e.at AS "when", e.actor AS who, e.kind AS what, c.entity, c.entity_id,
               coalesce(json_extract(c.after, '$.document_id'), json_extract(c.before, '$.document_id'),
                        iif(c.entity = 'document', c.entity_id, NULL)) AS document_id,
               c.before AS "from", c.after AS "to", e.id AS event_id, e.reverts, e.replica, e.hash
        FROM changes c JOIN events e ON e.seq = c.event""",
)


_SECOND = (
    "ALTER TABLE spans ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE names (
        id TEXT PRIMARY KEY, label TEXT NOT NULL, name TEXT NOT NULL, variants TEXT NOT NULL,
        identifier TEXT NOT NULL, listed INTEGER NOT NULL, blocked INTEGER NOT NULL, merged_into TEXT
    ) STRICT""",
    "CREATE INDEX names_merged ON names (merged_into) WHERE merged_into IS NOT NULL",
    # The newest change of a name tells at once whether anything about names has changed.
    "CREATE INDEX changes_of_names ON changes (event) WHERE entity = 'name'",
    """CREATE TABLE rejections (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        author TEXT NOT NULL, suggestion TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX rejections_of_document ON rejections (document_id)",
    "CREATE TABLE lexicons (id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT",
    """CREATE TABLE suggestions (
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        author TEXT NOT NULL, basis TEXT NOT NULL, found TEXT NOT NULL,
        PRIMARY KEY (document_id, author)
    ) STRICT""",
    "DROP VIEW training_spans",
    """CREATE VIEW training_spans AS
        SELECT d.id AS document_id, d.kind AS document_kind, d.title, d.published, d.source, s.id AS span_id,
               s.label, s."start", s."end", s.ranges, s.quote, s.author, s.attributes, s.note, s.origin,
               s.confidence, coalesce(m.id, nullif(s.name, '')) AS name_id, coalesce(m.name, n.name) AS name,
               coalesce(nullif(m.identifier, ''), n.identifier) AS identifier, t.text
        FROM spans s JOIN documents d ON d.id = s.document_id JOIN texts t ON t.hash = d.text_hash
             LEFT JOIN names n ON n.id = s.name LEFT JOIN names m ON m.id = n.merged_into""",
)


@migrations()
def first(db: Database) -> None:
    for statement in _FIRST:
        db.execute(statement)


@migrations()
def second(db: Database) -> None:
    """Names, rejections, the project's own lexicon, and a place for suggestions."""
    for statement in _SECOND:
        db.execute(statement)


_THIRD = (
    """CREATE TABLE awaiting (
        document_id TEXT NOT NULL, author TEXT NOT NULL, reviewer TEXT NOT NULL, submission TEXT NOT NULL,
        task TEXT NOT NULL, priority INTEGER NOT NULL, due TEXT NOT NULL, targets INTEGER NOT NULL,
        "open" INTEGER NOT NULL, changed INTEGER NOT NULL, disputed INTEGER NOT NULL,
        returned INTEGER NOT NULL, differences INTEGER NOT NULL, confidence REAL NOT NULL,
        PRIMARY KEY (document_id, author, reviewer)
    ) STRICT, WITHOUT ROWID""",
    *(
        f"""CREATE INDEX awaiting_by_{name} ON awaiting (reviewer, author, {order}submission, document_id)
        WHERE "open" > 0"""
        for name, order in (
            ("priority", "priority DESC, due, "),
            ("age", ""),
            ("differences", "differences DESC, "),
            ("confidence", "confidence, "),
        )
    ),
    "CREATE INDEX awaiting_returned ON awaiting (author, document_id) WHERE returned > 0",
    'CREATE INDEX awaiting_of_reviewer ON awaiting (reviewer, author, targets, "open")',
    "CREATE INDEX assignments_of_assignee ON assignments (assignee, task, document_id)",
    "CREATE INDEX decisions_of_target ON decisions (target)",
    "CREATE INDEX comments_of_target ON comments (target)",
)


@migrations()
def third(db: Database) -> None:
    """What waits for whom, kept beside the record, and what review looks up."""
    for statement in _THIRD:
        db.execute(statement)


_FOURTH = """CREATE VIEW document_titles AS
    SELECT id AS document_id,
           coalesce(nullif(title, ''), (SELECT trim(substr(text, 1, 120)) FROM texts WHERE hash = text_hash))
               AS title
    FROM documents"""
_SIXTH = """CREATE TABLE draws (
    id TEXT PRIMARY KEY, "by" TEXT NOT NULL, seed INTEGER NOT NULL, share REAL NOT NULL,
    per_document INTEGER NOT NULL, authors TEXT NOT NULL, total INTEGER NOT NULL, pool TEXT NOT NULL,
    documents TEXT NOT NULL, given TEXT NOT NULL
) STRICT"""


@migrations()
def fourth(db: Database) -> None:
    """The title a list shows, also of a document that has none."""
    db.execute(_FOURTH)


@migrations()
def fifth(db: Database) -> None:
    """What is settled waits for nobody. No table changes: what waits is made anew after every step."""


_SEVENTH = (
    "ALTER TABLE awaiting ADD COLUMN answered INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX awaiting_disputed ON awaiting (document_id) WHERE disputed > 0",
)


@migrations()
def sixth(db: Database) -> None:
    """How documents were drawn, so that the draw can be made again."""
    db.execute(_SIXTH)


@migrations()
def seventh(db: Database) -> None:
    """What authors answered waits for whom they answered; what is disputed is found at once."""
    for statement in _SEVENTH:
        db.execute(statement)


_EIGHTH = (
    "ALTER TABLE events ADD COLUMN account TEXT",
    "CREATE TABLE policies (id TEXT PRIMARY KEY, accounts INTEGER NOT NULL) STRICT",
    """CREATE TABLE exports (
        id TEXT PRIMARY KEY, format TEXT NOT NULL, layer TEXT NOT NULL, unreviewed INTEGER NOT NULL,
        documents INTEGER NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, head TEXT NOT NULL
    ) STRICT""",
    # It outlives its document: that an import was undone does not undo that somebody looked.
    "CREATE TABLE readings (id TEXT PRIMARY KEY, document_id TEXT NOT NULL, person TEXT NOT NULL) STRICT",
    f"CREATE INDEX changes_of_document ON changes ({_DOCUMENT_OF}) WHERE {_DOCUMENT_OF} IS NOT NULL",
    # Whether somebody has labelled just that already is asked with each label, in a document of any size.
    "DROP INDEX spans_of_document",
    "CREATE INDEX spans_of_document ON spans (document_id, ranges)",
    "DROP VIEW audit_trail",
    """CREATE VIEW audit_trail AS
        SELECT e.seq, e.at AS "when", e.actor AS who, e.kind AS what, c.entity, c.entity_id,
               coalesce(json_extract(c.after, '$.document_id'), json_extract(c.before, '$.document_id'),
                        iif(c.entity = 'document', c.entity_id, NULL)) AS document_id,
               c.before AS "from", c.after AS "to", e.id AS event_id, e.reverts, e.replica, e.hash, e.account
        FROM changes c JOIN events e ON e.seq = c.event""",
)


@migrations()
def eighth(db: Database) -> None:
    """Which account acted, what the project notes, what was exported, and who read others' work."""
    for statement in _EIGHTH:
        db.execute(statement)


_NINTH = (
    "ALTER TABLE policies ADD COLUMN inbox INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE exports ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE notes (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        author TEXT NOT NULL, text TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX notes_of_document ON notes (document_id)",
    """CREATE TABLE filings (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL UNIQUE REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
        state TEXT NOT NULL, reason TEXT NOT NULL, graphic INTEGER NOT NULL, restricted INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX filings_by_state ON filings (state, document_id)",
    "DROP VIEW document_titles",
    """CREATE VIEW document_titles AS
        SELECT id AS document_id,
               coalesce(nullif(title, ''),
                        (SELECT '… ' || substr(documents.id, 1, 8) FROM filings f
                         WHERE f.document_id = documents.id AND (f.graphic OR f.restricted)),
                        (SELECT trim(substr(text, 1, 120)) FROM texts WHERE hash = text_hash)) AS title
        FROM documents""",
)


@migrations()
def ninth(db: Database) -> None:
    """How documents are kept: sorted or not, flags, notes; exports say whether they hold restricted ones."""
    for statement in _NINTH:
        db.execute(statement)


@migrations()
def tenth(db: Database) -> None:
    """The log keeps the values of rows alone, and each id once; a view has its changes as they were."""
    carry_over(db)


_LISTS = (
    "CREATE TABLE listed (n INTEGER PRIMARY KEY, lists INTEGER NOT NULL, name TEXT NOT NULL) STRICT",
    """CREATE TABLE parts (
        author TEXT NOT NULL, n INTEGER NOT NULL, lists INTEGER NOT NULL, PRIMARY KEY (author, n)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX parts_of_document ON parts (n)",
    """CREATE TABLE list_counts (
        author TEXT NOT NULL, list INTEGER NOT NULL, block INTEGER NOT NULL, documents INTEGER NOT NULL,
        PRIMARY KEY (author, list, block)
    ) STRICT, WITHOUT ROWID""",
)


@migrations()
def eleventh(db: Database) -> None:
    """In which lists each document stands, how many each holds, and the words that a document is found by."""
    for statement in _LISTS:
        db.execute(statement)


_TWELFTH = (
    # What follows from a document's date and cannot be told in SQL; the record keeps the date as it came.
    "ALTER TABLE documents ADD COLUMN dated TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE documents ADD COLUMN unclear TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX documents_of_text ON documents (text_hash)",
    """CREATE TABLE sketches (
        key INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (key, text)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE likenesses (
        document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        other TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, share REAL NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX likenesses_of_other ON likenesses (other)",
    "DROP VIEW training_spans",
    """CREATE VIEW training_spans AS
        SELECT d.id AS document_id, d.kind AS document_kind, d.title,
               coalesce(nullif(d.dated, ''), d.published) AS published, d.source, s.id AS span_id,
               s.label, s."start", s."end", s.ranges, s.quote, s.author, s.attributes, s.note, s.origin,
               s.confidence, coalesce(m.id, nullif(s.name, '')) AS name_id, coalesce(m.name, n.name) AS name,
               coalesce(nullif(m.identifier, ''), n.identifier) AS identifier, t.text
        FROM spans s JOIN documents d ON d.id = s.document_id JOIN texts t ON t.hash = d.text_hash
             LEFT JOIN names n ON n.id = s.name LEFT JOIN names m ON m.id = n.merged_into""",
)


@migrations()
def twelfth(db: Database) -> None:
    """When documents are dated, as their dates are understood, and which others their texts are like."""
    for statement in _TWELFTH:
        db.execute(statement)


@migrations()
def known_of_names(db: Database) -> None:
    """What is known of names, and the documents of each outlet."""
    for statement in KNOWN_OF_NAMES:
        db.execute(statement)


@migrations()
def tolls(db: Database) -> None:
    """The quantities that claims tell of."""
    for statement in toll_steps(NAME_ATTRIBUTES):
        db.execute(statement)


@migrations()
def joined_copies(db: Database) -> None:
    """What of the log stands, where copies of a project went on apart and were joined."""
    for statement in STANDING:
        db.execute(statement)


migrations()(search)
migrations()(ledger)
