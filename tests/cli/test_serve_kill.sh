#!/bin/sh
# plain build only
# kill -9 of the server while decisions are written, 20 times: whatever was answered with 200 is in the log when the server
# is up again, once; the case is sound. A write whose answer was lost may be there or not, but not twice.
set -u
. "$(dirname "$0")/serve.sh"
program=$(realpath "$1")
for tool in curl jq; do
    command -v $tool >/dev/null || {
        echo "skipped: $tool is missing"
        exit 77
    }
done
kills=${2:-20}
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-kill.XXXXXX") || exit 1
server=
writer=
trap 'for p in $writer $server; do kill -9 "$p" 2>/dev/null; done; rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
printf '{"id":"v-1","schema":"Vessel","properties":{"name":["VOLANA REEF"],"imoNumber":["9074729"]}}\n' >"$work/list.ftm.json"
"$program" init "$work/case" --participant "State A" --person "A. Author" 2>"$work/err" || fail "init: $(cat "$work/err")"
"$program" -C "$work/case" import "$work/list.ftm.json" >"$work/out" 2>"$work/err" || fail "import: $(cat "$work/err")"

start() {
    start_server --listen 127.0.0.1:0
    token=$(curl -s -m 120 "$url/api/session" | jq -r .csrf)
}
# One decision after the other, each with words of its own; those that were acknowledged are noted after the answer.
write_on() { # ROUND
    n=0
    while [ $n -lt 200 ]; do
        n=$((n + 1))
        text="KEPT $1-$n"
        got=$(curl -s -m 120 -o "$work/body.$1" -w '%{http_code}' -H "Content-Type: application/json" -H "X-Plimsoll-Token: $token" \
            -d "{\"query\":\"VOLANA REEF\",\"entity\":\"v-1\",\"verdict\":\"unsure\",\"reason\":\"other\",\"text\":\"$text\"}" \
            "$url/api/decisions") || return 0
        case $got in 20?) echo "$text" >>"$work/acknowledged" ;; *) cp "$work/body.$1" "$work/refused" && return 0 ;; esac
    done
}
: >"$work/acknowledged"
round=0
while [ $round -lt "$kills" ]; do
    start
    write_on $round &
    writer=$!
    # at another moment of a write each time, once there was one
    wait_until grep -q "^KEPT $round-" "$work/acknowledged" || fail "nothing is acknowledged in round $round"
    sleep "0.$(printf %02d $(((round * 37 + 11) % 60 + 15)))"
    kill -9 "$server"
    wait "$server" 2>/dev/null
    wait "$writer"
    writer=
    server=
    round=$((round + 1))
done
# A write that was under way may still be at work without its server: the lock of the case is let go when it is done.
no_writer
[ -e "$work/refused" ] && fail "a write was refused: $(cat "$work/refused")"
n=$(wc -l <"$work/acknowledged")
[ "$n" -ge "$kills" ] || fail "too few writes to tell: $n"
"$program" -C "$work/case" check --json >"$work/out" 2>&1 || fail "the case: $(tail -n 3 "$work/out")"
cursor=0
: >"$work/all"
while [ -n "$cursor" ]; do
    "$program" -C "$work/case" get "/api/decisions?limit=1000$([ "$cursor" = 0 ] || echo "&cursor=$cursor")" >"$work/page" 2>"$work/err" || fail "decisions: $(cat "$work/err" "$work/page")"
    jq -r '.items[].text' "$work/page" >>"$work/all"
    cursor=$(jq -r '.next // ""' "$work/page")
done
sort "$work/all" >"$work/kept"
sort "$work/acknowledged" >"$work/want"
uniq -d "$work/kept" >"$work/twice"
[ -s "$work/twice" ] && fail "written twice: $(head -n 3 "$work/twice")"
comm -23 "$work/want" "$work/kept" >"$work/lost"
[ -s "$work/lost" ] && fail "acknowledged and lost: $(head -n 3 "$work/lost")"
extra=$(comm -13 "$work/want" "$work/kept" | wc -l)
[ "$extra" -le "$kills" ] || fail "$extra writes beyond those acknowledged, with $kills kills"
echo "$n acknowledged, $(wc -l <"$work/kept") kept, over $kills kills"
[ $failures -eq 0 ]
