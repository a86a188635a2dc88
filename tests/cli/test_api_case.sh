#!/bin/sh
# The API of the case: what it is and holds, what was taken in with counts by reason, the rules, who writes now, how the
# server fares. The recording has three good sentences' worth of rows and one that is refused, by hand; every answer holds
# to its schema.
set -u
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-case.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
n_valid=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
p() { "$program" -C "$work/case" "$@" 2>"$work/err"; }
ok() { p "$@" >"$work/out" || fail "$*: status $?: $(cat "$work/err")"; }
get() { # WANTED-STATUS SCHEMA PATH [OPTION...]
    wanted=$1 schema=$2 path=$3
    shift 3
    p get --head "$path" "$@" >"$work/answer"
    sed -n '1s/^Status: //p' "$work/answer" >"$work/status"
    sed '1,/^$/d' "$work/answer" >"$work/body"
    [ "$(cat "$work/status")" = "$wanted" ] || fail "$path: status $(cat "$work/status"), not $wanted: $(cat "$work/body" "$work/err")"
    if [ -n "$schema" ]; then
        n_valid=$((n_valid + 1))
        cp "$work/body" "$work/valid.$schema.$n_valid"
    fi
}
is() { # JQ-FILTER WANTED WHAT
    got=$(jq -c "$1" "$work/body" 2>&1)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}

# One sentence whose checksum is right (computed by hand: XOR of the characters between ! and *), one whose is not.
cat >"$work/a.nmea" <<'END'
!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24
!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*25
END
cat >"$work/b.csv" <<'END'
mmsi,time,lat,lon,sog,name
299000001,2021-05-01T00:00:00Z,36.0,123.0,10,OPEN POINT
299000001,2021-05-01T00:10:00Z,36.02,123.0,10,OPEN POINT
299000002,2021-05-01T00:10:00Z,36.1,123.1,10,TWO ROCKS
END
cat >"$work/list.jsonl" <<'END'
{"id":"x-1","schema":"Vessel","properties":{"name":["OPEN POINT"],"topics":["sanction"]},"datasets":["test"]}
END
ok init "$work/case" --participant "State A" --person Officer
get 200 Case /api/case
is '[.participant,.exercise,.log.size,.log.checkpoint,.last_check,.holds.recordings,(.keys|length)]' '["State A",false,2,null,null,0,1]' "a new case"
get 200 ImportList /api/imports
is '[.items,.summary.results]' '[[],0]' "nothing yet"
for table in imports claims filings sightings reports lists leads events vessels tasks alerts requests coverage decisions; do
    get 200 "" "/api/$table.csv" # a table without rows has its columns
    head -n 1 "$work/body" | grep -q '^[a-z_]*,[a-z_]*' || fail "$table.csv is without columns: $(cat "$work/body")"
    [ "$(wc -l <"$work/body")" = 1 ] || fail "$table.csv has rows: $(cat "$work/body")"
done
ok import "$work/b.csv" --source "Coast" --collector "State A" --marking TLP:GREEN
ok import "$work/a.nmea"
ok import "$work/list.jsonl" --list test --date 2021-04-01
ok source add patrol --kind agency --party "State A"

# ---- imports, the newest first
get 200 ImportList /api/imports
is '.items|map([.kind,.reports,.rejected])' '[["ftm",0,0],["ais",0,1],["ais",3,0]]' "imports"
is '.items[2]|[.name,.source,.collector,.marking,.by,.first,.last]' '["b.csv","Coast","State A","TLP:GREEN","Officer","2021-05-01T00:00:00Z","2021-05-01T00:10:00Z"]' "a recording"
is '.items[1].counts|[.lines,.["rejected.checksum"]]' '[2,1]' "counts by reason"
is '.items[0]|[.list,.published,.entries]' '["test","2021-04-01",1]' "a list"
is '[.summary.reports,.summary.rejected,.summary.counts["rejected.checksum"]]' '[3,1,1]' "their sums"
sha=$(sha256sum "$work/b.csv" | cut -d' ' -f1)
is '.items[2].sha256' "\"$sha\"" "its hash"
get 200 "" /api/imports.csv
[ "$(grep -c '^' "$work/body")" = 4 ] || fail "imports.csv: $(cat "$work/body")"
get 200 ImportList /api/imports --clearance TLP:GREEN
is '.items|map(.name)' '["b.csv"]' "of those that TLP:GREEN may see"
get 200 ImportList "/api/imports?log=3"
is '.items|map(.name)' '["b.csv"]' "with three entries"

# ---- the case
ok log checkpoint
ok check --quick
get 200 Case /api/case
is '[.holds.recordings,.holds.other_files,.holds.reports,.holds.filings,.holds.lists,.log.checkpoint.size,.log.witnesses]' '[2,1,3,1,1,6,[]]' "what it holds"
is '[.last_check.whole,.last_check.faults,.last_check.entries]' '[false,0,6]' "the last check"
ok check
get 200 Case /api/case
is '.last_check.whole' true "a whole one"
is '[.check_offline[]|select(test("plimsoll-verify"))]|length' 1 "how to check it offline"
get 200 Case /api/case --clearance TLP:GREEN
is '[.holds.recordings,.holds.filings,.log.size]' '[1,0,6]' "cleared to TLP:GREEN"

# ---- rules: the case's, and those of the profiles
get 200 RuleList /api/rules
is '[.summary.profile,.summary.set_by_entry,(.items[]|select(.section=="gap" and .key=="min_hours")|.value)]' '["default",null,12]' "rules"
p rules show --json | jq -S -c 'select(.type == "rule")' >"$work/cli"
jq -S -c '.items[]' "$work/body" | cmp -s - "$work/cli" || fail "the API gives other rules than the command"
ok rules set --profile strict
get 200 RuleList /api/rules
is '[.summary.profile,.summary.set_by_entry]' '["strict",6]' "another profile"

# ---- who writes now: nobody, then a program that holds the lock and says how far it is
get 200 RunningList /api/imports/running
is '[.items,.summary.writing]' '[[],false]' "nobody"
get 400 "" "/api/imports/running?known_at=2021-01-01"
is '.detail|test("known of now alone")' true "who wrote then"
# It reads from a pipe that stays open until all is asked.
mkfifo "$work/pipe"
"$program" -C "$work/case" import - <"$work/pipe" >"$work/piped" 2>&1 &
writer=$!
exec 9>"$work/pipe"
tries=0
until p get /api/imports/running | grep -q '"writing":true' || [ $tries -eq 600 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
printf '%s reading 25 100 1600000000000000 big.nmea\nleft of before' "$writer" >"$work/case/running"
get 200 RunningList /api/imports/running
is '.items|map([.holder,.stage,.file,.done_bytes,.total_bytes,.started])' "[[\"pid $writer, plimsoll import\",\"reading\",\"big.nmea\",25,100,\"2020-09-13T12:26:40Z\"]]" "an import"
get 200 "" /api/imports/running --clearance TLP:GREEN
is '.items|map([.file,.done_bytes])' '[[null,25]]' "its name is not for everybody"
printf '78 reading 25 100 1600000000000000 big.nmea\n' >"$work/case/running"
get 200 "" /api/imports/running
is '.items|map([.stage,.done_bytes])' '[[null,0]]' "what another process left is not shown"
# another write meanwhile: 503, for how long, and who it is
get 503 "" /api/tasks --method POST --data '{"title":"x"}'
grep -q '^Retry-After: 5$' "$work/answer" || fail "no Retry-After: $(cat "$work/answer")"
is '[.code,(.detail|test("pid '$writer', plimsoll import"))]' '["BUSY",true]' "who writes"
printf 'mmsi,time,lat,lon\n299000003,2021-05-01T00:00:00Z,36,123\n' >&9
exec 9>&-
wait $writer || fail "the import: $(cat "$work/piped")"
rm -f "$work/case/running"
ok import "$work/b.csv"
[ ! -e "$work/case/running" ] || fail "an import left what it was at"

# ---- how the server fares
get 200 "" /metrics
for line in '^plimsoll_log_entries 8$' '^plimsoll_recordings 3$' '^plimsoll_reports 4$' '^plimsoll_memory_bytes [1-9]' '^# TYPE plimsoll_requests_total counter$'; do
    grep -q "$line" "$work/body" || fail "metrics: no $line in $(cat "$work/body")"
done
grep -q '^Content-Type: text/plain; version=0.0.4; charset=utf-8$' "$work/answer" || fail "metrics: $(head -5 "$work/answer")"
. "$here/serve.sh"
start_server --listen 127.0.0.1:0
if command -v curl >/dev/null; then
    curl -s "$url/api/case" >"$work/out"
    curl -s "$url/api/case" >"$work/out"
    curl -s "$url/api/nothing" >"$work/out"
    # A request is counted when its answer has gone: who has it may ask for the sums too early.
    counted() { curl -s "$url/metrics" >"$work/body" && grep -q 'route="none",method="",status="4xx"} 1$' "$work/body" && grep -q 'duration_seconds_count{route="case_get",method="GET"} 2$' "$work/body"; }
    wait_until counted
    grep -q '^plimsoll_requests_total{route="case_get",method="GET",status="2xx"} 2$' "$work/body" || fail "requests: $(cat "$work/body")"
    grep -q '^plimsoll_requests_total{route="none",method="",status="4xx"} 1$' "$work/body" || fail "what is not there: $(cat "$work/body")"
    grep -q '^plimsoll_request_duration_seconds_bucket{route="case_get",method="GET",le="+Inf"} 2$' "$work/body" || fail "durations: $(cat "$work/body")"
    grep -q '^plimsoll_request_duration_seconds_count{route="case_get",method="GET"} 2$' "$work/body" || fail "durations: $(cat "$work/body")"
fi
kill -TERM "$server"
wait "$server"

# ---- every answer holds to its schema
p get /openapi.json >"$work/openapi.json"
set --
for file in "$work"/valid.*; do
    name=${file##*/valid.}
    set -- "$@" "${name%.*}" "$file"
done
[ $# -ge 24 ] || fail "too few answers to check: $#"
if command -v node >/dev/null && [ -f "$here/../schema_check.mjs" ]; then
    node "$here/../schema_check.mjs" "$work/openapi.json" "$@" >"$work/out" 2>&1
    case $? in 0) ;; 77) cat "$work/out" ;; *) fail "schemas: $(head -c 2000 "$work/out")" ;; esac
else
    echo "skipped: node is missing: answers are not checked against their schemas"
fi
[ $failures -eq 0 ]
