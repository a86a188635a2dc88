#!/bin/sh
# What may not leave a case: nothing of an interview without consent, of a protected source only its alias, kind, party
# and reason, whatever carries it out: bundle, letter, page of a report. Each word that may not stand there is written
# once, as KEEP_..., and searched for in what goes out.
. "$(dirname "$0")/head.sh"
ok() {
    "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || fail "$*: status $?: $(cat "$work/err")"
}
has() { grep -aq -- "$2" "$1" || fail "$(basename "$1"): no \"$2\""; }
hasnt() { ! grep -aq -- "$2" "$1" || fail "$(basename "$1"): \"$(grep -ao -- "$2[A-Z_a-z]*" "$1" | sort -u | tr '\n' ' ')\" stands there"; }

"$program" init "$work/case" --participant "State A" --person "A. Author" 2>"$work/err" || fail "init: $(cat "$work/err")"
printf 'KEEP_FILE' >"$work/KEEP_PHOTO.txt"
hash=$(sha256sum "$work/KEEP_PHOTO.txt" | cut -d ' ' -f 1)
ok source add heron --kind human --party "State A" --protected --reason "in danger" --text KEEP_SOURCE_NOTE --label heron
ok source add patrol --kind agency --party "State A" --label patrol
ok source add wren --kind human --party "State B" --label wren
ok grade heron --reliability B --basis KEEP_BASIS
ok item add "$work/KEEP_PHOTO.txt" --title "A paper" --source heron --url https://KEEP_URL.example/ \
    --collector "State A" --translator KEEP_TRANSLATOR --content "what the paper says" --label paper
ok item custody paper --action received --from KEEP_GIVER --place KEEP_CUSTODY --text KEEP_CUSTODY_NOTE
ok observe add --as interview --subject KEEP_SUBJECT --place KEEP_PLACE --observed 1999-12-31 --source heron --observer KEEP_OBSERVER \
    --interpreter KEEP_INTERPRETER --consent members --original KEEP_ORIGINAL --translation KEEP_TRANSLATION --text KEEP_NOTES --label heard
ok observe add --as interview --subject "GREEN POINT" --source wren --consent public --interpreter KEEP_INTERPRETER \
    --translation "I saw her" --label open
ok observe add --as sighting --subject "GREEN POINT" --observed 2026-03-01 --source patrol --label seen
ok observe add --as sighting --subject KEEP_WITHDRAWN --place KEEP_WITHDRAWN --source patrol --label gone
ok derive open heard --as copy-suspected --basis KEEP_DERIVED
ok claim add --who "GREEN POINT" --did "took oil" --start 2026-03-01 --label c1
ok claim add --who "BLUE POINT" --did "gave oil" --start 2026-03-01 --label c2
for e in paper open seen gone; do ok claim support c1 $e; done
ok claim support c1 heard --passage KEEP_PASSAGE --text KEEP_SUPPORT
ok claim support c2 c1
ok withdraw gone --text "another ship"
ok finding add "GREEN POINT took oil" --claims c1 --accused "GREEN POINT" --accused-kind vessel --label f-1

# ---- a bundle: one origin's words, and none of what may not be said
ok bundle "$work/case.tar" f-1
hasnt "$work/case.tar" KEEP_[A-VX-Z]
hasnt "$work/case.tar" "$hash"
hasnt "$work/case.tar" 1999-12-31
has "$work/case.tar" "what the paper says"
has "$work/case.tar" "in danger"
has "$work/case.tar" "I saw her"
ok bundle "$work/less.tar" f-1 --withhold open
hasnt "$work/less.tar" "I saw her"

# ---- a letter to those named: what stands for and against, no person
ok letter new reply --to Owner --about f-1 --out "$work/letters"
cat "$work/letters"/*.txt >"$work/letter"
hasnt "$work/letter" KEEP_
hasnt "$work/letter" 1999-12-31
hasnt "$work/letter" heron
hasnt "$work/letter" wren
has "$work/letter" "interview, withheld to protect"
has "$work/letter" "sighting, 2026-03-01 (source: patrol)"
[ "$(grep -c '^  - ' "$work/letter")" -eq 4 ] || fail "the letter lists $(grep '^  - ' "$work/letter")"

# ---- the page of a report
printf -- '---\ntitle: One ship\n---\n\n## Found\n\n{finding id=f-1 cites=c1}\nGREEN POINT took oil on 1 March 2026.\n' >"$work/r.md"
ok report build "$work/r.md" --out "$work/built"
for page in report.html bundle.tar; do
    hasnt "$work/built/$page" KEEP_[A-VX-Z]
    hasnt "$work/built/$page" "$hash"
    hasnt "$work/built/$page" 1999-12-31
done
has "$work/built/report.html" "Withheld: who was heard agreed to: members"
has "$work/built/report.html" "name withheld: .*in danger"

# ---- that something ended goes out, why only to those who see what it was
ok withdraw heard --text KEEP_WHY_HIDDEN
ok claim add --who "OTHER SHIP" --did waited --label other
ok withdraw other --text KEEP_WHY_OTHER
ok bundle "$work/ended.tar" f-1
hasnt "$work/ended.tar" KEEP_WHY
has "$work/ended.tar" "another ship" # why something ended that is shown itself

# ---- markings: what was not marked is for named receivers only, and the bundle says so when it lets it out
has "$work/err" "marked TLP:RED"
ok claim add --who "AMBER SHIP" --did waited --marking TLP:AMBER --label amber
ok claim add --who "STRICT SHIP" --did waited --marking TLP:AMBER+STRICT --label strict
ok claim add --who "RED SHIP" --did waited --label red
ok bundle "$work/amber.tar" amber strict red --up-to TLP:AMBER
has "$work/amber.tar" "AMBER SHIP"
hasnt "$work/amber.tar" "STRICT SHIP"
hasnt "$work/amber.tar" "RED SHIP"
hasnt "$work/err" "TLP:RED"
ok bundle "$work/all.tar" amber strict red
has "$work/all.tar" "RED SHIP"
"$program" -C "$work/case" bundle "$work/none.tar" amber --up-to TLP:PINK 2>"$work/err" && fail "a marking that is none"
has "$work/err" "no marking"

# ---- the register of real names: each line of JSON says what it is
(umask 077 && echo "a long enough passphrase" >"$work/pass" && mkdir "$work/apart")
ok register put heron --name KEEP_NAME --register "$work/apart/register" --passphrase-file "$work/pass"
ok register show --register "$work/apart/register" --passphrase-file "$work/pass" --json
has "$work/out" '^{"type":"person","alias":"heron","name":"KEEP_NAME"'
[ "$(tail -n 1 "$work/out")" = '{"type":"summary","results":1}' ] || fail "the last line is $(tail -n 1 "$work/out")"

# ---- labels do not hide ids (a table that grew lost the id of the filing whose label came just then)
i=0
while [ $i -lt 40 ]; do
    ok claim add --who "SHIP $i" --did waited --label "l$i"
    id=$(tr -d '\n' <"$work/out")
    ok claim show "l$i" --json
    ok claim show "$id" --json
    i=$((i + 1))
done

if [ $failures -eq 0 ]; then
    echo "what may not leave stays"
    exit 0
fi
exit 1
