#!/bin/sh
# The public vectors of transparency logs, where ../shared/data is at hand: proofs of transparency-dev/merkle; roots, proofs,
# tiles, checkpoints, policies and tlog-proofs made from the specifications; the log of transparency-dev/tessera. What
# holds is said by their files (PROVENANCE.md beside them).
set -u
program=$(realpath "$1")
verify=$(dirname "$program")/plimsoll-verify
command -v jq >/dev/null || {
    echo "skipped: there is no jq"
    exit 77
}
[ -d ../shared/data/interop/tlog ] || {
    echo "skipped: ../shared/data/interop/tlog is not there"
    exit 77
}
data=$(realpath ../shared/data/interop/tlog)
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-log-shared.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

# ---- proofs and paths: each question with the answer that its file gives ----
{
    jq -c '{id: .name, kind: "inclusion", index: .leafIdx, size: .treeSize, leaf_hash: .leafHash, root, proof, want: (.wantErr | not)}' \
        "$data/merkle/inclusion.jsonl"
    # roots that are not 32 bytes are no roots here, whatever else the vector says
    jq -c '{id: .name, kind: "consistency", size1, size2, root1, root2, proof,
        want: ((.wantErr | not) and (.root1 | length) == 44 and (.root2 | length) == 44)}' "$data/merkle/consistency.jsonl"
    jq -c 'to_entries[] | {id: "open-i\(.key)", kind: "inclusion"} + (.value | {index, size, leaf_hash: .leaf_hash_b64, root: .root_b64, proof: .proof_b64, want: .valid})' \
        "$data/open/inclusion.json"
    jq -c 'to_entries[] | {id: "open-c\(.key)", kind: "consistency"} + (.value | {size1, size2, root1: .root1_b64, root2: .root2_b64, proof: .proof_b64, want: .valid})' \
        "$data/open/consistency.json"
    jq -c 'to_entries[] | {id: "path\(.key)", kind: "tile_path"} + (.value | {level, index, width, want: .path})' "$data/open/tilepath.json"
} >questions
"$program" log check questions --json >answers
[ $? -eq 1 ] || fail "log check does not give 1"
jq -r '[.id, (.want | tostring)] | @tsv' questions >want
jq -r 'select(.type == "check") | [.id, (if has("path") then .path else .valid end | tostring)] | @tsv' answers >is
cmp -s want is || { fail "other answers"; diff want is; }
[ "$(wc -l <is)" -gt 300 ] || fail "only $(wc -l <is) proofs and paths"

# ---- roots and tiles ----
awk 'BEGIN { for (i = 0; i < 70000; i++) print "open evidence entry " i }' >entries
jq -r '.roots[] | "\(.size)\t\(.root_b64)"' "$data/open/roots.json" >roots
while read -r size root; do
    "$program" log tree entries --size "$size" --json | head -n 1 >is
    [ "$(cat is)" = "{\"type\":\"tree\",\"size\":$size,\"root\":\"$root\"}" ] || fail "the root of $size is $(cat is)"
done <roots
for size in 1 255 256 257 70000; do
    rm -rf site
    "$program" log tree entries --size $size --out site >/dev/null || fail "no tiles of $size"
    (cd site && find . -type f | sed 's/^..//' | xargs sha256sum) | sed 's/  /\t/' | LC_ALL=C sort >is
    awk -v size=$size '$1 == size { print $4 "\t" $2 }' "$data/open/tiles.tsv" | LC_ALL=C sort >want
    cmp -s is want || fail "other tiles of $size"
    [ -s is ] || fail "no tiles of $size"
done

# ---- checkpoints and proofs under policies ----
judge() { # NAME WANTED WORDS...: what both say of a file
    name=$1 wanted=$2
    shift 2
    "$verify" "$@" --json >is 2>/dev/null
    status=$?
    [ "$(jq -r 'select(.type == "verification") | .holds' is)" = "$wanted" ] || fail "$name: $(head -n 1 is)"
    case $wanted$status in true0 | false1 | false3) ;; *) fail "$name gives $status" ;; esac
    judged=$((judged + 1))
}
judged=0
n=$(jq length "$data/open/checkpoints.json")
i=0
while [ $i -lt "$n" ]; do
    jq -j ".[$i].note" "$data/open/checkpoints.json" >note
    judge "$(jq -r ".[$i].name" "$data/open/checkpoints.json")" "$(jq -r ".[$i].valid" "$data/open/checkpoints.json")" note \
        --policy "$data/open/$(jq -r ".[$i].policy" "$data/open/checkpoints.json")"
    i=$((i + 1))
done
n=$(jq length "$data/open/proofs/manifest.json")
i=0
while [ $i -lt "$n" ]; do
    jq -j ".[$i].entry" "$data/open/proofs/manifest.json" >entry
    file=$(jq -r ".[$i].file" "$data/open/proofs/manifest.json")
    judge "$file" "$(jq -r ".[$i].valid" "$data/open/proofs/manifest.json")" "$data/open/proofs/$file" --entry entry \
        --policy "$data/open/$(jq -r ".[$i].policy" "$data/open/proofs/manifest.json")"
    i=$((i + 1))
done
printf 'log %s\nquorum none\n' "$(awk -F '\t' '$1 ~ /tessera-log/ { print $2 }' "$data/notes/vkeys.txt")" >policy
[ $judged -eq 22 ] || fail "$judged checkpoints and proofs, not 22"
judge "a proof for another log" false "$data/open/proofs/p1.tlog-proof" --entry entry --policy policy

# ---- the logs of other programs ----
printf 'log %s\nquorum none\n' "$(awk -F '\t' '$1 ~ /go-sumdb/ { print $2 }' "$data/notes/vkeys.txt")" >sumdb.policy
judge "Go's checksum database" true "$data/notes/go-sumdb.checkpoint" --policy sumdb.policy
"$program" init case --participant X 2>/dev/null
for size in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    judge "tessera $size" true "$data/tessera-log/checkpoint.$size" --policy policy
    "$program" -C case log consistency "$data/tessera-log/checkpoint.$size" "$data/tessera-log/checkpoint" --policy policy \
        --tiles "$data/tessera-log" --json >is 2>err || fail "tessera $size does not begin the log: $(cat err)"
    [ "$(jq -r 'select(.type == "consistency") | .valid' is)" = true ] || fail "tessera $size: $(head -n 1 is)"
done

[ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
echo "all well"
