-- The store of a collection, version 1. What the tables mean is told in docs/collection.md.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A file that was read.
CREATE TABLE source (
    id       INTEGER PRIMARY KEY,
    path     TEXT NOT NULL UNIQUE,
    size     INTEGER NOT NULL,          -- bytes
    modified INTEGER NOT NULL,          -- nanoseconds since 1970
    read     INTEGER NOT NULL DEFAULT 0,-- records that are in the store
    done     INTEGER NOT NULL DEFAULT 0,-- whether it was read to its end
    error    TEXT                       -- why it could not be opened
);

-- An article: a cleaned document. Each text is kept once.
CREATE TABLE article (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL,           -- its address, or its name where it has none
    version    INTEGER NOT NULL,        -- from 1, for each key
    current    INTEGER NOT NULL,        -- 1 for the version that takes part in pairs
    fresh      INTEGER NOT NULL,        -- 1 until partners were looked for
    hash       BLOB NOT NULL UNIQUE,    -- of the text, BLAKE3, 16 bytes
    lang       TEXT NOT NULL,           -- BCP 47
    confidence REAL NOT NULL,           -- how sure the language is
    title      TEXT,
    byline     TEXT,
    published  TEXT,                    -- RFC 3339, or the day
    site       TEXT,
    url        TEXT,                    -- canonical address
    alternates TEXT NOT NULL,           -- JSON: [[language, address], …]
    fetched    TEXT,                    -- RFC 3339
    day        INTEGER,                 -- days since 1970 of `published`, else of `fetched`
    text       TEXT NOT NULL,           -- blocks, one a line
    blocks     TEXT NOT NULL,           -- JSON: [{"role", "span": {"start", "end"}, "origin", "lang"}, …], in bytes of `text`
    sentences  INTEGER NOT NULL,        -- how many there are
    UNIQUE (key, version)
);
CREATE INDEX article_fresh ON article (id) WHERE fresh = 1;

-- What pairing knows of an article. Beside the article, so that reading one does not read the other.
CREATE TABLE profile (article INTEGER PRIMARY KEY REFERENCES article, data BLOB NOT NULL);

-- What was fetched, and what became of it.
CREATE TABLE document (
    id       INTEGER PRIMARY KEY,
    source   INTEGER NOT NULL REFERENCES source,
    number   INTEGER NOT NULL,          -- of the record in its source, from 0
    offset   INTEGER NOT NULL,          -- bytes; under gzip of the member
    url      TEXT,
    fetched  TEXT,
    raw      BLOB NOT NULL,             -- hash of what was fetched, BLAKE3, 16 bytes; empty where nothing could be read
    fate     TEXT NOT NULL CHECK (fate IN ('article', 'version', 'duplicate', 'near-duplicate', 'skipped')),
    article  INTEGER REFERENCES article,-- what it became, or is a duplicate of
    likeness REAL,                      -- of a near duplicate
    reason   TEXT,                      -- why it was skipped
    detail   TEXT,
    UNIQUE (source, number, raw)
);
CREATE INDEX document_raw ON document (raw);
CREATE INDEX document_article ON document (article);

-- Keys that near duplicates have in common.
CREATE TABLE band (key INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES article, PRIMARY KEY (key, article)) WITHOUT ROWID;

CREATE TABLE sentence (
    article INTEGER NOT NULL REFERENCES article,
    number  INTEGER NOT NULL,           -- from 0
    block   INTEGER NOT NULL,
    "from"  INTEGER NOT NULL,           -- bytes of the article's text
    "to"    INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) WITHOUT ROWID;

-- Two articles that are versions of one story.
CREATE TABLE pair (
    id             INTEGER PRIMARY KEY,
    source         INTEGER NOT NULL REFERENCES article,
    target         INTEGER NOT NULL REFERENCES article,
    score          REAL NOT NULL,
    evidence       TEXT NOT NULL,       -- declared, name, content
    class          TEXT NOT NULL,       -- parallel, comparable
    source_covered REAL,
    target_covered REAL,
    likeness       REAL NOT NULL,
    shared         INTEGER NOT NULL,
    lead           REAL NOT NULL,
    aligned        INTEGER NOT NULL DEFAULT 0,
    confidence     REAL,                -- of the alignment
    UNIQUE (source, target)
);
CREATE INDEX pair_target ON pair (target);
CREATE INDEX pair_waiting ON pair (id) WHERE aligned = 0;

CREATE TABLE bead (
    pair        INTEGER NOT NULL REFERENCES pair,
    number      INTEGER NOT NULL,
    source_from INTEGER NOT NULL,       -- numbers of sentences, half-open
    source_to   INTEGER NOT NULL,
    target_from INTEGER NOT NULL,
    target_to   INTEGER NOT NULL,
    score       REAL NOT NULL,
    moved       INTEGER NOT NULL,
    kept        INTEGER NOT NULL DEFAULT 1,-- 0 if a filter is against it
    PRIMARY KEY (pair, number)
) WITHOUT ROWID;

-- What checks found in a bead.
CREATE TABLE finding (
    pair     INTEGER NOT NULL REFERENCES pair,
    number   INTEGER NOT NULL,
    bead     INTEGER NOT NULL,
    "check"  TEXT NOT NULL,
    verdict  TEXT NOT NULL,
    severity TEXT NOT NULL,
    message  TEXT NOT NULL,
    data     TEXT NOT NULL,             -- JSON of the whole finding
    PRIMARY KEY (pair, number)
) WITHOUT ROWID;

-- What filters said of a bead.
CREATE TABLE verdict (
    pair   INTEGER NOT NULL REFERENCES pair,
    bead   INTEGER NOT NULL,
    filter TEXT NOT NULL,
    keep   INTEGER NOT NULL,
    score  REAL,
    PRIMARY KEY (pair, bead, filter)
) WITHOUT ROWID;

-- For reading: the text of each sentence.
CREATE VIEW sentence_text AS
SELECT s.article, s.number, s.block, a.lang,
       CAST(substr(CAST(a.text AS BLOB), s."from" + 1, s."to" - s."from") AS TEXT) AS text
FROM sentence s JOIN article a ON a.id = s.article;

-- For reading: both texts of each bead.
CREATE VIEW bead_text AS
SELECT b.pair, b.number, b.score, b.moved, b.kept, p.source, p.target,
       (SELECT group_concat(text, ' ') FROM (SELECT text FROM sentence_text s WHERE s.article = p.source
        AND s.number >= b.source_from AND s.number < b.source_to ORDER BY s.number)) AS source_text,
       (SELECT group_concat(text, ' ') FROM (SELECT text FROM sentence_text s WHERE s.article = p.target
        AND s.number >= b.target_from AND s.number < b.target_to ORDER BY s.number)) AS target_text
FROM bead b JOIN pair p ON p.id = b.pair;
