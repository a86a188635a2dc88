#!/bin/sh
# import: what was read with other options is refused and can be read anew; what has no time is said; --strict reads
# everything first -- pipes, deltas, members of archives -- and names all that is malformed; threads change nothing.
# Expectations are by hand from the few lines made here.
set -eu
program=$(realpath "$1")
command -v python3 >/dev/null || { echo "skipped: there is no python3 to make an archive with"; exit 77; }
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-import.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_import: $*" >&2
    exit 1
}
P() { "$program" -C "$scratch/case" "$@"; }
refused() { # refused STATUS TEXT COMMAND...: the command ends so, and says so
    want=$1 text=$2 code=0
    shift 2
    P "$@" >out 2>err || code=$?
    [ $code -eq "$want" ] || fail "$* gave exit status $code, not $want: $(cat err)"
    grep -q -- "$text" err || fail "$* says: $(cat err)"
}
journal() { P require --json | sed -n 's/.*"journal":\([0-9]*\).*/\1/p'; }
sound() { P check >out 2>err || fail "the case does not check: $(cat out err)"; }
cd "$scratch"
"$program" init case --participant Test 2>/dev/null

# ---- read with other options ----
# As it stands 03/04/2024 may be March or April and is refused; 13/04 can only be April. Two rows, 10 days apart.
printf 'mmsi,t,lat,lon,x\n273123456,03/04/2024 01:02:00,10.5,20.5,1\n273123456,13/04/2024 01:02:00,10.6,20.5,2\n' >a.csv
P import a.csv --source "Port radio" --marking TLP:GREEN --json >out 2>/dev/null || fail "a.csv"
grep -q '"reports":1,"no_time":0' out || fail "a.csv: $(cat out)"
first=$(sed -n 's/.*"status":"imported",.*"entry":\([0-9]*\),.*/\1/p' out)
before=$(journal)
refused 2 "journal entry $first), read with other options: no --columns, no --day-first" import a.csv --day-first
grep -q 'import --again. reads it anew' err || fail "no way is named: $(cat err)"
refused 2 'read with other options' import --columns mmsi=mmsi,t=t a.csv
refused 2 'read with other options' import --format nmea a.csv
[ "$(journal)" -eq "$before" ] || fail "a refused import was signed"
P import a.csv 2>err || fail "the same bytes again: $(cat err)"
grep -q 'in the case already' err || fail "the same bytes are new: $(cat err)"
P import --format csv a.csv 2>/dev/null || fail "saying what was found is another reading"
P events --json | grep -q '"type":"gap"' && fail "one report makes a gap"
early=$(date -u +%FT%T.%NZ)
P import a.csv --day-first --again --json >out 2>err || fail "--again: $(cat err)"
grep -q "\"status\":\"imported\",.*\"supersedes\":$first,.*\"reports\":2," out || fail "--again: $(cat out)"
P vessel 273123456 --json | grep -q '"first":"2024-04-03T01:02:00Z","last":"2024-04-13T01:02:00Z"' || fail "the new reading: $(P vessel 273123456 --json)"
P events --json >new
[ "$(grep -c '"type":"gap"' new)" -eq 1 ] || fail "the reading before still counts: $(cat new)"
sound
# It is the case that a rebuild makes, and the reading before is known at its time; source and marking were taken over.
P rebuild 2>/dev/null
sed 's/"known_at":"[^"]*"//' new >new.was
P events --json | sed 's/"known_at":"[^"]*"//' | cmp - new.was || fail "a rebuild gives other events"
sound
P events --known-at "$early" --json | grep -q '"type":"gap"' && fail "what was read later was known before"
P import a.csv --day-first --again 2>err
grep -q 'in the case already' err || fail "read a third time: $(cat err)"
refused 2 'read with other options: no --columns, --day-first' import a.csv --columns mmsi=mmsi,t=t
P import a.csv --again --json >out 2>/dev/null || fail "back again"
grep -q '"supersedes":.*"reports":1,' out || fail "back again: $(cat out)"
sound
# What cannot be read so leaves the case as it was.
before=$(journal)
refused 2 'does not have' import a.csv --again --columns mmsi=none
refused 3 '' import a.csv --again --format nmea
[ "$(journal)" -eq "$before" ] || fail "a reading that failed was signed"
P vessel 273123456 --json | grep -q '"reports":1' || fail "a reading that failed took the reading before away"
sound
sed 's/10[.]5/11.5/' a.csv >d.csv
refused 2 'gives two fields one column' import --columns mmsi=mmsi,t=mmsi d.csv

# ---- without a time ----
printf 'mmsi,t,lat,lon\n273123457,2024-01-01T01:02:00Z,10.5,20.5\n273123457,,10.5,20.5\n273123457,,10.5,20.5\n' >b.csv
P import b.csv 2>err
grep -q 'b.csv: 2 messages without a time that can be used' err || fail "what has no time is not said: $(cat err)"

# ---- strict ----
good='!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5F' bad='!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*50'
printf '%s\n' "$good" "$bad" "$bad" >one.nmea
printf '%s\n' "$good" >two.nmea
printf '%s\n' "$bad" "$good" >three.nmea
python3 -c '
import zipfile
with zipfile.ZipFile("arc.zip", "w") as z:
    for name in ("one.nmea", "two.nmea", "three.nmea"):
        z.write(name)'
before=$(journal)
refused 3 'arc.zip!one.nmea: 2 malformed records; the first: .*(line 2, byte 48)' import --strict two.nmea arc.zip three.nmea
grep -q 'arc.zip!three.nmea: the checksum is missing or wrong (line 1, byte 0)' err || fail "the second member: $(cat err)"
grep -q '^plimsoll: three.nmea: the checksum' err || fail "the second file: $(cat err)"
grep -q 'two.nmea:' err && fail "a good file is named: $(cat err)"
code=0
P import --strict two.nmea - <one.nmea 2>err || code=$?
[ $code -eq 3 ] || fail "a pipe is not vetted: $(cat err)"
grep -q '^plimsoll: -: 2 malformed records' err || fail "a pipe: $(cat err)"
[ "$(journal)" -eq "$before" ] || fail "strict took something in"
P import --strict - <two.nmea --json >out 2>err || fail "a good pipe: $(cat err)"
grep -q '"file":"-","status":"imported"' out || fail "a good pipe: $(cat out)"
P import two.nmea 2>err
grep -q 'in the case already' err || fail "a pipe is kept with other bytes: $(cat err)"
cat >toy.entities.ftm.json <<'END'
{"id":"a","caption":"MERU TAVO","schema":"Person","properties":{"name":["MERU TAVO"]},"datasets":["toy"]}
END
cat >toy.entities.delta.json <<'END'
{"op":"MOD","entity":{"id":"a","caption":"MERU TAVO","schema":"Person","properties":{"name":["MERU TAVO","OLD SALT"]},"datasets":["toy"]}}
{"op":"MOD","entity":{"id":7}}
{"op":"DEL","entity":{"id":"b"}}
END
P import --list toy --date 2024-01-01 toy.entities.ftm.json 2>/dev/null
before=$(journal)
printf 'mmsi,t,lat,lon\n273123458,2024-01-01T01:02:00Z,10.5,20.5\n' >c.csv
refused 3 'delta.json: 1 records of the list are malformed' import --list toy --date 2024-01-02 --strict c.csv toy.entities.delta.json
[ "$(journal)" -eq "$before" ] || fail "what stands before a malformed delta was taken in"
sed -i 2d toy.entities.delta.json
P import --list toy --date 2024-01-02 --strict toy.entities.delta.json 2>err || fail "a sound delta: $(cat err)"
sound

# ---- threads ----
i=0
while [ $i -lt 400 ]; do
    echo "{\"id\":\"p$i\",\"caption\":\"P $i\",\"schema\":\"Person\",\"properties\":{\"name\":[\"P $i EXAMPLE\"]},\"datasets\":[\"many\"]}"
    i=$((i + 1))
done >many.ftm.json
for n in 1 4; do
    "$program" init "t$n" --participant Test 2>/dev/null
    "$program" -C "t$n" import --date 2024-01-01 --threads $n many.ftm.json a.csv arc.zip --json 2>/dev/null | sed 's/"detection".*//' >"t$n.out" || fail "--threads $n"
    "$program" -C "t$n" list show p399 --json | sed 's/"known_at":"[^"]*"//' >>"t$n.out"
done
cmp t1.out t4.out || fail "threads change what is kept"
"$program" -C t4 check >/dev/null 2>&1 || fail "what four threads read does not check"
refused 2 '' import --threads 0 many.ftm.json
echo "all well"
