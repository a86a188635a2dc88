#!/bin/sh
# Derivations between whole sources count: by hand, three papers with one item each are three origins; two once one
# paper is said to reprint another; one once the third's item is said to quote the second paper.
. "$(dirname "$0")/head.sh"
ok() {
    "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || {
        echo "FAIL: $*: $(cat "$work/err")"
        failures=$((failures + 1))
    }
}
origins() {
    ok claim show met --json
    grep -q "\"type\":\"origins\".*\"count\":$1,\"at_most\":$1,\"parties\":3," "$work/out" || {
        echo "FAIL: not $1 origins $2: $(grep '"origins"' "$work/out")"
        failures=$((failures + 1))
    }
}

"$program" init "$work/case" --participant "State A" --person "A. Author" 2>/dev/null
ok claim add --who "GREEN POINT" --did met --label met
for paper in one two three; do
    ok source add "paper $paper" --kind press --party "Party $paper" --label "$paper"
    ok item add --title "In paper $paper" --source "$paper" --label "i-$paper"
    ok claim support met "i-$paper"
done
origins 3 "as given"
ok derive two one --as copy-confirmed --basis "prints the same agency"
origins 2 "when a source copies another"
ok item add --title "Again in paper two" --source two --label i-again
ok claim support met i-again
origins 2 "with another item of that source"
ok derive i-three two --as quotation --basis "names it"
origins 1 "when an item quotes a source"
[ $failures -eq 0 ] && echo "links between sources count"
exit $((failures > 0))
