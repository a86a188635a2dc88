#!/bin/sh
# plain build only
# test_exercise_rules.sh PROGRAM: an exercise does not follow the rules that are to be tested by it. With every
# threshold of data/rules.json doubled the recall falls, for the same truth and the same public limits; and nothing of
# detection is included by src/exercise.
set -u
program=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-exercise.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
skip() {
    echo "skipped: $*"
    exit 77
}

if grep -nE '#include "(detect|track|ais|store|ledger|app)/' "$root"/src/exercise/*.[ch]; then
    fail "src/exercise includes what it is to be a witness of"
fi
[ -f "$root/data/rules.json" ] || skip "there is no data/rules.json"
"$program" help | grep -q '^  scan ' || skip "this program cannot scan yet"
"$program" exercise drill --seed 21 --days 7 --vessels 60 >out 2>err || {
    grep -q 'carries no\|land mask' err && skip "built without the land mask or the ports"
    fail "$(cat err)"
}

# Every number that stands for a threshold of the events scored below, doubled.
awk '!/"(gap|encounter|loitering|port_visit|position_jump|identity_conflict)":/ { print; next }
{
    line = $0; done = ""
    while (match(line, /":[0-9][0-9.]*/)) {
        number = substr(line, RSTART + 2, RLENGTH - 2)
        done = done substr(line, 1, RSTART + 1) (number * 2)
        line = substr(line, RSTART + RLENGTH)
    }
    print done line
}' "$root/data/rules.json" >doubled.json
grep -q '"min_hours":24' doubled.json || fail "the rules were not doubled: $(cat doubled.json)"

# recall EVENTS TYPE: in ten-thousandths, with a leading 1 (so that 0.0625 is 10625)
recall() {
    "$program" exercise drill --score "$1" --json |
        sed -n "s/.*\"event_type\":\"$2\".*\"recall\":\([01]\)\.\([0-9]*\).*/1\1\2/p"
}
"$program" scan --json drill/recording-*.nmea >plain.jsonl 2>plain.err || fail "scan: $(tail -n 1 plain.err)"
"$program" scan --json --rules doubled.json drill/recording-*.nmea >doubled.jsonl 2>doubled.err ||
    fail "scan with doubled rules: $(tail -n 1 doubled.err)"
for type in gap encounter loitering; do
    before=$(recall plain.jsonl $type)
    after=$(recall doubled.jsonl $type)
    echo "$type: recall ${before#1} with the shipped rules, ${after#1} with doubled ones (ten-thousandths)"
    [ "${before:-0}" -ge 19000 ] || fail "$type: recall below 0.9"
    [ "${after:-99999}" -lt "$before" ] || fail "$type: doubling the thresholds does not lower recall"
done
for type in port_visit identity_conflict identifier_invalid position_jump; do
    before=$(recall plain.jsonl $type)
    echo "$type: recall ${before#1} (ten-thousandths)"
    [ "${before:-0}" -ge 19000 ] || fail "$type: recall below 0.9"
done
"$program" exercise drill --score plain.jsonl --json | grep '"type":"score"' | grep -v '"events":0,' |
    sed -n 's/.*"event_type":"\([a-z_]*\)".*"precision":\([0-9.]*\).*/\1 \2/p' >precision
while read -r type value; do
    case $value in
    1.* | 0.9*) ;;
    *) fail "$type: precision $value" ;;
    esac
done <precision
echo "exercise and rules: ok"
