#!/bin/sh
# A body that is too long is refused with the ceiling in bytes and with what to do: by the server before it reads it, by its
# Content-Length alone, and by `get`, which has the body at hand.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"
. "$here/serve.sh"
command -v curl >/dev/null || { echo "skipped: curl is not there"; exit 77; }
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
run 0 init case --participant "State A" --person "A. Author"
start_server --listen 127.0.0.1:0

# refused PATH LENGTH CEILING HINT
refused() {
    last="$1 with $2 bytes"
    curl -s -m 60 -o body -w '%{http_code}\n' -X POST -H 'Content-Type: application/json' -H 'Expect:' -H "Content-Length: $2" --data x "$url$1" >code
    [ "$(cat code)" = 413 ] || fail "$last: $(cat code body)"
    has "the body is longer than the $3 bytes that are taken here: " body
    has "$4" body
}
refused "/api/import?name=x" 67108865 67108864 '`plimsoll import FILE`'
refused "/api/import/preview?name=x" 33554433 33554432 "split the table"
refused /api/screen/batch 8388609 8388608 '`plimsoll screen --batch FILE`'
refused /api/items 67108865 67108864 '`plimsoll item add FILE`'
refused /api/decisions 1048577 1048576 "send less at a time"
last="a body where none is taken"
curl -s -m 60 -o body -X GET -H 'Expect:' -H "Content-Length: 1" --data x "$url/api/log"
has "no body is taken here: what is asked stands in the address" body

head -c 1048577 /dev/zero | tr '\0' ' ' >large
"$program" -C case get /api/decisions --content-type application/json --data - <large >out 2>err
last="get with a large body"
has "the body is longer than the 1048576 bytes that are taken here: send less at a time" out
head -c 1048576 large >just
"$program" -C case get --head /api/decisions --content-type application/json --data - <just >out 2>err
if grep -q "Status: 413" out; then fail "what is just taken: $(head -n 1 out)"; fi
finish
