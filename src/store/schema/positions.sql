-- One file for each UTC month. A row counts only where case.db knows its batch.
CREATE TABLE block (
    id      INTEGER PRIMARY KEY,
    batch   INTEGER NOT NULL,
    mmsi    INTEGER NOT NULL,
    from_us INTEGER NOT NULL,
    to_us   INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;
CREATE INDEX block_vessel ON block (mmsi, from_us);
CREATE INDEX block_time ON block (from_us);
CREATE INDEX block_batch ON block (batch);

-- 1/600,000 degree, and seconds since 2000-01-01; blocks without a position are not in it.
CREATE VIRTUAL TABLE block_box USING rtree_i32(id, lon0, lon1, lat0, lat1, sec0, sec1);
