-- Version 5: the second stage of detection. Its events stand in `event` with tail = 2; what it says beside events of
-- the first stage, and the reception that the first stage measured, stand apart. All derived.

CREATE TABLE event_note (
    id   BLOB PRIMARY KEY,              -- of the event
    body BLOB NOT NULL                  -- struct pl_event_notes, see store/event.c
) STRICT, WITHOUT ROWID;

-- What stations heard, before de-duplication (detect/station), as each import counted it.
CREATE TABLE station_quarter (
    station  INTEGER NOT NULL,
    quarter  INTEGER NOT NULL,          -- of an hour, since 1970
    seq      INTEGER NOT NULL,          -- of the import
    n        INTEGER NOT NULL,
    first_us INTEGER NOT NULL,
    last_us  INTEGER NOT NULL,
    PRIMARY KEY (station, quarter, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE station_ship (
    station INTEGER NOT NULL,
    day     INTEGER NOT NULL,           -- since 1970
    mmsi    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    am      INTEGER NOT NULL,           -- bit q: heard in quarter of an hour q, and in q + 48
    pm      INTEGER NOT NULL,
    PRIMARY KEY (station, day, mmsi, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE station_clock (
    station INTEGER NOT NULL,
    dated   INTEGER NOT NULL,           -- 1: bucket is in seconds, else in 0.1 s of a minute
    bucket  INTEGER NOT NULL,           -- stamp less the UTC that the message says
    seq     INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (station, dated, bucket, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE reception_slot (
    slot_us INTEGER NOT NULL,           -- start of the six hours whose end made it certain
    tail    INTEGER NOT NULL,           -- 1: of the unfinished slot at the end of the data
    body    BLOB NOT NULL,
    PRIMARY KEY (slot_us, tail)
) STRICT;

-- Of what was imported before, `rebuild` counts what stations heard: until then this is the first import that did.
INSERT OR REPLACE INTO case_state (key, value) SELECT 'stations', max(seq) + 1 FROM ship HAVING count(*) > 0;
