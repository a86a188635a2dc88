#!/bin/sh
# A case of every schema version so far opens, holds, and answers: 3 journal entries, 142 reports, one silence and one
# meeting (the recording is the one that test_case.sh makes and explains). Its events were derived by the program of its
# time, so that only a rebuild makes them those of this one: the whole check comes after.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-versions.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

for fixture in tests/data/cases/v*; do
    cp -r "$fixture" "$work/case"
    "$program" -C "$work/case" check --quick --json >"$work/out" 2>"$work/err" || fail "$fixture: check: $(cat "$work/out" "$work/err")"
    grep -q '"holds":true.*"entries":3.*"objects":1.*"reports":142' "$work/out" || fail "$fixture: $(tail -n 1 "$work/out")"
    "$program" -C "$work/case" events --json >"$work/out" 2>"$work/err" || fail "$fixture: events: $(cat "$work/err")"
    for type in gap encounter; do
        n=$(grep -c "\"type\":\"$type\"" "$work/out")
        [ "$n" -eq 1 ] || fail "$fixture: $n events of type $type"
    done
    "$program" -C "$work/case" vessel 9074729 --json >"$work/out" 2>"$work/err" || fail "$fixture: vessel: $(cat "$work/err")"
    grep -q '"value":"SILENT SHIP".*"source":"Radio"' "$work/out" || fail "$fixture: vessel says: $(head -n 3 "$work/out")"
    "$program" -C "$work/case" rebuild >"$work/out" 2>"$work/err" || fail "$fixture: rebuild: $(cat "$work/err")"
    "$program" -C "$work/case" check >"$work/out" 2>"$work/err" || fail "$fixture: check after rebuild: $(cat "$work/out")"
    rm -rf "$work/case"
done
[ $failures -eq 0 ] || exit 1
echo "all open"
