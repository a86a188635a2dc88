#!/bin/sh
# /api/events and /api/leads beside what `events` and `leads` print of the same case: page by page each event once, in
# the same order, the same record; filters; what is refused.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-watch.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
get() { "$program" -C "$work/case" get "$1"; }

"$program" exercise "$work/ex" --days 3 --vessels 80 --seed 7 >/dev/null 2>&1 || fail "exercise"
"$program" init "$work/case" --participant Test --person Officer --exercise >/dev/null 2>&1 || fail "init"
"$program" -C "$work/case" import "$work"/ex/*nmea* >/dev/null 2>&1 || fail "import"
"$program" -C "$work/case" events --json | grep -v '"type":"summary"' >"$work/want"
all=$(wc -l <"$work/want")
[ "$all" -gt 105 ] || fail "too few events to turn pages, or to see a table that is cut: $all"

cursor=
: >"$work/got"
for page in $(seq 1 200); do
    get "/api/events?limit=3${cursor:+&cursor=$cursor}" >"$work/page" || fail "page $page"
    jq -c '.items[]' "$work/page" >>"$work/got"
    cursor=$(jq -r '.next // empty' "$work/page")
    [ -n "$cursor" ] || break
done
jq -c . "$work/want" >"$work/want.jq"
cmp -s "$work/want.jq" "$work/got" || fail "the pages together are not what events prints"
[ "$(jq -r .summary.lead "$work/page")" = "lead, not a finding" ] || fail "it does not say that these are leads"
[ "$(jq -r .summary.exercise "$work/page")" = true ] || fail "the mark of the exercise is lost"

want=$(grep -cE '^\{"type":"(gap|port_visit)"' "$work/want")
[ "$(get '/api/events?type=gap,port_visit&limit=1000' | jq '.items | length')" -eq "$want" ] || fail "two types"
[ "$(get '/api/events.geojson?limit=1000' | jq '.features | length')" -eq "$all" ] || fail "GeoJSON"
[ "$(get '/api/events.csv?limit=2' | wc -l)" -eq 3 ] || fail "CSV"
[ "$(get /api/events | jq '.items | length')" -eq 100 ] || fail "a page without a limit"
[ "$(get /api/events.csv | wc -l)" -eq $((all + 1)) ] || fail "a table without a limit is cut"
[ "$(get /api/events.geojson | jq '.features | length')" -eq "$all" ] || fail "a layer without a limit is cut"
for bad in 'type=nothing' 'limit=0' 'limit=1001' 'cursor=x' 'box=1,2,3' 'from=yesterday' 'grade=bad' 'nothing=1'; do
    get "/api/events?$bad" >"$work/out"
    [ $? -eq 2 ] && [ "$(jq .status "$work/out")" -eq 400 ] || fail "$bad: $(cat "$work/out")"
done
get /api/leads >"$work/out" || fail "leads"
[ "$(jq -r .summary.answer "$work/out")" = undetermined ] || fail "leads without a list are undetermined"
exit $((failures > 0))
