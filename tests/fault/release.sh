#!/bin/sh
# A release whose files cannot be written, at the N-th operation on their folder: the entry is signed only once all of
# them are made, so that there is no release without its files, and none of them is there before it.
# Usage: release.sh PLIMSOLL SHIM [STEP]
set -eu
plimsoll=$1
shim=$2
step=${3:-1}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-fault.XXXXXX")
trap 'rm -rf "$tmp"' EXIT INT TERM
tried=0
failed=0
unset PLIMSOLL_CASE PLIMSOLL_PERSON PLIMSOLL_PASSPHRASE_FILE
cd "$tmp"

fail() {
    echo "FAIL: $*" >&2
    failed=$((failed + 1))
}
entries() { "$plimsoll" -C case check --json 2>/dev/null | sed -n 's/.*"entries":\([0-9]*\).*/\1/p'; }
release() { # KIND AT
    rm -rf case out
    cp -r start case
    mkdir out
    status=0
    LD_PRELOAD=$shim PL_FAULT_DIR=$tmp/out PL_FAULT_KIND=$1 PL_FAULT_AT=$2 PL_FAULT_COUNT=$tmp/count \
        "$plimsoll" -C case report release R2 --to Committee --out out >o 2>err || status=$?
}

"$plimsoll" init case --participant Test 2>/dev/null
printf -- '---\ntitle: T\n---\n\n{background id=b-1}\nIt was.\n' >r.md
"$plimsoll" -C case report build r.md --out built >id 2>/dev/null
[ "$(cat id)" = R2 ]
before=$(entries)
mv case start
release none 0
[ "$status" = 0 ] || fail "no release: $(cat err)"
total=$(cat count)
[ "$total" -gt 3 ] || fail "only $total operations"
for kind in enospc eio kill; do
    at=1
    while [ "$at" -le "$total" ]; do
        release $kind "$at" 2>/dev/null
        tried=$((tried + 1))
        whole=no
        [ -e out/report.html ] && [ -e out/report.md ] && [ -e out/bundle.tar ] && whole=yes
        [ -n "$(find out -name report.html)" ] && [ -n "$(find out -name bundle.tar)" ] && made=yes || made=no
        case $(entries) in
        "$before") [ "$status" != 0 ] && [ $whole = no ] || fail "$kind at $at: status $status, files $whole, and no release" ;;
        $((before + 1))) [ $made = yes ] || fail "$kind at $at: a release without its files" ;;
        *) fail "$kind at $at: $(entries) entries" ;;
        esac
        [ "$kind" = kill ] || [ "$(entries)" != "$before" ] || [ -z "$(ls -A out)" ] || fail "$kind at $at: left $(ls -A out)"
        at=$((at + step))
    done
done
echo "$tried faults, $failed failures"
[ "$failed" = 0 ]
