#!/bin/sh
# The API's own description against what a server answers: defaults are of their types, references lead somewhere, every
# address without a value in its path, and some with, is asked as described, and status, type and Allow must be what the
# description says; what HTTP wants of tags, parts and methods (RFC 9110) beside it.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"
. "$here/serve.sh"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

printf 'the letter as it came\n' >letter.txt
sha=$(sha256sum letter.txt | cut -d' ' -f1)
run 0 init case --participant "State A" --person "A. Author"
run 0 -C case source add patrol --kind agency --party "State A" --label patrol
run 0 -C case item add letter.txt --title "A letter" --source patrol --label letter
run 0 -C case claim add --who "OPEN POINT" --did sailed --start 2026-03-01 --label c1
run 0 -C case claim support c1 letter
run 0 -C case log checkpoint
run 0 -C case get /openapi.json
cp out api.json

# ---- the file by itself
wrong=$(jq -r '[.paths[][].parameters[] | . as $p | .schema | select(has("default")) |
    if .type == "integer" then select((.default | type) != "number" or (.default | floor) != .default or .default < (.minimum // .default) or .default > (.maximum // .default))
    elif .type == "number" then select((.default | type) != "number")
    else select((.default | type) != "string" or (.enum != null and (.default as $d | .enum | index($d) == null))) end | $p.name] | join(" ")' api.json)
[ -z "$wrong" ] || fail "defaults of another type: $wrong"
[ "$(jq '[.paths[][].parameters[].schema | select((.default | type) == "number")] | length > 20' api.json)" = true ] || fail "no defaults"
jq -r '[.. | objects | .["$ref"]? // empty] | unique[]' api.json | while read -r ref; do
    [ "$(jq --arg ref "$ref" 'getpath($ref | ltrimstr("#/") | split("/")) != null' api.json)" = true ] || echo "$ref"
done >lost
[ ! -s lost ] || fail "references that lead nowhere: $(head -3 lost)"
[ -z "$(jq -r '[.paths | keys[] | gsub("{[^}]*}"; "{}")] | group_by(.)[] | select(length > 1)[0]' api.json)" ] || fail "two paths are one"
[ -z "$(jq -r '[.paths[][].operationId] | group_by(.)[] | select(length > 1)[0]' api.json)" ] || fail "an operationId stands twice"
[ "$(jq -c '[.servers[0].url, (.components.securitySchemes | keys)]' api.json)" = '["/",["session","token"]]' ] || fail "servers and schemes"
[ "$(jq '[.paths[][].security | type == "array"] | all' api.json)" = true ] || fail "an operation without security"
[ "$(jq -c '[.paths[][].responses | has("default") and has("400")] | all' api.json)" = true ] || fail "an operation without errors"
statuses() { jq -r --arg p "$1" --arg m "$2" '.paths[$p][$m].responses | keys | join(" ")' api.json; }
for want in '/api/exhibits/{sha256}|get|200 206 304 400 401 403 404 413 416 503 default' \
    '/api/session|post|200 400 401 403 404 413 415 422 429 default' '/api/events.csv|get|200 304 400 401 403 413 503 default' \
    '/api/decisions|post|200 201 400 401 403 409 413 415 422 503 default' '/healthz|get|200 304 400 default'; do
    path=${want%%|*} rest=${want#*|}
    [ "$(statuses "$path" "${rest%%|*}")" = "${rest#*|}" ] || fail "$path: $(statuses "$path" "${rest%%|*}")"
done

# ---- as it is served
mkdir files
start_server --listen 127.0.0.1:0
ask() { curl -s -m 60 -o body -D head -w '%{http_code}|%{content_type}' "$@"; }
field() { sed -n "s/^$1: \(.*\)\r\$/\1/p" head; }

# Each with what it needs: values of the path and the parameters without which it is refused.
jq -r --arg sha "$sha" '.paths | to_entries[] | .key as $path | .value.get // empty |
    ([.parameters[] | select(.required and .in == "query") | .name + "=" +
        (if .schema.enum then .schema.enum[0] elif .schema.format == "date-time" then "2026-03-01T00:00Z"
         elif .name == "from" or .name == "to" then "38.0,124.0" elif .schema.type == "string" then "OPEN" else "10" end)] | join("&")) as $query |
    [$path, ($path | gsub("{sha256}"; $sha) | gsub("{seq}"; "1") | gsub("{dataset}"; "default") |
        if startswith("/api/claims/") then gsub("{id}"; "c1") elif startswith("/api/filings/") then gsub("{id}"; "letter") else gsub("{[a-z_]*}"; "1") end)
        + (if $query == "" then "" else "?" + $query end)] | join("|")' api.json >asked
jq -r '. as $api | .paths | to_entries[] | .key as $path | .value.get // empty | .responses | to_entries[] | .key as $status |
    .value | (if .["$ref"] then . as $r | $api | getpath($r["$ref"] | ltrimstr("#/") | split("/")) else . end) |
    "^" + $path + "|" + $status + "|" + (.content // {} | keys | join(" "))' api.json >described
answered=0
while IFS='|' read -r path target; do
    got=$(ask "$url$target")
    status=${got%%|*} type=${got#*|}
    types=$(grep -F "^$path|$status|" described)
    types=${types##*|}
    [ "$types" = "$type" ] || fail "$target: $status with $type, described: $types"
    [ "$status" != 200 ] || answered=$((answered + 1))
done <asked
[ $answered -ge 70 ] || fail "only $answered of $(wc -l <asked) addresses gave something"

# Every address says what it takes, in the words of the description.
jq -r '.paths | to_entries[] | .key + "|" + ([.value | keys[] | ascii_upcase | if . == "GET" then "GET", "HEAD" else . end] | join(" "))' api.json >methods
while IFS='|' read -r path methods; do
    target=$(printf %s "$path" | sed 's/{[a-z0-9_]*}/1/g')
    got=$(ask -X BREW "$url$target")
    allowed=$(field Allow | tr -d , | tr ' ' '\n' | sort | tr '\n' ' ')
    wanted=$(printf '%s OPTIONS' "$methods" | tr ' ' '\n' | sort | tr '\n' ' ')
    case "$path" in */running* | */preview* | */compare* | */check* | */looks* | */batch* | */review) wanted=$allowed ;; esac # a value could stand there, too
    [ "$got" = "405|application/problem+json" ] && [ "$allowed" = "$wanted" ] || fail "$path: $got, Allow: $allowed, not $wanted"
done <methods

# ---- tags and parts
ask "$url/api/exhibits/$sha" >got
tag=$(field ETag)
[ "$tag" = "\"$sha\"" ] || fail "the tag of a file: $tag"
[ "$(ask -H "If-None-Match: $tag" "$url/api/exhibits/$sha")" = "304|" ] || fail "a file that is known: $(cat head)"
[ "$(ask -H "If-None-Match: $tag" -H "Range: bytes=0-2" "$url/api/exhibits/$sha")" = "304|" ] || fail "a part of a file that is known"
ask -H "Range: bytes=4-9" -H "If-Range: $tag" "$url/api/exhibits/$sha" >got
[ "$(field Content-Range)$(cat body)" = "bytes 4-9/22letter" ] || fail "a part of the same: $(cat head body)"
for other in '"x"' "$sha" "W/$tag"; do
    ask -H "Range: bytes=4-9" -H "If-Range: $other" "$url/api/exhibits/$sha" >got
    [ "$(cat got)" = "200|application/octet-stream" ] && cmp -s body letter.txt || fail "If-Range: $other: $(cat got head)"
done
ask -H "Range: bytes=22-" "$url/api/exhibits/$sha" >got
[ "$(cat got)" = "416|application/problem+json" ] && [ "$(field Content-Range)" = "bytes */22" ] || fail "behind the end: $(cat got)"

# One strong tag is never that of two bodies.
for target in /openapi.json /api/rules /; do
    for coding in identity gzip; do
        ask -H "Accept-Encoding: $coding" "$url$target" >got
        case $(field ETag) in
        'W/"'*'"' | "") ;;
        *) fail "$target as $coding: $(field ETag)" ;;
        esac
        [ "$(field Vary)" = Accept-Encoding ] || fail "$target as $coding: no Vary"
        known=$(field ETag)
        [ -z "$known" ] || [ "$(ask -H "Accept-Encoding: $coding" -H "If-None-Match: $known" "$url$target")" = "304|" ] || fail "$target as $coding is known: $(cat head)"
        [ -z "$known" ] || [ "$(ask -H "If-None-Match: ${known#W/}" "$url$target")" = "304|" ] || fail "$target, compared strongly"
    done
done
finish
