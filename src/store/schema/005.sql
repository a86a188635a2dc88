-- Version 5: the second stage of detection. Its events stand in `event` with tail = 2; what it says beside events of
-- the first stage, and the reception that the first stage measured, stand apart. All derived.

CREATE TABLE event_note (
    id   BLOB PRIMARY KEY,              -- of the event
    body BLOB NOT NULL                  -- struct pl_event_notes, see store/event.c
) STRICT, WITHOUT ROWID;

CREATE TABLE reception_slot (
    slot_us INTEGER NOT NULL,           -- start of the six hours whose end made it certain
    tail    INTEGER NOT NULL,           -- 1: of the unfinished slot at the end of the data
    body    BLOB NOT NULL,
    PRIMARY KEY (slot_us, tail)
) STRICT;
