#!/bin/sh
# check notices whatever is changed behind its back in what is derived: each change below is made with sqlite3 to a copy
# of a sound case, must be found in the table it was made in (exit status 1), and is repaired by rebuild. What --quick
# leaves out, stray files, and what a scratch case leaves behind. The input is an exercise; only that the tables have
# rows is expected of it (and tested).
command -v sqlite3 >/dev/null || { echo "skipped: there is no sqlite3 program to change a case with"; exit 77; }
. "$(dirname "$0")/head.sh"
mkdir tmp
TMPDIR=$work/tmp
export TMPDIR

# The whole of the last recording stays unseen by detection in `later`.
"$program" exercise drill --seed 5 --days 2 --vessels 8 >/dev/null 2>&1
run 0 init sound --participant X --exercise
run 0 -C sound import drill/list.xml drill/recording-0001.nmea --source Radio
cp -r sound later
run 0 -C sound import drill/recording-0002.nmea
run 0 -C later import drill/recording-0002.nmea --no-detect

run 0 -C sound check
has "all as it was signed" err
has "derived anew" err
has "leave no trace" err
run 0 -C sound check --json
has '"derived_anew":true' out
leaf=$(sqlite3 sound/case.db "SELECT lower(hex(leaf)) FROM journal ORDER BY seq DESC LIMIT 1")
has "\"last_leaf\":\"$leaf\"" out
run 0 -C later check --json
has '"detected":false' out
has '"derived_anew":true' out
run 0 -C sound check --quick
has "were not derived anew" err
grep -q "all as it was signed" err && fail "--quick says that all is as it was signed"
[ -z "$(ls tmp)" ] || fail "check leaves $(ls tmp) in TMPDIR"

# What a killed check leaves is removed by the next one; what another holds is not.
mkdir -p tmp/plimsoll-check-dead00/positions tmp/plimsoll-check-live00 tmp/plimsoll-known-at-dead00
touch tmp/plimsoll-known-at-dead00/lock
touch tmp/plimsoll-check-dead00/lock tmp/plimsoll-check-dead00/case.db tmp/plimsoll-check-dead00/positions/2026-01.db
touch tmp/plimsoll-check-live00/lock
(flock 9; "$program" -C sound check >out 2>err) 9<>tmp/plimsoll-check-live00/lock || fail "check beside another"
[ "$(ls tmp)" = plimsoll-check-live00 ] || fail "after left-overs TMPDIR holds: $(ls tmp)"
rm -rf tmp/plimsoll-check-live00

tampered() { # CASE TABLE SQL
    rm -rf bad && cp -r "$1" bad
    n=$(sqlite3 bad/case.db "$3; SELECT total_changes()") || fail "sqlite3: $3"
    [ "$n" -gt 0 ] || fail "nothing was changed by: $3"
    last="check after: $3"
    "$program" -C bad check >out 2>err
    status=$?
    [ $status -eq 1 ] || fail "$last: status $status"
    grep -q "^$2: row" out || { fail "$last: $2 is not named"; head -n 3 out; }
    grep -q "all as it was signed" err && fail "$last: says that all is as it was"
}

# Each table: a row changed, a row gone; a row too many where the key allows a plain one.
while read -r table sql; do
    tampered sound "$table" "$sql"
done <<'END'
exhibit UPDATE exhibit SET name = 'other.nmea' WHERE seq = 2
exhibit UPDATE exhibit SET reports = reports + 1 WHERE seq = 3
exhibit UPDATE exhibit SET own = 1 WHERE seq = 3
exhibit_count DELETE FROM exhibit_count WHERE seq = 3
station UPDATE station SET name = name || 'X' WHERE id = 1
reception DELETE FROM reception WHERE (station, cell, hour) IN (SELECT station, cell, hour FROM reception LIMIT 1)
identity UPDATE identity SET value = value || 'X' WHERE (mmsi, field) IN (SELECT mmsi, field FROM identity LIMIT 1)
identity DELETE FROM identity WHERE mmsi = (SELECT max(mmsi) FROM identity)
ship UPDATE ship SET reports = reports + 1 WHERE mmsi = (SELECT min(mmsi) FROM ship)
ship INSERT INTO ship VALUES (431000001, 3, 1, 1, 0, 0)
batch UPDATE batch SET reports = reports + 1
event DELETE FROM event WHERE id = (SELECT min(id) FROM event)
event UPDATE event SET lat = coalesce(lat, 0) + 1 WHERE id = (SELECT max(id) FROM event)
event UPDATE event SET end_us = end_us + 1 WHERE id = (SELECT max(id) FROM event)
event_vessel UPDATE event_vessel SET mmsi = mmsi + 1 WHERE event = (SELECT min(event) FROM event_vessel)
event_vessel DELETE FROM event_vessel
snapshot DELETE FROM snapshot WHERE at_us = (SELECT max(at_us) FROM snapshot)
presence DELETE FROM presence WHERE cell = (SELECT min(cell) FROM presence)
presence UPDATE presence SET n = n + 1 WHERE cell = (SELECT min(cell) FROM presence)
list_publication UPDATE list_publication SET published = '2020-01-01'
list_entity UPDATE list_entity SET caption = caption || 'X' WHERE id = (SELECT min(id) FROM list_entity)
list_key UPDATE list_key SET value = value || 'X' WHERE entity = (SELECT min(entity) FROM list_key)
list_key DELETE FROM list_key WHERE entity = (SELECT min(entity) FROM list_key)
dirty INSERT INTO dirty VALUES (431000001, 0, 9, 1)
END
run 1 -C bad check --json
has '"part":"dirty"' out
run 0 -C bad rebuild
run 0 -C bad check

# The same where detection has not seen the last import.
tampered later event "DELETE FROM event WHERE id = (SELECT min(id) FROM event)"
tampered later event "DELETE FROM dirty" # which would hide that events are wanting

# A trigger is a definition that nothing gives.
tampered sound schema "UPDATE exhibit SET seq = seq WHERE seq = 2; CREATE TRIGGER t AFTER INSERT ON ship BEGIN DELETE FROM ship; END"

# positions/: the box index cannot be changed without its module, but its tables can.
month=$(basename "$(ls sound/positions/*.db | tail -n 1)")
moved() { # SQL
    rm -rf bad && cp -r sound bad
    sqlite3 "bad/positions/$month" "$1" || fail "sqlite3: $1"
    run 1 -C bad check
    has "$month" out
}
moved "UPDATE block SET from_us = from_us - 1 WHERE id = 1"
moved "DELETE FROM block WHERE id = (SELECT max(id) FROM block)"
moved "UPDATE block_box_node SET data = zeroblob(length(data)) WHERE nodeno = (SELECT max(nodeno) FROM block_box_node)"
moved "DELETE FROM block_box_rowid WHERE rowid = 1"
run 0 -C bad check --quick # which is why it says what it did not derive
run 0 -C bad rebuild
run 0 -C bad check

# Files that nothing names are noted, and no fault.
rm -rf bad && cp -r sound bad
touch bad/objects/note.txt "bad/positions/1999-01.db"
object=$(find bad/objects -type f -name '????????????????*' | head -n 1)
cp "$object" "$(dirname "$object")/$(basename "$object" | tr 0-9a-f 1-9a-f0)"
run 0 -C bad check --json
[ "$(grep -c '"type":"note"' out)" -eq 3 ] || { fail "not 3 notes"; cat out; }
has '"where":"objects/note.txt"' out
has '"where":"positions/1999-01.db"' out
has '"notes":3' out

# An exhibit that changed: it is named, and that nothing could be compared is said.
chmod u+w "$object"
printf X >>"$object"
run 1 -C bad check
has "bytes have changed" out
has "could not be derived anew" out

finish
