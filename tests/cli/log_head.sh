# What the tests of a case's log begin with (read by `.`, with the binary's path as $1): a folder of their own, and how a
# run is expected to end. The test says when it is done: `finish`.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-log.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

run() { # WANTED_STATUS ARGUMENTS...: output in out, messages in err
    wanted=$1
    shift
    last="plimsoll $*"
    "$program" "$@" >out 2>err
    status=$?
    [ $status -eq "$wanted" ] || { fail "$last gives $status, not $wanted"; cat err; }
}

has() { # TEXT FILE
    grep -qF -- "$1" "$2" || { fail "no '$1' in $2 of: $last"; head -n 5 "$2"; }
}

finish() {
    [ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
    echo "all well"
}
