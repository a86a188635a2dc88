#!/bin/sh
# decode, driven as a user drives it: places, members, exit statuses, messages. $1 is the program.
set -u
plimsoll=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
bad=0
fail() {
    echo "FAILED: $*"
    bad=1
}
# status WANTED COMMAND...
status() {
    wanted=$1
    shift
    "$@" > "$work/out" 2> "$work/err"
    got=$?
    [ $got = "$wanted" ] || fail "exit $got, not $wanted: $*; $(cat "$work/err")"
}
says() { grep -q -F -e "$1" "$work/out" || fail "no $1 in: $(head -c 600 "$work/out")"; }
warns() { grep -q -F -e "$1" "$work/err" || fail "no $1 on stderr: $(head -c 600 "$work/err")"; }
data=tests/data/ais

# A place is exactly the sentence's bytes: cut them out and read them alone.
status 0 "$plimsoll" decode --json $data/two_receivers.nmea
says '"src":{"file":"tests/data/ais/two_receivers.nmea","member":null,"offset":0,'
says '"parts":[{"offset":0,'
[ "$(grep -c '"type":"ais"' "$work/out")" = 2 ] || fail "not two messages"
tail -n 1 "$work/out" | grep -q '^{"type":"summary","read":4,"results":2,"lines":4,"with_sentence":4,' || fail "summary: $(tail -n 1 "$work/out")"
place=$(grep -o '"offset":[0-9]*,"length":[0-9]*' "$work/out" | head -n 1)
offset=$(echo "$place" | sed 's/.*offset":\([0-9]*\).*/\1/')
length=$(echo "$place" | sed 's/.*length":\([0-9]*\).*/\1/')
cut=$(tail -c +$((offset + 1)) $data/two_receivers.nmea | head -c "$length")
[ "$cut" = "$(head -n 1 $data/two_receivers.nmea)" ] || fail "the place is not the line: $cut"

# Members, folders, standard input.
mkdir "$work/day"
cp $data/tags.nmea "$work/day/b.nmea"
gzip -c $data/tags.nmea > "$work/day/a.gz"
status 0 "$plimsoll" decode --json "$work/day"
says '"members":2,'
says "\"file\":\"$work/day/a.gz\",\"member\":null"
head -n 1 "$work/out" | grep -q 'a.gz' || fail "a folder is not read in order"
"$plimsoll" decode --json - < $data/tags.nmea > "$work/out" 2> "$work/err" || fail "standard input"
says '"file":"-"'
if command -v zip > /dev/null; then
    (cd "$work/day" && zip -q ../day.zip b.nmea a.gz)
    status 0 "$plimsoll" decode --json "$work/day.zip"
    says '"member":"b.nmea"'
fi

# What counts as no result.
: > "$work/empty"
status 3 "$plimsoll" decode --json "$work/empty"
status 3 "$plimsoll" decode --json "$work/no-such-file"
printf 'only\na story\n' > "$work/story"
status 3 "$plimsoll" decode --json "$work/story"
warns story
printf 'boat,colour\n1,red\n' > "$work/boats.csv"
status 3 "$plimsoll" decode --json "$work/boats.csv"
warns 'boat,colour'
status 3 "$plimsoll" decode --json $data/rejected.nmea
says '"rejected":{"checksum":2,"ambiguous_part":0,'
warns 'line 1, byte 0'
status 2 "$plimsoll" decode
status 2 "$plimsoll" decode --format=morse $data/tags.nmea
status 2 "$plimsoll" decode --columns mmsi $data/named.csv
status 3 "$plimsoll" decode --strict $data/rejected.nmea
warns 'checksum'

# Options of tables; an unknown column is named once.
status 0 "$plimsoll" decode --json $data/named.csv
[ "$(grep -c 'not used: id' "$work/err")" = 1 ] || fail "the unknown column is not named once: $(cat "$work/err")"
status 0 "$plimsoll" decode --json --day-first $data/named.csv
says '"time":"2024-04-03T01:02:00Z"'
printf 'Ship;Seen;Y;X\n999000001;1700000000;10.5;20.25\n' > "$work/own.csv"
status 0 "$plimsoll" decode --json --columns mmsi=Ship,t=Seen,lat=Y,lon=4 "$work/own.csv"
says '"time":"2023-11-14T22:13:20Z","station":null,"channel":null,"msg":null,"mmsi":999000001,"lat":10.500000,"lon":20.250000'

for columns in mmsi=Ship,t=Ship mmsi=Ship,t=1 mmsi=Ship,t=Seen,t=2,mmsi=1; do
    status 2 "$plimsoll" decode --json --columns $columns "$work/own.csv"
    warns '--columns gives'
    [ -s "$work/out" ] && fail "a table with doubtful columns gives something"
done

# An exercise says so; own-ship sentences say so; the text form.
sum() { printf '%s' "$1" | od -An -tu1 -v | tr -s ' ' '\n' | awk 'function x(a,b,r,p){r=0;p=1;while(a||b){if((a%2)!=(b%2))r+=p;a=int(a/2);b=int(b/2);p*=2}return r} NF{s=x(s,$1)} END{printf "%02X", s}'; }
tags='s:EXERCISE-NORTH,c:1700000000'
body='AIVDM,1,1,,B,13:BuN001=15mQFOjcOBG1p800SK,0'
printf '\\%s*%s\\!%s*%s\n' "$tags" "$(sum "$tags")" "$body" "$(sum "$body")" > "$work/exercise.nmea"
status 0 "$plimsoll" decode --json "$work/exercise.nmea"
says '"exercise":true'
status 0 "$plimsoll" decode "$work/exercise.nmea"
says '2023-11-14T22:13:20Z 212123000 msg=1 station=EXERCISE-NORTH EXERCISE'
# What stands before and behind in one file counts: a sentence without a tag block, from a number of exercises, is marked
# where the file is one's, before its first mark too, and not where nothing says so. A real number is never marked.
"$plimsoll" exercise "$work/drill" --seed 3 --days 1 --vessels 5 >/dev/null 2>&1
grep -h ',0\*..' "$work/drill/recording-0001.nmea" | grep 'AIVDM,1,1,' | head -n 2 > "$work/two.nmea"
sed 's/^[^!]*//' "$work/two.nmea" > "$work/bare.nmea"
! grep -q EXERCISE "$work/bare.nmea" || fail "the tag blocks are not gone: $(cat "$work/bare.nmea")"
status 0 "$plimsoll" decode --json "$work/bare.nmea"
! grep -q '"exercise":true' "$work/out" || fail "numbers alone make an exercise: $(cat "$work/out")"
cat "$work/bare.nmea" "$work/two.nmea" > "$work/around.nmea"
echo '!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5F' >> "$work/around.nmea"
for from in "$work/around.nmea" -; do
    status 0 "$plimsoll" decode --json "$from" < "$work/around.nmea"
    [ "$(grep '"type":"ais"' "$work/out" | grep -c '"exercise":true')" = 4 ] || fail "bare sentences of an exercise: $(cat "$work/out")"
    grep '"mmsi":366053209' "$work/out" | grep -q '"exercise":true' && fail "a real number is marked"
done
status 0 "$plimsoll" decode --json $data/lines.nmea
says '"own":true'

[ $bad = 0 ] && echo "decode: ok"
exit $bad
