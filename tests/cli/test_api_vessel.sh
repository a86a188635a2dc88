#!/bin/sh
# The API of ships beside the command line: the same records, each ship once over the pages, what finds a ship, what a ship
# said of where it was bound, and the hours in which it was not heard. The recording is made here, and what must come out is
# derived by hand:
#   299000001 lies at Boryeong until 04:00, says INCHEON from 02:00 on, and goes south-west at 12 kn for 22 h: 260 nm
#             farther from Incheon than it was. It says the IMO number of a listed ship (tests/data/lists/un-small.xml), and
#             another name from 20:00 on.
#   299000002 is heard in the first hour and in the fourth (00:00 to 00:50, 03:00 to 03:50, every ten minutes), so in 8 of 16
#             quarters of an hour, and not in 2 h. 299000001 is heard all the time: in none of them was nobody heard.
#   In a case of its own 299000003 is heard as 299000002, and 299000004 from 01:00 to 01:50: so of the 2 h in which the first
#   was not heard there is 1 h in which nobody was.
set -u
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-vessel.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ok() { "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || fail "$*: status $?: $(cat "$work/err")"; }
get() { # WANTED-STATUS PATH [OPTION...]
    wanted=$1 path=$2
    shift 2
    "$program" -C "$work/case" get --head "$path" "$@" >"$work/answer" 2>"$work/err"
    sed -n '1s/^Status: //p' "$work/answer" >"$work/status"
    sed '1,/^$/d' "$work/answer" >"$work/body"
    [ "$(cat "$work/status")" = "$wanted" ] || fail "$path: status $(cat "$work/status"), not $wanted: $(head -c 400 "$work/body" "$work/err")"
    [ "$wanted" != 200 ] || cp "$work/body" "$work/last"
}
is() { # JQ-FILTER WANTED WHAT: of the last answer
    got=$(jq -c "$1" "$work/body" 2>&1)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}
same() { # COMMAND...: the items are the lines of the command
    ok "$@" --json
    jq -S -c 'select(.type != "summary")' "$work/out" >"$work/cli"
    jq -S -c '.items[]' "$work/body" >"$work/api"
    cmp -s "$work/cli" "$work/api" || fail "$*: the API gives other records: $(diff "$work/cli" "$work/api" | head -n 4)"
}

awk 'BEGIN {
    print "mmsi,time,lat,lon,sog,cog,name,imo,callsign,destination,length,width"
    for (m = 0; m <= 26 * 6; m++) { # every ten minutes of 26 hours
        h = m / 6; f = h < 4 ? 0 : (h - 4) / 22
        row(299000001, m, 36.40 - 3.4 * f, 126.45 - 2.6 * f, h < 4 ? 0 : 12, 212, h < 20 ? "EAST WIND" : "WEST WIND", "9074729,5ABC", h < 2 ? "" : "INCHEON")
        if (h < 1 || (h >= 3 && h < 4)) row(299000002, m, 35, 123.5, 9, 90, "50% OFF", ",", "")
    }
}
function row(mmsi, m, lat, lon, sog, cog, name, ids, to) {
    printf "%d,2021-05-%02dT%02d:%02d:%02dZ,%.5f,%.5f,%.1f,%d,%s,%s,%s,120,20\n", mmsi, 1 + int(m / 144), int(m / 6) % 24, (m % 6) * 10, mmsi % 10, lat, lon, sog, cog, name, ids, to
}' >"$work/a.csv"
"$program" init "$work/case" --participant Test --person Officer >/dev/null 2>&1 || fail "init"
ok import "$work/a.csv" tests/data/lists/un-small.xml

# ---- who was heard ----
get 200 /api/vessels
cp "$work/body" "$work/valid.ShipList"
same ships
is '[.items[].mmsi]' '[299000001,299000002]' "ships"
is '.items[0] | [.name, .names, .imo, .callsign, .length_m, .destination, .first, .last, .reports]' \
    '["WEST WIND",["WEST WIND","EAST WIND"],9074729,"5ABC",120,"INCHEON","2021-05-01T00:00:01Z","2021-05-02T02:00:01Z",157]' "the first ship"
is '.summary.results' 2 "how many"
get 200 '/api/vessels?limit=1'
is '[[.items[].mmsi], .next]' '[[299000001],"299000001"]' "the first page"
get 200 '/api/vessels?limit=1&cursor=299000001'
is '[[.items[].mmsi], .next]' '[[299000002],null]' "the last page"
for q in 299000001 299=2 90747 east 'west%20w' 5ab 50%25=299000002 0%25=299000002 %25=299000002 _= nobody= 9907=; do
    want=299000001
    case $q in 299=2) q=299 want=299000001,299000002 ;; *=*) want=${q#*=} q=${q%=*} ;; esac
    get 200 "/api/vessels?q=$q"
    is '[.items[].mmsi]' "[$want]" "q=$q"
done
get 200 '/api/vessels.csv?limit=1'
[ "$(head -n 1 "$work/body" | cut -d, -f1-3)" = mmsi,name,names ] && [ "$(wc -l <"$work/body")" = 2 ] || fail "CSV: $(cat "$work/body")"
ok ships east
grep -q '^299000001  WEST WIND .*9074729  5ABC' "$work/out" || fail "ships as text: $(cat "$work/out")"

# ---- one ship ----
get 200 /api/vessels/299000001
cp "$work/body" "$work/valid.VesselLines"
same vessel 299000001
is '[.items[].type] | unique | contains(["destination","identity","identity_remark","list_hit","port_visit","reception","ship","track"])' true "parts"
is '[.items[] | select(.type == "identity" and .field == "name") | [.value, .first, .last]]' \
    '[["EAST WIND","2021-05-01T00:00:01Z","2021-05-01T19:50:01Z"],["WEST WIND","2021-05-01T20:00:01Z","2021-05-02T02:00:01Z"]]' "names over time"
is '[.items[] | select(.type == "list_hit") | [.class, .field, .said, .list, .reference, .status]][0]' \
    '["listed_imo","imo","9074729","un-sc","TTe.001","candidate, not a decision"]' "the entry of the list"
is '[.items[] | select(.type == "list_hit") | .innocent | length > 0] | all' true "an entry without innocent explanation"
is '[.items[] | select(.type == "destination") | [.said, .port, .verdict, .first, .last, .eta, .eta_off_hours, .status]]' \
    '[["INCHEON","KR-INCHEON","away","2021-05-01T02:00:01Z","2021-05-02T02:00:01Z",null,null,"lead, not a finding"]]' "where it said it was bound"
is '[.items[] | select(.type == "destination") | .remark]' '["sailed away from where it said it was bound: orders change, and it is typed by hand"]' "the remark"
is '.summary | [.list_hits > 0, .destinations, .lead]' '[true,1,"lead, not a finding"]' "summary"
jq -S -c '.items[] | select(.type != "track" and .kind != "changed_within_track")' "$work/body" >"$work/whole"
get 200 '/api/vessels/299000001?brief=1'
same vessel 299000001 --brief
cmp -s "$work/api" "$work/whole" || fail "brief leaves out more than tracks: $(diff "$work/api" "$work/whole" | head -n 3)"
is '.summary | [.tracks, .reports]' '[null,157]' "brief"
get 200 '/api/vessels/9074729?part=ship'
is '[.items[].mmsi]' '[299000001]' "by IMO number"
get 200 '/api/vessels/299000001.csv?part=destination'
[ "$(wc -l <"$work/body")" = 2 ] && grep -q INCHEON "$work/body" || fail "CSV of a part: $(cat "$work/body")"
get 200 '/api/vessels/299000001?part=event'
is '[.items[].type] | unique | contains(["port_visit"]) and (contains(["ship"]) | not)' true "events alone"
get 200 /api/vessels/299000002
is '.items[] | select(.type == "reception") | [.first, .last, .hours, .heard_hours, .unheard_hours, .deaf_hours, .stations]' \
    '["2021-05-01T00:00:00Z","2021-05-01T04:00:00Z",4,2,2,0,[{"station":null,"first_day":"2021-05-01","last_day":"2021-05-01","heard_hours":2}]]' "what is not known"
is '.items[] | select(.type == "reception") | [.days[].heard, .days[].deaf]' '["f00f00000000000000000000","000000000000000000000000"]' "quarters"
is '[.items[] | select(.type == "list_hit")]' '[]' "an entry for a ship that bears nothing listed"
get 200 /api/vessels/299000009
is '[.items, .summary.reports]' '[[],0]' "a ship that nobody heard"
ok vessel 299000001
grep -q 'sailed away from where it said it was bound' "$work/out" || fail "vessel as text: where it was bound"
grep -q 'says the IMO number of a listed ship: imo 9074729; un-sc TTe.001' "$work/out" || fail "vessel as text: lists"
for bad in vessels/nobody vessels/1234567890 'vessels?limit=0' 'vessels?limit=1001' 'vessels?cursor=-1' 'vessels?cursor=x' \
    'vessels/299000001?part=nothing' 'voyages?vessel=nobody' 'voyages?from=soon'; do
    get 400 "/api/$bad"
done
get 400 /api/vessels/299000001.geojson

# ---- what it did, and leads ----
get 200 '/api/voyages?vessel=299000001'
cp "$work/body" "$work/valid.VoyageList"
same voyages --vessel 299000001
is '[.items[] | [.from_port, .to_port]]' '[["KR-BORYEONG",null]]' "voyages"
is '.items[0].destinations | map([.said, .port, .verdict])' '[["INCHEON","KR-INCHEON","away"]]' "destinations of the voyage"
get 200 '/api/voyages.csv'
grep -q INCHEON "$work/body" || fail "voyages as CSV: $(cat "$work/body")"
ok voyages
grep -q 'said INCHEON = KR-INCHEON from 2021-05-01T02:00:01Z; sailed away' "$work/out" || fail "voyages as text: $(cat "$work/out")"
ok leads --json
[ "$(jq -c 'select(.mmsi == 299000001) | .destinations | map([.at, .said, .verdict])' "$work/out")" = '[["2021-05-02T02:00:01Z","INCHEON","away"]]' ] ||
    fail "leads: $(jq -c 'select(.type == "lead") | .destinations' "$work/out")"
ok leads
grep -q 'bound    said INCHEON until 2021-05-02T02:00: sailed away' "$work/out" || fail "leads as text: $(cat "$work/out")"
get 200 /api/anchorages
cp "$work/body" "$work/valid.AnchorageList"
same anchorages
get 200 /api/anchorages.geojson
is .type '"FeatureCollection"' "anchorages as GeoJSON"

# ---- a reader who may not see the recording ----
get 200 /api/vessels --clearance TLP:GREEN
is .items '[]' "ships of a recording that is marked higher"
get 200 /api/vessels/299000001 --clearance TLP:GREEN
is '.items | map(.type)' '[]' "a ship of a recording that is marked higher"

# ---- hours in which nobody was heard ----
awk 'BEGIN {
    print "mmsi,time,lat,lon"
    for (m = 0; m < 24; m++) {
        h = int(m / 6)
        if (h == 0 || h == 3) printf "299000003,2021-05-01T%02d:%02d:00Z,35,123\n", h, (m % 6) * 10
        if (h == 1) printf "299000004,2021-05-01T%02d:%02d:00Z,45,143\n", h, (m % 6) * 10
    }
}' >"$work/b.csv"
mv "$work/case" "$work/first"
"$program" init "$work/case" --participant Test --person Officer >/dev/null 2>&1 || fail "init"
ok import "$work/b.csv"
get 200 /api/vessels/299000003
is '.items[] | select(.type == "reception") | [.heard_hours, .unheard_hours, .deaf_hours, .days[0].deaf]' \
    '[2,2,1,"00f000000000000000000000"]' "hours in which nobody was heard"

# ---- who sails away is told where nobody fell silent, too ----
grep -v '^299000002' "$work/a.csv" >"$work/c.csv"
rm -rf "$work/case"
"$program" init "$work/case" --participant Test --person Officer >/dev/null 2>&1 || fail "init"
ok import "$work/c.csv"
get 200 '/api/vessels/299000001?part=destination'
is '[.items[] | .verdict]' '["away"]' "without any silence"

# ---- by which station: against what `decode` says of the same lines ----
"$program" exercise "$work/ex" --days 2 --vessels 12 --seed 7 >/dev/null 2>&1 || fail "exercise"
rm -rf "$work/case"
"$program" init "$work/case" --participant Test --person Officer --exercise >/dev/null 2>&1 || fail "init"
ok import "$work"/ex/*nmea*
"$program" decode "$work"/ex/*nmea* --json >"$work/decoded" 2>/dev/null
ship=$("$program" -C "$work/case" get '/api/vessels?limit=1' | jq '.items[0].mmsi')
get 200 "/api/vessels/$ship"
want=$(jq -s -c --argjson m "$ship" '[.[] | select(.mmsi == $m) | .station] | unique' "$work/decoded")
[ "$(echo "$want" | jq length)" -gt 1 ] || fail "the recording tests nothing: $want"
is '[.items[] | select(.type == "reception") | .stations[].station]' "$want" "stations of $ship"
is '[.items[] | select(.type == "identity") | .stations | length > 0] | all' true "an assertion without its station"
want=$(jq -s -c --argjson m "$ship" '[.[] | select(.mmsi == $m) | .t // .time | select(. != null) | sub("\\.[0-9]+Z"; "Z") | fromdate / 900 | floor] | unique | length / 4' "$work/decoded")
is '.items[] | select(.type == "reception") | .heard_hours' "$want" "hours heard of $ship"

# ---- every answer holds to its schema ----
"$program" -C "$work/case" get /openapi.json >"$work/openapi.json"
set --
for file in "$work"/valid.*; do
    set -- "$@" "${file##*/valid.}" "$file"
done
if command -v node >/dev/null; then
    node "$here/../schema_check.mjs" "$work/openapi.json" "$@" >"$work/out" 2>&1
    case $? in 0) ;; 77) cat "$work/out" ;; *) fail "schemas: $(cat "$work/out")" ;; esac
else
    echo "skipped: node is missing: answers are not checked against their schemas"
fi
[ $failures -eq 0 ] && echo "ships are told alike"
exit $((failures > 0))
