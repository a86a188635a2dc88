#!/bin/sh
# vessel and events tell of the same tracks: four hulls on one number, each silent now and then for half an hour to 18 h,
# within reach of each other, so that the segmenter has much to doubt and the 6-hour marks of detection decide. Also: an
# assertion names its exhibit by hash, as everything else does, and an event's evidence has the promised keys only.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-vessel.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

awk -v seed=9 'BEGIN {
    print "mmsi,timestamp,lat,lon,sog,name"
    r = seed
    for (m = 0; m < 12 * 24 * 60; m += 30) {
        printf "431000009,%d,%.5f,%.5f,5.0,\n", 1767225600 + m * 60, 30, 150
        for (hull = 0; hull < 4; hull++) {
            for (k = 0; k < 3; k++) r = (r * 16807) % 2147483647
            if (silent[hull] > m) continue
            silent[hull] = m + (r % 7) * 30 * (r % 11 == 0 ? 6 : 1)
            printf "416000000,%d,%.5f,%.5f,,MANY HULLS\n", 1767225600 + m * 60 + hull + 1, 20 + hull * 0.8 + (r % 1000) * 0.0006, 130 + hull * 0.5 + (r % 777) * 0.0009
        }
    }
}' >recording.csv
"$program" init case --participant X >/dev/null 2>&1 || fail "init"
"$program" -C case import recording.csv >/dev/null 2>err || fail "import: $(cat err)"
"$program" -C case events --mmsi 416000000 --json >events.json || fail "events"
"$program" -C case vessel 416000000 --json >vessel.json || fail "vessel"
keys() { grep -o '"track":"416000000-[0-9a-f]*"' | sort -u; }
keys <events.json >cited
grep '"type":"track"' vessel.json | keys >shown
[ "$(wc -l <cited)" -ge 10 ] || fail "only $(wc -l <cited) tracks in events: the recording tests nothing"
comm -23 cited shown >missing
[ -s missing ] && fail "vessel lacks tracks that events cite: $(cat missing)"

hash=$(sha256sum recording.csv | cut -c1-64)
grep '"type":"identity"' vessel.json | grep -qF "\"exhibit\":\"sha256:$hash\",\"file\":\"recording.csv\"" ||
    fail "an assertion's exhibit is not its hash: $(grep -m 1 '"type":"identity"' vessel.json)"

grep -o '"evidence":\[[^]]*\]' events.json | grep -o '{[^}]*}' | sed 's/"\([a-z]*\)":[^,}]*/\1/g' | sort -u >evidence
[ "$(cat evidence)" = "{exhibit,root,member,offset,length}" ] || fail "the keys of evidence are $(cat evidence)"

[ $failures -eq 0 ] || exit 1
echo "the same tracks"
