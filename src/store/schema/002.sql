-- Version 2: publications of lists keep every entry once, whatever number of publications hold it.
--
-- What version 1 derived from lists lacks languages, scripts and captions, and only a rebuild can read it anew: until
-- then every question about lists is refused (case_state 'lists'), never answered with "none".

INSERT OR REPLACE INTO case_state (key, value) SELECT 'lists', 'stale' FROM list_publication LIMIT 1;
DROP TABLE list_key;
DROP TABLE list_entity;
DROP TABLE list_publication;
DROP TABLE station_set; -- nothing ever stood in it

-- Publications of sanctions lists: one import each.
CREATE TABLE list_publication (
    seq         INTEGER PRIMARY KEY,    -- of its journal entry
    list        TEXT NOT NULL,          -- un-sc | ofac-sdn | eu-fsf ...
    format      TEXT NOT NULL,          -- as the reader's table names it: un-xml, ofac-csv ...
    published   TEXT NOT NULL,          -- YYYY-MM-DD, or empty where neither the file nor the person said
    day         INTEGER NOT NULL,       -- since 1970-01-01: of `published`; undated: the UTC day of the journal entry
    entries     INTEGER NOT NULL,
    rejected    INTEGER NOT NULL,
    names       INTEGER NOT NULL,
    vessels     INTEGER NOT NULL,
    identifiers INTEGER NOT NULL,
    invalid     INTEGER NOT NULL,       -- identifiers whose check digit or shape is wrong
    edges       INTEGER NOT NULL,       -- entries that stand between others
    dangling    INTEGER NOT NULL,
    unread      INTEGER NOT NULL,
    base        INTEGER,                -- of a delta: the publication that it was applied to
    before      INTEGER,                -- the publication of this list before it, by day, when it was imported
    added       INTEGER NOT NULL,       -- against `before`, by the list's stable ids; 0 without one
    changed     INTEGER NOT NULL,
    removed     INTEGER NOT NULL
) STRICT;
CREATE INDEX list_publication_day ON list_publication (list, day, seq);

-- Entries, each content once.
CREATE TABLE list_entity (
    id        INTEGER PRIMARY KEY,
    hash      BLOB NOT NULL UNIQUE,     -- SHA-256 of body
    list      TEXT NOT NULL,
    entity    TEXT NOT NULL,            -- the list's stable id
    reference TEXT NOT NULL,
    schema    TEXT NOT NULL,            -- FollowTheMoney
    caption   TEXT NOT NULL,
    body      BLOB NOT NULL,            -- docs/format/entity.md
    fields    TEXT NOT NULL             -- of each value, where in the entry it stands; a line each
) STRICT;
CREATE INDEX list_entity_id ON list_entity (list, entity);
CREATE INDEX list_entity_reference ON list_entity (reference);

-- Which publication holds which entries, in the order of the file.
CREATE TABLE list_holds (
    seq    INTEGER NOT NULL,            -- list_publication.seq
    place  INTEGER NOT NULL,            -- from 0
    entity INTEGER NOT NULL,            -- list_entity.id
    source INTEGER NOT NULL,            -- whose exhibit has its bytes: seq, or of a delta an earlier publication's
    offset INTEGER NOT NULL,            -- in the decoded member
    length INTEGER NOT NULL,
    PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_holds_entity ON list_holds (entity, seq);

-- Exact keys: valid numbers, call signs, folded names.
CREATE TABLE list_key (
    kind   INTEGER NOT NULL,            -- enum pl_key_kind
    key    TEXT NOT NULL,
    entity INTEGER NOT NULL,            -- list_entity.id
    value  TEXT NOT NULL,               -- as the list writes it
    field  TEXT NOT NULL,               -- where it stands in the entry
    PRIMARY KEY (kind, key, entity, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_key_entity ON list_key (entity);

-- What persons did that is no exhibit: kept screenings, decisions, the watch list, required lists, withdrawals. The
-- journal's payload says what; this finds them.
CREATE TABLE act (
    seq   INTEGER PRIMARY KEY,          -- of its journal entry
    kind  TEXT NOT NULL,                -- of the journal entry
    at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX act_kind ON act (kind, seq);
