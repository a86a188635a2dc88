#!/bin/sh
# Runs every bench/bench_*.c on one pinned core, then, on the same invented recording, plimsoll beside its peer gpsdecode.
# PEER_SENTENCES (default 1,000,000) is the length of that recording. make bench > docs/bench.txt keeps the figures.
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
build_preset bench >&2 || exit 1
program=build/bench/plimsoll
pin=
taskset -c 0 true 2>/dev/null && pin="taskset -c 0"
echo "cpu       $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores, pinned to one"
echo "compiler  $(gcc --version | head -n 1)"
echo "commit    $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$([ -z "$(git status --porcelain 2>/dev/null)" ] || echo ", with changes")"
status=0
for bench in build/bench/bin/bench_*; do
    [ -x "$bench" ] || continue
    echo "== $(basename "$bench")"
    $pin "$bench" || status=1
done

# Go's sumdb on the same kind of log, where Debian's packages are (golang-1.19-go, golang-golang-x-mod-dev).
go=$(command -v go || ls /usr/lib/go-1.*/bin/go 2>/dev/null | tail -n 1)
if [ -n "$go" ] && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
    echo "== sumdb of Go, a log of 1,000,000 entries"
    checker=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-bench-go.XXXXXX") || exit 1
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$checker/cache "$go" build -o "$checker/tlog" tests/foreign/tlog/main.go &&
        $pin "$checker/tlog" bench 1000000 || status=1
    rm -rf "$checker"
else
    echo "Go with golang.org/x/mod is not here: no peer of the log"
fi

# Two threads want two cores: this one is not pinned.
echo "== two threads of one scan beside two processes, best of three"
build/bench/bin/bench_scan --threads || status=1

# timed NAME COMMAND...: the best of three runs by the clock, output thrown away, in sentences a second.
timed() {
    timed_name=$1
    shift
    best=
    for run in 1 2 3; do
        start=$(date +%s%N)
        $pin "$@" <"$recording" >/dev/null 2>"$scratch/messages" || {
            echo "$timed_name failed: $(tail -n 1 "$scratch/messages")"
            status=1
            return 0
        }
        took=$((($(date +%s%N) - start) / 1000))
        { [ -n "$best" ] && [ "$best" -le "$took" ]; } || best=$took
    done
    awk -v name="$timed_name" -v n="$sentences" -v us="$best" \
        'BEGIN { printf "%-28s %10d sentences  %8.3f s  %10.0f sentences/s\n", name, n, us / 1e6, n / us * 1e6 }'
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-bench.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
recording=$scratch/recording.nmea
sentences=${PEER_SENTENCES:-1000000}
echo "== the same recording through the programs, best of three"
build/bench/bin/bench_scan --write "$recording" "$sentences" || exit 1
echo "recording  sha256 $(sha256sum <"$recording" | cut -d ' ' -f 1), $(wc -c <"$recording") bytes"
timed "plimsoll decode --json" "$program" decode --json "$recording"
timed "plimsoll scan --json" "$program" scan --json "$recording"
# spooled, decoded, ordered, every detector, told; then sealed, imported and detected once more in a new case
# shellcheck disable=SC2016
timed "plimsoll watch, sealed too" sh -c 'rm -rf "$1/live" && "$0" init "$1/live" --participant Bench && "$0" -C "$1/live" watch - --replay max --tell certain --json' \
    "$program" "$scratch"
if command -v gpsdecode >/dev/null; then
    # gpsdecode does not know tag blocks: it gets the bare sentences
    sed 's/^\\[^\\]*\\//' "$recording" >"$scratch/bare.nmea"
    recording=$scratch/bare.nmea
    timed "gpsdecode -j" gpsdecode -j
    timed "plimsoll decode --json, bare" "$program" decode --json "$recording"
else
    echo "gpsdecode is not here: no peer (Debian: gpsd-clients)"
fi

# A list into a new case, kept, signed, indexed and on disk, beside reading its lines and nothing more.
echo "== FollowTheMoney lines into a new case, two threads, best of three"
lines=$scratch/entities.ftm.json
reader=$(build/bench/bin/bench_lists --write-ftm "$lines" | sed -n 's/.*2 threads.* \([0-9]*\) MB\/s.*/\1/p')
bytes=$(wc -c <"$lines")
best=
for run in 1 2 3; do
    rm -rf "$scratch/case"
    "$program" init "$scratch/case" --participant Bench >/dev/null 2>&1 || status=1
    start=$(date +%s%N)
    "$program" -C "$scratch/case" import --list bench --threads 2 "$lines" >/dev/null 2>"$scratch/messages" || {
        echo "import failed: $(tail -n 1 "$scratch/messages")"
        exit 1
    }
    took=$((($(date +%s%N) - start) / 1000))
    { [ -n "$best" ] && [ "$best" -le "$took" ]; } || best=$took
done
awk -v n="$bytes" -v us="$best" -v reader="${reader:-0}" -v made="$(wc -c <"$scratch/case/case.db")" 'BEGIN {
    printf "plimsoll import              %10d bytes      %8.3f s  %10.1f MB/s  reading alone %d MB/s  case.db %d bytes\n", n,
        us / 1e6, n / us, reader, made }'

echo "== the server, no peers"
sh bench/serve/run.sh "$program" build/bench/bin/serve_listeners || status=1
exit $status
