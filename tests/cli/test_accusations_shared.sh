#!/bin/sh
# test_accusations_shared.sh PROGRAM: what real recordings must not be accused of. They lie outside the repository; where
# they are absent the test is skipped, and tests/data/detect holds a small plan of each.
set -eu
program=$(realpath "$1")
data=../shared/data/ais
[ -d "$data" ] || {
    echo "skipped: $data is not there"
    exit 77
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-accusations.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "FAIL: $*"
    exit 1
}
count() { grep -c "$1" "$2" || true; }

# 37 ships have rows at two places with the second 00:00:00 (counted with awk and uniq): the feed's stale places.
"$program" scan "$data/csv/noaa_20220103_part.csv.gz" --json >"$scratch/noaa" 2>"$scratch/messages"
[ "$(count '"type":"gnss_interference"' "$scratch/noaa")" -eq 0 ] || fail "interference out of a feed's old places"
grep '"type":"position_jump"' "$scratch/noaa" >"$scratch/jumps"
grep '"start":"2022-01-03T00:00:0[01]' "$scratch/jumps" >"$scratch/first" || fail "no jump from the first seconds"
grep -v "a fault of the feed's time stamps" "$scratch/first" && fail "a jump from the first seconds is told as a ship's"
grep -v '"start":"2022-01-03T00:00:0[01]' "$scratch/jumps" | grep "fault of the feed" && fail "a later jump is excused"
exit 0
