#!/bin/sh
# quality.sh: recall and precision by type of event on an invented recording: 30 days, 300 ships (DAYS, VESSELS, SEED).
set -eu
cd "$(dirname "$0")/.."
program=build/plimsoll
for command in exercise scan; do
    "$program" help $command >/dev/null 2>&1 || {
        echo "quality: this version has no $command yet" >&2
        exit 1
    }
done
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-quality.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
"$program" exercise "$scratch/exercise" --seed "${SEED:-1}" --days "${DAYS:-30}" --vessels "${VESSELS:-300}"
"$program" scan "$scratch/exercise" --json >"$scratch/events.jsonl"
"$program" exercise "$scratch/exercise" --score "$scratch/events.jsonl"
