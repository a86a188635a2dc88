#!/bin/sh
# An import that is killed after it kept a recording and before detection: events and leads say that they are not complete,
# on the command line, over HTTP and in the pages of leads, until another import or a rebuild reads what is missing. While
# somebody is at work who will detect, nothing is missing yet. Who may not see the recording is told nothing of it.
. "$(dirname "$0")/head.sh"
command -v jq >/dev/null || { echo "skipped: jq is missing"; exit 77; }
writer=
trap '[ -z "$writer" ] || kill -9 $writer 2>/dev/null; rm -rf "$work"' EXIT
incomplete="1 import has not been through detection yet, and no event rests on it"

hasnt() { ! grep -qF -- "$1" "$2" || { fail "'$1' stands in $2 of: $last"; head -n 5 "$2"; }; }
is() { # JQ-FILTER WANTED WHAT, of out
    got=$(jq -c "$1" out 2>&1)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}
said() { # IMPORTS RUNNING WHAT: by every answer of events and leads
    told="{\"imports\":$1,\"running\":$2}"
    for address in /api/events /api/events.geojson /api/leads; do
        run 0 -C case get $address
        is .summary.undetected "$told" "$3: $address"
    done
    for command in events leads; do
        run 0 -C case $command --json
        is 'select(.type == "summary").undetected' "$told" "$3: $command"
    done
    run 0 -C case get /api/events
    is .summary.detected "$([ "$1" = 0 ] && echo true || echo false)" "$3: detected"
}
# A ship that is silent for two days: one event of a gap, where it is detected.
silent() { # MMSI
    echo 'mmsi,time,lat,lon,sog,name'
    for at in 01T00:00 01T00:10 01T00:20 03T00:00 03T00:10 03T00:20; do echo "$1,2026-03-$at:00Z,36.0,123.0,0.1,SHIP $1"; done
}
gaps() { "$program" -C case events --type gap --json 2>/dev/null | grep -c '"type":"gap"'; }

silent 299000001 >one.csv
silent 299000002 >two.csv
run 0 init case --participant "State A" --person "A. Author"
run 0 -C case import one.csv --marking TLP:GREEN
said 0 false "all was detected"
run 0 -C case events
hasnt "through detection" err
[ "$(gaps)" = 1 ] || fail "one silence: $(gaps)"

# The second recording is kept, and the import waits for the end of a third when it is killed.
mkfifo pipe
"$program" -C case import two.csv - --marking TLP:AMBER <pipe >imported 2>&1 &
writer=$!
exec 9>pipe
tries=0
until "$program" -C case get /api/imports | grep -q two.csv || [ $tries -eq 600 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
said 1 true "while it runs"
for command in events leads; do
    run 0 -C case $command
    has "plimsoll: $incomplete; a program that will do this is at work" err
    hasnt "warning" err
done
kill -9 $writer
wait $writer 2>/dev/null
writer=
exec 9>&-
said 1 false "after it was killed"
[ "$(gaps)" = 1 ] || fail "the second silence is there before detection: $(gaps)"
for command in events leads "events --csv" "leads --csv" "events --geojson"; do
    run 0 -C case $command
    has "warning: $incomplete; import any recording again, or run \`plimsoll rebuild\`, to complete this" err
done
run 0 -C case leads --html page.html
has "Not complete: $incomplete; import any recording again" page.html
run 0 -C case handover
has "Not complete: $incomplete" out

# A writer who detects nothing does not make it one that runs.
mkfifo third
"$program" -C case import --no-detect - <third >imported 2>&1 &
writer=$!
exec 9>third
tries=0
until "$program" -C case get /api/imports/running | grep -q '"writing":true' || [ $tries -eq 600 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
said 1 false "while an import runs that was asked not to detect"
kill -9 $writer
wait $writer 2>/dev/null
writer=
exec 9>&-
mkfifo rows
"$program" -C case import - --as sighting --columns subject=Ship <rows >imported 2>&1 &
writer=$!
exec 9>rows
tries=0
until "$program" -C case get /api/imports/running | grep -q '"writing":true' || [ $tries -eq 600 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
said 1 false "while a table of observations is imported"
kill -9 $writer
wait $writer 2>/dev/null
writer=
exec 9>&-

# As it was before that import, and for whom it is withheld.
run 0 -C case get "/api/events?log=3"
is .summary.undetected '{"imports":0,"running":false}' "with three entries"
run 0 -C case get "/api/leads?log=4"
is .summary.undetected '{"imports":1,"running":false}' "with four entries"
for address in /api/events /api/leads; do
    run 0 -C case get $address --clearance TLP:GREEN
    is .summary.undetected '{"imports":0,"running":false}' "TLP:GREEN: $address"
    run 0 -C case get $address --clearance TLP:AMBER
    is .summary.undetected '{"imports":1,"running":false}' "TLP:AMBER: $address"
done
run 0 -C case get /api/tracks --clearance TLP:GREEN
is .summary.detected true "TLP:GREEN: /api/tracks"
run 0 -C case get /api/tracks
is .summary.detected false "/api/tracks"
run 0 -C "case//up-to=TLP:GREEN" events
hasnt "through detection" err

# Either of what is said completes it.
cp -r case other
run 0 -C case rebuild
said 0 false "after a rebuild"
[ "$(gaps)" = 2 ] || fail "after a rebuild: $(gaps) silences"
run 0 -C case events
hasnt "through detection" err
rm -rf case && mv other case
run 0 -C case import one.csv
said 0 false "after another import"
[ "$(gaps)" = 2 ] || fail "after another import: $(gaps) silences"
run 0 -C case check
finish
