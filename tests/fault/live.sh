#!/bin/sh
# What a full disk, an I/O error or a lost machine leaves behind, at the N-th operation of `watch` while it follows a
# file: spool, log, exhibit, detection.
# Usage: live.sh PLIMSOLL SHIM [STEP]: every STEP-th operation (1: every one; default 41). Each time the case must hold,
# and the next watch must go on: what both print together is every event of an undisturbed run, once.
set -eu
plimsoll=$1
shim=$2
step=${3:-41}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-fault.XXXXXX")
[ ! -w /dev/shm ] || { rmdir "$tmp"; tmp=$(mktemp -d /dev/shm/plimsoll-fault.XXXXXX); }
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
case_dir=$tmp/case
tried=0
failed=0
unset PLIMSOLL_CASE

fail() {
    echo "FAIL: $*" >&2
    failed=$((failed + 1))
}

# Ids of what was told, each as often as it was; `graded` and `superseded` lines are no telling.
told_ids() {
    grep '"id":' "$1" | grep -v -e '^{"type":"graded"' -e '^{"type":"superseded"' -e '^{"type":"summary"' |
        sed 's/^.*"exercise":true,"id":"\([0-9a-f]\{64\}\)".*/\1/' | sort
}

follow() { "$plimsoll" -C "$case_dir" watch "$tmp/day.nmea" --until-eof --feed day --json >>"$tmp/told" 2>"$tmp/err"; }

"$plimsoll" exercise "$tmp/exercise" --seed 3 --days 1 --vessels 5 >/dev/null 2>&1
cp "$tmp/exercise/recording-0001.nmea" "$tmp/day.nmea"
"$plimsoll" init "$case_dir" --participant Test --exercise 2>/dev/null
mv "$case_dir" "$tmp/empty"
cp -r "$tmp/empty" "$case_dir"
: >"$tmp/told"
LD_PRELOAD=$shim PL_FAULT_DIR=$case_dir PL_FAULT_KIND=none PL_FAULT_AT=0 PL_FAULT_COUNT="$tmp/count" \
    "$plimsoll" -C "$case_dir" watch "$tmp/day.nmea" --until-eof --feed day --json >>"$tmp/told" 2>"$tmp/err" ||
    fail "undisturbed: $(cat "$tmp/err")"
told_ids "$tmp/told" >"$tmp/wanted"
[ "$(wc -l <"$tmp/wanted")" -gt 2 ] || fail "too few events to say anything"
total=$(cat "$tmp/count")
[ "$total" -gt 50 ] || fail "only $total operations"

for kind in kill enospc eio; do
    at=1
    # an error of one write goes unnoticed most easily while bytes come in: the first 120 operations more densely
    last=$total
    by=$step
    [ $kind != eio ] || [ "$step" = 1 ] || { last=120; by=$((step / 6)); }
    while [ "$at" -le "$last" ]; do
        rm -rf "$case_dir" && cp -r "$tmp/empty" "$case_dir"
        : >"$tmp/told"
        status=0
        LD_PRELOAD=$shim PL_FAULT_DIR=$case_dir PL_FAULT_KIND=$kind PL_FAULT_AT=$at PL_FAULT_COUNT="$tmp/count" \
            "$plimsoll" -C "$case_dir" watch "$tmp/day.nmea" --until-eof --feed day --json >>"$tmp/told" 2>"$tmp/err" || status=$?
        tried=$((tried + 1))
        case $kind$status in
        kill137 | enospc4 | eio4 | *0) ;;
        *) fail "$kind at $at: status $status: $(tail -n 1 "$tmp/err")" ;;
        esac
        "$plimsoll" -C "$case_dir" check --quick >"$tmp/check" 2>&1 || fail "$kind at $at: check says: $(tail -n 2 "$tmp/check")"
        follow || fail "$kind at $at: it does not go on: $(tail -n 1 "$tmp/err")"
        told_ids "$tmp/told" >"$tmp/got"
        cmp -s "$tmp/wanted" "$tmp/got" ||
            fail "$kind at $at: $(comm -23 "$tmp/wanted" "$tmp/got" | wc -l) lost, $(comm -13 "$tmp/wanted" "$tmp/got" | wc -l) too many"
        at=$((at + by))
    done
done
echo "$tried faults, $failed failures"
[ "$failed" = 0 ]
