#!/bin/sh
# watch: a recording played and a feed followed give what an import of the same bytes gives; told once; a feed that
# breaks, sends garbage, carries no times, mixes exercise and real. Wanted: by `import` and `scan` of the same bytes.
set -u
. "$(dirname "$0")/serve.sh"
program=$(realpath "$1")
feeds=$(realpath tests/live_feed.py)
command -v python3 >/dev/null || { echo "SKIPPED: python3 is missing: no feed can be played"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-watch.XXXXXX") || exit 1
server=
watcher=
clean() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    [ -z "$watcher" ] || kill -9 "$watcher" 2>/dev/null
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
unset PLIMSOLL_CASE
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

run() { # WANTED_STATUS ARGUMENTS...: output in out, messages in err
    wanted_status=$1
    shift
    last="plimsoll $*"
    "$program" "$@" >out 2>err
    status=$?
    [ $status -eq "$wanted_status" ] || { fail "$last gives $status, not $wanted_status"; tail -n 5 err; }
}

has() { # TEXT FILE
    grep -qF -- "$1" "$2" || { fail "no '$1' in $2 of: $last"; tail -n 3 "$2" | cut -c1-400; }
}

new_case() {
    rm -rf case
    "$program" init case --participant Test >/dev/null 2>&1
}

# Events of JSON Lines without their places, the last of each id, less what was superseded; sorted.
held() {
    awk '/"type":"summary"/ || !/"id":"/ { next }
        { match($0, /"id":"[0-9a-f]*"/); id = substr($0, RSTART + 6, RLENGTH - 7) }
        /^{"type":"superseded"/ { delete last[id]; next }
        /^{"type":"graded"/ { sub(/^{"type":"graded",("exercise":true,)?"id":"[0-9a-f]*","event":/, ""); sub(/}$/, "") }
        { last[id] = $0 }
        END { for (id in last) print last[id] }' "$1" | sed 's/"evidence":.*//' | sort
}

ids_of() { grep -o '"id":"[0-9a-f]\{64\}"' "$1" | sort -u; } # FILE

twice() { # FILE: ids told twice
    grep '"id":' "$1" | grep -v -e '^{"type":"graded"' -e '^{"type":"superseded"' |
        sed 's/.*"id":"\([0-9a-f]\{64\}\)".*/\1/' | sort | uniq -d | wc -l
}

same() { # WANTED HELD WHAT
    cmp -s "$1" "$2" || { fail "$3: $(comm -23 "$1" "$2" | wc -l) events lost, $(comm -13 "$1" "$2" | wc -l) beyond"; }
}

wait_for() { # FILE TEXT
    wait_until grep -qF -- "$2" "$1" && return 0
    fail "no '$2' in $1"
    tail -n 3 "$1" err 2>/dev/null | cut -c1-300
}

# follow ARGUMENTS...: watch in the background, output in told; spooled FEED FILE: as many sentences are in the spool;
# leave: the end, as with Ctrl-C
follow() {
    : >told # now: the shell behind & may do it after the next line has read what the last watch told
    "$program" -C case watch "$@" --json >told 2>err &
    watcher=$!
}
spooled() { [ "$(cat case/live/"$1"/spool/* | grep -c '!')" -ge "$(grep -c '!' "$2")" ]; }
leave() {
    last="watch until SIGTERM"
    kill -TERM "$watcher"
    wait "$watcher"
    [ $? -eq 130 ] || fail "SIGTERM gives no status 130: $(cat err)"
    watcher=
}

# heard: how many messages were told of. rest WANTED ARGUMENTS...: what the signal left in the spool, the next watch reads
heard() { sed -n 's/.*"messages":\([0-9]*\).*/\1/p' told | awk '{ n += $1 } END { print n + 0 }'; }
rest() {
    wanted=$1
    shift
    [ "$(heard)" -lt "$wanted" ] || return 0
    mv told told.before
    "$program" -C case watch "$@" --for 5 --json >told.after 2>err || fail "the watch after it: $(cat err)"
    cat told.before told.after >told
}

"$program" exercise drill --seed 3 --days 2 --vessels 24 >/dev/null
cat drill/recording-*.nmea >day.nmea
new_case
"$program" -C case import day.nmea >/dev/null 2>&1
"$program" -C case events --json >events
held events >wanted
"$program" scan day.nmea --json 2>/dev/null | grep '"id":' | sed 's/.*"id":"\([0-9a-f]\{64\}\)".*/\1/' | sort >scan.ids
sed 's/.*"id":"\([0-9a-f]\{64\}\)".*/\1/' wanted | sort >wanted.ids
[ "$(wc -l <wanted)" -gt 10 ] || fail "too few events to say anything"
cmp -s scan.ids wanted.ids || fail "scan and import differ in their ids"

# a recording, in both ways of telling, by pieces of time, and again
for how in "--replay max" "--replay max --tell certain" "--replay 200000 --seal-minutes 0.01" "--until-eof"; do
    new_case
    # shellcheck disable=SC2086
    run 0 -C case watch day.nmea $how --json
    held out >got
    same wanted got "watch $how"
    [ "$(twice out)" = 0 ] || fail "watch $how tells $(twice out) ids twice"
    has '"ended":"end of the feed"' out
    has '"exercise":true' out
    run 0 -C case watch day.nmea $how --json
    [ "$(grep -c '"id":' out)" = 0 ] || fail "watch $how, again, tells $(grep -c '"id":' out) events"
done
run 0 -C case check --quick
run 0 -C case watch --feeds
has 'file-day.nmea-' out
run 0 -C case watch --told --json
[ "$(grep -c '"type":"told"' out)" -ge "$(wc -l <wanted)" ] || fail "--told shows less than was told"
run 0 -C case watch --told
has 'port_visit' out

# the place of what is told before it is sealed, and of what is told with its exhibit
new_case
run 0 -C case watch day.nmea --replay max --tell certain --json
has '"exhibit":"live:file-day.nmea-' out
new_case
run 0 -C case watch day.nmea --replay max --json
has "\"exhibit\":\"sha256:$(sha256sum day.nmea | cut -c1-64)\"" out

# a file that grows: two runs go on where the one before ended
new_case
lines=$(($(wc -l <day.nmea) / 2))
head -n $lines day.nmea >grows.nmea
run 0 -C case watch grows.nmea --until-eof --json --feed growing
cp out all
tail -n +$((lines + 1)) day.nmea >>grows.nmea
run 0 -C case watch grows.nmea --until-eof --json --feed growing
cat out >>all
held all >got
same wanted got "a file that grows"
head -n 3 day.nmea >grows.nmea
run 3 -C case watch grows.nmea --until-eof --feed growing
has 'another file' err

# a table: every piece has its header
printf 'mmsi,timestamp,lat,lon,sog\n431000001,2026-01-01T00:00:00Z,30,150,10\n' >table.csv
new_case
run 0 -C case watch table.csv --until-eof --feed table --json
cp out all
printf '431000001,2026-01-01T20:00:00Z,30.5,150,10\n' >>table.csv
run 0 -C case watch table.csv --until-eof --feed table --json
has '"type":"gap"' out
cat out >>all
run 0 -C case check
"$program" scan table.csv --json 2>/dev/null >scanned
[ "$(ids_of all)" = "$(ids_of scanned)" ] || fail "a table in pieces gives other ids"

# tcp: it breaks, comes again, and is stopped by SIGTERM
new_case
python3 "$feeds" tcp day.nmea port $lines &
server=$!
wait_for port ''
follow "tcp://127.0.0.1:$(cat port)" --feed radio
wait_for told '"until":"2'
wait_until spooled radio day.nmea || fail "tcp: $(cat case/live/radio/spool/* | wc -l) lines came"
leave
kill "$server" 2>/dev/null
last="watch tcp"
has '"kind":"down"' told
has '"type":"summary"' told
has '"ended":"interrupted"' told
[ "$(twice told)" = 0 ] || fail "tcp: told twice"
held told >got
[ "$(comm -13 wanted got | wc -l)" -le 2 ] || fail "tcp: $(comm -13 wanted got | wc -l) events beyond"
"$program" -C case events --json | sed 's/.*"id":"\([0-9a-f]\{64\}\)".*/\1/' | grep -v summary | sort >ids
[ "$(comm -23 wanted.ids ids | wc -l)" -le 1 ] || fail "tcp: the case lacks $(comm -23 wanted.ids ids | wc -l) events"
# nobody is there any more: said at once, and that nobody was listening
follow "tcp://127.0.0.1:$(cat port)" --feed radio
wait_for told '"until":null'
leave
has '"kind":"down"' told
has '"until":null' told

# it ends by itself, too
run 0 -C case watch "tcp://127.0.0.1:$(cat port)" --feed radio --for 1

# udp: no times at all; each message gets the time of reception, which stands in the exhibit
sed 's/^\\[^\\]*\\//' day.nmea | grep '^!AIVDM,1,1' | head -n 200 >bare.nmea
sed -i 's/\r//' bare.nmea
new_case
yesterday=$(date -u +%Y-%m-%d)
follow udp://127.0.0.1:0 --feed air
python3 "$feeds" udp bare.nmea "$watcher" || fail "udp: $(cat err)"
wait_until spooled air bare.nmea || fail "udp: $(cat case/live/air/spool/* | wc -l) lines came"
leave
rest 1 udp://127.0.0.1:0 --feed air
[ "$(heard)" -gt 0 ] || fail "udp: nothing was heard"
has '"no_time":0' told
exhibit=$(find case/objects -type f | head -n 1)
run 0 decode "$exhibit" --json
grep -q -e "\"time\":\"${yesterday}T" -e "\"time\":\"$(date -u +%Y-%m-%d)T" out || fail "udp: no time of today: $(head -n 2 out)"
has 'x:received' out
grep -v '^\\c:[0-9]*,x:received\*' "$exhibit" >bytes
cmp -s bytes bare.nmea || fail "udp: what came is not what the exhibit holds without the stamps"

# gpsd: asked; JSON where it gives no sentences, else the sentences alone
cat >gpsd.json <<'END'
{"class":"VERSION","release":"3.22","proto_major":3,"proto_minor":14}
{"class":"AIS","device":"/dev/ttyUSB0","type":1,"repeat":0,"mmsi":431000001,"scaled":true,"status":0,"turn":0,"speed":10.1,"accuracy":true,"lon":150.1,"lat":30.2,"course":90.0,"heading":511,"second":1}
{"class":"AIS","device":"/dev/ttyUSB0","type":5,"mmsi":431000001,"scaled":true,"imo":9074729,"callsign":"7JAB","shipname":"SILENT SHIP","shiptype":70,"to_bow":100,"to_stern":20,"to_port":9,"to_starboard":9,"draught":7.2,"destination":"NOWHERE"}
END
new_case
python3 "$feeds" gpsd gpsd.json gport &
server=$!
wait_for gport ''
follow "gpsd://127.0.0.1:$(cat gport)" --feed box
wait_until grep -qs 'SILENT SHIP' -r case/live/box/spool || fail "gpsd: nothing came: $(cat err)"
leave
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
rest 2 "gpsd://127.0.0.1:$(cat gport)" --feed box
grep -qF '?WATCH={' gport.asked || fail "gpsd was not asked"
[ "$(heard)" = 2 ] || fail "gpsd: $(heard) messages, not 2: $(cat told)"
has '"no_time":0' told
{ head -n 1 bare.nmea; sed -n 2p gpsd.json; } >mixed.json
run 0 decode mixed.json --json
has '"other":1' out

# aisstream, through a pipe
cat >stream.json <<'END'
{"Message":{"PositionReport":{"Cog":308.2,"Latitude":30.0,"Longitude":150.0,"MessageID":1,"NavigationalStatus":0,"Sog":10,"TrueHeading":235,"UserID":431000001,"Valid":true}},"MessageType":"PositionReport","MetaData":{"MMSI":431000001,"ShipName":"SILENT SHIP","latitude":30.0,"longitude":150.0,"time_utc":"2026-01-01 18:22:32.318353 +0000 UTC"}}
{"Message":{"PositionReport":{"Cog":308.2,"Latitude":30.5,"Longitude":150.0,"MessageID":1,"NavigationalStatus":0,"Sog":10,"TrueHeading":235,"UserID":431000001,"Valid":true}},"MessageType":"PositionReport","MetaData":{"MMSI":431000001,"ShipName":"SILENT SHIP","latitude":30.5,"longitude":150.0,"time_utc":"2026-01-02 14:22:32.318353 +0000 UTC"}}
{"error":"Api Key Is Not Valid"}
END
new_case
"$program" -C case watch - --json <stream.json >told 2>err || fail "aisstream: $(cat err)"
last="watch -"
has '"type":"gap"' told
has '"other":1' told
"$program" scan stream.json --json 2>/dev/null >scanned
[ "$(ids_of told)" = "$(ids_of scanned)" ] || fail "aisstream: watch and scan give other ids"

# garbage: counted, no record, kept aside
new_case
python3 -c 'import random; r = random.Random(1); import sys; sys.stdout.buffer.write(bytes(r.randrange(256) for _ in range(200000)))' >garbage
"$program" -C case watch - <garbage >told 2>err
[ $? -eq 3 ] || fail "garbage gives no status 3: $(cat err)"
[ -n "$(find case/live/stdin -name 'refused-*')" ] || fail "garbage is not kept"

# a clock years ahead: one message without a time, the others as ever
new_case
{ head -n 300 day.nmea | sed 's/^\\[^\\]*\\//' | grep '^!AIVDM,1,1' | head -n 1 | sed 's/^/4070908800 /'; cat day.nmea; } >ahead.nmea
run 0 -C case watch ahead.nmea --replay max --tell certain --json
has '"bad_time":1' out
held out >got
same wanted got "a clock years ahead"

# exercise and real in one: what came before is sealed
new_case
{ head -n 50 day.nmea; printf '%s\n' '1772323300 !AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24'; } >both.nmea
run 5 -C case watch both.nmea --until-eof
[ -n "$(find case/live -name 'refused-*')" ] || fail "what was refused is not kept"
run 0 -C case check --quick

# one watch a feed; a log of another version; a torn end
new_case
follow day.nmea --feed one
wait_until grep -q plimsoll-live case/live/one/log || fail "the feed has no log"
run 4 -C case watch day.nmea --feed one --until-eof
has 'another watch follows' err
kill -9 "$watcher"
wait "$watcher" 2>/dev/null
watcher=
printf 'T 99 torn' >>case/live/one/log
run 0 -C case watch day.nmea --feed one --until-eof --json
sed -i '1s/plimsoll-live.1/plimsoll-live\/9/' case/live/one/log
run 4 -C case watch day.nmea --feed one --until-eof
has 'damaged' err

# what is asked wrongly
new_case
run 2 -C case watch
run 2 -C case watch nowhere://x
run 2 -C case watch tcp://host
run 2 -C case watch tcp://127.0.0.1:1 --replay 1
run 2 -C case watch day.nmea --replay fast
run 2 -C case watch day.nmea --tell never
run 2 -C case watch day.nmea --feed ../up
run 3 -C case watch nothing.nmea
run 2 -C case watch --told
run 2 -C nowhere watch day.nmea

[ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
