#!/bin/sh
# Lists that can be long, page by page: the pages together are the list, once each and in its order; the last has no
# further one; a summary speaks of all. Of an invented recording with its list, and of filings made here.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"

run 0 exercise made --seed 7 --days 2 --vessels 20
run 0 init case --participant "State A" --person "A. Author"
run 0 -C case import made/list.xml made/recording-*.nmea
run 0 -C case source add patrol --kind agency --party "State A" --label patrol
for i in 1 2 3; do
    run 0 -C case observe add --as sighting --subject "OPEN POINT $i" --observed 2026-03-01 --source patrol --label "seen$i"
    run 0 -C case claim add --who "OPEN POINT $i" --did sailed --start 2026-03-01 --label "claim$i"
done

get() { "$program" -C case get "$1" >body 2>err || fail "$1: $(cat err body)"; }
# pages LEAST PATH LIMIT: at least so many records
pages() {
    case $2 in *\?*) first="$2&limit=$3" ;; *) first="$2?limit=$3" ;; esac
    get "$2"
    [ "$(jq -c .next body)" = null ] || fail "$2 without a limit is all"
    jq -S -c '.items[]' body >whole
    summary=$(jq -S -c '.summary | del(.known_at)' body)
    [ "$(wc -l <whole)" -ge "$1" ] || fail "$2 has $(wc -l <whole) records"
    : >parts
    next= asked=0
    while [ "$next" != null ] && [ $asked -le "$(wc -l <whole)" ]; do
        get "$first${next:+&cursor=$next}"
        [ "$(jq '.items | length' body)" -le "$3" ] || fail "$first: more than was asked for"
        [ "$(jq -S -c '.summary | del(.known_at)' body)" = "$summary" ] || fail "$first: another summary: $(jq -c .summary body)"
        jq -S -c '.items[]' body >>parts
        next=$(jq -r .next body) asked=$((asked + 1))
    done
    cmp -s whole parts || fail "$2: its pages are not the list: $(diff whole parts | head -n 4)"
    [ $asked -eq $((($(wc -l <whole) + $3 - 1) / $3)) ] || fail "$2: $asked pages of $3 for $(wc -l <whole)"
}
pages 3 /api/claims 1
pages 3 /api/claims 3
pages 7 /api/filings 2
pages 3 "/api/filings?kind=claim" 2
pages 2 /api/imports 1
pages 1 /api/leads 1
pages 4 /api/voyages 3

# As tables; behind the end there is nothing, and the columns still.
for list in claims filings imports leads voyages; do
    "$program" -C case get "/api/$list.csv" >whole.csv 2>err || fail "$list.csv"
    "$program" -C case get "/api/$list.csv?limit=1" >one.csv 2>err || fail "$list.csv, one"
    "$program" -C case get "/api/$list.csv?cursor=100000" >none.csv 2>err || fail "$list.csv, none"
    [ "$(head -n 2 whole.csv)" = "$(head -n 2 one.csv)" ] || fail "$list.csv: the first is another: $(cat one.csv)"
    [ "$(wc -l <none.csv)" = 1 ] || fail "$list.csv: behind the end: $(head -n 3 none.csv)"
done
run 2 -C case get "/api/claims?limit=0"
run 2 -C case get "/api/claims?limit=1001"

# A search: each hit once, none is out of reach, and no kind hides another on the first page.
found() { jq '.summary.found' body; }
get "/api/search?q=open&limit=500"
n=$(found)
jq -r '.items[] | .kind + " " + .id' body | sort >whole
[ "$n" -ge 6 ] && [ "$(wc -l <whole)" = "$n" ] || fail "found $n, told $(wc -l <whole)"
for limit in 1 2 3 5 "$n"; do
    : >parts
    next=0
    while [ "$next" != null ]; do
        get "/api/search?q=open&limit=$limit&cursor=$next"
        [ "$(jq -r '[.summary.results, .summary.found] | join(" ")' body)" = "$(jq '.items | length' body) $n" ] || fail "a page of $limit counts otherwise"
        [ $limit != 2 ] || [ "$next" != 0 ] || [ "$(jq '[.items[].kind] | unique | length' body)" = 2 ] || fail "one kind hides another: $(jq -c '.items[].kind' body)"
        jq -r '.items[] | .kind + " " + .id' body >>parts
        next=$(jq -r .next body)
    done
    sort parts | cmp -s - whole || fail "pages of $limit: $(sort parts | diff - whole | head -n 4)"
done
finish
