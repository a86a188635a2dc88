#!/bin/sh
# Every address that reads, in every form of it, over a case that holds nothing and over one that holds a little of
# everything: a table has its line of columns (also without a row), JSON is JSON, a refusal says why. The addresses are
# those of the API's own description.
data=$(pwd)/tests/data
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"
command -v jq >/dev/null || { echo "skipped: jq is not there"; exit 77; }

with() { run 0 -C full "$@"; }
run 0 init empty --participant "State A" --person "A. Author"
run 0 init full --participant "State A" --person "A. Author"
cat >day.csv <<'EOF'
mmsi,time,lat,lon,sog,name,imo
299000001,2021-05-01T00:00:00Z,36.0,123.0,10,VOLANA REEF,9074729
299000001,2021-05-01T00:10:00Z,36.02,123.0,10,VOLANA REEF,9074729
299000001,2021-05-01T20:10:00Z,36.5,123.0,10,VOLANA REEF,9074729
299000001,2021-05-01T20:20:00Z,36.52,123.0,10,VOLANA REEF,9074729
EOF
with import day.csv --source "Port radio"
with import "$data/lists/ofac" --date 2026-02-27
cp -R "$data/lists/ofac" later
for file in later/*; do echo >>"$file"; done # another file, with the same names in it
with import later --date 2026-03-27
with screen "Volana Rif" --json
question=$("$program" -C full log --json | jq -r 'select(.kind == "screening").seq' | head -n 1)
with watch-list add "Volana Rif"
with require ofac-sdn
with alert rule "silences" --event gap
with task add "Ask the port" --label ask-port
with shift note "all quiet"
printf 'the letter as it came\n' >letter.txt
with source add patrol --kind agency --party "State A" --label patrol
with item add letter.txt --title "A letter" --source patrol --label letter
with claim add --who "OPEN POINT" --did sailed --start 2026-03-01 --label c1
with claim support c1 letter
with observe add --as sighting --subject "OPEN POINT" --lat 36 --lon 123 --accuracy-m 500 --observed 2021-05-01T00:05Z --source patrol --label seen
with letter new request --to Owner --about c1 --out letters
sha=$(sha256sum letter.txt | cut -d' ' -f1)
ship=$("$program" -C full get /api/vessels | jq -r '.items[0].mmsi // 1')
event=$("$program" -C full get /api/events | jq -r '[.items[] | select(.type == "gap")][0].id // 1')

# Each with the values of its path and the parameters that it demands. The stream has no end.
run 0 -C empty get /openapi.json
jq -r --arg sha "$sha" --arg ship "$ship" --arg event "$event" --arg question "${question:-1}" '.paths | to_entries[] |
    .key as $path | .value.get // empty |
    ([.parameters[] | select(.required and .in == "query") | .name + "=" +
        (if .schema.enum then .schema.enum[0] elif .schema.format == "date-time" then "2026-03-01T00:00Z"
         elif .name == "from" or .name == "to" then "38.0,124." + (if .name == "to" then "1" else "0" end) + ",2026-03-0" + (if .name == "to" then "2" else "1" end) + "T00:00Z" elif .schema.type == "string" then "101" else "10" end)] | join("&")) as $query |
    ($path | gsub("{sha256}"; $sha) | gsub("{seq}"; "1") | gsub("{dataset}"; "default") | gsub("{entry}"; $question) | gsub("{list}"; "ofac-sdn") |
        if startswith("/api/claims/") then gsub("{id}"; "c1") elif startswith("/api/filings/") then gsub("{id}"; "letter")
        elif startswith("/api/sightings/") then gsub("{id}"; "seen") elif startswith("/api/vessels/") then gsub("{id}"; $ship) elif startswith("/api/events/") then gsub("{id}"; $event)
        elif startswith("/api/parties/") then gsub("{id}"; "101") else gsub("{[a-z_]*}"; "1") end)
        + (if $query == "" then "" else "?" + $query end)' out | grep -v '^/api/stream' >asked

# is_json FILE: one document, without anything behind it
is_json() { [ "$(jq -s length "$1" 2>/dev/null)" = 1 ]; }
# judge CASE ADDRESS: what stands in body, of which head tells
judge() {
    status=$(sed -n '1s/^Status: //p' head)
    type=$(sed -n 's/^Content-Type: \([^;]*\).*/\1/p' head | tr -d '\r')
    case "$status $type" in
    "200 text/csv") sed -n 1p body | grep -Eq '^[a-z_0-9]+(,[a-z_0-9]+)*$' || fail "$1: $2 has no line of columns: $(head -n 1 body)" ;;
    *json) is_json body || fail "$1: $2 is no JSON: $(head -c 200 body)" ;;
    4??*) fail "$1: $2 is refused without a reason: $status $type" ;;
    200*) ;;
    *) fail "$1: $2 gives $status" ;;
    esac
    case "$status ${2%%\?*}" in
    "200 "*.csv) [ "$type" = text/csv ] && tables=$((tables + 1)) || fail "$1: $2 is $type" ;;
    "200 "*.geojson) [ "$type" = application/geo+json ] || fail "$1: $2 is $type" ;;
    esac
}
for case in empty full; do
    tables=0
    while read -r address; do
        "$program" -C $case get --head "$address" </dev/null >got 2>err
        awk 'behind { print; next } $0 == "" || $0 == "\r" { behind = 1; next } { print >"head" }' got >body
        judge $case "$address"
        case "$status ${address%%\?*}" in "200 "*) ;; *.csv) echo "$address: $(head -c 300 body)" >>none.$case ;; esac
    done <asked
    [ $tables -ge 24 ] || fail "$case: only $tables tables"
    [ $case != full ] || [ $tables -eq "$(grep -c '\.csv' asked)" ] || fail "full: no table: $(cat none.full)"
done

# One event as a feature of a map, and the kinds of filings as a table.
event=$("$program" -C full events --json | sed -n '1s/.*"id":"\([0-9a-f]*\)".*/\1/p')
run 0 -C full get "/api/events/$event.geojson"
[ "$(jq -r '[.type, .id] | join(" ")' out)" = "Feature $event" ] || fail "an event as GeoJSON: $(cat out)"
run 0 -C full get /api/kinds.csv
[ "$(sed -n 1p out)" = "kind,letter,text,by,fields" ] || fail "kinds: $(head -n 1 out)"

# A claim's page is of several kinds of row: the first column tells them apart. Of a table of one kind it would say nothing.
run 0 -C full get /api/claims/c1.csv
[ "$(sed -n 1p out | cut -d, -f1-2)" = "type,id" ] && grep -q '^support,' out || fail "a claim as a table: $(cat out)"
run 0 -C full get /api/sightings/seen.csv
[ "$(sed -n 1p out | cut -d, -f1-2)" = "id,ships" ] && [ "$(wc -l <out)" -eq 2 ] || fail "a sighting as a table: $(cat out)"
run 0 -C full get /api/handover.csv?since=2020-01-01T00:00Z
head -n 1 out | grep -q '^type,' && grep -q '^shift_entry,' out && grep -q '^task,' out || fail "the hand-over sheet as a table: $(cat out)"
run 0 -C full get /api/coverage.geojson
[ "$(jq -c '[.type, (.features | length > 0), .features[0].geometry.type]' out)" = '["FeatureCollection",true,"Polygon"]' ] || fail "coverage: $(cat out)"
run 0 -C empty get /api/coverage.geojson
[ "$(jq -c '[.features, .summary.start, .summary.end]' out)" = '[[],null,null]' ] || fail "no coverage: $(cat out)"
run 0 -C full get /api/sightings.geojson
[ "$(jq -c '[.features[] | [.geometry.coordinates, .properties.accuracy_m]]' out)" = '[[[123,36],500]]' ] || fail "a sighting on a map: $(cat out)"

# A list of which two publications are the same has no change to show, but the columns of one.
run 0 -C full get /api/lists/ofac-sdn/diff.csv
[ "$(cat out)" = "change,id,reference,schema,caption,values" ] || fail "no change: $(cat out)"
run 0 -C full get "/api/watch-list.csv?limit=1"
[ "$(wc -l <out)" -eq 2 ] || fail "one of what is followed: $(cat out)"
finish
