#!/bin/sh
# compact: a case of many small imports answers the same before and after, byte for byte, and goes on as its twin that
# was not compacted. The twin is the other program here: whatever is expected of one is what the other says.
. "$(dirname "$0")/head.sh"

# What a case answers: events, what a ship said and did, where anchorages are, known a while ago; without the roots of
# exhibits, which are salted anew in each import, and the time of the last entry.
answers() { # CASE FILE
    {
        "$program" -C "$1" events --json
        for mmsi in $ships; do
            "$program" -C "$1" vessel "$mmsi" --json
            "$program" -C "$1" voyages "$mmsi" --json
        done
        "$program" -C "$1" anchorages --json
        "$program" -C "$1" events --json --known-at "$known"
    } 2>&1 | sed 's/"root":"[0-9a-f]*"/"root":""/g; s/"known_at":"[^"]*"/"known_at":""/' >"$2"
}

# A recording in pieces of an hour, each with the last quarter of the one before (said again, elsewhere), then a piece
# in which a ship speaks of itself alone.
"$program" exercise drill --seed 11 --days 2 --vessels 8 >/dev/null 2>&1
cat drill/recording-000*.nmea >all.nmea
lines=$(wc -l <all.nmea)
step=$((lines / 24 + 1))
at=1
piece=0
while [ $at -le "$lines" ]; do
    from=$((at - step / 4))
    [ $from -ge 1 ] || from=1
    sed -n "${from},$((at + step - 1))p" all.nmea >"piece-$(printf %02d $piece).nmea"
    at=$((at + step))
    piece=$((piece + 1))
done
# The checksum is an exclusive or: M for O turns bit 1 of its last digit.
sed -n 1,200p all.nmea | sed 's/!AIVDM/!AIVDO/' | awk '{ i = index("02138AC46579BDEF", substr($0, length($0)))
    print substr($0, 1, length($0) - 1) substr("2031A8E6475B9FCD", i, 1) }' >own.nmea
sed -n 1000,1100p all.nmea >extra.nmea
[ $piece -ge 20 ] || fail "only $piece pieces: not what is to be tested"

run 0 init loose --participant X --exercise
run 0 -C loose import --no-detect own.nmea
for file in piece-0*.nmea piece-10.nmea; do
    run 0 -C loose import --no-detect --source Radio "$file"
done
run 0 -C loose import piece-11.nmea
known=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
run 0 -C loose events --json
ships=$(sed -n 's/.*"mmsi":\([0-9]*\).*/\1/p' out | sort -u | head -n 4)
[ -n "$ships" ] || fail "the recording has no events to compare"
cp -r loose tight
run 0 -C tight compact --json
before=$(sed -n 's/.*"blocks_before":\([0-9]*\).*/\1/p' out)
after=$(sed -n 's/.*"blocks":\([0-9]*\).*/\1/p' out)
[ "${after:-0}" -gt 0 ] && [ "$after" -lt "${before:-0}" ] || fail "of $before blocks $after are left"
answers loose loose.1
answers tight tight.1
[ -s loose.1 ] || fail "no answers"
cmp loose.1 tight.1 || fail "a compacted case answers otherwise"
run 0 -C tight compact --json
has '"months_written":0' out
run 0 -C tight check
has "all as it was signed" err
run 0 -C tight backup copy
run 0 -C copy check
has "all as it was signed" err
answers copy copy.1
cmp loose.1 copy.1 || fail "the backup of a compacted case answers otherwise"

# Both go on: detection starts from kept states and reads slots that were merged.
for file in piece-1[2-9].nmea piece-2*.nmea; do
    for case in loose tight; do
        run 0 -C $case import --source Radio "$file"
        cp out "$case.out"
    done
done
run 0 -C tight check
has "all as it was signed" err
run 0 -C tight compact
has "months written anew" err
answers loose loose.2
answers tight tight.2
cmp loose.2 tight.2 || fail "a case that was compacted twice answers otherwise"
run 0 -C tight check
has "all as it was signed" err

# Detection of everything anew, and a rebuild, which makes the blocks of each import again.
cp -r tight anew
run 0 -C anew rebuild
answers anew anew.2
cmp loose.2 anew.2 || fail "a rebuild after compacting answers otherwise"
run 0 -C anew check
has "all as it was signed" err
run 0 -C anew compact
run 0 -C anew check
run 0 -C tight import --again --day-first piece-03.nmea
run 0 -C loose import --again --day-first piece-03.nmea
answers loose loose.3
answers tight tight.3
cmp loose.3 tight.3 || fail "reading anew after compacting gives other answers"

# A merged block that is damaged, changed or gone is found, and nothing is merged on top of it.
if command -v sqlite3 >/dev/null; then
    for sql in "DELETE FROM block WHERE id=2" \
        "UPDATE block SET bytes=(SELECT bytes FROM block WHERE id=2), (mmsi,from_us,to_us,reports)=(SELECT mmsi,from_us,to_us,reports FROM block WHERE id=2) WHERE id=1"; do
        rm -rf broken
        cp -r anew broken
        for db in broken/positions/*.db; do
            sqlite3 "$db" "$sql"
        done
        run 1 -C broken check --quick
        has "compact" out
        run 0 -C broken rebuild
        run 0 -C broken check
    done
    for db in anew/positions/*.db; do
        sqlite3 "$db" "UPDATE block SET bytes=x'00' WHERE id=1"
    done
    run 0 -C anew import --no-detect piece-00.nmea
    run 0 -C anew import --no-detect extra.nmea
    run 4 -C anew compact
    has "rebuild" err
    run 0 -C anew rebuild
    run 0 -C anew compact
    run 0 -C anew check
fi
run 2 -C nowhere compact
finish
