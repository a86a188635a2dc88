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

# What identifiers show over time. One IMO number (9074729, the standard's example) is said by numbers of three states,
# first heard within 60 days: hopping. Two of them say it in the same hour 10 degrees of latitude (600 nm) apart: two
# hulls; the third says another length. 244000002 says it at the same time and place as 211000001: not two hulls.
cat >identity.csv <<'END'
mmsi,timestamp,lat,lon,sog,imo,length,width
211000001,2025-03-01T00:00:00Z,10.0,60.0,5,9074729,120,20
211000001,2025-05-01T00:00:00Z,10.0,60.0,5,9074729,120,20
244000002,2025-03-20T00:00:00Z,10.0,60.0,5,9074729,125,20
244000002,2025-05-01T00:10:00Z,10.0,60.0,5,9074729,125,20
636000003,2025-04-30T00:00:00Z,20.0,60.0,5,9074729,90,15
636000003,2025-05-01T00:20:00Z,20.0,60.0,5,9074729,90,15
265000004,2025-03-01T00:00:00Z,50.0,60.0,5,9074720,120,20
END
"$program" init identity --participant X >/dev/null 2>&1 || fail "init"
"$program" -C identity import identity.csv >/dev/null 2>err || fail "import: $(cat err)"
"$program" -C identity vessel 'IMO 9074729' --json | grep '"type":"identity_remark"' >remarks
cat >want <<'END'
flag 211000001 null
flag 244000002 null
flag 636000003 null
flag_hopping 211000001 636000003
shared_imo 211000001 636000003
other_dimensions 636000003 211000001
shared_imo 244000002 636000003
END
sed 's/.*"kind":"\([a-z_]*\)","mmsi":\([0-9]*\),"other_mmsi":\([a-z0-9]*\),.*/\1 \2 \3/' remarks | sort >got
sort want | diff - got || fail "other remarks than derived by hand"
grep -q '"why":"DE, by the country digits of 211000001"' remarks || fail "the flag is not named"
grep -q 'IMO 9074729 is also said by 636000003, within one hour of 2025-05-01T00:20:00Z 600 nm away' remarks ||
    fail "where the two hulls were: $(grep shared_imo remarks)"
[ "$(grep -c '"status":"lead, not a finding"' remarks)" -eq 7 ] || fail "a remark without its status"
"$program" -C identity vessel 211000001 | grep -q 'but ships change flag lawfully' || fail "no innocent explanation"
"$program" -C identity vessel 265000004 --json | grep -q near_listed && fail "a near match without a list"

[ $failures -eq 0 ] || exit 1
echo "the same tracks"
