-- Version 6: by which stations, and when, one ship was heard; and in which quarters of an hour anybody was. Events page by
-- page, from any place in the printed order on.

CREATE INDEX station_ship_mmsi ON station_ship (mmsi, day, station, seq, am, pm);
CREATE INDEX station_quarter_quarter ON station_quarter (quarter);
CREATE INDEX event_page ON event (type, start_us, id, end_us, lat, lon);
