#!/bin/sh
# Letters: each template, its days, what it holds; foreign words with their control and bidirectional characters escaped
# (U+001B, U+202E, as everywhere); a correction only about a correction, and only where somebody is to hear of it.
. "$(dirname "$0")/head.sh"
p() { # STATUS ARGS
    want=$1
    shift
    code=0
    "$program" -C case "$@" >out 2>err </dev/null || code=$?
    [ $code -eq "$want" ] || fail "$*: status $code, not $want: $(cat err)"
}
has() { grep -qa -- "$2" "$1" || fail "$1: no \"$2\" in $(cat "$1")"; }
hasnt() { ! grep -qa -- "$2" "$1" || fail "$1: \"$2\" stands there"; }
entries() { "$program" -C case check --json 2>/dev/null | sed -n 's/.*"entries":\([0-9]*\).*/\1/p'; }
text_of() { cat "letters/$(tail -n 1 out).txt"; }

esc=$(printf '\033') bidi=$(printf '\342\200\256') bell=$(printf '\007')
"$program" init case --participant "State A" --person "A.${esc}[31m Author" 2>err || fail "init: $(cat err)"
p 0 source add "pat${esc}rol" --kind agency --party "State A" --label patrol
p 0 observe add --as sighting --subject GREEN --place "off${bell}shore" --observed 2026-03-01 --source patrol --label seen
p 0 item add --title "A${bidi}paper" --source patrol --label paper
p 0 claim add --who "GREEN${esc}POINT" --did "took${bidi}oil" --start 2026-03-01 --place "Yellow${bell}Sea" --label c1
p 0 claim support c1 seen
p 0 claim support c1 paper --stance against
p 0 finding add "GREEN${esc}POINT took oil." --claims c1 --accused "GREEN${esc}POINT" --accused-kind vessel --measure "2375${bell}" --label f-1

# ---- what is foreign is escaped, in the file and in the object that the case keeps
p 0 letter new reply --to "Owner${esc}]0;x${bell}" --about f-1 --text "one${esc}line
two${bidi}lines" --dated 2026-03-10 --out letters
text_of >letter
for raw in "$esc" "$bidi" "$bell"; do hasnt letter "$raw"; done
has letter '^To: Owner\[U+001B\]\]0;x\[U+0007\]$'
has letter '^From: A\.\[U+001B\]\[31m Author$'
has letter '^Who: GREEN\[U+001B\]POINT$'
has letter '^Did: took\[U+202E\]oil$'
has letter 'sighting, 2026-03-01, off\[U+0007\]shore (source: pat\[U+001B\]rol)'
has letter 'A\[U+202E\]paper.*speaks against it'
has letter '^one\[U+001B\]line$'
has letter '^two\[U+202E\]lines$'
has letter '^Answer by: 2026-03-31$'
find case/objects -type f -exec cmp -s letter {} \; -print | grep -q . || fail "the object is not the letter"

# ---- the days of each template, the last one first allowed; what it is about
for template in request flag-registry insurer port; do
    p 0 letter new $template --to Somebody --about c1 --dated 2026-03-10 --out letters
    text_of >letter
    has letter '^Answer by: 2026-04-07$'
    has letter '^Subject: .* (C'
done
hasnt letter "Finding (a lead"
p 0 letter new request --to Somebody --dated 2026-03-10 --due 2026-03-10 --out letters
text_of >letter
has letter '^Answer by: 2026-03-10$'
p 2 letter new request --to Somebody --dated 2026-03-10 --due 2026-03-09
p 2 letter new request --to Somebody --dated "10 March"
p 2 letter new request --to " "
has err 'addressee'
p 2 letter new insurer --to Somebody
has err 'about something'
p 2 letter new insurer --to Somebody --about c99
p 2 letter new reply --to Owner --about f-1 --party "BLUE POINT"
has err 'names no'
p 2 letter new reply --to Owner --about c1 --party "GREEN POINT"
p 2 letter new nothing --to Owner

# ---- a correction
before=$(entries)
p 2 letter new correction
has err 'about something'
p 2 letter new correction --about f-1 --to Somebody
has err 'about a correction'
p 0 finding correct f-1 --was "oil" --is "fuel${esc}oil" --label x1
p 2 letter new correction --about x1
has err 'nobody received a release'
[ "$(entries)" -eq $((before + 1)) ] || fail "a refused letter was filed"
p 0 letter new correction --about x1 --to "Committee" --out letters
text_of >letter
has letter '^Right is: fuel\[U+001B\]oil$'
hasnt letter 'Answer by'
printf -- '---\ntitle: T\n---\n\n{background id=b-1}\nNothing.\n' >r.md
p 0 report build r.md --out built
id=$(cat out)
p 0 report release "$id" --to "Committee; State B; Committee;"
p 0 report release "$id" --to "State C"
p 0 letter new correction --about x1 --out many
[ "$(ls many | wc -l)" -eq 3 ] || fail "the notice went to: $(cat many/*)"
p 0 withdraw x1 --text mistaken
p 2 letter new correction --about x1
has err 'that stands'
i=0 names=
while [ $i -lt 254 ]; do # 256 receivers are told, 257 are refused whole
    i=$((i + 1))
    names="$names;N$i"
done
p 0 finding correct f-1 --was "oil" --is "fuel" --label x2
p 0 report release "$id" --to "$names"
before=$(entries)
p 3 letter new correction --about x2
has err '256 receivers'
[ "$(entries)" -eq "$before" ] || fail "some of too many letters were filed"
p 0 check

if [ $failures -eq 0 ]; then
    echo "letters: all as they should be"
    exit 0
fi
exit 1
