-- Version 7: the coarse trail of each track, so that a large case is drawn without reading its reports. Detection writes
-- them, all of them at its next run.
CREATE TABLE trail_slot (
    slot_us INTEGER NOT NULL,           -- start of the six hours in which they became certain
    tail    INTEGER NOT NULL,           -- 1: of the unfinished slot at the end of the data
    body    BLOB NOT NULL,              -- detect/trail.h
    PRIMARY KEY (slot_us, tail)
) STRICT;
UPDATE case_state SET value = 'schema 6' WHERE key = 'detected';
