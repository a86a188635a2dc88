-- Version 8: where ships said to be while a station heard them (detect/station), as each import counted it: from this it
-- is learned how far the station hears. Of what was imported before, `rebuild` counts it: until then case_state 'places'
-- is the first import that counted them, and nothing is told of how far stations hear.
CREATE TABLE station_place (
    station  INTEGER NOT NULL,
    day      INTEGER NOT NULL,          -- since 1970
    mmsi     INTEGER NOT NULL,
    cell     INTEGER NOT NULL,          -- of a degree, or 65535 where there are too many
    seq      INTEGER NOT NULL,          -- of the import
    am       INTEGER NOT NULL,          -- bit q: heard in quarter of an hour q, and in q + 48
    pm       INTEGER NOT NULL,
    first_us INTEGER NOT NULL,
    last_us  INTEGER NOT NULL,
    south    INTEGER NOT NULL,          -- 1/600000 degree
    west     INTEGER NOT NULL,
    north    INTEGER NOT NULL,
    east     INTEGER NOT NULL,
    PRIMARY KEY (station, day, mmsi, cell, seq)
) STRICT, WITHOUT ROWID;
INSERT OR REPLACE INTO case_state (key, value) SELECT 'places', max(seq) + 1 FROM ship HAVING count(*) > 0;
UPDATE case_state SET value = 'schema 7' WHERE key = 'detected';
