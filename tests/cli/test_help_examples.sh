#!/bin/sh
# Every example of --help runs as it stands, each in a fresh copy of one small case whose entries have the numbers that
# the examples name. The expected status is 0 unless it is said here; what cannot run is listed by name with the reason,
# and nothing else is left out. An event's id (1f2e3d4c5b6a) and a medium's path stand for those of the reader.
set -u
program=$(realpath "$1")
data=$(realpath tests/data) rules=$(realpath data/rules.json)
[ -x "$(dirname "$program")/bin/helper_samples" ] || {
    echo "skipped: helper_samples, which makes the photograph, is not built"
    exit 77
}
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-examples.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE PLIMSOLL_PERSON PLIMSOLL_PASSPHRASE_FILE
HOME=$work
export HOME
failures=0 ran=0 skipped=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
# p ARGUMENTS...: what must work while the ground is laid
p() {
    "$program" "$@" >out 2>err </dev/null || fail "laying the ground: $*: $(cat err)"
}
c() {
    p -C demo-case "$@"
}
# at N: the next entry of the journal is number N; notes of a watch fill the gap
at() {
    while :; do
        n=$("$program" -C demo-case check --quick --json 2>/dev/null | sed -n 's/.*"entries":\([0-9]*\).*/\1/p')
        [ "$n" -lt "$1" ] || break
        c shift note "nothing to report"
    done
    [ "$n" -eq "$1" ] || fail "the next entry is $n, not $1"
}

# ---- the ground: files, and a case with the numbers of the examples ----
mkdir ground bin
ln -s "$program" bin/plimsoll
PATH=$work/bin:$PATH
cd ground || exit 1
cat >day1.csv <<'EOF'
mmsi,time,lat,lon,sog,name,imo
299000001,2021-05-01T00:00:00Z,36.0,123.0,10,MOWHOND TZAETHUSK,9074729
299000001,2021-05-01T00:10:00Z,36.02,123.0,10,MOWHOND TZAETHUSK,9074729
299000001,2021-05-01T20:10:00Z,36.5,123.0,10,MOWHOND TZAETHUSK,9074729
299000001,2021-05-01T20:20:00Z,36.52,123.0,10,MOWHOND TZAETHUSK,9074729
299000002,2021-05-01T00:00:00Z,36.1,123.1,10,,
EOF
p exercise drill-1 --seed 7 --days 1 --vessels 4
cat drill-1/recording-*.nmea | head -n 200 >recording.nmea
rm -rf drill-1
head -n 3 recording.nmea >day.nmea
gzip -c recording.nmea >day.nmea.gz
gzip -c "$data/ais/groups.nmea" >day1.nmea.gz # not of an exercise
if command -v zip >/dev/null; then zip -q day.zip day.nmea; fi
cp "$rules" night.json
mkdir recordings
cp recording.nmea recordings
printf 'MMSI,Vessel,IMO,Port,Arrival,Departure\n299000001,TWO ROCKS,9074729,Invented Port,2026-02-01,2026-02-02\n' >calls.csv
printf 'Vessel,Seen,Y,X\n299000001,2021-05-01T00:00:00Z,36.0,123.0\n' >table.csv
sed 's/TTi\.001/KPi.001/; s/TTe\.001/KPe.001/' "$data/lists/un-small.xml" >un-2025.xml
cp un-2025.xml un.xml
sed 's/dateGenerated="[^"]*"/dateGenerated="2018-10-29T00:00:00.000Z"/; s/LISTED_ON>[0-9-]*</LISTED_ON>2017-01-01</g' un.xml >un-2018.xml
cp "$data/lists/ofac/sdn.csv" "$data/lists/ofac/add.csv" "$data/lists/ofac/alt.csv" .
sed 's/"c-1"/"NK-A7z"/g' "$data/lists/ftm/small.entities.ftm.json" >entities.ftm.json
cp "$data/corroboration/sources.jsonl" "$data/corroboration/items.jsonl" .
cp "$data/audit/contradiction.csv" claims.csv
printf 'id,name\n1,Ri Hong Sop\n2,Tavo Meru\n' >names.csv
mkdir samples
"$(dirname "$program")/bin/helper_samples" samples >/dev/null || fail "no photograph"
mv samples/dirty.jpg photo.jpg
rm -r samples
printf 'one\ntwo\n' >entries
head -n 1 "$data/tlog/proofs.jsonl" >proofs.jsonl
mkdir usb
cat >report.md <<'EOF'
---
title: What was seen
series: Test
language: en
---

## What was found

{finding id=f-1 cites=C16} MOWHOND TZAETHUSK lay alongside.

## How

{method id=m-1} A sighting was read.
EOF

p init demo-case --participant "Coast Guard" --person "A. Officer"
c import day1.csv --source "Port radio"
c import un-2018.xml
c import un-2025.xml
c import sdn.csv --date 2026-02-27
at 9
c alert rule "silences" --event gap
c watch-list add --imo 9074729 # and its hits in the next entry
at 12
c source add patrol-7 --kind agency --party "State A" --label patrol-7
c claim add --who "A port" --did "closed" --start 2026-03-01 --label port
at 14
c item add photo.jpg --title "Stern" --source patrol-7
c observe add --as sighting --subject "MOWHOND TZAETHUSK" --source patrol-7
c claim add --who "MOWHOND TZAETHUSK" --did "lay alongside" --start 2026-03-01
c claim support C16 O15
c finding add "MOWHOND TZAETHUSK lay alongside." --claims C16 --accused "MOWHOND TZAETHUSK" --accused-kind vessel --why-no-reply "an exercise" --label f-1
c item add --title "A second paper"
c letter new request --to Owner --about port --out ../letters
c finding review F18 --verdict approve --by "C. Third"
at 30
c report build report.md --out ../built
c log checkpoint
cp out checkpoint
cp out checkpoint.monday
c log prove 1 --entry entry
cp out entry.tlog-proof
p -C demo-case backup restored
c shift note "one more"
c log checkpoint
cp out checkpoint.friday
unhex() { perl -0777 -ne 's/\s//g; print pack("H*", $_)'; }
origin=$(sed -n 1p checkpoint)
key_id=$({ printf '%s\n\001' "$origin"; printf '%s' "${origin#plimsoll/}" | unhex; } | sha256sum | cut -c1-8)
printf 'log %s+%s+%s\nquorum none\n' "$origin" "$key_id" \
    "$({ printf '\001'; printf '%s' "${origin#plimsoll/}" | unhex; } | base64 -w 0)" >policy
rm -f out err
event=$("$program" -C demo-case alerts --json 2>/dev/null | sed -n 's/^{"type":"alert","id":"\([0-9a-f]\{12\}\).*/\1/p' | sed -n 1p)
[ ${#event} -eq 12 ] || fail "the case has no alert to name"
cd ..
[ $failures -eq 0 ] || exit 1

# ---- what cannot run, what gives another status than 0, what stands ready beforehand ----
why_skipped() {
    case $1 in
    "plimsoll fetch"*) echo "asks publishers over the network" ;;
    *"watch tcp:"* | *"watch udp:"*) echo "follows a feed until it is stopped; tests/cli/test_watch_live.sh does" ;;
    *" serve" | *" serve "*) echo "serves until it is stopped; tests/cli/test_serve.sh does" ;;
    *"watch --told --feed"*) echo "names a feed that was followed; tests/cli/test_watch_live.sh does" ;;
    *"day.zip"*) command -v zip >/dev/null || echo "there is no zip(1) to make day.zip" ;;
    *"account add"* | *"account password"*) echo "asks for a password at the terminal; tests/cli/test_serve_accounts.sh gives it by a file" ;;
    "plimsoll register"* | *"key passphrase"*) echo "asks for a passphrase at the terminal; tests/cli/test_evidence.sh gives it by a file" ;;
    esac
}
wanted() {
    case $1 in
    "plimsoll audit"*) echo 1 ;; # the claims contradict one another
    *) echo 0 ;;
    esac
}
before() {
    case $1 in
    *"account remove"*)
        (umask 077 && echo "a long password of hers" >password)
        "$program" -C demo-case account add b.second --role reader --password-file password
        ;;
    *"key revoke"*) "$program" -C demo-case key add "B. Second" ;;
    *"alert reopen"*) "$program" -C demo-case alert dismiss "$event" --reason "a trial" ;;
    "plimsoll init demo-case"*) rm -rf demo-case ;;
    *"report new report.md"*) rm report.md ;;
    "plimsoll -C drill watch"*) "$program" init drill --participant X ;;
    *"exercise drill --score"*)
        "$program" exercise drill --seed 7 --days 1 --vessels 4
        "$program" scan --json drill/recording-*.nmea >events.jsonl
        ;;
    *"task set"* | *"task undo"*) "$program" -C demo-case task add "Ask the port" --label ask-port ;;
    *"letter reply"*) "$program" -C demo-case letter sent L20 --when 2026-04-01 ;;
    esac
}

"$program" help --markdown | sed -n 's/^## plimsoll //p' >commands
while IFS= read -r name; do
    # shellcheck disable=SC2086
    "$program" help $name | awk '/^examples:/ { on = 1; next } on && /^  plimsoll/ { print substr($0, 3) }'
done <commands >examples
[ "$(wc -l <examples)" -ge "$(wc -l <commands)" ] || fail "a command has no example: $(wc -l <examples) of $(wc -l <commands)"
while IFS= read -r example; do
    reason=$(why_skipped "$example")
    if [ -n "$reason" ]; then
        echo "skipped: $example: $reason"
        skipped=$((skipped + 1))
        continue
    fi
    rm -rf run
    cp -a ground run
    cd run || exit 1
    before "$example" >before.out 2>before.err </dev/null || fail "before $example: $(cat before.err)"
    printf '%s\n' "$example" | sed "s/1f2e3d4c5b6a/$event/; s,/media/usb,usb," >line.sh
    timeout 300 sh ./line.sh >line.out 2>line.err </dev/null
    status=$?
    [ $status -eq "$(wanted "$example")" ] || fail "$example: status $status: $(tail -n 3 line.err)"
    cd ..
    ran=$((ran + 1))
done <examples

echo "$ran examples ran, $skipped skipped"
[ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
