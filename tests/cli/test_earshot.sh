#!/bin/sh
# A ship that a station hears say to be where it cannot hear: scan, and a case that was imported in two parts, the later
# one first, tell the same lead; a case whose parts say too little alone tells it once both are there. The recording is
# made here: station SHORE hears twelve ships within 20 nm for 30 h; 259000001 says from 10:00 to 17:50 that it lies at
# 45 N 20 W. From the middle of the twelve, near 60.1 N 5.1 E, that is some 1270 nm.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-earshot.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

awk -f tests/cli/earshot.awk -v part=1 >"$work/first.nmea"
awk -f tests/cli/earshot.awk -v part=2 >"$work/second.nmea"

told() { # FILE
    grep '"kind":"range"' "$1" | sed 's/,"evidence":.*//'
}

"$program" scan "$work/first.nmea" "$work/second.nmea" --json >"$work/out" 2>"$work/err" || fail "scan: $(cat "$work/err")"
told "$work/out" >"$work/scan"
[ "$(wc -l <"$work/scan")" -eq 1 ] || fail "scan tells $(wc -l <"$work/scan") of kind range, not 1"
for what in '"mmsi":259000001' '"start":"2024-03-01T10:00:00Z","end":"2024-03-01T17:50:00Z"' '"station":"SHORE"' \
    '"why":"received by SHORE, which hears ships up to ' '"remark":"a relay, receivers that share a name, or a duct with no other ship in it look alike; 12 other ships heard inside meanwhile'; do
    grep -qF -- "$what" "$work/scan" || fail "no $what in $(cat "$work/scan")"
done
nm=$(sed 's/.*"distance_nm":\([0-9]*\).*/\1/' "$work/scan")
[ "${nm:-0}" -gt 1220 ] && [ "${nm:-0}" -lt 1320 ] || fail "it is $nm nm off"

"$program" init "$work/case" --participant Port --person Officer >/dev/null 2>"$work/err" || fail "init: $(cat "$work/err")"
for part in second first; do
    "$program" -C "$work/case" import "$work/$part.nmea" --source Radio --collector Port --marking TLP:CLEAR >/dev/null 2>"$work/err" ||
        fail "import: $(cat "$work/err")"
    "$program" -C "$work/case" events --json >"$work/out" 2>"$work/err" || fail "events: $(cat "$work/err")"
    [ $part = first ] || [ "$(told "$work/out" | wc -l)" -eq 0 ] || fail "told from the second part alone"
done
told "$work/out" >"$work/kept"
cmp -s "$work/scan" "$work/kept" || fail "the case tells $(cat "$work/kept"), scan $(cat "$work/scan")"
"$program" -C "$work/case" rebuild >/dev/null 2>"$work/err" || fail "rebuild: $(cat "$work/err")"
"$program" -C "$work/case" events --json >"$work/out" 2>"$work/err"
told "$work/out" | cmp -s "$work/scan" - || fail "another lead after a rebuild"

# Somebody who names no station heard the ship there, too: now nobody tells it, nor after a rebuild.
awk -f tests/cli/earshot.awk -v part=1 -v bare=1 >"$work/bare.nmea"
"$program" scan "$work/bare.nmea" "$work/first.nmea" "$work/second.nmea" --json >"$work/out" 2>"$work/err"
[ "$(told "$work/out" | wc -l)" -eq 0 ] || fail "scan tells it though others heard the ship there"
"$program" -C "$work/case" import "$work/bare.nmea" --source Other --collector Port --marking TLP:CLEAR >/dev/null 2>"$work/err" ||
    fail "import: $(cat "$work/err")"
for after in import rebuild; do
    [ $after = import ] || "$program" -C "$work/case" rebuild >/dev/null 2>"$work/err" || fail "rebuild: $(cat "$work/err")"
    "$program" -C "$work/case" events --json >"$work/out" 2>"$work/err" || fail "events: $(cat "$work/err")"
    [ "$(told "$work/out" | wc -l)" -eq 0 ] || fail "told after $after though others heard the ship there"
done

[ $failures -eq 0 ] && echo "one lead, however it came"
exit $((failures > 0))
