#!/bin/sh
# test_exercise.sh PROGRAM: what `plimsoll exercise` writes and refuses, and what its score prints.
set -u
program=$(realpath "$1")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-exercise.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
fail() {
    echo "FAILED: $*" >&2
    exit 1
}

"$program" exercise one --seed 3 --days 2 --vessels 12 --json >one.out 2>one.err || {
    grep -q 'carries no\|land mask' one.err && { echo "skipped: built without the land mask or the ports"; exit 77; }
    cat one.err >&2
    fail "it does not write"
}
for file in recording-0001.nmea recording-0002.nmea list.xml truth.json README.txt; do
    [ -s "one/$file" ] || fail "$file is missing or empty"
done
[ "$(ls one | wc -l)" -eq 5 ] || fail "other files: $(ls one)"

# Every line of a recording carries a station EXERCISE-...
[ "$(cat one/recording-*.nmea | wc -l)" -gt 3000 ] || fail "hardly any lines"
[ "$(cat one/recording-*.nmea | grep -vc '^\\[^\\]*s:EXERCISE-[A-Z]*[^\\]*\\')" -eq 0 ] || fail "a line without the mark"
grep -q 's:EXERCISE-SAT' one/recording-*.nmea || fail "no satellite"
grep -q '\\g:1-2-[0-9]*,s:EXERCISE-' one/recording-*.nmea || fail "no groups"
grep -q ',c:[0-9]\{13\}\*' one/recording-*.nmea || fail "no milliseconds"
grep -q '<CONSOLIDATED_LIST exercise="true" dateGenerated="2026-01-30T00:00:00Z">' one/list.xml || fail "no mark on the list"
grep -q '<REFERENCE_NUMBER>EXi.001</REFERENCE_NUMBER>' one/list.xml || fail "no person on the list"
grep -q 'IMO 49[0-9]\{5\}\.' one/list.xml || fail "no ship on the list"
head -c 60 one/truth.json | grep -q '^{"type":"truth","exercise":true,"seed":3,' || fail "truth.json begins otherwise"

# The same seed gives the same bytes, another seed others.
"$program" exercise two --seed 3 --days 2 --vessels 12 >two.out || fail "the second time"
diff -r one two >diff.out || fail "the same seed gave other bytes: $(head -n 1 diff.out)"
"$program" exercise three --seed 4 --days 2 --vessels 12 >three.out || fail "another seed"
cmp -s one/truth.json three/truth.json && fail "another seed gave the same truth"

# It writes over nothing, and says what it cannot do.
"$program" exercise one --seed 3 --days 2 --vessels 12 >out 2>err
[ $? -eq 2 ] || fail "it wrote over an exercise"
grep -q 'already holds an exercise' err || fail "it does not say why: $(cat err)"
for bad in "--vessels 3" "--vessels 5001" "--days 0" "--interval 1" "--seed -1"; do
    # shellcheck disable=SC2086
    "$program" exercise four $bad >out 2>err
    [ $? -eq 2 ] || fail "$bad was taken"
    [ ! -e four ] || fail "$bad left something"
done
: >none.csv
"$program" exercise four --ports none.csv >out 2>err
[ $? -eq 3 ] || [ $? -eq 2 ] || fail "an empty table of ports was taken"
"$program" exercise four --coast none.csv >out 2>err
[ $? -eq 3 ] || fail "an empty land mask was taken"

# Scoring: nothing found is recall 0, the truth itself is recall 1.
: >nothing.jsonl
"$program" exercise one --score nothing.jsonl >out || fail "it does not score nothing"
grep -q 'at least half of the longer' out || fail "it does not state its rule"
sed -n 's/^{\("type":"gap","observable":"yes","mmsi":\[\([0-9]*\)\].*"start":"[^"]*","end":"[^"]*"\).*/{\1,"vessels":[{"mmsi":\2}]}/p; s/^,{\("type":"gap","observable":"yes","mmsi":\[\([0-9]*\)\].*"start":"[^"]*","end":"[^"]*"\).*/{\1,"vessels":[{"mmsi":\2}]}/p' \
    one/truth.json >all.jsonl
"$program" exercise one --score all.jsonl --limits gap.min_hours=6 --json >out || fail "it does not score the truth"
grep '"event_type":"gap"' out | grep -q '"recall":1.0000' || fail "the truth does not match itself: $(head -n 1 out)"
echo '{"type":"gap"}' >bad.jsonl
"$program" exercise one --score bad.jsonl >out 2>err
[ $? -eq 3 ] || fail "a bad event was taken"
grep -q 'line 1' err || fail "it does not say where: $(cat err)"
"$program" exercise one --score nothing.jsonl --limits gap=1 >out 2>err
[ $? -eq 2 ] || fail "an unknown limit was taken"
"$program" exercise five --score nothing.jsonl >out 2>err
[ $? -eq 3 ] || fail "a folder without an exercise was scored"

# Of seed 3 an area strikes 299001624 for hours and 299001691 for ten minutes, of which two false reports were heard (`ships`
# says when each was false): one ship so heard makes no area, but both are named as struck.
"$program" exercise six --seed 3 --days 7 --vessels 60 >out || fail "seven days"
grep -q '"type":"gnss_interference","observable":"no","mmsi":\[299001624,299001691\],' six/truth.json ||
    fail "who was struck: $(grep -o '"type":"gnss_interference","observable":"[a-z]*","mmsi":[^]]*]' six/truth.json)"
echo "exercise: ok"
