#!/bin/sh
# kill -9 of `watch` at random times: no event lost, none told twice, and the case what an import of the bytes makes.
# Usage: live_kill.sh PLIMSOLL [KILLS] [SEED]: so many kills (default 8) while a recording is played, with an exhibit
# every fifth of a second; then it is played to its end. What was printed, all runs together, less what was superseded, must
# be what a case says that imported the recording; no id may be there twice.
set -eu
plimsoll=$(realpath "$1")
kills=${2:-8}
seed=${3:-1}
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-kill.XXXXXX")
[ -n "${PL_KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work"
unset PLIMSOLL_CASE
"$plimsoll" exercise drill --seed "$seed" --days 3 --vessels 30 >/dev/null
cat drill/recording-*.nmea >day.nmea
"$plimsoll" init plain --participant Test >/dev/null 2>&1
"$plimsoll" -C plain import day.nmea >/dev/null 2>&1
"$plimsoll" -C plain events --json | grep '"id":' | sed 's/"evidence":.*//' | sort >wanted
"$plimsoll" init case --participant Test >/dev/null 2>&1
# how long a start takes here: kills fall before, while and after a run has begun to read, and while it seals
begun=$(date +%s%N)
"$plimsoll" -C case watch day.nmea --feed other --until-eof --for 0.001 >/dev/null 2>&1 || true
start_s=$(awk -v ns="$(($(date +%s%N) - begun))" 'BEGIN { printf "%.3f", ns / 1e9 }')
# the recording lasts 3 days; a run lives a second or two in the mean, and the first of it is spent on starting
speed=$((3 * 86400 * 3 / (kills + 1)))
n=0
while [ "$n" -lt "$kills" ]; do
    n=$((n + 1))
    pause=$(awk -v seed="$seed" -v n="$n" -v start="$start_s" 'BEGIN { srand(seed * 100003 + n); printf "%.3f", 0.02 + (2.5 * start + 1.5) * rand() }')
    "$plimsoll" -C case watch day.nmea --replay "$speed" --lateness 3600 --seal-minutes 0.003 --json >>told 2>err &
    pid=$!
    sleep "$pause"
    kill -9 "$pid" 2>/dev/null || { wait "$pid" || { echo "FAIL: run $n ended by itself:"; cat err; exit 1; }; }
    wait "$pid" 2>/dev/null || true
done
"$plimsoll" -C case watch day.nmea --replay max --tell certain --json >>told 2>err || { echo "FAIL: the last run:"; cat err; exit 1; }
# events, superseded and graded lines, each as `KIND ID REST`; what the second stage says of an event stands in REST
awk '/"type":"summary"/ || !/"id":"/ { next }
    { match($0, /"id":"[0-9a-f]*"/); id = substr($0, RSTART + 6, RLENGTH - 7) }
    /^{"type":"superseded"/ { superseded++; told[id] = 0; delete last[id]; next }
    /^{"type":"graded"/ { graded++; sub(/^{"type":"graded",("exercise":true,)?"id":"[0-9a-f]*","event":/, ""); sub(/}$/, "")
        last[id] = $0; next }
    told[id]++ { twice++ }
    { last[id] = $0 }
    END { for (id in last) print last[id]; printf "%d %d %d\n", twice, superseded, graded >"numbers" }' told |
    sed 's/"evidence":.*//' | sort >held
read -r twice superseded graded <numbers
lost=$(comm -23 wanted held | wc -l)
extra=$(comm -13 wanted held | wc -l)
echo "$kills kills: $(wc -l <wanted) events, $lost lost, $extra beyond, $twice twice, $superseded superseded, $graded graded, $("$plimsoll" -C case check --json | sed -n 's/.*"objects":\([0-9]*\).*/\1/p') exhibits"
"$plimsoll" -C case check >check 2>&1 || { echo "FAIL: the case does not hold:"; tail -n 3 check; exit 1; }
[ "$lost$extra$twice" = 000 ] || { diff wanted held | cut -c1-300 | head -n 6; exit 1; }
[ "$(wc -l <wanted)" -gt 10 ] || { echo "FAIL: too few events to say anything"; exit 1; }
