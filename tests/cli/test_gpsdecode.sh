#!/bin/sh
# decode beside gpsdecode on real recordings: the sums of every file hold, and nothing differs but what
# docs/differences-gpsd.md lists. $1 is the program.
set -u
plimsoll=$1
export LC_ALL=C
for tool in gpsdecode jq; do
    command -v $tool > /dev/null || {
        echo "skipped: there is no $tool"
        exit 77
    }
done
[ -d ../shared/data/ais/nmea ] || {
    echo "skipped: ../shared/data/ais is not there"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
for file in ../shared/data/ais/nmea/*.* ../shared/data/ais/nmea/gfw_edge/* ../shared/data/ais/csv/* ../shared/data/ais/tracks/*; do
    "$plimsoll" decode --json "$file" 2> /dev/null | tail -n 1 > "$work/summary"
    jq -e '.type == "summary" and .lines == .with_sentence + .blank + .comment + .other
        and .sentences == .singles + .parts_joined + ([.rejected[]] | add)
        and .results >= .singles and .results <= .singles + .parts_joined / 2' "$work/summary" > /dev/null || {
        echo "the sums do not hold for $file: $(cat "$work/summary")"
        bad=1
    }
done
sh tools/compare_gpsd.sh "$plimsoll" ../shared/data/ais/nmea/*.* ../shared/data/ais/nmea/gfw_edge/* > "$work/report"
# type and field of each difference that has an entry in docs/differences-gpsd.md
allowed='^[0-9]+	([123]	turn|4	timestamp|27	(status|lat|lon)|24	(shipname|part)|8	(waterlevel|ice|lat|lon)|15	mmsi2):'
sed -n '/^messages  type/,$p' "$work/report" | tail -n +2 | grep -v -E "$allowed" > "$work/new"
[ -s "$work/new" ] && {
    echo "differences that docs/differences-gpsd.md does not list:"
    cat "$work/new"
    bad=1
}
# Messages that only gpsdecode gives: the ambiguous joins of one recording.
awk 'NF == 6 && $2 ~ /^[0-9]+$/ && $3 ~ /^[0-9]+$/ && $5 > 0 && !($1 == "goais_aistest.nmea" && $5 <= 10) { print "only gpsdecode: " $0; bad = 1 } END { exit bad }' \
    "$work/report" || bad=1
agree=$(awk '$2 ~ /^[0-9]+$/ && NF == 6 { n += $2 } END { print n }' "$work/report")
[ "${agree:-0}" -ge 17000 ] || {
    echo "only $agree messages agree"
    bad=1
}
[ $bad = 0 ] && echo "gpsdecode: $agree messages agree"
exit $bad
