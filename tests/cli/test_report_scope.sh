#!/bin/sh
# What a report shows is what may leave: recordings by their commitment alone where the bundle does not open them; what
# is withheld by name or marking nowhere on the page, in the DOCX or in the bundle (searched for in their bytes); the
# head's marking never lower than what is shown; files made before the release is signed, and never over others.
. "$(dirname "$0")/head.sh"
p() { # STATUS ARGS
    want=$1
    shift
    code=0
    "$program" -C case "$@" >out 2>err </dev/null || code=$?
    [ $code -eq "$want" ] || fail "$*: status $code, not $want: $(cat err)"
}
has() { LC_ALL=C grep -qa -- "$2" "$1" || fail "$1: no \"$2\""; }
hasnt() { ! LC_ALL=C grep -qa -- "$2" "$1" || fail "$1: \"$2\" stands there"; }
# edition DIR: everything that leaves as one file of bytes, the DOCX unpacked where it is there
edition() {
    cat "$1/report.html" "$1/bundle.tar" >"$1.all"
    xxd -p "$1/bundle.tar" | tr -d '\n' >>"$1.all"
    [ ! -e "$1/report.docx" ] || unzip -p "$1/report.docx" >>"$1.all" 2>/dev/null || fail "$1: no DOCX"
}
# signed ENTRY NAME text|hex WANTED: a value of an entry, as the case holds it
signed() {
    command -v sqlite3 >/dev/null || {
        echo "not looked at without sqlite3: $2 of a release"
        return
    }
    found=$(field "$@")
    [ "$found" = "$4" ] || fail "the release of entry $1 says as $2 \"$found\", not \"$4\""
}
field() {
    case $3 in
    hex) sqlite3 case/case.db "select lower(hex(value)) from payload where seq = $1 and field = '$2'" ;;
    *) sqlite3 case/case.db "select cast(value as text) from payload where seq = $1 and field = '$2'" ;;
    esac
}
entries() { "$program" -C case check --json 2>/dev/null | sed -n 's/.*"entries":\([0-9]*\).*/\1/p'; }

# ---- two recordings of an exercise, a day each; an event of each
"$program" exercise ex --days 2 --vessels 12 --seed 7 >/dev/null 2>err || exit 1
"$program" init case --participant "State A" --person "A. Author" 2>err || exit 1
p 0 import ex/recording-0001.nmea --source OPENSOURCE
cp ex/recording-0002.nmea KEEPNAME.nmea
p 0 import KEEPNAME.nmea --source KEEPSOURCE --collector KEEPCOLLECTOR
hash=$(sha256sum KEEPNAME.nmea | cut -c 1-64)
first=$(sha256sum ex/recording-0001.nmea | cut -c 1-64)
size=$(stat -c %s KEEPNAME.nmea)
p 0 events --json
kept=$("$program" -C case events --json | grep -v '"type":"summary"' | sed 's/.*"id":"\([0-9a-f]*\)".*"evidence":\(.*\),"status.*/\1 \2/' | grep "$hash" | grep -v "$first" | head -n 1)
open=$("$program" -C case events --json | grep -v '"type":"summary"' | sed 's/.*"id":"\([0-9a-f]*\)".*"evidence":\(.*\),"status.*/\1 \2/' | grep -v "$hash" | head -n 1)
kept=${kept%% *} open=${open%% *}
[ ${#kept} -eq 64 ] && [ ${#open} -eq 64 ] || { echo "FAIL: the exercise has no event of each day"; exit 1; }
mmsi() { "$program" -C case events --json | grep "\"id\":\"$1\"" | sed 's/.*"vessels":\[{"mmsi":\([0-9]*\).*/\1/'; }
start() { "$program" -C case events --json | grep "\"id\":\"$1\"" | sed 's/.*"start":"\([^"]*\)".*/\1/'; }
p 0 source add patrol --kind agency --party "State A" --label patrol
p 0 source add KEEPALIAS --kind press --label press
p 0 observe add --as sighting --subject SEEN --observed 2026-03-01 --source patrol --label seen
echo "what the paper says" >paper.txt
p 0 item add paper.txt --title "A paper" --source press --label paper
p 0 claim add --who SEEN --did waited --label c1
for what in $open $kept seen paper; do p 0 claim support c1 "$what"; done
p 0 finding add "SEEN waited." --claims c1 --accused-kind none --label f-1
cat >r.md <<END
---
title: One ship
---

## Found

{finding id=f-1 cites=c1,E2,E3,$open,$kept}
SEEN waited.

{background id=b-1 cites=E3}
A recording.
END

# ---- not opened: a commitment, neither hash nor name, size, source, collector
p 0 report build r.md --out closed
edition closed
has closed/report.html 'commitment:'
has closed/report.html 'the bundle of this report does not open it'
for secret in KEEPNAME KEEPSOURCE KEEPCOLLECTOR OPENSOURCE "$hash" "$size bytes"; do hasnt closed.all "$secret"; done
has closed/report.html "MMSI $(mmsi "$open")"

# ---- opened: what the bundle holds, the page says too
p 0 report build r.md --out whole --exhibits
edition whole
has whole/report.html "sha256:$hash"
has whole/report.html KEEPNAME.nmea
has whole/report.html "$size bytes"

# ---- withheld by name: neither it nor an event that rests on it, though all else is opened
for name in 3 E3; do
    p 0 report build r.md --out "held$name" --exhibits --withhold $name --withhold press
    edition "held$name"
    has "held$name/report.html" 'kept back from this edition'
    has "held$name/report.html" 'commitment:'
    has "held$name/report.html" OPENSOURCE
    for secret in KEEPNAME KEEPSOURCE KEEPCOLLECTOR KEEPALIAS "$hash" "$size" "$(start "$kept")"; do hasnt "held$name.all" "$secret"; done
    hasnt "held$name/report.html" "MMSI $(mmsi "$kept") "
    has "held$name/report.html" "MMSI $(mmsi "$open")"
done
p 0 bundle held.tar f-1 --exhibits all --withhold E3
hasnt held.tar "$(start "$kept")"
has held.tar "$(start "$open")"
p 2 report build r.md --out nothing --withhold E99
has err 'nothing called "E99"'
p 2 report build r.md --out nothing --up-to TLP:PINK
p 5 report build r.md --out nothing --withhold f-1
has err 'cannot be kept back from it'
[ ! -e nothing ] || fail "a refused build left a folder"

# ---- a claim that is withheld: that it exists, and nothing of what it says or rests on
sed "s/,E2,E3,$open,$kept//; s/ cites=E3//" r.md >short.md
p 0 claim add --who KEEPWHO --did KEEPDID --label c2
p 0 claim support c2 seen --text KEEPTEXT
p 0 finding review f-1 --verdict dissent --by KEEPBY --party KEEPPARTY --text KEEPDISSENT --label v1
sed 's/cites=c1/cites=c1,c2/' short.md >two.md
p 0 report build two.md --out two --withhold c2 --withhold v1
edition two
for secret in KEEPWHO KEEPDID KEEPTEXT KEEPBY KEEPPARTY KEEPDISSENT; do hasnt two.all $secret; done
has two/report.html 'a dissent exists and is withheld'

# ---- marking: not lower than what is shown; what --up-to closes is not shown
p 0 claim add --who AMBERSHIP --did waited --marking TLP:AMBER --label amber
p 0 claim add --who GREENSHIP --did waited --marking TLP:GREEN --label green
for m in CLEAR GREEN AMBER AMBER+STRICT RED PINK; do
    printf -- '---\ntitle: T\nmarking: TLP:%s\n---\n\n{background id=b-1 cites=amber,green}\nThey waited.\n' $m >"m-$m.md"
done
p 5 report build m-CLEAR.md --out m
has err 'marked TLP:CLEAR and shows what is marked higher: amber (TLP:AMBER), green (TLP:GREEN)'
p 5 report build m-GREEN.md --out m
has err 'higher: amber (TLP:AMBER)$'
p 2 report build m-PINK.md --out m
[ ! -e m ] || fail "a refused build left a folder"
before=$(entries)
p 5 report build m-GREEN.md --out m
[ "$(entries)" = "$before" ] || fail "a refused build filed its draft"
p 0 report check m-CLEAR.md
has err 'a release would be refused: .*marked higher'
for m in AMBER AMBER+STRICT RED; do p 0 report build "m-$m.md" --out "m-$m"; done
p 0 report build m-GREEN.md --out m-green --up-to TLP:GREEN
edition m-green
hasnt m-green.all AMBERSHIP
has m-green.all GREENSHIP
green=$(cat out)
p 5 report release "$green" --to Committee
has err 'marked higher'
p 0 report release "$green" --to Committee --up-to TLP:GREEN --withhold c2 --out released
release=$(($(entries) - 1))
signed "$release" marking text TLP:GREEN
signed "$release" withheld text c2
sed '/^marking/d' m-RED.md >m-none.md
p 0 report build m-none.md --out m-none
has m-none/report.html TLP:AMBER # what it shows, where the head says nothing

# ---- the release is signed last: where a file cannot be made there is neither entry nor file
p 0 report build m-AMBER.md --out again --force
amber=$(cat out)
before=$(entries)
p 2 report release "$amber" --to Committee --out again
[ "$(entries)" = "$before" ] || fail "a release stands whose files were refused"
mkdir locked && : >locked/file
p 4 report release "$amber" --to Committee --out locked/file/below
[ "$(entries)" = "$before" ] || fail "a release stands whose folder could not be made"
p 0 report release "$amber" --to Committee --out fresh
[ "$(entries)" -eq $((before + 1)) ] || fail "no release"
[ -z "$(find . -name '.report.*')" ] || fail "a stage is left: $(find . -name '.report.*')"
signed "$before" page_hash hex "$(sha256sum fresh/report.html | cut -c 1-64)"
signed "$before" bundle_hash hex "$(sha256sum fresh/bundle.tar | cut -c 1-64)"

# ---- nothing is overwritten unasked
cp fresh/report.html kept.html
p 2 report build m-AMBER.md --out fresh
has err 'is there already'
cmp -s fresh/report.html kept.html || fail "a file was overwritten unasked"
p 0 report build r.md --out fresh --force
cmp -s fresh/report.html kept.html && fail "--force did nothing"
echo mine >mine.tar
p 2 bundle mine.tar c1
[ "$(cat mine.tar)" = mine ] || fail "a bundle overwrote a file unasked"
p 0 bundle mine.tar c1 --force
[ "$(head -c 4 mine.tar)" != mine ] || fail "--force did nothing"
p 0 check

if [ $failures -eq 0 ]; then
    echo "scope: what may not leave stays"
    exit 0
fi
exit 1
