#!/bin/sh
# What a full disk, an I/O error or a lost machine leaves behind, at the N-th operation of init, import,
# import --again, rebuild, compact, log checkpoint and log resume.
# Usage: run.sh PLIMSOLL SHIM [STEP]: every STEP-th operation (1: every one; default 61). Each time the case must be
# unchanged or complete, `check` must hold, and doing it again must give the events of an undisturbed run.
set -eu
plimsoll=$1
shim=$2
step=${3:-61}
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

# with_fault KIND N COMMAND...: status in $status
with_fault() {
    fault_kind=$1
    fault_at=$2
    shift 2
    status=0
    LD_PRELOAD=$shim ASAN_OPTIONS=verify_asan_link_order=0 PL_FAULT_DIR=$case_dir PL_FAULT_KIND=$fault_kind PL_FAULT_AT=$fault_at \
        PL_FAULT_COUNT="$tmp/count" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
}

ids() { "$plimsoll" -C "$case_dir" events --json | sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p'; }
fresh() { rm -rf "$case_dir" && cp -r "$1" "$case_dir"; }

# The recording in two halves, cut between lines: the second starts from saved states.
"$plimsoll" exercise "$tmp/exercise" --seed 3 --days 1 --vessels 5 >/dev/null 2>&1
lines=$(wc -l <"$tmp/exercise/recording-0001.nmea")
head -n $((lines / 2)) "$tmp/exercise/recording-0001.nmea" >"$tmp/first.nmea"
tail -n +$((lines / 2 + 1)) "$tmp/exercise/recording-0001.nmea" >"$tmp/second.nmea"

"$plimsoll" init "$case_dir" --participant Test --exercise 2>/dev/null
cp -r "$case_dir" "$tmp/empty"
"$plimsoll" -C "$case_dir" import "$tmp/first.nmea" 2>/dev/null
cp -r "$case_dir" "$tmp/half"
ids >"$tmp/ids.first"
"$plimsoll" -C "$case_dir" import "$tmp/second.nmea" 2>/dev/null
cp -r "$case_dir" "$tmp/whole"
ids >"$tmp/ids.second"

# The same recording in twelve parts, so that there are small blocks to merge.
fresh "$tmp/empty"
split -n l/12 "$tmp/exercise/recording-0001.nmea" "$tmp/part."
"$plimsoll" -C "$case_dir" import "$tmp"/part.* 2>/dev/null
cp -r "$case_dir" "$tmp/parts"
ids | cmp -s - "$tmp/ids.second" || fail "twelve parts give other events"
[ -s "$tmp/ids.first" ] && [ -s "$tmp/ids.second" ] || fail "the recording gives no events to compare"

# settled N KIND WHAT BEFORE AFTER: the case is unchanged or complete
settled() {
    if ! "$plimsoll" -C "$case_dir" check --json >"$tmp/check" 2>&1; then
        fail "$3 $2 at $1: check says: $(grep -v "^plimsoll: read" "$tmp/check" | tail -n 2)"
        return
    fi
    n=$(sed -n 's/.*"entries":\([0-9]*\).*/\1/p' "$tmp/check")
    if [ "$n" != "$4" ] && [ "$n" != "$5" ]; then
        fail "$3 $2 at $1: $n entries, neither $4 nor $5"
    elif [ "$status" = 0 ] && [ "$n" != "$5" ]; then
        fail "$3 $2 at $1: it said done and was not"
    fi
}

for kind in kill enospc eio; do
    # init
    rm -rf "$case_dir"
    with_fault none 0 "$plimsoll" init "$case_dir" --participant Test --exercise
    total=$(cat "$tmp/count")
    at=1
    while [ "$at" -le "$total" ]; do
        rm -rf "$case_dir"
        with_fault $kind "$at" "$plimsoll" init "$case_dir" --participant Test --exercise
        tried=$((tried + 1))
        if [ -e "$case_dir/case.db" ]; then
            settled "$at" $kind init 2 2
        elif [ "$status" = 0 ]; then
            fail "init $kind at $at: it said done and there is no case"
        elif ! "$plimsoll" init "$case_dir" --participant Test --exercise 2>"$tmp/err" ||
            ! "$plimsoll" -C "$case_dir" check >/dev/null 2>&1; then
            fail "init $kind at $at: it cannot be done again: $(cat "$tmp/err")"
        fi
        at=$((at + step))
    done
    # import: into an empty case, then into one with states
    for part in first second; do
        [ $part = first ] && from=$tmp/empty before=2 after=3 || { from=$tmp/half before=3 after=4; }
        fresh "$from"
        with_fault none 0 "$plimsoll" -C "$case_dir" import "$tmp/$part.nmea"
        total=$(cat "$tmp/count")
        at=1
        while [ "$at" -le "$total" ]; do
            fresh "$from"
            with_fault $kind "$at" "$plimsoll" -C "$case_dir" import "$tmp/$part.nmea"
            tried=$((tried + 1))
            settled "$at" $kind "import of the $part half" $before $after
            if [ "$status" = 0 ]; then
                ids | cmp -s - "$tmp/ids.$part" || fail "import $part $kind at $at: done, with other events"
            fi
            "$plimsoll" -C "$case_dir" import "$tmp/$part.nmea" >/dev/null 2>"$tmp/err" ||
                fail "import $part $kind at $at: not again: $(cat "$tmp/err")"
            ids | cmp -s - "$tmp/ids.$part" || fail "import $part $kind at $at: other events after doing it again"
            status=0
            settled "$at" $kind "import of the $part half, again," $after $after
            at=$((at + step))
        done
    done
    # rebuild
    fresh "$tmp/whole"
    with_fault none 0 "$plimsoll" -C "$case_dir" rebuild
    total=$(cat "$tmp/count")
    at=1
    while [ "$at" -le "$total" ]; do
        fresh "$tmp/whole"
        with_fault $kind "$at" "$plimsoll" -C "$case_dir" rebuild
        tried=$((tried + 1))
        settled "$at" $kind rebuild 4 4
        ids | cmp -s - "$tmp/ids.second" || fail "rebuild $kind at $at: other events"
        at=$((at + step))
    done
    # compact: the blocks of twelve imports; then the next writer sweeps what is left behind
    fresh "$tmp/parts"
    with_fault none 0 "$plimsoll" -C "$case_dir" compact
    total=$(cat "$tmp/count")
    [ "$status" = 0 ] && grep -q "1 of 1 months" "$tmp/err" || fail "compact: $(cat "$tmp/err")"
    at=1
    while [ "$at" -le "$total" ]; do
        fresh "$tmp/parts"
        with_fault $kind "$at" "$plimsoll" -C "$case_dir" compact
        tried=$((tried + 1))
        settled "$at" $kind compact 14 14
        ids | cmp -s - "$tmp/ids.second" || fail "compact $kind at $at: other events"
        "$plimsoll" -C "$case_dir" compact >/dev/null 2>"$tmp/err" || fail "compact $kind at $at: not again: $(cat "$tmp/err")"
        "$plimsoll" -C "$case_dir" compact >/dev/null 2>"$tmp/err" || fail "compact $kind at $at: no third time"
        [ "$(ls "$case_dir/positions" | wc -l)" = 1 ] || fail "compact $kind at $at: left $(ls "$case_dir/positions")"
        status=0
        settled "$at" $kind "compact, again," 14 14
        at=$((at + step))
    done
    # reading anew: the reading before, or the new one; of these sentences both say the same
    fresh "$tmp/whole"
    with_fault none 0 "$plimsoll" -C "$case_dir" import --again --day-first "$tmp/second.nmea"
    total=$(cat "$tmp/count")
    [ "$status" = 0 ] || fail "import --again: $(cat "$tmp/err")"
    at=1
    while [ "$at" -le "$total" ]; do
        fresh "$tmp/whole"
        with_fault $kind "$at" "$plimsoll" -C "$case_dir" import --again --day-first "$tmp/second.nmea"
        tried=$((tried + 1))
        settled "$at" $kind "import --again" 4 5
        "$plimsoll" -C "$case_dir" import --again --day-first "$tmp/second.nmea" >/dev/null 2>"$tmp/err" ||
            fail "import --again $kind at $at: not again: $(cat "$tmp/err")"
        ids | cmp -s - "$tmp/ids.second" || fail "import --again $kind at $at: other events"
        at=$((at + step))
    done
    # a checkpoint that was shown is kept; every operation, there are few
    fresh "$tmp/half"
    with_fault none 0 "$plimsoll" -C "$case_dir" log checkpoint
    total=$(cat "$tmp/count")
    at=1
    while [ "$at" -le "$total" ]; do
        fresh "$tmp/half"
        with_fault $kind "$at" "$plimsoll" -C "$case_dir" log checkpoint
        cp "$tmp/out" "$tmp/shown"
        tried=$((tried + 1))
        settled "$at" $kind "log checkpoint" 3 3
        kept=$(sqlite3 "$case_dir/case.db" "SELECT value FROM case_state WHERE key='checkpoint'")
        [ ! -s "$tmp/shown" ] || [ "$kept" = "$(cat "$tmp/shown")" ] || fail "log checkpoint $kind at $at: shown and not kept"
        "$plimsoll" -C "$case_dir" log checkpoint >"$tmp/again" 2>"$tmp/err" || fail "log checkpoint $kind at $at: not again: $(cat "$tmp/err")"
        at=$((at + 1))
    done
    # a backup is let go on, or it is not
    rm -rf "$tmp/copy"
    "$plimsoll" -C "$case_dir" backup "$tmp/copy" 2>/dev/null
    fresh "$tmp/copy"
    with_fault none 0 "$plimsoll" -C "$case_dir" log resume --checkpoint "$tmp/again"
    total=$(cat "$tmp/count")
    at=1
    while [ "$at" -le "$total" ]; do
        fresh "$tmp/copy"
        with_fault $kind "$at" "$plimsoll" -C "$case_dir" log resume --checkpoint "$tmp/again"
        tried=$((tried + 1))
        settled "$at" $kind "log resume" 3 3
        if [ "$status" = 0 ]; then
            "$plimsoll" -C "$case_dir" log checkpoint 2>/dev/null | cmp -s - "$tmp/again" || fail "log resume $kind at $at: done, and not"
        fi
        "$plimsoll" -C "$case_dir" log resume --checkpoint "$tmp/again" 2>"$tmp/err" || fail "log resume $kind at $at: not again: $(cat "$tmp/err")"
        at=$((at + 1))
    done
done

echo "$tried faults, $failed failures"
[ "$failed" = 0 ]
