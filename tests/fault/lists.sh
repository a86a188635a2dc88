#!/bin/sh
# What a full disk, an I/O error or a lost machine leaves behind, at the N-th operation of following a ship, importing a
# list (which screens what is followed) and screening a batch.
# Usage: lists.sh PLIMSOLL SHIM [STEP]: every STEP-th operation (1: every one; default 11). Each time `check` must hold,
# the journal must have the entries of before, of after, or of the acts between, and doing it again must complete all:
# also the screening of the watch list that an interrupted import left out.
set -eu
plimsoll=$1
shim=$2
step=${3:-11}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-fault.XXXXXX")
[ ! -w /dev/shm ] || { rmdir "$tmp"; tmp=$(mktemp -d /dev/shm/plimsoll-fault.XXXXXX); }
trap 'rm -rf "$tmp"' EXIT INT TERM
case_dir=$tmp/case
tried=0
failed=0

fail() {
    echo "FAIL: $*" >&2
    failed=$((failed + 1))
}

# with_fault KIND N ARGUMENTS...: status in $status
with_fault() {
    fault_kind=$1
    fault_at=$2
    shift 2
    status=0
    LD_PRELOAD=$shim ASAN_OPTIONS=verify_asan_link_order=0 PL_FAULT_DIR=$case_dir PL_FAULT_KIND=$fault_kind PL_FAULT_AT=$fault_at \
        PL_FAULT_COUNT="$tmp/count" "$plimsoll" -C "$case_dir" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
}

entries() { "$plimsoll" -C "$case_dir" check --json 2>/dev/null | sed -n 's/.*"entries":\([0-9]*\).*/\1/p'; }
fresh() { rm -rf "$case_dir" && cp -r "$1" "$case_dir"; }

printf 'id,name\n1,Volana Reef\n2,Nobody\n' >"$tmp/names.csv"
"$plimsoll" init "$case_dir" --participant Test 2>/dev/null
cp -r "$case_dir" "$tmp/empty"
"$plimsoll" -C "$case_dir" watch-list add --imo 9074729 2>/dev/null
cp -r "$case_dir" "$tmp/followed"
"$plimsoll" -C "$case_dir" import tests/data/lists/un-small.xml 2>/dev/null
cp -r "$case_dir" "$tmp/listed"

# all_of FROM BEFORE AFTER ARGUMENTS...: every fault of one command
all_of() {
    from=$1 before=$2 after=$3
    shift 3
    fresh "$from"
    with_fault none 0 "$@"
    total=$(cat "$tmp/count")
    for kind in kill enospc eio; do
        at=1
        while [ "$at" -le "$total" ]; do
            fresh "$from"
            with_fault $kind "$at" "$@"
            tried=$((tried + 1))
            holds=0
            "$plimsoll" -C "$case_dir" check --json >"$tmp/check" 2>&1 || holds=$?
            n=$(sed -n 's/.*"entries":\([0-9]*\).*/\1/p' "$tmp/check")
            if [ "$holds" != 0 ] || [ -z "$n" ]; then
                fail "$* $kind at $at: check says: $(tail -n 2 "$tmp/check")"
            elif [ "$n" -lt "$before" ] || [ "$n" -gt "$after" ]; then
                fail "$* $kind at $at: $n entries, not $before to $after"
            elif [ "$status" = 0 ] && [ "$n" != "$after" ]; then
                fail "$* $kind at $at: it said done and was not: $n entries"
            fi
            was=${n:-0}
            "$plimsoll" -C "$case_dir" "$@" >/dev/null 2>"$tmp/err" || fail "$* $kind at $at: not again: $(cat "$tmp/err")"
            n=$(entries)
            case $1 in
            import) [ "$n" = "$after" ] || fail "import $kind at $at: $n entries after doing it again, not $after" ;;
            *) [ "$n" -gt "$was" ] || fail "$* $kind at $at: doing it again kept nothing" ;;
            esac
            at=$((at + step))
        done
    done
}

all_of "$tmp/empty" 2 4 watch-list add --imo 9074729
all_of "$tmp/followed" 4 6 import tests/data/lists/un-small.xml
all_of "$tmp/listed" 6 7 screen --batch "$tmp/names.csv"

echo "$tried faults, $failed failures"
[ "$failed" = 0 ]
