#!/bin/sh
# A permalink's past over a server: it is derived once and kept for the next question of any route, derived anew once
# somebody wrote to the case, and nothing of it is left behind. What it says is what `events --known-at` says.
set -u
. "$(dirname "$0")/serve.sh"
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-past.XXXXXX") || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
command -v curl >/dev/null || {
    echo "skipped: curl is missing"
    exit 77
}
"$program" exercise "$work/ex" --days 2 --vessels 12 --seed 11 >/dev/null 2>&1 || fail "exercise"
"$program" init "$work/case" --participant Test --person Officer --exercise >/dev/null 2>&1 || fail "init"
for file in "$work"/ex/*nmea*; do # one command each, so that each entry has a time of its own
    "$program" -C "$work/case" import "$file" >/dev/null 2>&1 || fail "import $file"
done
now=$("$program" -C "$work/case" get '/api/events?limit=1' | jq .summary.journal)
mkdir "$work/tmp"
export TMPDIR="$work/tmp"
start_server --listen 127.0.0.1:0
unset TMPDIR
ask() { curl -s -o "$work/$2" -w '%{http_code}' "$url$1" | grep -q 200 || fail "$1: $(cat "$work/$2")"; }
kept() { find "$work/tmp" -maxdepth 1 -name 'plimsoll-known-at-*' | sort; }

past=$((now - 1))
ask "/api/events?limit=1000" present
[ -z "$(kept)" ] || fail "a past was derived for the present"
ask "/api/events?limit=1000&log=$past" then
first=$(kept)
[ "$(echo "$first" | grep -c .)" -eq 1 ] || fail "one past is kept, not: $first"
ask "/api/events?limit=1000&log=$past" again
cmp -s "$work/then" "$work/again" || fail "the second answer is another"
ask "/api/tracks?log=$past" tracks
ask "/api/coverage?log=$past" coverage
ask "/api/leads?log=$past" leads
at=$(jq -r .summary.known_at "$work/then")
ask "/api/events?limit=1000&known_at=$at" by_time
cmp -s "$work/then" "$work/by_time" || fail "by time it is another"
[ "$(kept)" = "$first" ] || fail "it was derived again: $(kept)"
"$program" -C "$work/case" events --known-at "$at" --json 2>/dev/null | jq -S -c 'select(.type != "summary")' >"$work/want"
jq -S -c '.items[]' "$work/then" | cmp -s - "$work/want" || fail "it is not what events --known-at says"
jq -S -c '.items[]' "$work/present" | cmp -s - "$work/want" && fail "the recordings tell nothing apart"
[ "$(jq .summary.reports "$work/tracks")" -lt "$("$program" -C "$work/case" get /api/tracks | jq .summary.reports)" ] || fail "tracks of the past"
ask "/api/events?limit=1&log=$((now - 2))" older
[ "$(kept | grep -c .)" -eq 2 ] || fail "two pasts are kept, not: $(kept)"

# The answers that read much are kept while the case is the same, for each question its own.
ask "/api/tracks?max=500" fifty
ask "/api/tracks?max=600" sixty
ask "/api/tracks?max=500" fifty_again
cmp -s "$work/fifty" "$work/fifty_again" || fail "a kept answer is another"
cmp -s "$work/fifty" "$work/sixty" && fail "another question got a kept answer"
ask "/api/tracks?max=500&log=$past" fifty_then
cmp -s "$work/fifty" "$work/fifty_then" && fail "the past got the answer of the present"
[ "$(jq .summary.journal "$work/fifty")" -eq "$now" ] || fail "the log's size of a kept answer"

# Whoever writes makes it all be derived anew: what was erased must not be kept here.
"$program" -C "$work/case" source add patrol --kind agency --label patrol >/dev/null 2>&1 || fail "source add"
ask "/api/events?limit=1000&log=$past" after
cmp -s "$work/then" "$work/after" || fail "what was known then has changed"
ask "/api/tracks?max=500" fifty_now
[ "$(jq .summary.journal "$work/fifty_now")" -eq $((now + 1)) ] || fail "an answer is kept that is no longer true"
[ "$(kept | grep -c .)" -eq 1 ] && [ "$(kept)" != "$first" ] || fail "it was not derived anew: $(kept)"

kill "$server"
wait "$server" 2>/dev/null
server=
[ -z "$(kept)" ] || fail "left behind: $(kept)"
[ $failures -eq 0 ] && echo "the past is kept while it is true"
exit $((failures > 0))
