#!/bin/sh
# What papers and lists state of a hull beside what was heard, and what a number changes within one track. Invented
# ships; expectations by hand from the rules: old_hull_years 10, quiet_days 365, length_share 0.1.
set -u
program=$(realpath "$1")
lists=$(realpath tests/data/lists)
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-hull.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
remarks() { # NUMBER: those of the kinds under test
    "$program" -C case vessel "$1" --json | grep '"type":"identity_remark"' |
        grep -E '"kind":"(heard_before_built|new_number_old_hull|stated_dimensions|changed_within_track)"'
}
kinds() { remarks "$1" | sed 's/.*"kind":"\([a-z_]*\)","mmsi":\([0-9]*\),.*/\1 \2/'; }
expect() { # NUMBER, "KIND MMSI" lines
    got=$(kinds "$1")
    [ "$got" = "$2" ] || fail "of $1: $got; derived by hand: $2"
}

# The case's reports begin on 2022-01-01.
cat >ais.csv <<'END'
mmsi,timestamp,lat,lon,sog,imo,name,length,width
211000099,2022-01-01T00:00:00Z,50.0,5.0,5,,,,
211000001,2023-06-01T00:00:00Z,10.0,60.0,5,9074729,,120,20
211000002,2023-06-01T00:00:00Z,20.0,60.0,5,9321483,,90,15
211000003,2023-06-01T00:00:00Z,30.0,60.0,5,9000015,,100,20
211000004,2022-06-01T00:00:00Z,40.0,60.0,5,9000027,,100,20
211000005,2023-06-01T00:00:00Z,45.0,60.0,5,9000027,,100,20
211000006,2023-06-01T00:00:00Z,50.0,60.0,5,9000039,,100,20
211000007,2023-06-01T00:00:00Z,55.0,60.0,5,9000041,,100,20
211000008,2023-06-01T00:00:00Z,60.0,60.0,5,9000053,,100,20
211000008,2023-08-01T00:00:00Z,60.0,60.0,5,9000041,,60,10
END
# 9074729: heard before 2025; 120 m are 120.4 m. 9321483: 2012 and ten whole years are over with 2022, 516 days after
# the first report; 134.5 m are no 90 m. 9000015: ten years are over with 2023 only; 112.2 less 100 less 1 is 11.2, not
# more than a tenth of 112.2. 9000027: 211000004 was heard 151 days after the first report (not 365), 211000005 after
# another number. 9000039: 112.3 gives 11.3, more than 11.23. 9000041: nothing that can be read as year or metres.
# 9000053: 100 m; 211000008 says 60 m too, but only with 9000041.
cat >registry.csv <<'END'
IMO,Vessel Name,Year Built,LOA,Beam
9074729,PELORA,2025,120.4 m,20
9321483,PELORB,2012,134.5,22
9000015,PELORC,2013,112.2,20
9000027,PELORD,2000,,
9000039,PELORE,2020-05,112.3 metres,20
9000041,PELORF,n/a,600 ft,30 ft
9000053,PELORG,2020,100,20
END
"$program" init case --participant X >/dev/null 2>&1 || fail "init"
"$program" -C case import ais.csv >/dev/null 2>err || fail "import: $(cat err)"
expect 211000001 ""
"$program" -C case import --as registry registry.csv >/dev/null 2>err || fail "registry: $(cat err)"
expect 211000001 "heard_before_built 211000001"
expect 211000002 "new_number_old_hull 211000002
stated_dimensions 211000002"
expect 211000003 ""
expect 'IMO 9000027' ""
expect 211000006 "stated_dimensions 211000006"
expect 211000007 ""
expect 211000008 "changed_within_track 211000008"
remarks 211000001 | grep -q '"why":"IMO 9074729 was heard before the year 2025 in which registry row O[0-9]*\.1 says' ||
    fail "who states it: $(remarks 211000001)"
remarks 211000002 | grep -q 'says 90 x 15 m under IMO 9321483, whose ship registry row O[0-9]*\.2 says to be 134.5 m long and 22.0 m wide' ||
    fail "the dimensions: $(remarks 211000002)"
remarks 211000002 | grep -q 'the case has reports from 516 days before' || fail "the days: $(remarks 211000002)"
[ "$(remarks 211000002 | grep -c '"innocent_explanation":"[a-z].*"status":"lead, not a finding"')" -eq 2 ] ||
    fail "no innocent explanation"
"$program" -C case vessel 211000001 | grep -q 'but ships are heard on trials' || fail "the text form"

# A list states it too: TST0002 of the invented list, 134.5 m, built 1999; here as if it were none of an exercise.
cat >listed.csv <<'END'
mmsi,timestamp,lat,lon,sog,imo,length,width
211000010,1998-06-01T00:00:00Z,10.0,60.0,5,9000065,90,15
211000011,2023-06-01T00:00:00Z,20.0,60.0,5,9000065,135,15
END
"$program" init listed --participant X >/dev/null 2>err || fail "init: $(cat err)"
sed 's/IMO4900014/IMO9000065/; s/ exercise="true"//' "$lists/uk.xml" >list.xml
"$program" -C listed import listed.csv list.xml >/dev/null 2>err || fail "import: $(cat err)"
"$program" -C listed vessel 'IMO 9000065' --json >listed.json
grep -q '"kind":"heard_before_built","mmsi":211000010,.*uk-[a-z]* TST0002 says' listed.json || fail "the list's year"
grep -q '"kind":"stated_dimensions","mmsi":211000010,' listed.json || fail "the list's length"
grep -q '"kind":"stated_dimensions","mmsi":211000011,' listed.json && fail "135 m are no other length than 134.5 m"
grep -q '"kind":"new_number_old_hull"' listed.json && fail "a number that another said before is not new"

# Within one track: 244000001 sails north at 10 kn with a report each 10 minutes; its name changes at 01:00, back at
# 02:00 and again at 03:00; its IMO number at 04:00. 244000002 changes in a silence of a day, which ends its track.
# 244000003: two ships 600 nm apart under one number, each with its own name.
awk 'BEGIN {
    print "mmsi,timestamp,lat,lon,sog,cog,imo,name"
    for (m = 0; m < 300; m += 10) {
        name = m < 60 || (m >= 120 && m < 180) ? "ALPHA" : m < 120 ? "BRAVO" : "CHARLIE"
        printf "244000001,%d,%.5f,-30,10,0,%s,%s\n", 1767225600 + m * 60, m / 360, m < 240 ? 9074729 : 9321483, name
        printf "244000003,%d,%.5f,-10,10,0,,DELTA\n", 1767225600 + m * 60, m / 360
        printf "244000003,%d,%.5f,-10,10,0,,ECHO\n", 1767225605 + m * 60, 10 + m / 360
        printf "244000002,%d,%.5f,-20,10,0,,FOXTROT\n", 1767225600 + m * 60, m / 360
        printf "244000002,%d,%.5f,-60,10,0,,GOLF\n", 1767225600 + m * 60 + 86400, 30 + m / 360
    }
}' >turns.csv
"$program" -C case import turns.csv >/dev/null 2>err || fail "import: $(cat err)"
"$program" -C case vessel 244000001 --json | grep changed_within_track >turned
[ "$(wc -l <turned)" -eq 2 ] || fail "of 244000001: $(cat turned)"
expect 244000002 ""
expect 244000003 ""
grep -q '"from":"2026-01-01T01:00:00Z","to":"2026-01-01T03:00:00Z","why":"name changed 3 times within one track, first from \\"ALPHA\\" to \\"BRAVO\\", last from \\"ALPHA\\" to \\"CHARLIE\\""' turned ||
    fail "the names: $(cat turned)"
grep -q '"from":"2026-01-01T04:00:00Z","to":"2026-01-01T04:00:00Z","why":"IMO number changed within one track, from \\"9074729\\" to \\"9321483\\""' turned ||
    fail "the IMO number: $(cat turned)"

[ $failures -eq 0 ] || exit 1
echo "papers, lists and AIS side by side"
