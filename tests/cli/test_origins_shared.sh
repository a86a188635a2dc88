#!/bin/sh
# origins over the labelled synthetic corpus that is kept beside the repository: as given, without the field kind, and
# with kinds, ids and names exchanged among the sources. Over-counting is the harm: at most 2 events in 100.
set -u
program=$1
data=../shared/data/interop/corroboration
[ -r "$data/items.jsonl" ] || {
    echo "skipped: $data is not there"
    exit 77
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-origins.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
# score WHAT SOURCES ITEMS
score() {
    "$program" origins --sources "$2" --items "$3" --json >"$scratch/out" 2>"$scratch/err" || {
        echo "FAIL: $1: $(cat "$scratch/err")"
        failed=1
        return
    }
    line=$(jq -rs '(map(select(.type == "origins")) | map({(.event_id): .count}) | add) as $got |
        map(select(.independent_origins)) | map($got[.event_id] - .independent_origins) |
        "\(length) \(map(select(. == 0)) | length) \(map(select(. > 0)) | length) \(map(select(. < 0)) | length)"' \
        "$scratch/out" "$data/truth-events.jsonl")
    echo "$1: $line (events, exact, over, under)"
    # shellcheck disable=SC2086
    set -- $line
    [ $((100 * $3)) -le $((2 * $1)) ] && [ $((100 * $2)) -ge $((75 * $1)) ] || {
        echo "FAIL: over 2 in 100, or exact below 75"
        failed=1
    }
}
score "as given" "$data/sources.jsonl" "$data/items.jsonl"
jq -c 'del(.kind)' "$data/sources.jsonl" >"$scratch/bare.jsonl"
score "without kind" "$scratch/bare.jsonl" "$data/items.jsonl"
jq -cs '. as $all | to_entries | map(.value + {source_id: $all[(.key + 7) % length].source_id, kind: $all[(.key + 3) % length].kind,
    name: $all[(.key + 5) % length].name})[]' "$data/sources.jsonl" >"$scratch/exchanged.jsonl"
jq -cs --slurpfile all "$data/sources.jsonl" '($all | to_entries | map({(.value.source_id): $all[(.key + 7) % ($all | length)].source_id}) | add) as $new |
    .[] | .source_id = $new[.source_id]' "$data/items.jsonl" >"$scratch/items.jsonl"
score "kinds, ids and names exchanged" "$scratch/exchanged.jsonl" "$scratch/items.jsonl"
exit $failed
