#!/bin/sh
# bench_api.sh REPORTS: what the page asks, on a case of about so many reports: an exercise of 2,000 ships, a file a day, some
# 840,000 reports each. Takes 150 bytes of disk a report in $TMPDIR (7.5 GB for 50 million; KEEP=DIR keeps the case there and
# uses it again) and, for 50 million, ten minutes of a core. SECONDS_EACH (3) is how long each kind of question is asked.
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
build_preset bench >&2 || exit 1
program=$(pwd)/build/bench/plimsoll
days=$((($1 + 839999) / 840000))
[ "$days" -le 366 ] || days=366
work=${KEEP:-}
if [ -z "$work" ]; then
    work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-bench-api.XXXXXX") || exit 1
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
fi
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON
mkdir -p "$work"
if [ ! -e "$work/whole" ]; then
    "$program" exercise --days "$days" --vessels 2000 --seed 3 "$work/drill" >&2 || exit 1
    "$program" init "$work/case" --participant Bench >&2 || exit 1
    "$program" -C "$work/case" import --list exercise "$work/drill/list.xml" >&2 || exit 1
    "$program" -C "$work/case" import "$work"/drill/recording-*.nmea 2>"$work/import.log" || {
        tail -n 3 "$work/import.log" >&2
        exit 1
    }
    tail -n 1 "$work/import.log"
    rm -rf "$work/drill"
    touch "$work/whole"
fi
echo "commit    $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$([ -z "$(git status --porcelain 2>/dev/null)" ] || echo ", with changes")"
echo "load      $(sed 's/ [^ ]* [^ ]*$//' /proc/loadavg) (1, 5, 15 minutes), $(nproc) cores"
build/bench/bin/bench_events "$work/case" "${SECONDS_EACH:-3}"
