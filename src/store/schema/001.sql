-- Version 1 of case.db. Primary: journal, payload (and the folder objects/). Every other table is derived from these
-- three by `plimsoll rebuild`; none of them is cited from outside but through what is pinned in the journal.
-- Without a rowid, key columns stand first: SQLite 3.40's integrity check reports false NULLs otherwise.

CREATE TABLE journal (
    seq   INTEGER PRIMARY KEY,          -- from 0, no gaps: the leaf index
    entry BLOB NOT NULL,                -- docs/format/entry.md
    leaf  BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE payload (
    seq   INTEGER NOT NULL,
    field TEXT NOT NULL,
    salt  BLOB,                         -- NULL with value once erased
    value BLOB,
    PRIMARY KEY (seq, field)
) STRICT, WITHOUT ROWID;

-- What this copy of the case may do and where it stands: generation (of positions/), read_only (why), detected.
CREATE TABLE case_state (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE exhibit (
    seq         INTEGER PRIMARY KEY,    -- of its journal entry: also the import batch
    sha256      BLOB NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    bytes       INTEGER NOT NULL,
    kind        TEXT NOT NULL,          -- ais | un | ofac
    format      TEXT NOT NULL,          -- as found: nmea, csv:noaa ...
    source      TEXT NOT NULL,
    collector   TEXT NOT NULL,
    received_us INTEGER,                -- a claim
    marking     TEXT NOT NULL,
    exercise    INTEGER NOT NULL,
    own         INTEGER NOT NULL,       -- own-ship sentences only
    reports     INTEGER NOT NULL,       -- distinct (time, record)
    first_us    INTEGER,
    last_us     INTEGER
) STRICT;

CREATE TABLE member (
    id      INTEGER PRIMARY KEY,        -- from 1, in journal order: the source number of a location
    seq     INTEGER NOT NULL,
    idx     INTEGER NOT NULL,
    name    TEXT NOT NULL,
    bytes   INTEGER NOT NULL,           -- decoded
    root    BLOB NOT NULL,              -- chunk root
    UNIQUE (seq, idx)
) STRICT;

CREATE TABLE exhibit_count (
    seq    INTEGER NOT NULL,
    reason TEXT NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (seq, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE station (
    id   INTEGER PRIMARY KEY,           -- from 1, in the order of first appearance
    name TEXT NOT NULL UNIQUE
) STRICT;

-- A set of stations, as ascending ids, each u32 big-endian.
CREATE TABLE station_set (
    id  INTEGER PRIMARY KEY,
    ids BLOB NOT NULL UNIQUE
) STRICT;

-- Messages with a position before de-duplication, by receiving station, cell of 1 degree, hour and class.
CREATE TABLE reception (
    station INTEGER NOT NULL,
    cell    INTEGER NOT NULL,           -- (floor(lat) + 90) * 360 + floor(lon) + 180
    hour    INTEGER NOT NULL,           -- hours since 1970
    class_b INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (station, cell, hour, class_b, seq)
) STRICT, WITHOUT ROWID;

-- What an MMSI said about itself, in one import.
CREATE TABLE identity (
    mmsi     INTEGER NOT NULL,
    field    TEXT NOT NULL,             -- imo | name | callsign | shiptype | dimensions | destination
    value    TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    first_us INTEGER NOT NULL,
    last_us  INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (mmsi, field, value, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_value ON identity (field, value, mmsi);

-- Ships seen, in one import.
CREATE TABLE ship (
    mmsi      INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    reports   INTEGER NOT NULL,
    positions INTEGER NOT NULL,
    first_us  INTEGER NOT NULL,
    last_us   INTEGER NOT NULL,
    PRIMARY KEY (mmsi, seq)
) STRICT, WITHOUT ROWID;

-- Months that have a file in positions/, and what the import put there.
CREATE TABLE batch (
    seq    INTEGER NOT NULL,
    month  INTEGER NOT NULL,            -- months since 1970-01
    blocks INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    digest BLOB NOT NULL,               -- SHA-256 over its blocks, in order of id
    PRIMARY KEY (seq, month)
) STRICT, WITHOUT ROWID;

-- Imported but not yet seen by detection.
CREATE TABLE dirty (
    mmsi    INTEGER NOT NULL,
    from_us INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    to_us   INTEGER NOT NULL,
    PRIMARY KEY (mmsi, from_us, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    id        BLOB NOT NULL,
    emitted   INTEGER NOT NULL,         -- time of the report whose push made it certain
    tail      INTEGER NOT NULL,         -- 1: open at the end of the data
    type      INTEGER NOT NULL,
    start_us  INTEGER NOT NULL,
    end_us    INTEGER NOT NULL,         -- of the last report it rests on where open
    lat       INTEGER,                  -- of its representative position, 1/600,000 degree
    lon       INTEGER,
    body      BLOB NOT NULL,            -- every field, see store/event.c
    PRIMARY KEY (id, tail, emitted)
) STRICT;
CREATE INDEX event_emitted ON event (tail, emitted);
CREATE INDEX event_start ON event (start_us);

CREATE TABLE event_vessel (
    event   BLOB NOT NULL,
    tail    INTEGER NOT NULL,
    emitted INTEGER NOT NULL,
    mmsi    INTEGER NOT NULL,
    PRIMARY KEY (mmsi, event, tail, emitted)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_vessel_event ON event_vessel (event, tail, emitted);
CREATE INDEX event_vessel_emitted ON event_vessel (tail, emitted);

-- The state of detection before the first report at or after at_us.
CREATE TABLE snapshot (
    at_us  INTEGER PRIMARY KEY,
    digest BLOB NOT NULL,               -- SHA-256 of the state
    bytes  INTEGER NOT NULL,            -- of the state
    state  BLOB NOT NULL                -- zstd
) STRICT;

-- Ships seen with a position in a cell of 1 degree, in one import: how many ships a pattern is common among.
CREATE TABLE presence (
    cell INTEGER NOT NULL,              -- as in reception
    mmsi INTEGER NOT NULL,
    seq  INTEGER NOT NULL,
    n    INTEGER NOT NULL,              -- positions
    PRIMARY KEY (cell, mmsi, seq)
) STRICT, WITHOUT ROWID;

-- Publications of sanctions lists: one import each.
CREATE TABLE list_publication (
    seq         INTEGER PRIMARY KEY,    -- of its journal entry
    list        TEXT NOT NULL,          -- un-sc | ofac-sdn | ofac-cons
    published   TEXT NOT NULL,          -- YYYY-MM-DD, or empty where neither the file nor the person said
    entries     INTEGER NOT NULL,
    rejected    INTEGER NOT NULL,
    names       INTEGER NOT NULL,
    vessels     INTEGER NOT NULL,
    identifiers INTEGER NOT NULL,
    invalid     INTEGER NOT NULL
) STRICT;

CREATE TABLE list_entity (
    id        INTEGER PRIMARY KEY,
    seq       INTEGER NOT NULL,
    entity    TEXT NOT NULL,            -- the list's stable id
    reference TEXT NOT NULL,
    schema    TEXT NOT NULL,            -- FollowTheMoney
    caption   TEXT NOT NULL,
    offset    INTEGER NOT NULL,         -- in the decoded member
    length    INTEGER NOT NULL,
    body      BLOB NOT NULL             -- docs/format/entity.md
) STRICT;
CREATE INDEX list_entity_seq ON list_entity (seq, entity);

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
