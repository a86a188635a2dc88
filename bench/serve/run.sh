#!/bin/sh
# run.sh PROGRAM LISTENERS: the server over sockets. /match of one name by wrk, the server pinned to one core and wrk to
# another; what 500 pages that listen cost, in time of a core and in memory; and both at once. SERVE_NAMES (25,000) invented
# names are on the list. The load of the machine stands beside the figures: they are worth little on one that is busy.
set -u
program=$(realpath "$1") listeners=$(realpath "$2")
here=$(realpath "$(dirname "$0")/..")
seconds=${SERVE_SECONDS:-10}
for tool in wrk taskset /usr/bin/python3; do
    command -v $tool >/dev/null || {
        echo "$tool is not here: the server is not measured"
        exit 0
    }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-bench-serve.XXXXXX") || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON
status=0

load() { echo "load      $(sed 's/ [^ ]* [^ ]*$//' /proc/loadavg) (1, 5, 15 minutes), $(nproc) cores"; }
/usr/bin/python3 "$here/screen/generate.py" "$work/names" --names "${SERVE_NAMES:-25000}" --queries 10 >/dev/null || exit 1
"$program" init "$work/case" --participant Bench >/dev/null 2>&1 && "$program" -C "$work/case" import --list bench "$work/names/list.ftm.json" >/dev/null 2>&1 || exit 1
name=$(sed -n '7000p' "$work/names/list.ftm.json" | sed 's/.*"name": *\["\([^"]*\)".*/\1/')
cat >"$work/match.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"queries":{"q":{"schema":"LegalEntity","properties":{"name":["$name"]}}}}'
LUA
start() { # OPTION...
    : >"$work/url"
    taskset -c 0 "$program" -C "$work/case" serve --listen 127.0.0.1:0 "$@" >"$work/url" 2>"$work/log" &
    server=$!
    tries=0
    while [ ! -s "$work/url" ] && [ $tries -lt 200 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    url=$(sed -n '1s|/$||p' "$work/url")
}
stop() {
    kill -TERM "$server"
    wait "$server" || status=1
    server=
}
ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; } # user and system, in hundredths of a second
memory() { awk '/^Pss:/ { print $2 }' "/proc/$server/smaps_rollup"; }
# wrk's own words, shortened: requests a second, p99, errors
match() {
    taskset -c 1 wrk -t1 -c8 -d"${seconds}s" --latency -s "$work/match.lua" "$url/match/default" >"$work/wrk" 2>&1 || status=1
    awk -v what="$1" '/Requests\/sec/ { rate = $2 } $1 == "99%" { p99 = $2 } $1 == "50%" { p50 = $2 } /Non-2xx|Socket errors/ { bad = $0 }
        END { printf "%-28s %8.0f requests/s  p50 %s  p99 %s  %s\n", what, rate, p50, p99, bad }' "$work/wrk"
}

load
start --threads 1
taskset -c 1 wrk -t1 -c2 -d2s -s "$work/match.lua" "$url/match/default" >/dev/null 2>&1 # the screener is built
before=$(ticks)
match "/match of one name"
awk -v t=$(($(ticks) - before)) -v s="$seconds" 'BEGIN { printf "%-28s %8.0f %% of its core\n", "", t / s }'
stop

start
sleep 1
before=$(ticks) kib=$(memory)
taskset -c 1 "$listeners" "${url##*:}" 500 $((3 * seconds)) >"$work/listened" &
pid=$!
sleep $((2 * seconds))
during=$(memory)
wait $pid || status=1
awk -v t=$(($(ticks) - before)) -v s="$((3 * seconds))" -v a="$kib" -v b="$during" 'BEGIN {
    printf "%-28s %8.2f %% of a core  %.1f MB, %.1f MB before them\n", "500 pages that listen", t / s, b / 1024, a / 1024 }'
sed 's/^/                             /' "$work/listened"
taskset -c 1 wrk -t1 -c2 -d2s -s "$work/match.lua" "$url/match/default" >/dev/null 2>&1 # as above: wrk takes one pause for many
taskset -c 1 "$listeners" "${url##*:}" 500 $((seconds + 2)) >"$work/listened" &
pid=$!
sleep 1
match "/match beside them"
wait $pid || status=1
sed 's/^/                             /' "$work/listened"
stop
load
exit $status
