#!/bin/sh
# Whatever an import meets at its N-th operation (a kill that loses what was not synced, a full disk): the case holds the
# recording with its events, or without them and says so, or does not hold it. Never a recording whose events are missing in
# silence. Usage: undetected.sh PLIMSOLL SHIM [STEP]: every STEP-th operation (1: every one; default 7).
set -eu
plimsoll=$1
shim=$2
step=${3:-7}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-fault.XXXXXX")
[ ! -w /dev/shm ] || { rmdir "$tmp"; tmp=$(mktemp -d /dev/shm/plimsoll-fault.XXXXXX); }
trap 'rm -rf "$tmp"' EXIT INT TERM
case_dir=$tmp/case
failed=0 untouched=0 said=0 complete=0

fail() {
    echo "FAIL: $*" >&2
    failed=$((failed + 1))
}
with_fault() { # KIND N COMMAND...
    kind=$1 at=$2
    shift 2
    status=0
    LD_PRELOAD=$shim PL_FAULT_DIR=$case_dir PL_FAULT_KIND=$kind PL_FAULT_AT=$at PL_FAULT_COUNT="$tmp/count" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
}
# What the case says: recordings, imports without detection, its events.
state() { # FILE
    "$plimsoll" -C "$case_dir" get /api/imports | sed -n 's/.*"summary":{"results":\([0-9]*\).*/\1/p' >"$tmp/files"
    "$plimsoll" -C "$case_dir" events --json 2>"$tmp/told" >"$tmp/events"
    sed -n 's/.*"undetected":{"imports":\([0-9]*\),"running":false}.*/\1/p' "$tmp/events" >"$tmp/left"
    sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p' "$tmp/events" >"$1"
}

{
    echo 'mmsi,time,lat,lon,sog'
    for at in 01T00:00 01T00:10 01T00:20 03T00:00 03T00:10 03T00:20; do echo "299000001,2026-03-$at:00Z,36.0,123.0,0.1"; done
} >"$tmp/heard.csv"
"$plimsoll" init "$case_dir" --participant Test 2>/dev/null
cp -r "$case_dir" "$tmp/empty"
with_fault kill 0 "$plimsoll" -C "$case_dir" import "$tmp/heard.csv"
[ $status -eq 0 ] || fail "an import without a fault: $(cat "$tmp/err")"
total=$(cat "$tmp/count")
state "$tmp/whole"
[ -s "$tmp/whole" ] && [ "$(cat "$tmp/files"):$(cat "$tmp/left")" = 1:0 ] || fail "the recording gives no events to compare"

for kind in kill enospc; do
    n=1
    while [ "$n" -le "$total" ]; do
        rm -rf "$case_dir" && cp -r "$tmp/empty" "$case_dir"
        with_fault $kind "$n" "$plimsoll" -C "$case_dir" import "$tmp/heard.csv"
        state "$tmp/ids"
        what="$kind at operation $n of $total"
        case $(cat "$tmp/files"):$(cat "$tmp/left") in
        0:0) untouched=$((untouched + 1)) ;;
        1:1)
            said=$((said + 1))
            [ ! -s "$tmp/ids" ] || fail "$what: events without detection"
            grep -q 'warning: 1 import has not been through detection' "$tmp/told" || fail "$what: nothing is said: $(cat "$tmp/told")"
            "$plimsoll" -C "$case_dir" import "$tmp/heard.csv" 2>"$tmp/err" || fail "$what: again: $(cat "$tmp/err")"
            state "$tmp/ids"
            [ "$(cat "$tmp/left")" = 0 ] && cmp -s "$tmp/ids" "$tmp/whole" || fail "$what: another import does not complete it"
            ;;
        1:0)
            complete=$((complete + 1))
            cmp -s "$tmp/ids" "$tmp/whole" || fail "$what: events are missing in silence"
            ;;
        *) fail "$what: $(cat "$tmp/files") recordings, $(cat "$tmp/left") without detection" ;;
        esac
        n=$((n + step))
    done
done
echo "faults: $untouched without the recording, $said without its events and told so, $complete complete"
[ $untouched -gt 0 ] && [ $said -gt 0 ] || fail "the faults leave out a state: nothing was tested"
[ $failed -eq 0 ]
