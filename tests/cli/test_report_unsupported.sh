#!/bin/sh
# A claim is no evidence of itself: a finding whose claims rest on nothing is an error of the check, on the command line
# and over HTTP, and cannot be released; one whose evidence this reader may not see is said to be so, which is no error;
# one that rests on evidence passes, and a claim beside it that rests on nothing is named. What is not there is never
# called withheld, and what others said of a claim stands in the report to its last word.
. "$(dirname "$0")/head.sh"
command -v jq >/dev/null || {
    echo "skipped: jq is missing"
    exit 77
}

run 0 init case --participant "State A" --person "A. Author"
run 0 -C case source add patrol --kind agency --party "State A" --label patrol --marking TLP:GREEN
for name in seen closed; do
    marking=TLP:GREEN
    [ $name = seen ] || marking=TLP:AMBER
    run 0 -C case observe add --as sighting --subject "OPEN POINT" --observed 2026-03-01 --source patrol --label $name --marking $marking
    eval "$name=$(cat out)"
done
for name in bare good hidden unread; do
    run 0 -C case claim add --who "OPEN POINT" --did "called at Nampo" --start 2026-03-01 --label $name --marking TLP:GREEN
done
run 0 -C case claim support good seen --marking TLP:GREEN
run 0 -C case claim support hidden seen --marking TLP:AMBER # that it rests on something is withheld
run 0 -C case claim support unread closed --marking TLP:GREEN # what it rests on is

# finds CITES WANTED-STATUS VIEW OF-THE-WHOLE-CASE KINDS: the problems that the check has with a finding that cites them
finds() {
    printf -- '---\ntitle: One\nmarking: TLP:GREEN\n---\n# One\n\n{finding id=f cites=%s} OPEN POINT called at Nampo.\n' "$1" >one.md
    run "$2" -C "$3" report check one.md --json
    kinds=$(sed -n 's/^{"type":"problem","kind":"\([a-z_]*\)","severity":"\([a-z]*\)".*/\1 \2/p' out | tr '\n' ';')
    [ "$kinds" = "$4" ] || fail "$1 in $3: $kinds, not $4"
    has "\"holds\":$([ "$2" = 0 ] && echo true || echo false)" out
    jq -Rsc '{text: .}' one.md >body.json
    clearance=${3#case}
    run 0 -C case get /api/reports/check --data - ${clearance:+--clearance "${clearance#//up-to=}"} <body.json
    kinds=$(jq -r '.items[] | select(.type == "problem") | "\(.kind) \(.severity);"' out | tr -d '\n')
    [ "$kinds" = "$4" ] || fail "$1 in $3 over HTTP: $kinds, not $4"
}
rests() { # WANTED: of each claim that is named its supports and those that are withheld, as the page reads them
    got=$(jq -r '.items[] | select(.type == "ref" and .kind == "claim") | "\(.id) \(.supports) \(.supports_withheld);"' out | tr -d '\n')
    [ "$got" = "$1" ] || fail "what claims rest on: $got, not $1"
}
low=case//up-to=TLP:GREEN
finds bare 1 case "no_support error;"
rests "bare 0 0;"
has "nothing that it cites rests on evidence" out
finds bare 1 $low "no_support error;"
finds good 0 case ""
finds good 0 $low ""
finds good,bare 0 case "claim_alone warning;"
rests "good 1 0;bare 0 0;"
has "bare too, a claim that rests on nothing" out
for name in hidden unread; do
    finds $name 0 case ""
    finds $name 0 $low "support_withheld warning;"
    has "all that it rests on is withheld from this reader" out
done
# An id whose entry is there, but is no such filing that is kept from this reader: nobody has it. A label tells nothing.
for id in C0 I0 "C${seen#O}" "C${closed#O}" "I${closed#O}" "O0${closed#O}" "$closed.1" C9999; do
    finds "$id" 1 case "no_support error;unresolved error;"
    finds "$id" 1 $low "no_support error;unresolved error;"
done
finds "$closed" 0 case ""
finds "$closed" 0 $low "support_withheld warning;"
finds closed 1 $low "no_support error;unresolved error;"

# What was screened and may not be seen is no "batch" either.
printf '%s\n' '<CONSOLIDATED_LIST dateGenerated="2026-01-30T00:00:00Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>' \
    '<FIRST_NAME>INVENTED</FIRST_NAME><REFERENCE_NUMBER>EXi.001</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>' >list.xml
run 0 -C case import list.xml
run 0 -C case screen "KEEP NAME"
run 0 -C case get /api/log
asked=$(jq -r '.items[] | select(.kind == "screening") | "Q\(.seq)"' out)
finds "$asked" 0 case ""
finds "$asked" 0 $low "support_withheld warning;"
[ "$(jq -c '.items[] | select(.type == "ref") | [.id, .kind, .title, .withheld]' out)" = "[\"$asked\",\"screening\",\"\",true]" ] ||
    fail "a screening that is withheld: $(jq -c '.items[] | select(.type == "ref")' out)"

# Nor is a list that may not be seen one "which neither the case nor this report has"; an entry that is none is that.
sed s/INVENTED/HIDDEN/ list.xml >hidden.xml
run 0 -C case import hidden.xml --marking TLP:RED
run 0 -C case get /api/log
list=$(jq -r '[.items[] | select(.kind == "list") | .seq] | max' out)
finds "E$list" 0 case ""
finds "E$list" 0 $low "support_withheld warning;"
[ "$(jq -c '.items[] | select(.type == "ref") | [.id, .kind, .title, .withheld]' out)" = "[\"E$list\",\"exhibit\",\"\",true]" ] ||
    fail "a list that is withheld: $(jq -c '.items[] | select(.type == "ref")' out)"
for id in "E${asked#Q}" "Q$list" E9999; do
    finds "$id" 1 case "no_support error;unresolved error;"
    finds "$id" 1 $low "no_support error;unresolved error;"
done

# What is too long for a title ends with a whole character, and says that it ends early.
name=$(printf '%0099d' 0 | sed 's/0/가/g')
run 0 -C case claim add --who "A$name" --did "sailed" --start 2026-03-01 --label lengthy
finds lengthy 1 case "no_support error;"
head=$(printf '%066d' 0 | sed 's/0/가/g')
[ "$(jq -r '.items[] | select(.type == "ref") | .title' out)" = "A$head… sailed" ] || fail "the title: $(jq -r '.items[] | select(.type == "ref") | .title' out)"

finds bare,hidden 0 $low "support_withheld warning;claim_alone warning;"
rests "bare 0 0;hidden 0 1;"

# Dissent and reply stand in it whole, whatever their length and letters.
long=$(printf '%0800d' 0 | sed 's/0/가/g')
run 0 -C case finding review good --verdict dissent --by "B. Other" --party "State B" --text "it was another ship: $long THE-LAST-WORD" --marking TLP:GREEN
finds good 0 case ""
run 0 -C case report build one.md --out whole
has "$long THE-LAST-WORD" whole/report.html

# Whoever builds it is told of the error, and it is not released.
finds bare 1 case "no_support error;"
run 0 -C case report save one.md
saved=$(cat out)
run 0 -C case report build "$saved" --out built
grep -q "1 error" err out || fail "the build says nothing of the error: $(cat err)"
run 5 -C case report release "$saved" --to "State B"
finish
