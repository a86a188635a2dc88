#!/bin/sh
# A tug that lay beside the listed ship of tests/data/leads/week.csv as long as HELPFUL did, and was seen later: it is a
# lead too, with what speaks against it, and ranks behind HELPFUL, whose work that is not.
set -eu
program=$1
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-habit.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_leads_habit: $*" >&2
    exit 1
}
{
    echo 'mmsi,timestamp,lat,lon,sog,shipname,shiptype'
    sed -n 's/^211000002,\([^,]*\),\([^,]*\),.*/211000020,\1,\2,124.00100,0.5,PULLER,52/p' tests/data/leads/week.csv
    echo '211000020,2021-02-01T05:00:00Z,36.00400,124.00100,0.5,PULLER,52'
} >"$scratch/tug.csv"
"$program" init "$scratch/case" --participant Test 2>/dev/null
"$program" -C "$scratch/case" import tests/data/leads/week.csv "$scratch/tug.csv" 2>/dev/null
"$program" -C "$scratch/case" import tests/data/lists/un-small.xml 2>/dev/null
"$program" -C "$scratch/case" leads --json >"$scratch/leads"
sed -n 's/.*"rank":\([0-9]*\),"class":"met_listed_ship","mmsi":\([0-9]*\),.*/\1 \2/p' "$scratch/leads" >"$scratch/got"
printf '4 211000002\n5 211000020\n' | diff - "$scratch/got" || fail "other ranks than derived by hand"
grep '"mmsi":211000020,' "$scratch/leads" | grep -q 'they met as ships do whose work it is (tug)' ||
    fail "what speaks against the tug is missing"
if grep '"mmsi":211000002,' "$scratch/leads" | grep -q 'whose work it is'; then
    fail "HELPFUL is called a tug for lying beside one"
fi
"$program" -C "$scratch/case" events --json >"$scratch/events"
grep '"type":"encounter"' "$scratch/events" | grep -c '"habit":"tug"' | grep -qx 2 ||
    fail "the tug's two meetings do not say so"
"$program" -C "$scratch/case" rebuild >/dev/null 2>&1 || fail "rebuild failed"
"$program" -C "$scratch/case" leads --json >"$scratch/leads"
grep '"mmsi":211000020,' "$scratch/leads" | grep -q '(tug)' || fail "forgotten in a rebuild"
