#!/bin/sh
# A case as a user keeps it: init, import, events, vessel, check, backup, rebuild; what is refused and what is found. The
# recording is made here; its two events (a silence of 13 h, a meeting of 3 h far from port) follow from how it is made.
set -u
. "$(dirname "$0")/serve.sh"
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-case.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

# run WANTED_STATUS ARGUMENTS...: output in out, messages in err
run() {
    wanted=$1
    shift
    last="plimsoll $*"
    "$program" "$@" >out 2>err
    status=$?
    [ $status -eq "$wanted" ] || { fail "$last gives $status, not $wanted"; cat err; }
}

has() { # TEXT FILE
    grep -qF -- "$1" "$2" || { fail "no '$1' in $2 of: $last"; head -n 5 "$2"; }
}

count() { # TEXT FILE N
    n=$(grep -cF -- "$1" "$2")
    [ "$n" -eq "$3" ] || fail "'$1' on $n lines, not $3, of: $last"
}

awk 'BEGIN {
    print "mmsi,timestamp,lat,lon,sog,name,imo,callsign"
    for (t = 0; t <= 120; t += 5) line(431000001, t, 30, 150 + t * 0.002, 10, "SILENT SHIP,9074729,7JAB")
    for (t = 900; t <= 1020; t += 5) line(431000001, t, 30, 151 + t * 0.002, 10, "OTHER NAME,9074729,7JAB")
    for (t = 780; t <= 960; t += 4) { line(431000002, t, 20, 150, 0.2, "LEFT,,"); line(431000003, t, 20.001, 150, 0.2, "RIGHT,,") }
}
function line(mmsi, minute, lat, lon, sog, rest) {
    printf "%d,2026-01-01T%02d:%02d:%02dZ,%.5f,%.5f,%.1f,%s\n", mmsi, int(minute / 60), minute % 60, mmsi % 10, lat, lon, sog, rest
}' >recording.csv
sed 's/,OTHER NAME,/,THIRD NAME,/' recording.csv >second.csv

# init
run 2 init case
run 2 init case --participant ""
run 0 init case --participant "Coast Guard" --person "A. Officer" --json
has '"journal":2' out
[ "$(stat -c %a case/keys)" = 700 ] || fail "keys/ may be read by others"
[ "$(stat -c %a case/keys/person.key)" = 600 ] || fail "a key may be read by others"
run 2 init case --participant "Coast Guard"
has "is a case already" err
mkdir used && touch used/file
run 2 init used --participant X
has "is not empty" err
mkdir -m 700 open linked && mkdir -m 777 open/keys && chmod 777 open/keys && mkdir -m 700 elsewhere && ln -s ../elsewhere linked/keys
run 4 init open --participant X
has "open to others" err
run 4 init linked --participant X
has "links are not followed" err
[ -z "$(ls elsewhere)" ] || fail "a key was written through a link"
run 2 -C nowhere events
has "is no case" err

# import
run 0 -C case import recording.csv --source "Radio" --collector "Port" --received 2026-01-02 --marking TLP:GREEN --json
has '"status":"imported"' out
has "\"exhibit\":\"sha256:$(sha256sum recording.csv | cut -c1-64)\"" out
has '"entry":2' out
has '"reports":142' out
has '"type":"summary"' out
cmp -s recording.csv case/objects/*/"$(sha256sum recording.csv | cut -c1-64)" || fail "the exhibit is not the file as received"
run 0 -C case import recording.csv --json
has '"status":"known"' out
has '"journal":3' out
has '"reports_read":0' out
cp recording.csv renamed.csv
run 0 -C case import renamed.csv --json
has '"status":"known"' out
run 2 -C case import recording.csv --marking SECRET
run 3 -C case import nothing-here.csv
printf 'no recording\n' >junk.txt
: >empty.csv
run 3 -C case import junk.txt --json
has '"status":"refused"' out
run 3 -C case import empty.csv
has "empty" err
run 0 -C case check --json
has '"objects":1' out # what was refused is gone
[ "$(find case/objects -type f | wc -l)" -eq 1 ] || fail "a refused file stays in objects/"

# strict: one malformed record anywhere and nothing is taken in
sed '40s/,[0-9.]*,[0-9.]*,/,nowhere,150,/' recording.csv >one-bad.csv
sed '1s/^mmsi/mmsi/;2,$s/^43/44/' recording.csv >good.csv
run 3 -C case import --strict good.csv one-bad.csv --json
has '"status":"refused"' out
has '"results":0' out
has '"journal":3' out
has "line 40" err
run 3 -C case import --strict - --json <one-bad.csv
has '"journal":3' out
printf '<CONSOLIDATED_LIST dateGenerated="2026-01-01T00:00:00Z"><INDIVIDUALS></INDIVIDUALS><ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>A FIRM</FIRST_NAME></ENTITY><ENTITY></ENTITY></ENTITIES></CONSOLIDATED_LIST>' >half.xml
run 3 -C case import --strict good.csv half.xml --json
has "1 records of the list are malformed" out
has '"journal":3' out
run 0 -C case check --json
has '"objects":1' out
run 0 init strict-case --participant X
run 0 -C strict-case import --strict good.csv --json
has '"results":1' out
run 0 -C strict-case import one-bad.csv half.xml --json # without it, what can be read is
has '"results":2' out

# what a refused file left behind and cannot be removed is said
stuck=case/objects/00/$(printf '%064d' 0)
{ echo "no recording"; wait_until [ -e case/objects/incoming ]; mkdir -p "$stuck"; echo "and no other"; } | "$program" -C case import - >out 2>err
status=$?
last="import with a folder in the way"
[ $status -eq 4 ] || fail "$last gives $status, not 4"
has "cannot be removed" err
rmdir "$stuck" "${stuck%/*}"

# events
run 0 -C case events --json
cp out events.json
count '"type":"gap"' out 1
count '"type":"encounter"' out 1
has '"status":"lead"' out
run 0 scan recording.csv --json
sed 's/"root":[^,]*,//g' out | grep -v '"type":"summary"' >scan.json
sed 's/"root":[^,]*,//g' events.json | grep -v '"type":"summary"' | cmp -s - scan.json || fail "events are not those of scan"
run 0 -C case events --type gap --json
count '"id"' out 1
run 0 -C case events --mmsi 431000003 --type encounter --csv
count encounter out 1
run 0 -C case events --vessel "IMO 9074729" --json
count '"mmsi":431000001' out "$(grep -c '"mmsi":431000001' events.json)"
run 0 -C case events --box 149,19,151,21 --json
count '"type":"gap"' out 0
count '"type":"encounter"' out 1
run 0 -C case events --from 2026-01-01T15:00:02Z --type gap --json
count '"id"' out 0
run 0 -C case events --geojson
has '"FeatureCollection"' out
run 2 -C case events --type rumour
run 2 -C case events --box 1,2,3
run 2 -C case events --vessel somebody
PLIMSOLL_CASE=case "$program" events --json >out 2>err || fail "PLIMSOLL_CASE does not name the case"
cmp -s out events.json || fail "PLIMSOLL_CASE names another case"

# vessel
run 0 -C case vessel 431000001 --json
cp out vessel.json
has '"field":"name","value":"SILENT SHIP","first":"2026-01-01T00:00:01Z","last":"2026-01-01T02:00:01Z","reports":25,"source":"Radio"' out
has '"field":"name","value":"OTHER NAME","first":"2026-01-01T15:00:01Z"' out
count '"type":"track"' out 1
count '"type":"gap"' out 1
run 0 -C case vessel 9074729 --json
has '"imo":9074729,"mmsi":[431000001]' out
run 0 -C case vessel 431999999
has "never seen" out
run 2 -C case vessel QUEEN

# exercise and reality do not mix
"$program" exercise drill --seed 5 --days 1 --vessels 8 >/dev/null 2>&1
run 5 -C case import drill/recording-0001.nmea
has "drill/recording-0001.nmea: this is a recording or list of an exercise (line 1) and the case is real" err
run 5 -C case import drill/list.xml
run 0 init drill-case --participant X --exercise
run 5 -C drill-case import recording.csv
has "recording.csv: this case is an exercise and the file is not of one (line 2)" err
cat drill/recording-0001.nmea >both.nmea
echo '!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5F' >>both.nmea
for one in case drill-case; do
    run 5 -C $one import both.nmea
    has "an exercise (both.nmea, line 1) and a real recording (both.nmea, line $(wc -l <both.nmea)) must not be mixed" err
done
run 0 -C drill-case import drill/recording-0001.nmea drill/list.xml --json
has '"exercise":true' out
run 0 -C drill-case events --json
[ "$(grep -c '"exercise":true' out)" -eq "$(wc -l <out)" ] || fail "a line of an exercise does not say so"
run 0 -C drill-case vessel "$(sed -n 's/.*"mmsi":\([0-9]*\).*/\1/p' out | head -n 1)" --json
[ "$(grep -c '"exercise":true' out)" -eq "$(wc -l <out)" ] || fail "a line of an exercise's vessel does not say so"

# an exercise whose mark was erased, changed or taken away is not real: nothing is told of it, nothing joins it
if command -v sqlite3 >/dev/null; then
    run 0 init late-case --participant X # an exercise by what it holds
    run 0 -C late-case import drill/recording-0001.nmea
    for made in drill-case late-case; do
        for how in "UPDATE payload SET salt=NULL, value=NULL WHERE field='exercise'" \
            "UPDATE payload SET value=CAST('no' AS BLOB) WHERE field='exercise'" \
            "DELETE FROM payload WHERE field='exercise'"; do
            rm -rf marked && cp -r $made marked && sqlite3 marked/case.db "$how"
            run 4 -C marked events --json
            has "was erased or changed" err
            run 4 -C marked import recording.csv
            run 4 -C marked leads
            run 1 -C marked check
            has "was erased or changed" out
        done
    done
fi

# a second recording, from standard input; in one go with a folder
run 0 -C case import - --json <second.csv
has '"status":"imported"' out
run 0 -C case vessel 431000001 --json
has '"value":"THIRD NAME"' out

# as it was known: the time of the answer that was kept gives its bytes again, summary included
then=$(sed -n 's/.*"type":"summary".*"known_at":"\([^"]*\)".*/\1/p' events.json)
run 0 -C case events --known-at "$then" --json
cmp -s out events.json || fail "events known at $then are not those of then"
has '"journal":3,"seq":2' out
has "the journal had 3 entries; 1 later ones are left out" err
run 0 -C case vessel 431000001 --known-at "$then" --json
cmp -s out vessel.json || fail "a vessel as known at $then is not that of then"
run 0 -C case leads --known-at "$then" --json
has "\"known_at\":\"$then\",\"journal\":3,\"seq\":2" out
run 0 -C case events --known-at 2001-01-01 --json
has '"results":0,"known_at":"2001-01-01T00:00:00Z","journal":0,"seq":null' out
has "nothing was known" err
run 0 -C case vessel 431000001 --known-at 2001-01-01
has "never seen" out
run 2 -C case events --known-at 2999-01-01
has "lies in the future" err
run 0 -C case events --json
cmp -s out events.json && fail "the second recording changes nothing that is known now"

# backup
run 0 -C case backup copy --json
run 2 -C case backup copy
run 0 -C copy check --json
has '"holds":true' out
has 'it is a backup of' out
run 5 -C copy import junk.txt
has "read-only" err
run 5 -C copy rebuild
run 0 -C case events --json
cp out events.json
run 0 -C copy events --json
cmp -s out events.json || fail "a backup has other events"
[ "$(stat -c %a copy/keys)" = 700 ] || fail "the backup's keys may be read by others"

# what stands where the copy is made is not ours: not removed, not followed
mkdir third.part && echo mine >third.part/thesis
run 2 -C case backup third
has "third.part exists" err
[ "$(cat third.part/thesis)" = mine ] || fail "a backup removes files that are not its own"
mkdir mine && echo mine >mine/thesis && ln -s mine fourth.part
run 2 -C case backup fourth
[ "$(cat mine/thesis)" = mine ] && [ -L fourth.part ] || fail "a backup follows a link"
[ ! -e third ] && [ ! -e fourth ] || fail "a backup was made over what is not its own"
: >fifth.part
run 2 -C case backup fifth
"$program" -C case backup twice >/dev/null 2>&1 &
one=$!
"$program" -C case backup twice >/dev/null 2>&1 &
two=$!
wait $one
one=$?
wait $two
two=$?
[ "$one$two" = 02 ] || [ "$one$two" = 20 ] || [ "$one$two" = 05 ] || [ "$one$two" = 50 ] ||
    fail "of two backups to one place, statuses $one and $two"
run 0 -C twice check
[ ! -e twice.part ] || fail "a backup leaves its working folder"

# rebuild
run 0 -C case rebuild --json
run 0 -C case events --json
cmp -s out events.json || fail "a rebuild gives other bytes"
run 0 -C case check

# a writer at work: readers go on, a second writer waits and names the first
(
    flock 9
    printf 'pid 4711, plimsoll import\n' >&9
    exec sleep 600
) 9<>case/lock &
holder=$!
wait_until grep -q 4711 case/lock || fail "nobody holds the lock"
run 0 -C case events --json
run 0 -C case backup copy2
run 4 -C case import junk.txt
has "pid 4711, plimsoll import" err
kill $holder 2>/dev/null
wait $holder 2>/dev/null

# tampering
tampered() { # WHAT PART: the copy in `bad` must fail its check
    last="check after: $1"
    "$program" -C bad check >out 2>err
    status=$?
    [ $status -eq 1 ] || fail "$last: status $status"
    has "$2" out
}
object=$(find copy/objects -type f | sort | head -n 1)
fresh() { rm -rf bad && cp -r copy bad; }
fresh
printf 'X' | dd of="bad/${object#copy/}" bs=1 seek=100 conv=notrunc 2>/dev/null
tampered "a changed byte in an exhibit" "bytes have changed"
run 5 -C bad rebuild
fresh
rm "bad/${object#copy/}"
tampered "a missing exhibit" "missing"
fresh
rm bad/positions/*.db
tampered "missing positions" "is missing"
fresh
positions=$(ls bad/positions/*.db | head -n 1)
size=$(stat -c %s "$positions")
i=4096
while [ $i -lt "$size" ]; do
    printf 'XXXXXXXX' | dd of="$positions" bs=1 seek=$((i + 2000)) conv=notrunc 2>/dev/null
    i=$((i + 4096))
done
tampered "positions overwritten" "positions"
fresh
if command -v sqlite3 >/dev/null; then
    sqlite3 bad/case.db "UPDATE payload SET value = CAST('Other' AS BLOB) WHERE field = 'source'"
    tampered "a changed payload" "not the one it commits to"
    fresh
    sqlite3 bad/case.db "UPDATE payload SET value = NULL WHERE field = 'exercise'"
    tampered "half of a field is gone" "not both whole"
    fresh
    sqlite3 bad/case.db "UPDATE payload SET value = NULL, salt = NULL WHERE field = 'exercise'"
    tampered "the mark of an exercise is gone" "whether it is an exercise was erased"
    fresh
    sqlite3 bad/case.db "UPDATE payload SET value = NULL, salt = NULL WHERE field = 'source'"
    tampered "an erasure without an entry" "no later entry says so"
fi

# damage to what is derived is repaired
rm -rf bad && cp -r case bad
rm bad/positions/*
run 1 -C bad check
run 0 -C bad rebuild
run 0 -C bad check
run 0 -C bad events --json
cmp -s out events.json || fail "a rebuild after damage gives other events"

# a key that others may read is not used; without keys the case is read, not written
chmod 644 bad/keys/person.key
run 5 -C bad import second.csv
rm bad/keys/person.key
run 2 -C bad import second.csv
run 0 -C bad events --json

[ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
echo "all well"
