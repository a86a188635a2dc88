#!/bin/sh
# Figures of a report: a map of where what is cited was, a timeline of when; as pictures and, with the same figures in
# words, as tables. Expected are the positions and times as they are typed here, and those that `events` prints.
. "$(dirname "$0")/head.sh"
p() { # STATUS ARGS
    want=$1
    shift
    code=0
    "$program" -C case "$@" >out 2>err </dev/null || code=$?
    [ $code -eq "$want" ] || fail "$*: status $code, not $want: $(cat err)"
}
has() { grep -qa -- "$2" "$1" || fail "$1: no \"$2\""; }
hasnt() { ! grep -qa -- "$2" "$1" || fail "$1: \"$2\" stands there"; }
svgs() { grep -o '<svg ' "$1" | wc -l; }

"$program" exercise ex --days 1 --vessels 12 --seed 7 >/dev/null 2>err || exit 1
"$program" init case --participant "State A" --person "A. Author" 2>err || exit 1
p 0 import ex/recording-0001.nmea
p 0 events --json
event=$(grep '"start_pos":{"lat"' out | grep '"end_pos":{"lat"' | head -n 1)
id=$(echo "$event" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
lat=$(echo "$event" | sed 's/.*"start_pos":{"lat":\(-\{0,1\}[0-9]*\.[0-9]\).*/\1/')
start=$(echo "$event" | sed 's/.*"start":"\([^"]*\)".*/\1/')
[ ${#id} -eq 64 ] || { echo "FAIL: the exercise has no event with two positions"; exit 1; }
p 0 source add patrol --kind agency --party "State A" --label patrol
p 0 observe add --as sighting --subject SEEN --lat 38.2 --lon 124.9 --accuracy-m 500 --observed 2026-03-01T02:00Z --source patrol --label seen
p 0 observe add --as sighting --subject "<b>ELSEWHERE" --lat -12.5 --lon 179.75 --observed 2026-03-04 --source patrol --label far
p 0 observe add --as sighting --subject NOWHERE --source patrol --label nowhere
p 0 claim add --who SEEN --did waited --start 2026-03-01 --end 2026-03-02 --label c1
for what in seen "$id"; do p 0 claim support c1 "$what"; done
{
    printf -- '---\ntitle: One ship\n---\n\n## Found\n\n{assessment id=a-1 cites=c1}\nSEEN waited.\n\n'
    printf '{background id=b-1 cites=far,nowhere}\nAnother was far away.\n\n'
    printf '{figure id=map}\nWhere it was.\n\n{figure id=timeline}\nWhen it was.\n\n{figure id=map-b-1}\nThe other.\n'
} >r.md
p 1 report check r.md # the assessment says neither likelihood nor confidence: the figures are no fault
hasnt out 'no figure'
p 0 report build r.md --out one
[ "$(svgs one/report.html)" -eq 3 ] || fail "$(svgs one/report.html) pictures"
for want in '<td>38.2000</td>' '<td>124.9000</td>' '<td>-12.5000</td>' '<td>179.7500</td>' "<td>$lat" ', start</td>' ', end</td>' \
    "<td>$start</td>" '<td>2026-03-01T02:00:00Z</td>' '<td>2026-03-04T23:59:59' 'Where what is cited was' 'When what is cited was'; do
    has one/report.html "$want"
done
hasnt one/report.html '<b>ELSEWHERE'
hasnt one/report.html 'NOWHERE</td><td>'
sed -n '/id="annex-figures"/,/id="annex-[a-eg-z]/p' one/report.html >tables
[ "$(grep -o -- '-12.5000' tables | wc -l)" -eq 2 ] || fail "the far one is on $(grep -o -- '-12.5000' tables | wc -l) maps, not on two"
[ "$(grep -o '38.2000' tables | wc -l)" -eq 1 ] || fail "the map of one statement has the others"
if [ -e one/report.docx ]; then
    [ "$(stat -c %a one/report.docx)" = 600 ] || fail "report.docx is $(stat -c %a one/report.docx)"
    [ "$(unzip -l one/report.docx | grep -c 'media/.*svg')" -eq 3 ] || fail "the DOCX lacks pictures"
fi
p 0 report build r.md --out two
cmp -s one/report.html two/report.html || fail "the same figures give other bytes"

# ---- what is kept back is in no figure
p 0 report build r.md --out held --withhold far --withhold E2
for secret in 12.5000 ELSEWHERE "$start" "MMSI "; do hasnt held/report.html "$secret"; done
has held/report.html '<td>38.2000</td>'
has held/report.html 'There is no such figure' # map-b-1 has nothing left to show

# ---- ids that are no figure, or have nothing to show
for figure in chart mapped map- timeline-x map-a-2 map-n-1; do
    printf -- '---\ntitle: T\n---\n\n{background id=n-1 cites=nowhere}\nIt was.\n\n{background id=a-1 cites=seen}\nIt was.\n\n{figure id=%s}\nX.\n' $figure >bad.md
    p 1 report check bad.md --json
    has out '"kind":"no_figure"'
done
# beyond 84 degrees no map is drawn, and the report is
p 0 observe add --as sighting --subject NORTH --lat 84.1 --lon 0 --observed 2026-03-01 --source patrol --label north
printf -- '---\ntitle: T\n---\n\n{background id=n-1 cites=north}\nIt was.\n\n{figure id=map}\nX.\n' >north.md
p 1 report check north.md
p 0 report build north.md --out north

if [ $failures -eq 0 ]; then
    echo "figures: all as they should be"
    exit 0
fi
exit 1
