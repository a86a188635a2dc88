#!/bin/sh
# plain build only
# A foreign implementation both ways: Go's sumdb/note and sumdb/tlog (tests/foreign/tlog) check what a case gives out, and
# this program checks what Go made.
set -u
program=$(realpath "$1")
verify=$(dirname "$program")/plimsoll-verify
go=$(command -v go || ls /usr/lib/go-1.*/bin/go 2>/dev/null | tail -n 1)
[ -n "$go" ] && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] || {
    echo "skipped: there is no Go with golang.org/x/mod (Debian: golang-1.19-go, golang-golang-x-mod-dev)"
    exit 77
}
command -v jq >/dev/null || {
    echo "skipped: there is no jq"
    exit 77
}
source=$(realpath tests/foreign/tlog/main.go)
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-log-go.XXXXXX") || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE
failures=0
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$work/cache GOFLAGS= HOME=$work "$go" build -o tlog "$source" || {
    echo "FAIL: the Go checker does not build"
    exit 1
}

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

expect() { # WANTED_STATUS COMMAND...: output in out, messages in err
    wanted=$1
    shift
    "$@" >out 2>err
    status=$?
    [ $status -eq "$wanted" ] || { fail "$* gives $status, not $wanted"; cat out err; }
}

has() { # TEXT
    grep -qF -- "$1" out || { fail "no '$1' in:"; head -n 5 out; }
}

# ---- Go checks ours ----
"$program" init case --participant "Coast Guard" 2>/dev/null
ships=0
follow() { # N: N more entries
    last=$((ships + $1))
    while [ $ships -lt $last ]; do
        ships=$((ships + 1))
        printf 'mmsi,timestamp,lat,lon,sog\n%d,2026-01-01T00:00:00Z,30,150,9\n' $((431000000 + ships)) >ship$ships.csv
    done
    "$program" -C case import ship*.csv >/dev/null 2>err || { fail "no entries"; cat err; }
    rm -f ship*.csv
}
follow 3
"$program" -C case log checkpoint >old
follow 285 # beyond a full tile
"$program" -C case log checkpoint >new
"$program" -C case log tiles site 2>/dev/null || fail "no tiles"
size=$(sed -n 2p new)
[ "$size" -gt 256 ] || fail "the log has only $size entries"
origin=$(head -n 1 new)
key=$(printf '%s' "${origin#plimsoll/}" | perl -ne 'print pack("H*", $_)' | base64 -w 0)
id=$({ printf '%s\n\001' "$origin"; printf '%s' "$key" | base64 -d; } | sha256sum | cut -c1-8)
vkey="$origin+$id+$({ printf '\001'; printf '%s' "$key" | base64 -d; } | base64 -w 0)"
expect 0 ./tlog tiles site "$vkey"
has "$size entries of $origin"
for n in 0 1 2 255 256 $((size - 1)); do
    "$program" -C case log prove $n --entry entry >proof || fail "no proof of $n"
    expect 0 ./tlog proof proof entry "$vkey"
    has "entry $n of $size in $origin"
    has "signed by $origin"
done
expect 1 ./tlog proof proof old "$vkey" # another entry
"$program" -C case log consistency old new --json >comparison || fail "no comparison"
expect 0 ./tlog consistency comparison
sed 's/"size1":[0-9]*/"size1":4/' comparison >bent
expect 1 ./tlog consistency bent
printf 'x' | dd of=site/tile/0/001.p/$((size - 256)) bs=1 seek=40 conv=notrunc 2>/dev/null
expect 1 ./tlog tiles site "$vkey"

# ---- ours checks Go's ----
for seed in 1 2 3; do
    n=$((seed * seed * 97 - 90)) # 7, 298, 783
    rm -rf go
    expect 0 ./tlog make go $n $seed
    "$program" log check go/questions.jsonl --json >answers
    jq -r '[.id, .want] | @tsv' go/questions.jsonl >want
    jq -r 'select(.type == "check") | [.id, .valid] | @tsv' answers >is
    cmp -s want is || { fail "Go and log check disagree"; diff want is; }
    [ "$(wc -l <is)" = 400 ] || fail "only $(wc -l <is) answers"
    expect 0 "$program" log tree go/entries --out ours --json
    has "\"size\":$n,\"root\":\"$(sed -n 3p go/checkpoint)\""
    (cd ours && find tile -type f ! -path '*entries*') >names # Go writes the partial tiles of smaller trees too
    [ "$(wc -l <names)" -ge $((1 + n / 256)) ] || fail "only $(wc -l <names) tiles of $n entries"
    while read -r name; do
        cmp -s "go/$name" "ours/$name" || fail "Go has another $name of $n entries"
    done <names
    rm -rf ours
    expect 0 "$verify" go/entry.tlog-proof go/checkpoint go/checkpoint.old --policy go/3of5.policy --entry go/entry --json
    has '"cosigned_by":["w0.go.example","w1.go.example","w2.go.example"],"cosigned_at":["2020-09-13T12:26:40Z"'
    expect 1 "$verify" go/entry.tlog-proof --policy go/4of5.policy --entry go/entry --json
    has "cosigned by 3 of 5"
    expect 1 "$verify" go/entry.tlog-proof --policy go/3of5.policy --entry go/checkpoint
    expect 0 "$program" -C case log consistency go/checkpoint.old go/checkpoint --tiles go --policy go/4of5.policy
    expect 1 "$program" -C case log consistency go/checkpoint.fork go/checkpoint --policy go/3of5.policy --out evidence
    vkeys=$(awk '$1 == "log" { print $2 } $1 == "witness" { print $3 }' go/3of5.policy)
    expect 0 ./tlog proof go/entry.tlog-proof go/entry $vkeys
    has "signed by w2.go.example"
done

[ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
echo "all well"
