#!/bin/sh
# A backup of a case that follows a feed: what came and is in no exhibit yet goes along, and the restored case goes on from
# it. The wanted ids are those of `scan` over the same bytes; the folder is compared byte for byte.
set -u
. "$(dirname "$0")/serve.sh"
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-backup-live.XXXXXX") || exit 1
watcher=
end() {
    [ -z "$watcher" ] || kill -9 "$watcher" 2>/dev/null
    rm -rf "$work"
}
trap end EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE
fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ids_of() { sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' "$1" | sort -u; }
cd "$work" || exit 1

"$program" exercise drill --seed 7 --days 1 --vessels 8 >/dev/null 2>err || fail "exercise: $(cat err)"
cat drill/recording-*.nmea >day.nmea
"$program" scan day.nmea --json 2>err | grep -v '"type":"summary"' >wanted || fail "scan: $(cat err)"
"$program" init case --participant X --person Y --exercise 2>err || fail "init: $(cat err)"
"$program" -C case log checkpoint >checkpoint 2>err || fail "checkpoint: $(cat err)"

# Followed, and killed before anything was sealed: bytes wait in the spool.
"$program" -C case watch day.nmea --feed radio --json >told 2>err &
watcher=$!
waiting() { [ "$(cat case/live/radio/spool/* 2>/dev/null | wc -c)" -ge "$(wc -c <day.nmea)" ]; }
wait_until waiting || fail "the feed does not come: $(cat err)"
kill -9 "$watcher"
wait "$watcher" 2>/dev/null
watcher=
[ "$(cat case/live/radio/spool/* | wc -c)" -gt 0 ] || fail "nothing waits in the spool"
"$program" -C case backup copy >out 2>err || fail "backup: $(cat err)"
diff -r case/live copy/live >diff 2>&1 || fail "the copy of live/ differs: $(cat diff)"
[ "$(stat -c %a copy/live/radio/spool)" = 700 ] || fail "the spool of the copy is open to others"

# The restored case goes on: told in the end, and concluded, is what scan says.
"$program" -C copy log resume --checkpoint checkpoint >out 2>err || fail "resume: $(cat err)"
rm -rf case
"$program" -C copy watch day.nmea --feed radio --until-eof --json >told 2>err || fail "watch of the copy: $(cat err)"
"$program" -C copy events --json 2>err | grep -v '"type":"summary"' >got
[ "$(ids_of got)" = "$(ids_of wanted)" ] || fail "the restored case concludes other events"
[ "$(ids_of wanted | wc -l)" -gt 3 ] || fail "scan says too little to compare"
"$program" -C copy check >out 2>err || fail "check: $(cat out err)"

# A link in live/ is not followed out of the case.
ln -s /etc copy/live/radio/etc
"$program" -C copy backup again >out 2>err || fail "backup beside a link: $(cat err)"
[ ! -e again/live/radio/etc ] || fail "a link was followed"

# A folder without feeds has none.
"$program" init plain --participant X --person Y 2>err || fail "init: $(cat err)"
"$program" -C plain backup plain-copy >out 2>err || fail "backup: $(cat err)"
[ ! -e plain-copy/live ] || fail "a live folder out of nothing"
[ $failures -eq 0 ]
