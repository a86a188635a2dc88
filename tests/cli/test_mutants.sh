#!/bin/sh
# plain build only
# Every mutant names an existing kind of test in its first line and applies to the tree as it is. (`make mutants` builds
# each and sees the test fail.)
set -u
command -v git >/dev/null || {
    echo "skipped: git is not here"
    exit 77
}
set -- tests/mutants/*.patch
[ -e "$1" ] || {
    echo "skipped: no mutants yet"
    exit 77
}
status=0
for patch in "$@"; do
    name=$(sed -n '1s/^# test: *\([a-z]*\.[A-Za-z0-9_.]*\) *$/\1/p' "$patch")
    case $name in
    unit.*)
        rest=${name#unit.}
        file=tests/unit/${rest%%.*}/test_${rest#*.}.c
        ;;
    cli.*)
        file=tests/cli/${name#cli.}.txt
        [ -e "$file" ] || file=tests/cli/test_${name#cli.}.sh
        ;;
    fuzz.*) file=fuzz/fuzz_${name#fuzz.}.c ;;
    web.*) file=web/test/view_${name#web.}.test.mjs ;;
    fault.case) file=tests/fault/run.sh ;;
    fault.*) file=tests/fault/${name#fault.}.sh ;;
    *) file= ;;
    esac
    [ -n "$file" ] && [ -e "$file" ] || {
        echo "$patch: its first line names no test (\"$(head -n 1 "$patch")\")"
        status=1
    }
    git apply --check "$patch" || {
        echo "$patch: does not apply"
        status=1
    }
done
exit $status
