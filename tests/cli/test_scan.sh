#!/bin/sh
# plimsoll scan as a user runs it: forms of output, refusals, exit statuses, overrides. Inputs are made here; what each
# must give follows from how its ships move.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-scan.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

# run WANTED_STATUS ARGUMENTS...: output in out, messages in err
run() {
    wanted=$1
    shift
    "$program" "$@" >out 2>err
    status=$?
    [ $status -eq "$wanted" ] || { fail "plimsoll $* gives $status, not $wanted"; cat err; }
}

has() { # TEXT FILE
    grep -qF -- "$1" "$2" || { fail "no '$1' in $2 of: $last"; head -n 5 "$2"; }
}

count() { # TEXT FILE N
    n=$(grep -cF -- "$1" "$2")
    [ "$n" -eq "$3" ] || fail "'$1' on $n lines, not $3, of: $last"
}

# One ship that is silent for 13 h, and two that lie side by side for 3 h, all far from any port.
awk 'BEGIN {
    print "mmsi,timestamp,lat,lon,sog"
    for (t = 0; t <= 120; t += 5) line(431000001, t, 30, 150 + t * 0.002, 10)
    for (t = 900; t <= 1020; t += 5) line(431000001, t, 30, 151 + t * 0.002, 10)
    for (t = 780; t <= 960; t += 4) { line(431000002, t, 20, 150, 0.2); line(431000003, t, 20.001, 150, 0.2) }
}
function line(mmsi, t, lat, lon, sog) {
    printf "%d,2024-03-%02d %02d:%02d:00,%.6f,%.6f,%.1f\n", mmsi, 1 + int(t / 1440), int(t / 60) % 24, t % 60, lat, lon, sog
}' >ships.csv

last="scan --json"
run 0 scan --json ships.csv
count '"type":"gap"' out 1
count '"type":"encounter"' out 1
count '"status":"lead"' out 2
has '"start":"2024-03-01T02:00:00Z","end":"2024-03-01T15:00:00Z","open":false,"hours":13.0000' out
has '"start":"2024-03-01T13:00:00Z","end":"2024-03-01T16:00:00Z","open":false,"hours":3.0000' out
has "\"exhibit\":\"sha256:$(sha256sum ships.csv | cut -d' ' -f1)\",\"root\":null,\"member\":null" out
tail -n 1 out | grep -q '^{"type":"summary",.*"reports":142,"duplicates":0,"no_time":0,.*"vessels":3,"tracks":3,"positions":142' ||
    fail "the summary: $(tail -n 1 out)"
cp out plain.json

# Each evidence entry is one row of the file, as it stands.
last="evidence"
jq -r 'select(.evidence != null) | ([.vessels[].mmsi | tostring] | join(",")) as $ships
    | .evidence[] | "\(.offset) \(.length) \($ships)"' out >said
[ -s said ] || fail "no event has evidence"
while read -r offset length ships; do
    row=$(tail -c +$((offset + 1)) ships.csv | head -c "$length")
    grep -qxF "$row" ships.csv || echo "$offset $length: $row"
    case ",$ships," in *",${row%%,*},"*) ;; *) echo "$offset $length is not of $ships: $row" ;; esac
done <said >bad
[ -s bad ] && fail "evidence is not a row of the ship: $(head -n 1 bad)"

# The same from any container, and for any number of threads.
events() { grep -v '"type":"summary"' "$1" | sed 's/"evidence":\[[^]]*\]//'; }
events plain.json >want
mkdir -p folder/b
head -n 60 ships.csv >folder/z.csv
{ head -n 1 ships.csv; tail -n +61 ships.csv; } | gzip -c >folder/b/a.csv.gz
for way in "ships.csv --threads 2" "ships.csv --threads 4" "folder" "-" "folder/b/a.csv.gz folder/z.csv" "ships.csv ships.csv"; do
    last="scan $way"
    # shellcheck disable=SC2086
    "$program" scan --json $way <ships.csv >out 2>err || fail "plimsoll scan $way gives $?"
    events out >got
    cmp -s want got || fail "other events from: $way"
done

last="forms"
run 0 scan ships.csv
has "2 events from 142 reports of 3 ships" out
has "leads, not findings" out
run 0 scan --csv ships.csv
[ "$(wc -l <out)" -eq 3 ] || fail "CSV has $(wc -l <out) lines"
has "type,id,start,end,open,hours,lat,lon" out
run 0 scan --geojson ships.csv
head -n 1 out | grep -qxF '{"type":"FeatureCollection","features":[' || fail "GeoJSON: $(head -n 1 out)"
count '"type":"Feature",' out 2
run 2 scan --json --csv ships.csv
run 0 scan --json --type gap ships.csv
count '"status":"lead"' out 1
run 0 scan --json --mmsi 431000002 ships.csv
count '"status":"lead"' out 1
run 2 scan --json --type storm ships.csv
run 2 scan --json --threads 0 ships.csv

last="rules"
echo '{"gap":{"min_hours":13.5},"encounter.min_hours":3.5}' >rules.json
run 0 scan --json --rules rules.json ships.csv
count '"status":"lead"' out 0
echo '{"gap":{"min_hours":12.9}}' >rules.json # the others keep their defaults
run 0 scan --json --rules rules.json ships.csv
count '"status":"lead"' out 2
has '"min_hours":12.9' out
echo '{"gap":{"min_huors":1}}' >rules.json
run 2 scan --json --rules rules.json ships.csv
run 3 scan --json --rules missing.json ships.csv

last="ports"
printf 'id,name,lat,lon\nXX-HERE,Here,20,150.05\n' >ports.csv
run 0 scan --json --ports ports.csv ships.csv
count '"type":"encounter"' out 0 # 5 km from a port
run 0 scan --json --ports none ships.csv
count '"type":"encounter"' out 1
has '"ports_hash":null' out

last="static"
echo '[{"mmsi":431000001,"imo":9074729,"name":"Invented One","callsign":"XX1","type":70,"dim":[80,20,8,8]}]' >static.json
run 0 scan --json --static static.json ships.csv
has '"imo":9074729,"name":"Invented One","callsign":"XX1"' out
echo '{"mmsi":1}' >static.json
run 3 scan --json --static static.json ships.csv

last="bad input"
: >empty.csv
printf '\1\2\3\0\377binary' >binary.bin
run 3 scan --json empty.csv
has "empty" err
grep -qv "\"type\":\"summary\"" out && fail "an empty file gives events"
run 3 scan --json binary.bin
run 3 scan --json missing.csv
run 2 scan --json
run 3 scan --json missing.csv empty.csv binary.bin ships.csv # named, and nothing in them: said after the events
events out >got
cmp -s want got || fail "bad files beside a good one change its events"
has '"failed":3' out
for file in missing.csv empty.csv binary.bin; do
    has "$file" err
done
{ cat ships.csv; for i in 1 2 3 4 5; do echo "x$i,nonsense,,,"; done; } >some.csv
run 0 scan --json some.csv
has '"malformed":5' out
has "line 144" err
run 3 scan --json --strict some.csv
grep -qv "\"type\":\"summary\"" out && fail "--strict prints events"
{ head -n 3 ships.csv; for i in 1 2 3; do echo "x$i,nonsense,,,"; done; } >most.csv
run 3 scan --json most.csv
grep -qv "\"type\":\"summary\"" out && fail "a file that is mostly rejected gives events"

last="times"
{ cat ships.csv; echo "431000001,,30,150,10"; echo "431000001,2300-01-01 00:00:00,30,150,10"; } >times.csv
run 0 scan --json times.csv
events out >got
cmp -s want got || fail "reports without a time, or of the far future, change the events"
tail -n 1 out | grep -q '"reports":142,"duplicates":0,"no_time":2,"bad_time":1' || fail "what has no time is not counted"

# A member of an archive keeps its own place; the exhibit is the archive as received. What a truncated file held counts.
last="archives"
mkdir -p members && head -n 60 ships.csv >members/one.csv
{ head -n 1 ships.csv; tail -n +61 ships.csv; } >members/two.csv
tar -czf members.tgz members
run 0 scan --json members.tgz
events out >got
cmp -s want got || fail "an archive gives other events"
has "\"exhibit\":\"sha256:$(sha256sum members.tgz | cut -d' ' -f1)\",\"root\":null,\"member\":\"members/two.csv\"" out
has '"members":2,"failed":0' out
gzip -c ships.csv | head -c 500 >cut.csv.gz
run 0 scan --json cut.csv.gz
has '"failed":1' out
has "cut.csv.gz" err

# An own-ship sentence (VDO) stays out beside others, and counts where there is nothing else.
last="own ship"
sentence() { # BODY: with its checksum
    sum=$(printf '%s' "$1" | od -An -v -tu1 | tr -s ' ' '\n' | awk 'NF { for (b = 1; b < 256; b *= 2) if (int($1 / b) % 2) bit[b] = 1 - bit[b] }
        END { for (b in bit) sum += b * bit[b]; printf "%02X", sum }')
    printf '!%s*%s\r\n' "$1" "$sum"
}
tagged() { # BODY TIME: behind a tag block with its own checksum
    tag=$(sentence "c:$2")
    printf '\\%s\\' "$(printf '%s' "${tag#!}" | tr -d '\r\n')"
    sentence "$1"
}
payload='15M67FC000G?ufbE`FepT@3n00Sa'
tagged "AIVDO,1,1,,A,$payload,0" 1700000000 >own.nmea
run 0 scan --json own.nmea
has '"reports":1,' out
has '"own":0,' out
{ cat own.nmea; tagged "AIVDM,1,1,,A,$payload,0" 1700000100; } >both.nmea
run 0 scan --json both.nmea
has '"reports":1,' out
has '"own":1,' out

last="refusals end with a summary all the same"
printf '%s\n' '!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5E' >broken.nmea
run 3 scan --json broken.nmea
has '"type":"summary"' out
run 3 scan --json --strict broken.nmea
has '"type":"summary"' out
run 3 decode --json --strict broken.nmea
has '"type":"summary"' out
has "broken.nmea" err
: >empty-ports.csv
run 3 scan --ports empty-ports.csv ships.csv
has "empty" err

last="exercise"
run 0 exercise exercise --seed 3 --days 1 --vessels 12
run 0 scan --json exercise
n=$(wc -l <out)
count '"exercise":true' out "$n"
run 0 scan exercise
has "EXERCISE" out
run 0 scan --csv exercise
[ "$(tail -n +2 out | grep -c ',true,[a-z]*,lead$')" -eq "$(tail -n +2 out | wc -l)" ] || fail "a CSV row without its exercise mark"
run 5 scan --json exercise ships.csv
has 'an exercise (exercise/recording-0001.nmea, line 1) and a real recording (ships.csv, line 2) must not be mixed' err
[ -s out ] && fail "a mixed scan prints something"
cat exercise/*.nmea >mixed.nmea
printf '%s\r\n' '\s:NORTH,c:1772323300*71\!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5F' >>mixed.nmea
run 5 scan --json mixed.nmea
has "an exercise (mixed.nmea, line 1) and a real recording (mixed.nmea, line $(wc -l <mixed.nmea)) must not be mixed" err
[ -s out ] && fail "a mixed scan prints something"
# Strict ends at the first malformed record, and says what it had read until then, and that it was an exercise.
head -n 20 exercise/recording-0001.nmea >strict.nmea
printf '%s\r\n' '\s:EXERCISE-NORTH,c:1772323300*00\!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*50' >>strict.nmea
run 3 scan --strict --json strict.nmea
has '"type":"summary","exercise":true,"read":' out
has '(line 21, byte ' err
printf '%s\r\n' '!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*50' >strict.nmea
run 3 scan --strict --json strict.nmea
has '"type":"summary","read":1,"results":0,' out

# A real sentence without any station, a $PGHP station before one, and a tag block that noise took from an exercise's own.
unmarked() { # STATUS LINE...: behind the exercise's own lines
    status=$1
    shift
    cat exercise/*.nmea >unmarked.nmea
    printf '%s\r\n' "$@" >>unmarked.nmea
    run "$status" scan --json unmarked.nmea
    [ "$status" -eq 0 ] || has "must not be mixed" err
}
unmarked 5 '!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5F'
unmarked 5 '!AIVDM,2,1,1,A,5>pf7h@000000000000TqHDq@DB0tpD00000001600000400003Smj1DQ@0,0*78' '!AIVDM,2,2,1,A,000000000000,2*15'
unmarked 5 '$PGHP,1,2014,9,28,16,0,4,684,219,,2190074,1,00*2D' '!AIVDM,1,1,,A,34M9Ra@0Qc`jP46Ao4`=tK:V0p00,0*28'
unmarked 0 '!AIVDM,1,1,,A,34M9Ra@0Qc`jP46Ao4`=tK:V0p00,0*28'
unmarked 0 '# a remark' '$PGHP,1,2014,9,28,16,0,4,684,219,,2190074,1,00*2D' '\s:NORTH,c:1772323300*71\'
# Whose tag blocks are all damaged is an exercise still, as long as the station can be read: nothing of it passes for real.
sed -n 's/^\(\\s:EXERCISE-[^*]*\*\)..\\/\1zz\\/p' exercise/*.nmea >torn.nmea
[ -s torn.nmea ] || fail "no line was torn"
run 0 scan --json torn.nmea
tail -n 1 out | grep -q '"exercise":true' || fail "an exercise with torn tag blocks passes for real"
printf '%s\r\n' '\s:NORTH,c:1772323300*71\!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5F' >>torn.nmea
run 5 scan --json torn.nmea
has "must not be mixed" err

# A land mask that is named is the one that counts: what is none, or a torn one, is refused before anything is said.
printf 'PLMASK1\n0123' >torn.mask
for mask in torn.mask missing.mask torn.nmea; do
    run 3 scan --json --coast "$mask" exercise
    [ ! -s out ] || fail "$mask: events in spite of the mask"
done
run 3 scan --json --coast torn.mask exercise
has "land mask" err

[ $failures -eq 0 ] && echo "scan: all as it should be"
exit $((failures > 0))
