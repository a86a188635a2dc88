#!/bin/sh
# The API of evidence against the command line: the same records, every entry of the log once over its pages, a file only
# as a download and in the range that was asked for, a bundle with one digit altered told as such.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-evidence.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ok() { "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || fail "$*: status $?: $(cat "$work/err")"; }
get() { # WANTED-STATUS PATH [OPTION...]
    wanted=$1 path=$2
    shift 2
    "$program" -C "$work/case" get --head "$path" "$@" >"$work/answer" 2>"$work/err"
    sed -n '1s/^Status: //p' "$work/answer" >"$work/status"
    sed '1,/^$/d' "$work/answer" >"$work/body"
    [ "$(cat "$work/status")" = "$wanted" ] || fail "$path: status $(cat "$work/status"), not $wanted: $(cat "$work/body" "$work/err")"
}
has() { grep -aq -- "$1" "$work/answer" || fail "$2: no $1 in $(cat "$work/answer")"; }
same() { # JQ-FILTER-OF-ANSWER COMMAND...: the items are the lines of the command
    filter=$1
    shift
    ok "$@" --json
    jq -S -c 'select(.type != "summary")' "$work/out" >"$work/cli"
    jq -S -c "$filter" "$work/body" >"$work/api"
    cmp -s "$work/cli" "$work/api" || fail "$*: the API gives other records: $(diff "$work/cli" "$work/api")"
}

ok init "$work/case" --participant "State A" --person "A. Author"
printf 'the letter as it came\n' >"$work/letter.txt"
ok source add patrol --kind agency --party "State A" --label patrol
ok source add paper --kind press --party "State B" --label paper
ok item add "$work/letter.txt" --title "A letter" --source paper --label letter
ok item add --title "Another paper" --source paper --label copy
ok derive copy letter --as quotation
ok derive letter copy --as quotation
ok observe add --as sighting --subject "OPEN POINT" --observed 2026-03-01 --source patrol --label seen
ok claim add --who "OPEN POINT" --did sailed --start 2026-03-01 --label c1
ok claim support c1 seen
ok claim support c1 letter
ok claim support c1 copy
ok claim add --who "OPEN POINT" --did stayed --start 2026-03-01 --label c2
ok log checkpoint

get 200 /api/claims
[ "$(jq -c '.items | map([.label, .supports, .count, .contradictions])' "$work/body")" = '[["c1",3,2,0],["c2",0,0,0]]' ] ||
    fail "claims: $(cat "$work/body")"
get 200 /api/claims.csv
[ "$(sed -n 2p "$work/body" | cut -d, -f1)" = C7 ] || [ "$(grep -c OPEN "$work/body")" = 2 ] || fail "claims.csv: $(cat "$work/body")"
get 200 "/api/claims/c1?without=State%20B"
same '.items[]' claim show c1 --without "State B"
get 404 /api/claims/nothing
get 400 "/api/claims/c1?max_speed=0"

# The two papers cite each other: one origin, and both edges of the ring are marked.
get 200 /api/claims/c1/graph
[ "$(jq -c '[.count, (.nodes | length), ([.edges[] | select(.circular)] | length), ([.nodes[] | select(.circular)] | length)]' "$work/body")" = '[2,4,2,2]' ] ||
    fail "graph: $(cat "$work/body")"

get 200 "/api/filings?kind=item"
same '.items[]' find --kind item
get 200 /api/filings/c1
same '.items[]' show c1
get 400 "/api/filings?kind=nonsense"

# The log over pages of three: each entry once, in order.
cursor=0 pages=0
: >"$work/seqs"
while [ -n "$cursor" ] && [ $pages -lt 20 ]; do
    get 200 "/api/log?limit=3&cursor=$cursor"
    jq -r '.items[].seq' "$work/body" >>"$work/seqs"
    cursor=$(jq -r '.next // ""' "$work/body")
    pages=$((pages + 1))
done
ok log --json
jq -r 'select(.type == "entry") | .seq' "$work/out" | cmp -s - "$work/seqs" || fail "pages of the log: $(cat "$work/seqs")"
[ $pages -gt 3 ] || fail "pages of three: $pages"
get 200 /api/log/2
[ "$(jq .seq "$work/body")" = 2 ] || fail "entry 2: $(cat "$work/body")"
get 404 /api/log/999
get 400 /api/log/x
get 400 "/api/log?limit=1001"
get 200 /api/log/2/proof
jq -j .proof "$work/body" >"$work/entry.tlog-proof"
jq -r .entry "$work/body" | base64 -d >"$work/entry"
"$program" verify "$work/entry.tlog-proof" --entry "$work/entry" --json >"$work/out" 2>/dev/null
grep -q '"holds":null' "$work/out" || fail "the proof is consistent in itself: $(cat "$work/out")"
printf x >>"$work/entry"
"$program" verify "$work/entry.tlog-proof" --entry "$work/entry" --json >"$work/out" 2>/dev/null
grep -q '"holds":false' "$work/out" || fail "an altered entry: $(cat "$work/out")"

# A file is a download, as it came; of its picture nothing is made where it is none.
sha=$(sha256sum "$work/letter.txt" | cut -d' ' -f1)
get 200 "/api/exhibits/$sha"
cmp -s "$work/body" "$work/letter.txt" || fail "the file is another: $(cat "$work/body")"
has 'Content-Type: application/octet-stream' "download"
has 'Content-Disposition: attachment; filename="letter.txt"' "download"
get 422 "/api/exhibits/$sha/picture.png"
get 404 "/api/exhibits/$(printf nothing | sha256sum | cut -d' ' -f1)"
get 400 "/api/exhibits/..%2fcase.db"
get 400 /api/exhibits/abc
get 404 "/api/exhibits/$sha" --clearance TLP:GREEN
get 404 /api/claims/c1 --clearance TLP:GREEN
get 200 /api/claims --clearance TLP:GREEN
[ "$(jq '.items | length' "$work/body")" = 0 ] || fail "unmarked claims are seen at TLP:GREEN: $(cat "$work/body")"

# A bundle that is dropped: judged, and one digit altered is told.
ok bundle "$work/bundle.tar" c1
get 200 "/api/verify?name=bundle.tar" --method POST --content-type application/x-tar --data - <"$work/bundle.tar"
[ "$(jq -c '.items[0] | [.file, .kind, .holds]' "$work/body")" = '["bundle.tar","bundle",null]' ] || fail "bundle: $(cat "$work/body")"
sed 's/OPEN POINT/OPEN PAINT/' "$work/bundle.tar" >"$work/altered.tar"
get 200 "/api/verify?name=altered.tar" --method POST --content-type application/x-tar --data - <"$work/altered.tar"
[ "$(jq -c '.items[0].holds' "$work/body")" = false ] || fail "altered bundle: $(cat "$work/body")"
get 200 /api/verify --method POST --content-type application/x-tar --data "no bundle"
[ "$(jq -c '.items[0].holds' "$work/body")" = false ] || fail "bytes of no kind: $(cat "$work/body")"
get 400 "/api/verify?trust=xyz" --method POST --content-type application/x-tar --data x

# As the log was with fewer entries; and more than there are is refused.
get 200 "/api/claims?log=9"
[ "$(jq '.items | length' "$work/body")" -lt 2 ] || fail "claims at 9 entries: $(cat "$work/body")"
get 400 "/api/claims?log=999"
get 400 "/api/claims?nonsense=1"
get 405 /api/claims --method DELETE
get 404 /api/claimss

[ $failures -eq 0 ]
