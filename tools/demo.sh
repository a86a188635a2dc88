#!/bin/sh
# The demonstration: an invented recording, imported, watched and screened in demo-case/. Says what cannot be done yet.
set -eu
cd "$(dirname "$0")/.."
program=build/plimsoll
can() { "$program" help "$1" >/dev/null 2>&1; }
run() {
    printf '\n$ plimsoll'
    printf ' %s' "$@"
    printf '\n'
    "$program" "$@"
}
rm -rf demo-case
mkdir -p demo-case
if ! can exercise; then
    echo "demo: this version cannot yet invent a recording (plimsoll exercise)"
    exit 0
fi
run exercise demo-case/exercise --seed 7 --days 7 --vessels 60
if ! can import; then
    echo "demo: this version cannot yet keep a case (plimsoll init, import, leads)"
    ! can scan || run scan demo-case/exercise
    exit 0
fi
run init demo-case/case --participant "Demonstration"
run -C demo-case/case import demo-case/exercise
run -C demo-case/case leads
