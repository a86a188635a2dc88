#!/bin/sh
# `serve --coast`, `--tiles` and `--tile-url`: what lies below the page's map. Archives are written by tests/cli/pmtiles.mjs, which
# shares no code with the program; its tiles' colours are what must come back. Another host is never asked here: what is
# looked at is who is told of it, and what a browser may load.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"
. "$here/serve.sh"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
for tool in curl jq node openssl; do
    command -v $tool >/dev/null || {
        echo "skipped: $tool is missing"
        exit 77
    }
done
stop() {
    kill "$server"
    wait "$server" 2>/dev/null
    server=
}
refused() { # as run, of a server that should not begin: one that does is ended
    wanted=$1
    shift
    last="plimsoll $*"
    timeout 60 "$program" "$@" >out 2>err
    status=$?
    [ $status -eq "$wanted" ] || { fail "$last gives $status, not $wanted"; head -n 5 out err; }
}
ask() { curl -s -m 60 -o body -D head -w '%{http_code}|%{content_type}' "$@"; }
field() { sed -n "s/^$1: \(.*\)\r\$/\1/p" head; }
OWN="img-src 'self' data: blob:;"

run 0 init case --participant "State A" --person "A. Author"
node "$here/pmtiles.mjs" plain.pmtiles png
node "$here/pmtiles.mjs" leaves.pmtiles png leaves gzip
node "$here/pmtiles.mjs" vector.pmtiles mvt gzip
node "$here/pmtiles.mjs" want-3-5-2 tile 3 5 2
node "$here/pmtiles.mjs" want-0-0-0 tile 0 0 0
node "$here/pmtiles.mjs" want-vector tile mvt

# ---- without: nothing lies below
start_server --listen 127.0.0.1:0
[ "$(ask "$url/tiles/0/0/0")" = "404|application/problem+json" ] || fail "no archive: $(cat body)"
curl -s "$url/api/session" | jq -e '.basemap == null and .own_coast == false' >/dev/null || fail "a session without a map"
stop
run 2 -C case get /tiles/0/0/0

# ---- an archive
for file in plain leaves; do
    start_server --listen 127.0.0.1:0 --tiles $file.pmtiles
    curl -s "$url/api/session" >session
    jq -e '.basemap == {source: "archive", tiles: "/tiles/{z}/{x}/{y}", kind: "png", credit: "© Nobody & Sons", min_zoom: 0,
        max_zoom: 3, bounds: [-180, -85, 180, 85], origin: null}' session >/dev/null || fail "$file: $(cat session)"
    for at in 3/5/2 0/0/0; do
        [ "$(ask "$url/tiles/$at")" = "200|image/png" ] || fail "$file $at: $(head -c 200 body)"
        cmp -s body "want-$(echo $at | tr / -)" || fail "$file $at: not that tile"
    done
    tag=$(field ETag)
    [ "$(ask -H "If-None-Match: $tag" "$url/tiles/0/0/0")" = "304|" ] || fail "$file: a tile that is known"
    [ "$(ask "$url/tiles/3/0/0")" = "204|" ] && [ ! -s body ] || fail "$file: a tile that the archive lacks"
    [ "$(ask "$url/tiles/4/0/0")" = "204|" ] || fail "$file: beyond its zooms"
    for at in 1/2/0 1/0/2 27/0/0 x/0/0 1/-1/0 0/0/99999999999; do
        [ "$(ask "$url/tiles/$at")" = "400|application/problem+json" ] || fail "$file $at: $(cat body)"
    done
    ask "$url/" >/dev/null
    case $(field Content-Security-Policy) in *"$OWN"*) ;; *) fail "an archive widens nothing: $(cat head)" ;; esac
    stop
done
start_server --listen 127.0.0.1:0 --tiles vector.pmtiles --tile-credit "our own"
[ "$(ask "$url/tiles/1/1/0")" = "200|application/vnd.mapbox-vector-tile" ] && cmp -s body want-vector || fail "a vector tile, unpacked"
[ "$(curl -s "$url/api/session" | jq -r '.basemap | .kind + " " + .credit')" = "mvt our own" ] || fail "its kind and credit"
stop

# ---- archives that are none
head -c 400 plain.pmtiles >cut.pmtiles
refused 3 -C case serve --listen 127.0.0.1:0 --tiles cut.pmtiles
has "not whole" err
printf 'PNG' >none.pmtiles
refused 3 -C case serve --listen 127.0.0.1:0 --tiles none.pmtiles
has "no PMTiles archive" err
refused 3 -C case serve --listen 127.0.0.1:0 --tiles missing.pmtiles

# ---- another host: its pictures alone, said aloud
start_server --listen 127.0.0.1:0 --tile-url 'https://tiles.example:8443/map/{z}/{x}/{y}.png?key=1' --tile-credit "© A Host"
grep -q 'https://tiles.example:8443 for it: that host learns what is looked at' log || fail "no warning: $(cat log)"
for path in / /watch /vessel/1; do
    ask "$url$path" >/dev/null
    case $(field Content-Security-Policy) in
    *"img-src 'self' data: blob: https://tiles.example:8443; connect-src 'self';"*) ;;
    *) fail "$path: $(field Content-Security-Policy)" ;;
    esac
done
ask "$url/api/session" >/dev/null
case $(field Content-Security-Policy) in *"$OWN"*) ;; *) fail "what is no page is widened" ;; esac
jq -e '.basemap | .source == "address" and .origin == "https://tiles.example:8443" and .credit == "© A Host" and
    .tiles == "https://tiles.example:8443/map/{z}/{x}/{y}.png?key=1"' body >/dev/null || fail "the session: $(cat body)"
[ "$(ask "$url/tiles/0/0/0")" = "404|application/problem+json" ] || fail "another host's tiles are not passed on"
stop
for bad in 'http://tiles.example/{z}/{x}/{y}.png' 'ftp://tiles.example/{z}/{x}/{y}' 'https://{z}.example/{x}/{y}' \
    'https://tiles.example/{z}/{x}.png' 'https://tiles.example/{z}/{x}/{y}/{y}.png' 'https://tiles.example/{z}/{x}/{y}/{s}' \
    'https://a@tiles.example/{z}/{x}/{y}' 'https:///{z}/{x}/{y}' 'https://tiles.example; script-src */{z}/{x}/{y}' \
    "https://tiles.example/{z}/{x}/{y}'" 'https://tiles.example:70000/{z}/{x}/{y}' 'https://tiles.example:/{z}/{x}/{y}' \
    'https://tiles.example/{z}/{x}/{y}.pbf' '//tiles.example/{z}/{x}/{y}' 'http://127.evil.example/{z}/{x}/{y}'; do
    refused 2 -C case serve --listen 127.0.0.1:0 --tile-url "$bad"
done
name() { printf "%0$1d" 0; }
refused 3 -C case serve --listen 127.0.0.1:0 --tile-url "https://$(name 57)/{z}/{x}/{y}"
start_server --listen 127.0.0.1:0 --tile-url "https://$(name 56)/{z}/{x}/{y}"
ask "$url/" >/dev/null
case $(field Content-Security-Policy) in *" https://$(name 56); "*"frame-ancestors 'none'") ;; *) fail "the longest host: $(cat head)" ;; esac
stop
refused 2 -C case serve --listen 127.0.0.1:0 --tiles plain.pmtiles --tile-url 'https://a.example/{z}/{x}/{y}'
refused 2 -C case serve --listen 127.0.0.1:0 --tile-credit nobody

# ---- who is limited by a clearance is given an archive, and no other host
printf 'the word of rita' >rita.pw
printf 'the word of adam' >adam.pw
chmod 600 rita.pw adam.pw
run 0 -C case account add rita --role reader --clearance TLP:GREEN --password-file rita.pw
run 0 -C case account add adam --role admin --password-file adam.pw
told() { # NAME: what the session says of the map
    curl -s -c "$1.jar" -H "Content-Type: application/json" -d "{\"name\":\"$1\",\"password\":\"the word of $1\"}" "$url/api/session" >/dev/null
    curl -s -b "$1.jar" "$url/api/session" | jq -c '.basemap.source'
}
start_server --listen 127.0.0.1:0 --tile-url 'https://tiles.example/{z}/{x}/{y}'
[ "$(curl -s "$url/api/session" | jq -c .basemap)" = null ] || fail "told before one signs in"
[ "$(told rita)" = null ] || fail "a limited reader is sent to another host"
[ "$(told adam)" = '"address"' ] || fail "an admin is not told"
stop
start_server --listen 127.0.0.1:0 --tiles plain.pmtiles
[ "$(ask "$url/tiles/0/0/0")" = "401|application/problem+json" ] || fail "a tile for nobody"
[ "$(told rita)" = '"archive"' ] && [ "$(ask -b rita.jar "$url/tiles/0/0/0")" = "200|image/png" ] || fail "an archive for a limited reader"
stop
rm -r case/access

# ---- another land mask: as in `reach`. One grid of 2 x 2 cells of 600 minutes at 0 E, 20 N, all water, so this sea is outside.
printf '\000\001\000\001\000\000\002\130\000\000\000\000\000\000\004\260\000\000\000\002\000\000\000\002\000\000\000\104\300\300' >rest
{ printf 'PLMASK1\n'; openssl dgst -sha256 -binary rest; cat rest; } >elsewhere.bin
at="from=38.2,124.9,2024-03-01T02:00Z&to=38.1,124.7,2024-03-02T09:00Z&max_speed=12&near=1"
start_server --listen 127.0.0.1:0 --coast elsewhere.bin --links none
curl -s "$url/api/reach?$at" >answer
"$program" reach --from 38.2,124.9,2024-03-01T02:00Z --to 38.1,124.7,2024-03-02T09:00Z --max-speed 12 --coast elsewhere.bin \
    --links none --json >want
jq -s -e --slurpfile got answer '.[-1].mask == $got[0].summary.mask and (.[-1].mask | length == 64)' want >/dev/null || fail "the mask: $(head -c 300 answer)"
jq -e '.items | length > 0 and all(.[]; .verdict == "undetermined")' answer >/dev/null || fail "outside the mask: $(head -c 300 answer)"
[ "$(curl -s "$url/api/session" | jq .own_coast)" = true ] || fail "the page is not told of another mask"
stop
for bad in none.pmtiles missing.bin; do
    refused 3 -C case serve --listen 127.0.0.1:0 --coast $bad
done
refused 3 -C case serve --listen 127.0.0.1:0 --coast elsewhere.bin
has "sea link" err
finish
