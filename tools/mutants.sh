#!/bin/sh
# Plants each fault of tests/mutants/*.patch in a copy of the tree and sees the test named in its first line
# (`# test: NAME`) fail. mutants.sh [PATCH...]: only these. Last line: N caught, N survived, N broken.
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
root=$PWD
[ $# -gt 0 ] || set -- tests/mutants/*.patch
[ -e "$1" ] || {
    echo "mutants: there are none in tests/mutants/" >&2
    exit 1
}
for patch in "$@"; do
    case $patch in /*) paths="${paths:-} $patch" ;; *) paths="${paths:-} $root/$patch" ;; esac
done
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-mutants.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/tree" "$scratch/build"
tar -cf - --exclude=./build --exclude=./.git --exclude=./demo-case . | tar -xf - -C "$scratch/tree"
[ ! -d ../shared ] || ln -s "$(cd ../shared && pwd)" "$scratch/shared"
cd "$scratch/tree" || exit 1
export GIT_CEILING_DIRECTORIES="$scratch"

build_tree() { ninja -C "$scratch/build" --quiet >"$scratch/build.log" 2>&1; }
# run_named SECONDS NAME: a fault may well loop for ever; that is caught too.
run_named() {
    timeout -k 5 "$1" ctest --test-dir "$scratch/build" --no-tests=error -R "^$2\$" >"$scratch/test.log" 2>&1 </dev/null
}
was_skipped() { grep -q '\*\*\*Skipped' "$scratch/test.log"; }
prepare() {
    cmake -S . -B "$scratch/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG=-O1 -DPL_TESTS=ON \
        >"$scratch/build.log" 2>&1 && build_tree || {
        tail -n 40 "$scratch/build.log" >&2
        return 1
    }
}
step "build of the copy" prepare || exit 1

caught=0 survived=0 broken=0
tell() { printf '%-9s %-40s %s\n' "$1" "$(basename "$patch" .patch)" "$2"; }
for patch in $paths; do
    name=$(sed -n '1s/^# test: *\([^ ]*\) *$/\1/p' "$patch")
    if [ -z "$name" ]; then
        tell broken "its first line names no test"
        broken=$((broken + 1))
        continue
    fi
    # Without a fault first: it must pass, and the time it takes is the measure for the fault.
    if [ ! -e "$scratch/good.$name" ]; then
        build_tree # the fault before this one was taken back, but is still in the programs
        start=$(date +%s)
        if ! run_named 900 "$name" || was_skipped; then
            tell broken "$name does not pass without the fault, was skipped or does not exist"
            broken=$((broken + 1))
            continue
        fi
        echo $((10 + 10 * ($(date +%s) - start))) >"$scratch/good.$name"
    fi
    if ! git apply "$patch" 2>"$scratch/apply.log"; then
        tell broken "does not apply: $(head -n 1 "$scratch/apply.log")"
        broken=$((broken + 1))
        continue
    fi
    if ! build_tree; then
        tell broken "does not build: $(grep -m 1 'error' "$scratch/build.log")"
        broken=$((broken + 1))
    elif run_named "$(cat "$scratch/good.$name")" "$name"; then
        tell survived "$name"
        survived=$((survived + 1))
    else
        tell caught "$name"
        caught=$((caught + 1))
    fi
    git apply -R "$patch"
done
echo "$caught caught, $survived survived, $broken broken"
[ $((survived + broken)) = 0 ]
