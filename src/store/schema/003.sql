-- Version 3: filings (what persons put beside AIS), found by id, label, key, time and words. All derived from journal
-- entries and, for tables that came in as one entry, from the object with their rows.

CREATE TABLE filing (
    id      INTEGER PRIMARY KEY,
    seq     INTEGER NOT NULL,           -- of its journal entry
    row     INTEGER NOT NULL,           -- from 1 in a table; 0 where the entry is the filing
    kind    TEXT NOT NULL,              -- of the journal entry
    at_us   INTEGER NOT NULL,
    label   TEXT NOT NULL,
    from_us INTEGER,                    -- when what it says began, earliest
    to_us   INTEGER,                    -- and ended, latest
    lat     INTEGER,                    -- 1/1,000,000 degree
    lon     INTEGER,
    body    BLOB NOT NULL,              -- docs/format/filing.md
    UNIQUE (seq, row)
) STRICT;
CREATE INDEX filing_kind ON filing (kind, seq, row);
CREATE INDEX filing_label ON filing (label, seq) WHERE label <> '';
CREATE INDEX filing_time ON filing (from_us) WHERE from_us IS NOT NULL;

-- Exact keys: imo:9074729, mmsi:299000020, callsign:..., name:<folded>, ref:C12.
CREATE TABLE filing_key (
    key    TEXT NOT NULL,
    filing INTEGER NOT NULL,            -- filing.id
    PRIMARY KEY (key, filing)
) STRICT, WITHOUT ROWID;

-- Words of filings; the text itself stands in body. Runs of Han, Hangul and Kana are cut into single characters.
CREATE VIRTUAL TABLE filing_text USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2');

-- What was withdrawn by a later entry: a whole entry (row 0) or one row of a table.
CREATE TABLE withdrawn (
    seq    INTEGER NOT NULL,
    row    INTEGER NOT NULL,
    by_seq INTEGER NOT NULL,
    PRIMARY KEY (seq, row, by_seq)
) STRICT, WITHOUT ROWID;
