#!/bin/sh
# Possible meetings with a silent ship, by sea: a ship waits off the west coast of Korea; one that was silent east of the
# peninsula could have come in a straight line and not by sea, one in the west could have. On the shipped land mask.
#   East: 36.5 N, 125.8 to 129.8 E is 4.0 degrees of longitude, 193 nm; there and back 386 nm in 46 h are 8.4 kn. By sea
#   it is at least 36.5 -> 34.9 N down one coast and up the other and 3 degrees of longitude along 34.3 N between, 95 +
#   130 + 148 + 135 nm and more: above 360 nm a way, 720 nm in 46 h, 15.6 kn and more; 12 kn are assumed.
set -eu
program=$1
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-meeting.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "$1" >&2
    exit 1
}

# still MMSI LAT LON COUNT START_HOUR: a report every 10 minutes from that hour of 1 March 2024 on
still() {
    awk -v m="$1" -v lat="$2" -v lon="$3" -v n="$4" -v h="$5" 'BEGIN {
        for (i = 0; i < n; i++) {
            t = h * 60 + i * 10
            printf "%d,2024-03-%02dT%02d:%02d:00Z,%.6f,%.6f,0.1\n", m, 1 + int(t / 1440), int(t / 60) % 24, t % 60, lat, lon
        }
    }'
}
header='mmsi,timestamp,lat,lon,sog'
waits() { still 257000001 36.5 125.8 49 24; }                                            # 00:00 to 08:00 on 2 March
east() { still 257000002 36.5 129.8 4 1; still 257000002 36.5 129.8 4 49.5; }            # silent from 01:30 for 48 h
west() { still 257000003 36.5 125.2 4 1; still 257000003 36.5 125.2 4 49.5; }            # 29 nm off

listens() { still 257000009 10.0 140.0 307 1; } # far off: the recording hears somebody all the time
{ echo "$header"; waits; east; listens; } >"$scratch/east.csv"
{ echo "$header"; waits; west; listens; } >"$scratch/west.csv"
{ echo "$header"; waits; east; west; listens; } >"$scratch/both.csv"
{ echo "$header"; waits; west; } >"$scratch/deaf.csv"
for file in east west both deaf; do
    "$program" scan "$scratch/$file.csv" --ports none --json 2>"$scratch/err" |
        grep '"type":"possible_rendezvous"' >"$scratch/$file.jsonl" || true
done

told() { # FILE SILENT FEASIBLE WHY: exactly one such line
    n=$(grep -c "\"silent\":$2,\"feasible\":$3,.*\"why\":\"$4" "$scratch/$1.jsonl" || true)
    [ "$n" = 1 ] || fail "$1: $n lines of $2 feasible $3 ($4): $(cat "$scratch/$1.jsonl")"
}
told east 257000002 false "a straight line would allow it, the way by sea does not, at 12 kn"
told west 257000003 true "could have been there"
told both 257000002 false "a straight line would allow it, the way by sea does not, at 12 kn"
told both 257000003 true "could have been there"
for file in east west; do
    [ "$(wc -l <"$scratch/$file.jsonl")" = 1 ] || fail "$file: more than one answer"
done
grep -q '"loiterer":257000001,' "$scratch/west.jsonl" || fail "the loiterer is not named"
# Hours are those of reports that were heard: of the wait, for it lies inside the silence.
grep -q '"start":"2024-03-02T00:00:00Z","end":"2024-03-02T08:00:00Z"' "$scratch/west.jsonl" || fail "other hours"
# By sea it needs 15.6 kn at the least.
needs=$(sed -n 's/.*"required_speed_kn":\([0-9.]*\).*/\1/p' "$scratch/east.jsonl")
awk -v needs="$needs" 'BEGIN { exit !(needs > 15.6 && needs < 24) }' || fail "it needs $needs kn"
# A recording that heard nobody for five sixths of the silence says nothing of who was silent.
[ ! -s "$scratch/deaf.jsonl" ] || fail "a meeting is told of a recording that did not listen: $(cat "$scratch/deaf.jsonl")"
