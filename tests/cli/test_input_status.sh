#!/bin/sh
# What import, scan and decode make of input that is partly bad: the exit status, what is counted, and that a noisy file
# does not flood the terminal. By the contract 3 means: something that was named gave no record (or most was rejected);
# what merely lies in a named folder and is no recording is left aside. The recording is an exercise; the damage is done
# here: 30 lines whose checksum is made wrong, of 400.
. "$(dirname "$0")/head.sh"
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT

"$program" exercise drill --seed 5 --days 1 --vessels 12 >/dev/null 2>&1
mkdir mixed empty good aside
grep -h '!AIVDM,1,1' drill/recording-0001.nmea | head -n 400 >plain.nmea
"$program" decode plain.nmea 2>err >out # an exercise has damage of its own
for line in $(sed -n 's/.*(line \([0-9]*\),.*/\1/p' err | sort -rn); do
    sed -i "${line}d" plain.nmea
done
cp plain.nmea good/a.nmea
cp plain.nmea mixed/a.nmea
printf 'no recording\n' >mixed/notes.txt
: >mixed/nothing
printf 'no recording\n' >junk.txt
cp junk.txt aside/junk.txt
fresh() { rm -rf case; "$program" init case --participant X --exercise >/dev/null 2>&1; }

# each command, the same for all: STATUS ARGUMENTS
while read -r wanted arguments; do
    for command in decode scan "-C case import"; do
        fresh
        # shellcheck disable=SC2086
        run "$wanted" $command --json $arguments
        case "$command $arguments" in
        *mixed) has '"left_aside":2' out ;;
        esac
        tail -n 1 out | grep -q '"type":"summary"' || [ "$wanted" -ne 0 ] || fail "no summary of: $last"
    done
done <<'END'
0 good
0 mixed
0 good mixed
0 good aside
3 empty
3 aside
3 junk.txt
3 missing.nmea
3 good empty
3 good junk.txt
3 good missing.nmea
3 missing.nmea good
END

# What the good ones gave is there all the same.
run 0 decode --json good
lines=$(wc -l <out)
run 3 decode --json good missing.nmea
[ "$(wc -l <out)" -eq "$lines" ] || fail "a missing file costs the lines of a good one"
has "missing.nmea" err
fresh
run 3 -C case import good missing.nmea --json
has '"results":1' out
has '"refused":1' out
fresh
run 0 -C case import mixed
has "mixed/notes.txt: not a recording or list: left aside" err
has "1 of 3 files new" err
# The note that fetch leaves beside a copy is no file of its own; a file of such a name beside nothing is.
echo '{}' >mixed/a.nmea.fetch
echo '{}' >mixed/lonely.fetch
fresh
run 0 -C case import mixed
grep -q 'a.nmea.fetch' err && fail "the note of a fetch counts as a file"
has "mixed/lonely.fetch: not a recording or list: left aside" err
rm mixed/*.fetch

# A file of a folder that cannot be opened is no matter of taste.
if [ "$(id -u)" -ne 0 ]; then
    cp plain.nmea mixed/closed.nmea && chmod 000 mixed/closed.nmea
    run 3 scan --json mixed
    fresh
    run 3 -C case import mixed
    rm -f mixed/closed.nmea
fi

# Noise: three lines of a file, then one with the counts.
sed '1,30s/\*..\r*$/*ZZ/' plain.nmea >noisy.nmea
for command in decode scan "-C case import"; do
    fresh
    # shellcheck disable=SC2086
    run 0 $command noisy.nmea
    n=$(grep -c 'noisy.nmea: .*(line ' err)
    [ "$n" -eq 3 ] || fail "$n malformed records are shown, not 3: $last"
    has "noisy.nmea: 30 malformed records: 30 checksum" err
done
sed '1,3s/\*..\r*$/*ZZ/' plain.nmea >three.nmea
run 0 decode three.nmea
[ "$(grep -c '(line ' err)" -eq 3 ] || fail "three malformed records are not all shown"
grep -q "malformed records:" err && fail "three are shown and counted again"

finish
