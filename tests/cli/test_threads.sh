#!/bin/sh
# The number of threads changes speed only: scan prints the same bytes for 1, 2, 4 and 7. Also run under ThreadSanitizer
# (make tsan), where any race ends the program.
set -u
program=$1
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-threads.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
"$program" exercise "$scratch/exercise" --seed 3 --days 3 --vessels 40 >/dev/null 2>"$scratch/messages" || {
    cat "$scratch/messages"
    exit 1
}
set -- "$scratch"/exercise/recording-*
[ -e "$1" ] || {
    echo "the exercise has no recording-*"
    ls "$scratch/exercise"
    exit 1
}
for n in 1 2 4 7; do
    "$program" scan "$@" --threads $n --json >"$scratch/events.$n" 2>"$scratch/messages"
    status=$?
    [ $status = 0 ] || {
        echo "scan --threads $n: exit status $status"
        cat "$scratch/messages"
        exit 1
    }
done
events=$(grep -c '"type":"\(gap\|encounter\|loitering\|port_visit\|identity\)' "$scratch/events.1")
[ "$events" -ge 20 ] || {
    echo "only $events events: too few to compare"
    exit 1
}
for n in 2 4 7; do
    cmp "$scratch/events.1" "$scratch/events.$n" || {
        echo "scan --threads $n prints something else than --threads 1"
        exit 1
    }
done
echo "$events events, the same for 1, 2, 4 and 7 threads"
