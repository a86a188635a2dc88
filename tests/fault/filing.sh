#!/bin/sh
# What a full disk, an I/O error or a lost machine leaves behind, at the N-th operation of filing, keeping an exhibit,
# import --as, withdraw, erase, key rotate and key add.
# Usage: filing.sh PLIMSOLL SHIM [STEP]: every STEP-th operation (1: every one; default 13). Each time the case must be
# unchanged or complete, `check` must hold, and what was erased must be nowhere once `erase --scrub` went through.
set -eu
plimsoll=$1
shim=$2
step=${3:-13}
data=$(realpath tests/data/observe)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-fault.XXXXXX")
[ ! -w /dev/shm ] || { rmdir "$tmp"; tmp=$(mktemp -d /dev/shm/plimsoll-fault.XXXXXX); }
trap 'rm -rf "$tmp"' EXIT INT TERM
case_dir=$tmp/case
tried=0
failed=0
secret="the lieutenant of berth fourteen saw it"
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

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
    LD_PRELOAD=$shim PL_FAULT_DIR=$case_dir PL_FAULT_KIND=$fault_kind PL_FAULT_AT=$fault_at PL_FAULT_COUNT="$tmp/count" \
        "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
}

entries() { "$plimsoll" -C "$case_dir" check --json 2>/dev/null | sed -n 's/.*"entries":\([0-9]*\).*/\1/p'; }
fresh() { rm -rf "$case_dir" && cp -r "$tmp/start" "$case_dir"; }
c() { "$plimsoll" -C "$case_dir" "$@"; }

"$plimsoll" init "$case_dir" --participant Test --person "A. One" 2>/dev/null
c source add paper --kind press --label paper >/dev/null                                     # 2
c observe add --as interview --original "$secret" --source paper --label told >/dev/null     # 3
exhibit="a list that Kareltyn kept of every crate on the pier in the winter before"
printf '%s; %s\n' "$exhibit" "$exhibit" >"$tmp/photo.jpg"
c item add "$tmp/photo.jpg" --title "Kareltyn at the pier" --label photo >/dev/null          # 4
c claim add --who X --label it >/dev/null                                                    # 5
c claim support it told >/dev/null                                                           # 6
mv "$case_dir" "$tmp/start"
printf 'a second file that is kept\n' >"$tmp/second.txt"

settled() { # WHAT KIND AT BEFORE AFTER
    if ! c check --json >"$tmp/check" 2>&1; then
        fail "$1 $2 at $3: check says: $(tail -n 2 "$tmp/check")"
        n=
        return
    fi
    n=$(sed -n 's/.*"entries":\([0-9]*\).*/\1/p' "$tmp/check")
    if [ "$n" != "$4" ] && [ "$n" != "$5" ]; then
        fail "$1 $2 at $3: $n entries, neither $4 nor $5"
    elif [ "$status" = 0 ] && [ "$n" != "$5" ]; then
        fail "$1 $2 at $3: it said done and was not"
    fi
}

before=7
# each WHAT AFTER ARGUMENTS...: from $before entries to AFTER
each() {
    what=$1
    after=$2
    shift 2
    for kind in kill enospc eio; do
        fresh
        with_fault none 0 "$plimsoll" -C "$case_dir" "$@"
        [ "$status" = 0 ] || fail "$what: $(cat "$tmp/err")"
        total=$(cat "$tmp/count")
        [ "$total" -gt 3 ] || fail "$what: only $total operations"
        at=1
        while [ "$at" -le "$total" ]; do
            fresh
            with_fault $kind "$at" "$plimsoll" -C "$case_dir" "$@"
            tried=$((tried + 1))
            settled "$what" $kind "$at" "$before" "$after"
            if [ "$n" = "$before" ]; then
                c "$@" >/dev/null 2>"$tmp/err" || fail "$what $kind at $at: not again: $(cat "$tmp/err")"
            elif [ "$what" = erase ]; then
                c erase --scrub >/dev/null 2>"$tmp/err" || fail "erase $kind at $at: no scrubbing: $(cat "$tmp/err")"
            fi
            status=0
            settled "$what, again," $kind "$at" "$after" "$after"
            case $what in
            erase)
                ! grep -rqaF Kareltyn "$case_dir" || fail "erase $kind at $at: left in $(grep -rlaF Kareltyn "$case_dir")"
                ;;
            "key add")
                c --as "B. Two" observe add --as sighting --subject Z >/dev/null 2>"$tmp/err" || fail "key add $kind at $at: no key: $(cat "$tmp/err")"
                c check >/dev/null 2>&1 || fail "key add $kind at $at: its entries do not hold"
                ;;
            "key rotate")
                c observe add --as sighting --subject Z >/dev/null 2>"$tmp/err" || fail "key rotate $kind at $at: no more: $(cat "$tmp/err")"
                c check >/dev/null 2>&1 || fail "key rotate $kind at $at: its entries do not hold"
                ;;
            esac
            at=$((at + step))
        done
    done
}

each "claim add" 8 claim add --who Y --did Z --label other
each "item add" 8 item add "$tmp/second.txt" --title "A second"
each "import --as" 8 import "$data/registry.csv" --as registry --source paper
each withdraw 8 withdraw told --text "taken back"
each "key rotate" 9 key rotate --text "laptop lost"
each "key add" 8 key add "B. Two"
# the interview is erased before; the exhibit at each operation
rm -rf "$case_dir"
mv "$tmp/start" "$case_dir"
c erase told --authority Court --text ordered >/dev/null 2>"$tmp/err" || fail "erase: $(cat "$tmp/err")"
cp -r "$case_dir" "$tmp/start"
before=$(entries)
c erase photo --authority Court --text ordered >/dev/null 2>"$tmp/err" || fail "erase: $(cat "$tmp/err")"
after=$(entries)
[ "$after" -gt "$before" ] || fail "erase: no entries"
each erase "$after" erase photo --authority Court --text ordered

echo "$tried faults, $failed failures"
[ "$failed" = 0 ]
