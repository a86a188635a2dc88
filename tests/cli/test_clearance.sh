#!/bin/sh
# What somebody cleared up to a marking sees of a case (-C "DIR//up-to=MARKING"): nothing of what is marked higher, in no
# command that reads. Words that may not appear are written once, as KEEP_..., and searched for; ships of the closed
# recording are in no list, count, search or track.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-clearance.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ok() { "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || fail "$*: status $?: $(cat "$work/err")"; }
see() { # MARKING COMMAND...
    up_to=$1
    shift
    "$program" -C "$work/case//up-to=$up_to" "$@" >"$work/out" 2>"$work/err"
    status=$?
}
has() { grep -aq -- "$1" "$work/out" || fail "$2: no \"$1\""; }
hasnt() { ! grep -aq -- "$1" "$work/out" "$work/err" || fail "$2: \"$1\" stands there"; }
count() { grep -ac -- "$1" "$work/out"; }

# Three ships and one day each: 201000001 is heard in the open recording alone, 201000002 in both, 201000003 in the closed
# one alone. Each is silent for 14 h, which makes a gap.
hours() { # MMSI LAT FROM-HOUR...
    mmsi=$1 lat=$2
    shift 2
    for h in "$@"; do
        printf '%s,2026-03-0%dT%02d:00:00Z,%s,%d.5,9,90\n' "$mmsi" $((1 + h / 24)) $((h % 24)) "$lat" $((130 + h / 12))
    done
}
head='mmsi,timestamp,lat,lon,sog,cog'
{ echo "$head"; hours 201000001 30 0 1 2 16 17 18; hours 201000002 32 0 1 2 16 17 18; } >"$work/open.csv"
{ echo "$head"; hours 201000002 32 5 6; hours 201000003 34 0 1 2 16 17 18; } >"$work/KEEP_NAME.csv"
"$program" init "$work/case" --participant "State A" --person "A. Author" 2>"$work/err" || fail "init: $(cat "$work/err")"
ok import "$work/open.csv" --marking TLP:GREEN
ok import "$work/KEEP_NAME.csv" --marking TLP:AMBER --source KEEP_FEED --collector KEEP_COLLECTOR
ok source add patrol --kind agency --party "State A" --label patrol --marking TLP:CLEAR
ok observe add --as sighting --subject "OPEN POINT" --observed 2026-03-01 --source patrol --label seen --marking TLP:GREEN
ok observe add --as sighting --subject KEEP_SUBJECT --text KEEP_TEXT --observed 2026-03-01 --source patrol --label kept \
    --marking TLP:AMBER
ok observe add --as sighting --subject KEEP_UNMARKED --observed 2026-03-01 --source patrol --label unmarked
ok claim add --who "OPEN POINT" --did "sailed" --start 2026-03-01 --label c1 --marking TLP:GREEN
ok claim support c1 seen --marking TLP:GREEN
ok claim support c1 kept --text KEEP_WHY --marking TLP:AMBER
ok watch-list add --mmsi 201000003 --text KEEP_WATCH
ok events --type gap --json
[ "$(count '"type":"gap"')" -ge 2 ] || fail "the whole case has its gaps: $(cat "$work/out")"
has 201000003 "whole case"

# Everything that reads, as somebody who may see TLP:GREEN.
for words in "events --json" "events --json --mmsi 201000003" "vessel 201000003 --json" "vessel 201000002 --json" \
    "log --json" "find POINT --json" "find KEEP_SUBJECT --json" "find KEEP_UNMARKED --json" "claim show c1 --json" \
    "claim show c1" "show kept --json" "observe check --json" "find --kind source --json" "find --kind observation --json" "leads --json" \
    "voyages --json" "key list" "handover --json" "watch-list show --json" "list --json"; do
    # shellcheck disable=SC2086
    see TLP:GREEN $words
    case $status in
    0 | 1 | 2 | 3) ;;
    *) fail "$words: status $status: $(cat "$work/err")" ;;
    esac
    [ "$words" = "find KEEP_SUBJECT --json" ] || hasnt KEEP_ "$words"
    case $words in *201000003*) ;; *) hasnt 201000003 "$words" ;; esac
done
see TLP:GREEN vessel 201000003 --json
[ "$(grep -c '"reports":[1-9]' "$work/out")" = 0 ] || fail "a ship of the closed recording has reports: $(cat "$work/out")"
see TLP:GREEN events --type gap --json
[ "$(count '"type":"gap"')" = 1 ] || fail "one gap is seen: $(cat "$work/out")" # of 201000001; 201000002's was filled
has 201000001 "gap"
hasnt 201000002 "gap" # its silence lies in the time of the closed recording
see TLP:GREEN find POINT --json
has "OPEN POINT" "find"
see TLP:GREEN claim show c1 --json
has '"seen"\|O[0-9]' "claim show"

has '"type":"withheld","claim":"C[0-9]*","judgements":0,"letters":0,"outcomes":0,"corrections":0,"supports":1,"grades":0' "claim show"
see TLP:GREEN claim show c1
has "1 piece of support for or against it exists and is withheld from this reader" "claim show, for people"
see TLP:AMBER claim show c1 --json
hasnt '"withheld"' "claim show, to whom may see all"

# Who judges a claim is seen wherever it is shown; whose judgement may not be seen is counted there.
ok claim add --who "OPEN POINT" --did "was judged" --start 2026-03-01 --label judged --marking TLP:GREEN
ok finding review judged --verdict dissent --by "C. Third" --party "State C" --text "the radar was off" --marking TLP:GREEN
ok claim show judged
has 'dissent .*State C (C. Third): the radar was off' "claim show: who dissents"
see TLP:GREEN claim show judged --json
has '"type":"judgement",.*"verdict":"dissent"' "claim show --json: who dissents"
hasnt '"type":"withheld"' "claim show: nothing of it is withheld"
ok finding review judged --verdict dissent --by "D. KEEP_FOURTH" --text KEEP_OBJECTION --marking TLP:AMBER
see TLP:GREEN claim show judged --json
has '"type":"withheld","claim":"C[0-9]*","judgements":1,' "claim show: a judgement is withheld"
hasnt KEEP_ "claim show"
ok letter new reply --about judged --to KEEP_TO --due 2030-01-01 # no reply, and counted as no reply
"$program" -C "$work/case" get /api/claims --clearance TLP:GREEN >"$work/out" 2>"$work/err" || fail "/api/claims: $(cat "$work/err")"
has '"dissents":1,"replies":0,"corrections":0,"judgements_withheld":1,"letters_withheld":1,"corrections_withheld":0' "/api/claims"
judged=$(sed -n 's/.*"id":"\(C[0-9]*\)"[^{}]*"did":"was judged".*/\1/p' "$work/out" | head -n 1)
for path in "/api/filings/$judged" "/api/filings"; do
    "$program" -C "$work/case" get "$path" --clearance TLP:GREEN >"$work/out" 2>"$work/err" || fail "$path: $(cat "$work/err")"
    has '"dissents":1,"withheld":{"judgements":1,' "$path"
    hasnt KEEP_ "$path"
done

# Nor does the log, with the list of keys, name who signed what may not be seen; what it commits to stays provable.
ok key add "E. KEEP_FIFTH"
ok --as "E. KEEP_FIFTH" finding review judged --verdict object --by "E. KEEP_FIFTH" --text KEEP_RED --marking TLP:RED
ok log checkpoint
at=$(($("$program" -C "$work/case" get /api/session 2>/dev/null | jq .log_size) - 1))
see TLP:GREEN log --json
hasnt KEEP_ "log"
has "\"seq\":$at,.*\"kind\":\"review\",\"signer\":null,\"by_participant\":null" "log: who signed is withheld"
grep '"marking":"TLP:GREEN"' "$work/out" | grep -v '"signer":"[0-9a-f]\{64\}"' && fail "who signed what may be seen is told"
[ "$(grep -c '"marking":"TLP:GREEN"' "$work/out")" -gt 5 ] || fail "signers of what may be seen are told: $(cat "$work/out")"
see TLP:GREEN log prove "$at" --json
has '"proof":"c2sp.org/tlog-proof' "log prove"
has '"entry":null' "log prove: its bytes name the key"
see TLP:GREEN log prove "$at" --entry "$work/entry.out"
[ "$status" = 5 ] && [ ! -e "$work/entry.out" ] || fail "log prove --entry: status $status"
see TLP:GREEN log tiles "$work/tiles"
[ "$status" = 5 ] && [ ! -e "$work/tiles" ] || fail "log tiles: status $status: the entries themselves say who signed"
# a bundle shows every key, but whose it is only of those who signed what it shows
"$program" -C "$work/case" bundle "$work/b.tar" judged --up-to TLP:GREEN >/dev/null 2>"$work/err" || fail "bundle: $(cat "$work/err")"
tar -xOf "$work/b.tar" >"$work/out"
has "A. Author" "bundle: whose key signed what it shows"
hasnt KEEP_FIFTH "bundle"
"$program" -C "$work/case" bundle "$work/whole.tar" judged >/dev/null 2>"$work/err" || fail "bundle: $(cat "$work/err")"
tar -xOf "$work/whole.tar" >"$work/out"
has KEEP_FIFTH "bundle of everything"
see TLP:GREEN key list
hasnt KEEP_FIFTH "key list"
has "A. Author" "key list: whose key signed what may be seen"
"$program" -C "$work/case" get /api/case --clearance TLP:GREEN >"$work/out" 2>"$work/err" || fail "/api/case: $(cat "$work/err")"
hasnt KEEP_FIFTH "/api/case"
ok key list
has KEEP_FIFTH "key list, to whom may see all"

# One step up sees what is marked so, but not what nobody marked: that counts as the most restrictive.
see TLP:AMBER find KEEP_SUBJECT --json
has KEEP_SUBJECT "TLP:AMBER"
see TLP:AMBER find KEEP_UNMARKED --json
[ "$(count '"subject":"KEEP_UNMARKED"')" = 0 ] || fail "unmarked is seen at TLP:AMBER"
see TLP:RED find KEEP_UNMARKED --json
has '"KEEP_UNMARKED"' "TLP:RED"
see TLP:AMBER events --json
has 201000003 "TLP:AMBER"

# As it was known: the past is limited, too.
"$program" -C "$work/case" log --json >"$work/log" 2>/dev/null
see TLP:GREEN events --json --known-at 2027-01-01
hasnt 201000003 "known-at, later"
at=$(sed -n 's/.*"at":"\([^"]*\)".*/\1/p' "$work/log" | sed -n 5p)
if [ -n "$at" ]; then
    see TLP:GREEN events --json --known-at "$at"
    [ "$status" -le 3 ] || fail "known-at $at: $(cat "$work/err")"
    hasnt 201000003 "known-at $at"
fi

# What a reader may not see of a finding leaves the words that it exists: nothing looks unanimous, unheard or uncorrected.
ok key add "B. Second"
ok finding add "OPEN POINT sailed." --claims c1 --accused "OPEN POINT" --accused-kind vessel --label f-1 \
    --why-no-reply "an invented ship" --marking TLP:GREEN
ok --as "B. Second" finding review f-1 --verdict approve --by "B. Second" --marking TLP:GREEN
printf -- '---\ntitle: One\nmarking: TLP:GREEN\n---\n# One\n\n{finding id=f-1 cites=c1}\nOPEN POINT sailed.\n' >"$work/one.md"
ok report save "$work/one.md"
one=$(cat "$work/out")
view() { "$program" -C "$work/case" get "$1" --clearance TLP:GREEN >"$work/out" 2>"$work/err" || fail "$1: $(cat "$work/err")"; }
withheld() { # JUDGEMENTS LETTERS OUTCOMES CORRECTIONS: what the reader is told of
    view "/api/reports/$one"
    has "\"withheld\":{\"judgements\":$1,\"letters\":$2,\"outcomes\":$3,\"corrections\":$4,\"supports\":0,\"grades\":0}" "report"
    [ "$(grep -o '"withheld":true' "$work/out" | wc -l)" = "$1" ] || fail "withheld reviews: $(cat "$work/out")"
}
withheld 0 0 0 0
has '"status":"reviewed finding"' "report"
view "/api/reports/$one.html"
hasnt "judgement of it" "a page of whose finding nothing is withheld"
has "1 piece of support for or against it exists and is withheld from this reader" "the page's annex, of the claim"
ok finding review f-1 --verdict dissent --by "C. KEEP_THIRD" --text KEEP_DISSENT --marking TLP:AMBER
withheld 1 0 0 0
hasnt KEEP_ "report"
has "whoever may see all is told whether it may be released" "release"
view "/api/reports/$one.html"
hasnt KEEP_ "page"
[ "$(grep -c '1 judgement of it (a review, or dissent) exists and is withheld from this reader' "$work/out")" -ge 2 ] ||
    fail "page: the note below the finding and its file say so: $(cat "$work/out")"
has "1 judgement withheld from this reader" "the page's counts"
see TLP:GREEN report check "$work/one.md" --json
has '"reviewed":true,"judgements_withheld":1' "checklist"
has '"reviewed":1,"judgements_withheld":1' "the check's counts"
see TLP:GREEN report check "$work/one.md"
has "1 judgement of these findings is withheld from this reader" "check"
ok report check "$work/one.md" --json
has '"reviewed":1,"judgements_withheld":0' "whoever may see all"
ok finding outcome f-1 --what notified --text KEEP_OUTCOME --marking TLP:AMBER
ok finding correct f-1 --was KEEP_WAS --is KEEP_IS --marking TLP:AMBER
ok letter new reply --about f-1 --to KEEP_TO --due 2030-01-01
withheld 1 1 1 1
hasnt KEEP_ "report"
view "/api/reports/$one.html"
has "1 letter or reply, 1 outcome, 1 correction exist and are withheld from this reader" "page"
has "was not asked to reply, as far as this reader may see" "page"
hasnt KEEP_ "page"
see TLP:GREEN report check "$work/one.md"
[ "$(grep -c '^ *? .*what is recorded of it is withheld from this reader' "$work/out")" = 3 ] ||
    fail "what was asked, answered and corrected is unknown to this reader: $(cat "$work/out")"
hasnt "not asked" "what is withheld"
hasnt "none is recorded" "what is withheld"
ok find KEEP_DISSENT --json
ok withdraw "$(sed -n 's/.*"id":"\(V[0-9]*\)".*/\1/p' "$work/out" | head -n 1)" --text KEEP_SLIP
withheld 0 1 1 1

# A ship that a station cannot have heard: the event names the station and its reach, learned from all recordings, so it
# is nothing for a reader to whom any is closed, although the ship was heard in an open one alone.
mv "$work/case" "$work/first"
"$program" init "$work/case" --participant "State A" --person "A. Author" 2>"$work/err" || fail "init: $(cat "$work/err")"
for part in 1 2; do
    awk -f tests/cli/earshot.awk -v part=$part -v near=1 >"$work/near-$part.nmea"
    awk -f tests/cli/earshot.awk -v part=$part -v far=259000001 >"$work/far-$part.nmea"
    ok import "$work/near-$part.nmea" --marking TLP:RED
    ok import "$work/far-$part.nmea" --marking TLP:GREEN
done
ok events --json --mmsi 259000001
has '"kind":"range".*SHORE' "whole case"
see TLP:RED events --json
has '"kind":"range".*SHORE' "TLP:RED"
for words in "events --json" "events --json --mmsi 259000001" "vessel 259000001 --json" "leads --json"; do
    # shellcheck disable=SC2086
    see TLP:GREEN $words
    hasnt 'kind":"range' "$words"
    hasnt reach_nm "$words"
    hasnt "hears ships up to" "$words"
    hasnt "heard inside meanwhile" "$words"
done
rm -rf "$work/case"
mv "$work/first" "$work/case"

# A word that is no marking, or none, shows the least; and such a name is for reading.
see purple find POINT --json
[ "$(count 'OPEN POINT')" = 0 ] || fail "a word that is no marking shows more than TLP:CLEAR"
see "" find POINT --json
[ "$(count 'OPEN POINT')" = 0 ] || fail "an empty marking shows more than TLP:CLEAR"
for words in check "backup $work/copy"; do
    # shellcheck disable=SC2086
    see TLP:GREEN $words
    [ "$status" = 5 ] || fail "$words of a view: status $status: $(cat "$work/err")"
done
see TLP:RED observe add --as sighting --subject X --observed 2026-03-01 --source patrol
[ "$status" = 5 ] || fail "writing by such a name: status $status: $(cat "$work/err")"

[ $failures -eq 0 ]
