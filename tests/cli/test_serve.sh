#!/bin/sh
# `serve`: one server of a small case on a port of the system's choice, ended by its own id. Requests that a proxy and the
# server could read in two ways, names that are not ours, addresses and bodies beyond their ceilings are refused; a write
# needs the token, is made by a process of its own, and stands in the log; reads answer what `get` answers.
set -u
program=$(realpath "$1")
command -v curl >/dev/null || {
    echo "skipped: curl is missing"
    exit 77
}
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-serve.XXXXXX") || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
"$program" init "$work/case" --participant "State A" --person "A. Author" 2>"$work/err" || fail "init: $(cat "$work/err")"

# Addresses that others reach, or that are none.
for at in 0.0.0.0:0 192.0.2.1:0; do
    "$program" -C "$work/case" serve --listen $at >"$work/out" 2>&1
    [ $? = 5 ] || fail "--listen $at: $(cat "$work/out")"
done
for at in 127.0.0.1 127.0.0.1:x 127.0.0.1:65536 :80 nowhere:80; do
    "$program" -C "$work/case" serve --listen $at >"$work/out" 2>&1
    [ $? = 2 ] || fail "--listen $at: $(cat "$work/out")"
done
"$program" -C "$work/none" serve --listen 127.0.0.1:0 >"$work/out" 2>&1
[ $? = 2 ] || fail "no case: $(cat "$work/out")"

"$program" -C "$work/case" serve --listen 127.0.0.1:0 --host desk.example >"$work/url" 2>"$work/log" &
server=$!
tries=0
while [ ! -s "$work/url" ] && [ $tries -lt 1200 ] && kill -0 "$server"; do
    sleep 0.1
    tries=$((tries + 1))
done
url=$(sed -n '1s|/$||p' "$work/url")
port=${url##*:}
[ "$(wc -l <"$work/url")" = 1 ] || fail "the address is one line: $(cat "$work/url" "$work/log")"

status() { # WANTED CURL-ARGUMENTS...
    want=$1
    shift
    got=$(curl -s -m 120 -o "$work/body" -D "$work/head" -w '%{http_code}' "$@")
    [ "$got" = "$want" ] || fail "$*: $got, not $want: $(head -c 300 "$work/body")"
}
field() { grep -aqi -- "^$1" "$work/head" || fail "$2: no field $1"; }

# What every answer says.
for path in / /api/session /api/log /nothing /healthz; do
    case $path in /nothing) status 404 "$url$path" ;; *) status 200 "$url$path" ;; esac
    field "Content-Security-Policy: default-src 'none'" "$path"
    field "X-Content-Type-Options: nosniff" "$path"
    field "Referrer-Policy: no-referrer" "$path"
    field "Cross-Origin-Resource-Policy: same-origin" "$path"
    field "Cache-Control: " "$path"
done
status 200 "$url/api/log"
"$program" -C "$work/case" get /api/log >"$work/want" 2>"$work/err"
cmp -s "$work/body" "$work/want" || fail "get and serve answer alike"
tag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' "$work/head")
status 304 -H "If-None-Match: $tag" "$url/api/log"
status 200 --compressed "$url/openapi.json"
field "Content-Encoding: gzip" openapi
"$program" -C "$work/case" get /openapi.json >"$work/want" 2>/dev/null
cmp -s "$work/body" "$work/want" || fail "gzip changes nothing"
status 200 --http1.0 -H "Host:" "$url/healthz"
status 200 -I "$url/api/log"
[ ! -s "$work/body" ] || [ "$(wc -c <"$work/body")" = "$(wc -c <"$work/head")" ] || fail "HEAD has a body"

# Names: DNS that was turned to this machine asks under its own.
status 200 -H "Host: desk.example" "$url/healthz"
status 200 -H "Host: localhost:$port" "$url/healthz"
for host in evil.example 127.0.0.1.evil.example localhost.evil.example 127.0.0.1@evil.example 127.0.0.2 ""; do
    case $host in "") status 400 -H "Host:" "$url/healthz" ;; *) status 421 -H "Host: $host" "$url/healthz" ;; esac
done

# Fields that two readers could take in two ways; the connection ends with the answer.
status 400 -H "$(printf 'X-One: 1\r\nHost: localhost')" "$url/healthz"
json="Content-Type: application/json"
status 400 -X POST -H "$json" -H "Content-Length: 2" -H "Content-Length: 4" "$url/api/screen"
field "Connection: close" "two lengths"
status 400 -X POST -H "$json" -H "Content-Length: 2" -H "Transfer-Encoding: chunked" -d '{}' "$url/api/screen"
field "Connection: close" "length beside encoding"

# Ways out of the path, bytes that are no text, and what is too long.
for path in /../etc/passwd /api/../api/log /api//log /%2e%2e/x /api/%ff /api/log%00 '/api/log?limit=x' '/api/log?nothing=1'; do
    status 400 --path-as-is "$url$path"
done
long=$(head -c 9000 /dev/zero | tr '\0' a)
status 414 "$url/$long"
head -c 70000 /dev/zero | tr '\0' a >"$work/long"
status 431 -H "X-Long: $(cat "$work/long")" "$url/healthz"
head -c 200000000 /dev/zero >"$work/huge"
status 413 -X POST -H "$json" -T "$work/huge" -H "Expect:" "$url/api/decisions"
rm "$work/huge"
status 405 -X PUT -H "$json" -d '{}' "$url/api/log"

# A write: without the token, with another, and with it.
size() { curl -s "$url/api/session" | sed -n 's/.*"log_size":\([0-9]*\).*/\1/p'; }
token=$(curl -s "$url/api/session" | sed -n 's/.*"csrf":"\([0-9a-f]\{64\}\)".*/\1/p')
[ ${#token} = 64 ] || fail "no token"
before=$(size)
write='{"lists":["un-sc:30"]}'
status 403 -X POST -H "$json" -d "$write" "$url/api/requirements"
status 403 -X POST -H "$json" -H "X-Plimsoll-Token: ${token%?}x" -d "$write" "$url/api/requirements"
status 415 -X POST -H "Content-Type: text/plain" -H "X-Plimsoll-Token: $token" -d "$write" "$url/api/requirements"
status 422 -X POST -H "$json" -H "X-Plimsoll-Token: $token" -d '{"list":' "$url/api/requirements"
[ "$(size)" = "$before" ] || fail "a refused write is in the log"
got=$(curl -s -m 120 -o "$work/body" -w '%{http_code}' -X POST -H "$json" -H "X-Plimsoll-Token: $token" -d "$write" "$url/api/requirements")
case $got in 20[01]) ;; *) fail "a write: $got: $(cat "$work/body")" ;; esac
[ "$(size)" = $((before + 1)) ] || fail "a write is one entry: $before, then $(size)"
"$program" -C "$work/case" check --json >"$work/out" 2>&1 || fail "the case after it: $(cat "$work/out")"

# The stream: nothing is new; then one entry is.
status 200 "$url/api/stream"
field "Content-Type: text/event-stream" stream
grep -q '^event: log' "$work/body" && fail "nothing is new to who has just come: $(cat "$work/body")"
id=$(sed -n 's/^id: //p' "$work/body")
[ "$id" = $((before + 1)) ] || fail "the stream's id: $id"
status 200 -H "Last-Event-ID: $id" "$url/api/stream"
grep -q '^event: log' "$work/body" && fail "nothing is new: $(cat "$work/body")"
status 200 -H "Last-Event-ID: $((id - 1))" "$url/api/stream"
grep -q '^event: log' "$work/body" || fail "an entry is new: $(cat "$work/body")"

kill -TERM "$server"
wait "$server"
[ $? = 0 ] || fail "SIGTERM ends it well: $(cat "$work/log")"
server=
[ $failures -eq 0 ]
