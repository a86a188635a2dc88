# What tests of the program begin with (read by `.`, with the binary's path as $1): a folder of their own, where they are
# then, and how a run is expected to end. A test may have its own `has` in place of the one here; it says when it is done:
# `finish`.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-test.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE PLIMSOLL_PERSON PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON_PASSPHRASE_FILE
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
    [ $status -eq "$wanted" ] || { fail "$last gives $status, not $wanted"; head -n 5 out err; }
}

has() { # TEXT FILE
    grep -qF -- "$1" "$2" || { fail "no '$1' in $2 of: $last"; head -n 5 "$2"; }
}

finish() {
    [ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
    echo "all well"
}
