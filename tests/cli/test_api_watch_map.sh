#!/bin/sh
# What the map and the time bar ask: tracks, coverage, one event, where a silent ship can have been, ports, and events by
# area, name, grade and order. Of a recording whose answers are worked out by hand (below), and of an exercise beside
# what `events` and `reach` print.
set -u
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-watch.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
get() { # CASE WANTED-STATUS PATH [SCHEMA]
    "$program" -C "$work/$1" get --head "$3" >"$work/answer" 2>"$work/err"
    sed -n '1s/^Status: //p' "$work/answer" >"$work/status"
    sed '1,/^$/d' "$work/answer" >"$work/body"
    [ "$(cat "$work/status")" = "$2" ] || fail "$3: status $(cat "$work/status"), not $2: $(head -c 300 "$work/body")"
    [ $# -lt 4 ] || cp "$work/body" "$work/valid.$4"
}
is() { # JQ-FILTER WANTED WHAT: of the last answer
    got=$(jq -c "$1" "$work/body" 2>&1)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}

# Ship 1 lies at 0 N 140 E for an hour, sails east for an hour (0.02 degrees in ten minutes), is not heard for 30 hours,
# and goes on 1 degree farther east. Ship 2 sails north at 20 N 150 E, and is heard in the hours from 5 and from 7 alone.
# Ship 3 is beside ship 1 in the hours from 6 and from 8. Ship 4 sails evenly from 10 o'clock on, and is not heard for three
# of its hours, which is no event. No station is named.
awk 'BEGIN {
    print "mmsi,time,lat,lon,sog,cog,name"
    for (i = 0; i <= 12; i++) row(244000001, i * 10, 0, 140 + (i > 6 ? 0.02 * (i - 6) : 0), "FIRST")
    for (i = 0; i <= 12; i++) row(244000001, 32 * 60 + i * 10, 0, 141.12 + 0.02 * i, "FIRST")
    for (i = 0; i <= 5; i++) row(244000002, 300 + i * 10, 20 + 0.02 * i, 150, "SECOND")
    for (i = 0; i <= 5; i++) row(244000002, 420 + i * 10, 20.12 + 0.02 * i + 0.12, 150, "SECOND")
    for (i = 0; i <= 5; i++) row(244000003, 360 + i * 10, 0.5, 140.2 + 0.02 * i, "THIRD")
    for (i = 0; i <= 5; i++) row(244000003, 480 + i * 10, 0.5, 140.44 + 0.02 * i, "THIRD")
    for (i = 0; i <= 30; i++) if (i <= 6 || i >= 24) row(244000004, 600 + i * 10, -5, 160 + 0.02 * i, "FOURTH")
}
function row(mmsi, minute, lat, lon, name) {
    printf "%d,2024-03-%02dT%02d:%02d:00Z,%.5f,%.5f,7.2,90,%s\n", mmsi, 1 + int(minute / 1440), int(minute / 60) % 24, minute % 60, lat, lon, name
}' >"$work/hand.csv"
"$program" init "$work/hand" --participant Test --person Officer >/dev/null 2>&1 || fail "init"
"$program" -C "$work/hand" import "$work/hand.csv" >/dev/null 2>&1 || fail "import"

# ---- tracks ----
# With room for two points, the ends of both legs stay all the same (a silence ends there), and nothing else.
get hand 200 '/api/tracks?vessel=244000001&max=2' TrackList
is '.items | length' 1 "tracks of a ship"
is '.items[0] | del(.track)' '{"type":"track","mmsi":244000001,"name":"FIRST","start":"2024-03-01T00:00:00Z","n":4,"reports":26,"t":[0,7200,108000,7200],"lat":[0,0,0,0],"lon":[14000000,12000,100000,24000],"breaks":[2]}' "ends of a silence"
is '.items[0].track | test("^244000001-[0-9a-f]{16}$")' true "the name of a track"
is '.summary | [.reports, .points, .detected]' '[26,4,true]' "the summary of tracks"
# The fifth point is where it set off: an even way has it 0.06 degrees (6,672 m) farther east then.
get hand 200 '/api/tracks?vessel=244000001&max=5'
is '.items[0] | [.t, .lon, .breaks]' '[[0,3600,3600,108000,7200],[14000000,0,12000,100000,24000],[3]]' "a stop in a straight way"
# Half a pixel is 78,272 m at zoom 0, 1,223 m at zoom 6, 10 m at zoom 13.
get hand 200 '/api/tracks?vessel=244000001&zoom=0'
is '.items[0].n' 4 "zoom 0"
get hand 200 '/api/tracks?vessel=244000001&zoom=6'
is '.items[0].n' 5 "zoom 6"
get hand 200 '/api/tracks?vessel=244000001'
is '[.items[0].n, .summary.left_out_below_m]' '[26,null]' "all points where there is room"
get hand 200 '/api/tracks?box=139.5,-1,140.1,1&max=2'
is '[.items[].mmsi]' '[244000001]' "a box"
get hand 200 '/api/tracks?box=-180,-90,180,90'
is '[.items[] | [.mmsi, .reports, .breaks]]' '[[244000001,26,[13]],[244000002,12,[]],[244000003,12,[]],[244000004,14,[7]]]' "all ships"
# Where both ends of a pause are left out, the line still must not be drawn through it.
get hand 200 '/api/tracks?vessel=244000004&max=2'
is '.items[0] | [.t, .lon, .breaks]' '[[0,18000],[16000000,60000],[1]]' "a pause between two points"
# The same as GeoJSON: one line before the pause, one behind it; a point alone is a line to itself.
get hand 200 '/api/tracks.geojson?vessel=244000001&max=2'
is '.features[0].geometry' '{"type":"MultiLineString","coordinates":[[[140,0],[140.12,0]],[[141.12,0],[141.36,0]]]}' "tracks on a map"
is '.features[0].properties | [.mmsi, .name, .start, .end, .points, .reports]' '[244000001,"FIRST","2024-03-01T00:00:00Z","2024-03-02T10:00:00Z",4,26]' "whose they are"
get hand 200 '/api/tracks.geojson?vessel=244000004&max=2'
is '.features[0].geometry.coordinates' '[[[160,-5],[160,-5]],[[160.6,-5],[160.6,-5]]]' "points alone"
get hand 200 '/api/tracks?vessel=244000001&from=2024-03-02T00:00Z&to=2024-03-02T09:00Z&max=2'
is '.items[0] | [.start, .t, .reports]' '["2024-03-02T08:00:00Z",[0,3600],7]' "a window"
for bad in max=1 max=100001 zoom=31 zoom=-1 box=1,2,3 vessel=nobody; do
    get hand 400 "/api/tracks?$bad"
done

# ---- coverage ----
# Round ship 1 and ship 3: heard in the hours 0, 1, 2; nobody heard anything anywhere in 3 and 4; in 5 the same receiver
# heard ship 2 elsewhere, and nobody here; 6 heard; in 7 it heard ship 2, but ship 3 was here and went unheard; 8 heard.
get hand 200 '/api/coverage?box=139.5,-0.5,141.5,0.9&from=2024-03-01T00:00Z&to=2024-03-01T08:59Z' CoverageList
is '[.items[].state]' '["heard","heard","heard","nobody","nobody","silent","heard","nobody","heard"]' "coverage"
is '[.items[].heard]' '[true,true,true,null,null,false,true,null,true]' "heard"
is '[.items[].reports]' '[6,6,1,0,0,0,6,0,6]' "reports"
is '.items[7] | [.taken, .chances > 0, .start, .end]' '[0,true,"2024-03-01T07:00:00Z","2024-03-01T08:00:00Z"]' "a ship that went unheard"
get hand 200 '/api/coverage?box=139.5,-0.5,141.5,0.9&from=2024-03-01T00:00Z&to=2024-03-01T08:59Z&step=3'
is '[.items[] | [.state, .listened_h]]' '[["heard",3],["nobody",1],["heard",2]]' "coverage in steps of three hours"
get hand 200 '/api/coverage?box=30,30,31,31&from=2024-03-01T00:00Z&to=2024-03-01T01:00Z'
is '[.items[].state]' '["nobody","nobody"]' "where nothing was ever heard, nobody is known to have listened"
get hand 200 /api/coverage
is '[.summary.results, .summary.step_h, .items[0].start]' '[35,1,"2024-03-01T00:00:00Z"]' "the whole recording"
get hand 400 '/api/coverage?step=0'
get hand 200 '/api/coverage.csv?from=2024-03-01T00:00Z&to=2024-03-01T00:59Z'
[ "$(wc -l <"$work/body")" -eq 2 ] || fail "coverage.csv: $(cat "$work/body")"

# By degree, as a layer: of each square that there is, what the steps of an hour in that square alone add up to; which
# squares there are, worked out by hand (ship 1 is known to have crossed 140 E as far as 141.12 E).
layer='/api/coverage.geojson?from=2024-03-01T00:00Z&to=2024-03-01T08:59Z'
get hand 200 "$layer"
cp "$work/body" "$work/layer"
is '[.features[] | .geometry.coordinates[0][0]]' '[[160,-5],[140,0],[141,0],[150,20]]' "squares"
is '.features[1].geometry' '{"type":"Polygon","coordinates":[[[140,0],[141,0],[141,1],[140,1],[140,0]]]}' "a square"
is '.features[1].properties | [.type, .reports, .stations, .heard_h, .silent_h, .nobody_h, .hours, .first, .last]' \
    '["coverage",25,1,5,1,3,9,"2024-03-01T00:00:00Z","2024-03-01T09:00:00Z"]' "its hours"
is '.features[0].properties | [.reports, .heard_h, .silent_h, .nobody_h, .first, .last]' '[0,0,7,2,null,null]' "a square that is heard at another time"
is '.summary | [.results, .start, .end, (.note | test("nobody is known to have listened"))]' '[4,"2024-03-01T00:00:00Z","2024-03-01T09:00:00Z",true]' "the layer's summary"
jq -r '.features[] | .geometry.coordinates[0][0] | "\(.[0] + 0.2),\(.[1] + 0.2),\(.[0] + 0.8),\(.[1] + 0.8)"' "$work/layer" >"$work/squares"
[ "$(wc -l <"$work/squares")" -eq 4 ] || fail "squares: $(cat "$work/squares")"
while read -r square; do
    get hand 200 "/api/coverage?box=$square&from=2024-03-01T00:00Z&to=2024-03-01T08:59Z&step=1"
    steps=$(jq -c '[([.items[].reports] | add), ([.items[].chances] | add), ([.items[].taken] | add)] + ([.items[].state] | [map(select(. == "heard")), map(select(. == "silent")), map(select(. == "nobody"))] | map(length))' "$work/body")
    get hand 200 "/api/coverage.geojson?box=$square&from=2024-03-01T00:00Z&to=2024-03-01T08:59Z"
    is '.features | map(.properties) | map([.reports, .chances, .taken, .heard_h, .silent_h, .nobody_h])' "[$steps]" "the square $square"
    jq -c '.features[0]' "$work/body" >"$work/one"
    jq -c '.features[]' "$work/layer" | grep -qxF "$(cat "$work/one")" || fail "the square alone is another: $(cat "$work/one")"
done <"$work/squares"
get hand 200 '/api/coverage.geojson?box=139.5,-0.5,151.5,0.9'
is '[.features[].geometry.coordinates[0][0]]' '[[140,0],[141,0]]' "the squares of a box"
get hand 200 '/api/coverage.geojson?box=159.5,-5.5,141.5,25'
is '[.features[].geometry.coordinates[0][0]]' '[[160,-5],[140,0],[141,0]]' "the squares of a box across 180 degrees"
get hand 200 '/api/coverage.geojson?box=30,30,31,31'
is '[.features, .summary.results]' '[[],0]' "no square where nothing was ever heard"
get hand 200 '/api/coverage.geojson'
is '[.summary.results, .summary.end, ([.features[].properties.reports] | add)]' '[4,"2024-03-02T11:00:00Z",64]' "the whole recording, by degree"

# ---- one event ----
gap=$("$program" -C "$work/hand" events --type gap --json | jq -r 'select(.type == "gap" and .hours == 30).id')
get hand 200 "/api/events/$gap" Event
"$program" -C "$work/hand" events --type gap --json | jq -S -c "select(.id == \"$gap\")" >"$work/want"
jq -S -c . "$work/body" | cmp -s - "$work/want" || fail "an event is not what events prints: $(cat "$work/body")"
get hand 404 /api/events/no
get hand 404 "/api/events/$(printf %064d 0)"
track=$("$program" -C "$work/hand" get /api/tracks | jq -r '.items[0].track' | cut -d- -f2)
get hand 404 "/api/events/$track"
# 0.06 degrees a leg, 1 degree between them, 30 hours: 60.04 miles of the sphere of geo/sphere, 2.001 knots.
get hand 200 "/api/events/$gap/reach?max_speed=10&dwell=0" ReachList
is '.items[0] | [.type, (.sea_nm * 100 | round), (.hours | round), .verdict]' '["passage",6004,30,"reachable"]' "the way itself"
get hand 200 "/api/events/$gap/reach.geojson?max_speed=10"
is '[.features[].geometry.type]' '["MultiPolygon","Point","Point"]' "the reachable sea"
get hand 200 /api/ports PortList
"$program" -C "$work/hand" get /api/ports.geojson | jq -e '.features | length > 3000' >/dev/null || fail "ports.geojson"
get hand 400 '/api/reach?from=0,140,2024-03-01T00:00Z&to=0,141'
get hand 400 '/api/reach?from=0,140,2024-03-01T00:00Z'

# ---- an exercise, beside the command ----
"$program" exercise "$work/ex" --days 3 --vessels 16 --seed 11 >/dev/null 2>&1 || fail "exercise"
"$program" init "$work/case" --participant Test --person Officer --exercise >/dev/null 2>&1 || fail "init"
"$program" -C "$work/case" import "$work"/ex/*nmea* >/dev/null 2>&1 || fail "import"
"$program" -C "$work/case" events --json | jq -c 'select(.type != "summary")' >"$work/all"
"$program" -C "$work/case" reach --from 38.2,124.9,2024-03-01T02:00Z --to 38.1,124.7,2024-03-02T09:00Z --max-speed 12 --dwell 6 --json |
    jq -S -c 'select(.type != "summary")' >"$work/want"
get case 200 '/api/reach?from=38.2,124.9,2024-03-01T02:00Z&to=38.1,124.7,2024-03-02T09:00Z&max_speed=12&dwell=6'
jq -S -c '.items[]' "$work/body" | cmp -s - "$work/want" || fail "/api/reach is not what reach prints"
# Watched ports keep what detection said of them.
gap=$(jq -s -r '[.[] | select(.type == "gap" and (.calls | length) > 1)][0].id' "$work/all")
jq -S -c "select(.id == \"$gap\") | .calls | map({(.port): [.verdict, .distance_in_nm, .required_speed_kn]}) | add" "$work/all" >"$work/want"
get case 200 "/api/events/$gap/reach"
jq -S -c '[.items[] | select(.watched) | {(.id): [.verdict, .distance_in_nm, .required_speed_kn]}] | add' "$work/body" |
    cmp -s - "$work/want" || fail "watched ports: $(cat "$work/want") $(jq -c '.items[1]' "$work/body")"
get case 200 "/api/events/$gap/reach?all=1"
is '(.items | length) == .summary.ports + 1' true "all ports"
visit=$(jq -s -r '[.[] | select(.type != "gap")][0].id' "$work/all")
get case 404 "/api/events/$visit/reach"

# Each track's name is that of an event's; no event's ends are lost, however few points are asked for.
get case 200 '/api/tracks?max=2'
jq -r '.items[] | (.mmsi | tostring) as $m | .start as $s | foreach .t[] as $d (0; . + $d; [$m, ($s | fromdate) + .] | join(" "))' "$work/body" | sort -u >"$work/points"
jq -r 'select(.type == "gap" and .end != null) | .vessels[0].mmsi as $m | .start, .end | sub("\\.[0-9]+Z"; "Z") | [$m, fromdate] | join(" ")' "$work/all" | sort -u >"$work/ends"
[ -s "$work/ends" ] || fail "the exercise has no silence that ends"
[ -z "$(comm -23 "$work/ends" "$work/points")" ] || fail "ends of silences are lost: $(comm -23 "$work/ends" "$work/points" | head -n 3)"
[ -z "$(jq -r 'select(.type == "gap").vessels[0].track' "$work/all" | sort -u | grep -v -F -x -f "$(jq -r '.items[].track' "$work/body" >"$work/names" && echo "$work/names")")" ] ||
    fail "a track of a silence is not drawn"

# ---- events: filters and orders ----
ids() { jq -r '.id' "$1"; }
pages() { # QUERY: ids over all pages of four
    cursor=
    for page in $(seq 1 400); do
        "$program" -C "$work/case" get "/api/events?limit=4&$1${cursor:+&cursor=$cursor}" >"$work/page" || fail "$1: page $page"
        jq -r '.items[].id' "$work/page"
        cursor=$(jq -r '.next // empty' "$work/page")
        [ -n "$cursor" ] || break
    done
}
alike() { # QUERY WHAT: the pages are $work/want
    pages "$1" >"$work/got"
    cmp -s "$work/got" "$work/want" || fail "$2: $(wc -l <"$work/got") of $(wc -l <"$work/want") or in another order"
    [ -s "$work/want" ] || fail "$2: tests nothing"
}
ids "$work/all" | tac >"$work/want"
alike sort=-start "the latest first"
jq -s -r 'to_entries | sort_by((.value.hours * 1e9 | round), .key) | .[].value | "\(.hours) \(.id)"' "$work/all" | cut -d' ' -f1 >"$work/want"
"$program" -C "$work/case" get '/api/events?sort=duration&limit=1000' | jq -r '.items[].hours' >"$work/got"
cmp -s "$work/got" "$work/want" || fail "by duration"
"$program" -C "$work/case" get '/api/events?sort=-duration&limit=1000' | jq -r '.items[].id' >"$work/want"
alike sort=-duration "pages of the longest first"
[ "$(sort -u "$work/got" | wc -l)" -eq "$(wc -l <"$work/all")" ] || fail "by duration, not each once"
jq -r 'select(.expected_reception.grade == "unexpected").id' "$work/all" >"$work/want"
alike grade=unexpected "by grade"
name=$(jq -s -r '[.[].vessels[].name | select(. != null)][0]' "$work/all" | cut -c2-4 | tr A-Z a-z)
# A ship is found by what it ever said: at least by what its events say.
jq -r --arg n "$name" 'select([.vessels[].name // "" | ascii_downcase | contains($n)] | any).id' "$work/all" >"$work/want"
pages "q=$name" >"$work/got"
[ -s "$work/want" ] && [ -z "$(grep -v -F -x -f "$work/got" "$work/want")" ] || fail "q=$name"
mmsi=$(jq -s -r '.[0].vessels[0].mmsi' "$work/all")
jq -r "select([.vessels[].mmsi] | index($mmsi)).id" "$work/all" >"$work/want"
alike "q=$mmsi" "by number"
alike "vessel=$mmsi" "of a ship"
# A triangle, by the signs of three cross products; and as a box its box.
jq -r 'select(.lat != null) | [.lon, .lat, .id] | @tsv' "$work/all" | awk -F '\t' '
function side(ax, ay, bx, by, x, y) { return (bx - ax) * (y - ay) - (by - ay) * (x - ax) }
{ a = side(120, 30, 140, 34, $1, $2); b = side(140, 34, 126, 44, $1, $2); c = side(126, 44, 120, 30, $1, $2)
  if ((a > 0 && b > 0 && c > 0) || (a < 0 && b < 0 && c < 0)) print $3 }' >"$work/want"
alike 'area=120,30,140,34,126,44' "in a triangle"
[ "$(wc -l <"$work/want")" -lt "$(wc -l <"$work/all")" ] || fail "the triangle holds everything"
jq -r 'select(.lat != null and .lon >= 124 and .lon <= 130 and .lat >= 33 and .lat <= 39).id' "$work/all" >"$work/want"
alike 'box=124,33,130,39' "in a box"
from=$(jq -s -r '.[length / 3 | floor].start' "$work/all")
jq -r --arg f "$from" 'select(.end == null or .end >= $f).id' "$work/all" >"$work/want"
alike "from=$from" "that end later"
"$program" -C "$work/case" events --area 120,30,140,34,126,44 --sort -start --grade unexpected --json | jq -r 'select(.type != "summary").id' >"$work/want"
pages 'area=120,30,140,34,126,44&sort=-start&grade=unexpected' >"$work/got"
cmp -s "$work/got" "$work/want" || fail "the command and the API filter alike"
get case 200 '/api/events?limit=1' EventList
next=$(jq -r .next "$work/body")
get case 400 "/api/events?sort=-start&cursor=$next"
for bad in area=1,2,3,4 area=1,2,3,4,5 area=0,0,90,0,179,0,-90,1 sort=name 'q=&grade=none'; do
    get case 400 "/api/events?$bad"
done
grade=$("$program" -C "$work/case" get '/api/events.csv?grade=unexpected&type=gap&limit=1' | sed -n 's/.*,true,\([a-z]*\),lead$/\1/p')
[ "$grade" = unexpected ] || fail "the grade in the CSV: $grade"

# ---- who is cleared for less ----
# A recording that is withheld, of a receiver that heard the same hours elsewhere and near ship 1: in no square of the layer
# does it count, neither as heard nor as listening, and what is left is what the steps of each square say.
"$program" init "$work/two" --participant Test --person Officer >/dev/null 2>&1 || fail "init"
"$program" -C "$work/two" import "$work/hand.csv" --marking TLP:GREEN >/dev/null 2>&1 || fail "import of what is open"
limited() { "$program" -C "$work/two" get --clearance TLP:GREEN "$1" 2>"$work/err"; }
limited "$layer" | jq -c .features >"$work/open"
[ "$(jq length "$work/open")" = 4 ] || fail "what is open before: $(cat "$work/open")"
awk 'BEGIN {
    print "mmsi,time,lat,lon,sog,cog,name"
    for (i = 0; i < 50; i++) printf "244000009,2024-03-01T%02d:%02d:00Z,%s,7.2,90,NINTH\n", int(i / 6), i % 6 * 10, i % 2 ? "60,10" : "0.5,140.5"
}' >"$work/red.csv"
"$program" -C "$work/two" import "$work/red.csv" --marking TLP:RED >/dev/null 2>&1 || fail "import of what is withheld"
"$program" -C "$work/two" get "$layer" | jq -c '[.features[].geometry.coordinates[0][0]]' >"$work/whole"
grep -qF '[10,60]' "$work/whole" || fail "the whole layer lacks what is withheld: $(cat "$work/whole")"
limited "$layer" >"$work/layer"
[ "$(jq .case_withheld "$work/layer")" = true ] || fail "the layer does not say that something is withheld"
strip='map(.properties | [.cell, .reports, .stations, .heard_h, .first, .last])'
[ "$(jq -c ".features | $strip" "$work/layer")" = "$(jq -c "$strip" "$work/open")" ] || fail "a limited reader learns more: $(cat "$work/layer")"
jq -r '.features[] | .geometry.coordinates[0][0] | "\(.[0] + 0.2),\(.[1] + 0.2),\(.[0] + 0.8),\(.[1] + 0.8)"' "$work/layer" >"$work/squares"
while read -r square; do
    limited "/api/coverage?box=$square&from=2024-03-01T00:00Z&to=2024-03-01T08:59Z&step=1" >"$work/limited.CoverageList"
    jq -c '[([.items[].reports] | add), ([.items[] | .chances, .taken, .listened_h] | unique), ([.items[].state] | map(select(. != "heard" and . != "unknown")) | length)]' "$work/limited.CoverageList" >"$work/steps"
    limited "/api/coverage.geojson?box=$square&from=2024-03-01T00:00Z&to=2024-03-01T08:59Z" |
        jq -c '.features[0].properties | [.reports, ([.chances, .taken, .silent_h, .nobody_h] | unique), 0]' | cmp -s - "$work/steps" || fail "the square $square of a limited reader: $(cat "$work/steps")"
done <"$work/squares"

# ---- every answer holds to its schema ----
"$program" -C "$work/case" get /openapi.json >"$work/openapi.json"
set --
for file in "$work"/valid.* "$work"/limited.*; do
    name=${file##*/}
    set -- "$@" "${name#*.}" "$file"
done
if command -v node >/dev/null; then
    node "$here/../schema_check.mjs" "$work/openapi.json" "$@" >"$work/out" 2>&1
    case $? in 0) ;; 77) cat "$work/out" ;; *) fail "schemas: $(cat "$work/out")" ;; esac
else
    echo "skipped: node is missing: answers are not checked against their schemas"
fi
[ $failures -eq 0 ] && echo "the map and the time bar are answered"
exit $((failures > 0))
