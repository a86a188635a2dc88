#!/bin/sh
# What a limited reader is told of what joins or contradicts, and that they may not see: two reports of which one copies
# the other are one origin; where that they do is marked above the reader's clearance, two are said to be two at most, no
# grade 1 is offered and no finding is corroborated. And a claim on whose topic another is withheld does not look
# unopposed.
. "$(dirname "$0")/head.sh"
ok() { "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || fail "$*: status $?: $(cat "$work/err")"; }
green() {
    "$program" -C "$work/case//up-to=TLP:GREEN" "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ $status -le 2 ] || fail "$*: status $status: $(cat "$work/err")"
}
get() { "$program" -C "$work/case" get "$@" --clearance TLP:GREEN >"$work/out" 2>"$work/err" || fail "$1: $(cat "$work/err")"; }
has() { grep -aqF -- "$1" "$work/out" || fail "$2: no \"$1\": $(cat "$work/out")"; }
hasnt() { ! grep -aqF -- "$1" "$work/out" || fail "$2: \"$1\" stands there"; }
WORDS="links of derivation exist and are withheld from this reader; the number may be lower"

"$program" init "$work/case" --participant "State A" --person "A. Author" 2>"$work/err" || fail "init: $(cat "$work/err")"
ok source add A --kind agency --party "State A" --label a --marking TLP:GREEN
ok source add B --kind agency --party "State B" --label b --marking TLP:GREEN
for s in a b; do
    ok observe add --as sighting --subject "OPEN POINT" --observed 2026-03-01 --source $s --label o$s --marking TLP:GREEN
done
ok claim add --who "OPEN POINT" --did sailed --start 2026-03-01 --label c --marking TLP:GREEN
ok claim support c oa --marking TLP:GREEN
ok claim support c ob --marking TLP:GREEN
ok finding add "OPEN POINT sailed." --claims c --accused-kind none --label f --marking TLP:GREEN
printf -- '---\ntitle: One\nmarking: TLP:GREEN\n---\n# One\n\n{finding id=f cites=c}\nOPEN POINT sailed.\n' >"$work/one.md"
ok report save "$work/one.md"
one=$(cat "$work/out")

# Nothing is withheld: two origins, and nobody is told otherwise.
green claim show c
has "  origins  2 independent" "two reports"
has "grade 1 may be given" "two reports"
hasnt "withheld" "two reports"
green report check "$work/one.md" --json
has '"item":"corroboration","verdict":"yes"' "two reports"
has '"links_withheld":false' "two reports"
get /api/claims
has '"links_withheld":false,"claims_withheld":false' "two reports"

# $1: what withholds a link, for whom it is said.
told() {
    green claim show c
    has "  origins  at most 2 independent" "$1: claim show"
    has "$WORDS" "$1: claim show"
    hasnt "grade 1 may be given" "$1: claim show"
    green claim show c --json
    has '"links_withheld":true' "$1: claim show --json"
    has '"supports":0,"grades":0,"links":true,"claims":false' "$1: claim show --json"
    has '"grade_1_refused":"no grade 1: whether its origins' "$1: claim show --json"
    green claim show c --without "State A"
    has "may lose its only origin" "$1: --without"
    get /api/claims
    has '"links_withheld":true' "$1: the list of claims"
    get /api/claims/c
    has '"count":2' "$1: /api/claims/c"
    has '"links_withheld":true' "$1: /api/claims/c"
    get /api/claims/c/graph
    has '"links_withheld":true' "$1: graph"
    green report check "$work/one.md"
    has "at most 2 independent origins" "$1: report check"
    has "$WORDS" "$1: report check"
    green report check "$work/one.md" --json
    has '"item":"corroboration","verdict":"unknown"' "$1: report check --json"
    has '"origins":2,"links_withheld":true' "$1: report check --json"
    green report check "$work/one.md" --without "State A"
    has "may lose its only origin" "$1: report check --without"
    get "/api/reports/$one.html"
    has "$WORDS" "$1: page"
    has "at most 2 independent origins" "$1: page"
}
ok derive ob oa --as copy-confirmed --basis KEEP_BASIS
told "a derivation"
hasnt KEEP_ "page"
ok claim show c
has "  origins  1 independent" "whoever may see all"
hasnt "withheld" "whoever may see all"
ok report check "$work/one.md" --json
has '"item":"corroboration","verdict":"no"' "whoever may see all"
ok find --kind derivation --json
ok withdraw "$(sed -n 's/.*"id":"\(D[0-9]*\)".*/\1/p' "$work/out" | head -n 1)" --text "a slip"
green claim show c
has "  origins  2 independent" "a derivation that was withdrawn joins nothing"

# An end of a derivation that the reader sees, and where evidence is from, may be what joins.
ok observe add --as sighting --subject "OPEN POINT" --observed 2026-02-28 --source a --label between
ok derive ob between --as copy-confirmed --marking TLP:GREEN
told "an end of a derivation"
ok find --kind derivation --json
ok withdraw "$(sed -n 's/.*"id":"\(D[0-9]*\)".*/\1/p' "$work/out" | tail -n 1)" --text "a slip"
ok source add C --kind agency --party "State C" --label closed
ok observe add --as sighting --subject "OPEN POINT" --observed 2026-03-01 --source closed --label oc --marking TLP:GREEN
told "a source"

# Of two claims on one topic one is withheld; of another topic nothing is.
ok claim add --who "OPEN POINT" --did carried --start 2026-03-01 --quantity "10 t" --topic Cargo --label ten --marking TLP:GREEN
ok claim add --who "OPEN POINT" --did carried --quantity "10 t" --topic ballast --label other --marking TLP:GREEN
green claim show ten
hasnt "further claims" "one claim of a topic"
ok claim add --who KEEP_WHO --did carried --start 2026-03-01 --quantity "90 t" --topic cargo --label ninety
ok claim show ten
has "  against " "whoever may see all"
hasnt "further claims" "whoever may see all"
green claim show ten
has "further claims on the same topic, or of where the same ship was, exist and are withheld from this reader" "a topic"
hasnt KEEP_ "a topic"
green claim show ten --json
has '"claims_withheld":true' "a topic, --json"
has '"claims":true' "a topic, --json"
green claim show other --json
has '"claims_withheld":false' "another topic"
get /api/claims/ten
has '"claims_withheld":true' "a topic, /api/claims"

# The same of where a ship was.
ok claim add --who "FAR STAR" --did lay --place here --lat 10 --lon 110 --start 2026-03-01 --label here --marking TLP:GREEN
green claim show here --json
has '"claims_withheld":false' "one claim of where a ship was"
ok claim add --who "far star" --did lay --place there --lat -30 --lon 0 --start 2026-03-01 --label there
green claim show here --json
has '"claims_withheld":true' "two claims of where a ship was"

[ $failures -eq 0 ]
