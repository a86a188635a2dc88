#!/bin/sh
# A case's files: for their owner alone, also under a wide umask; a backup never inside the case it copies, and what it
# says when it is written to; and the words when a reader goes away in the middle.
. "$(dirname "$0")/serve.sh"
. "$(dirname "$0")/head.sh"
umask 000

private() { # CASE
    find "$1" \( -type d ! -perm 700 \) -o \( -type f ! -perm 600 \) >open
    [ -s open ] && { fail "others may read or enter in $1:"; cat open; }
}

"$program" exercise drill --seed 5 --days 1 --vessels 12 >/dev/null 2>&1
run 0 init case --participant X --exercise
run 0 -C case import drill
private case
run 0 -C case rebuild
private case
run 0 -C case backup copy
private copy

# What SQLite keeps beside a database while it is open.
"$program" -C case import - <drill/recording-0001.nmea >/dev/null 2>&1
private case

# a backup inside the case, by any name
ln -s case link
ln -s ../case/positions drill/inside
for dest in case/copy case/positions/copy ./case/../case/copy/ link/copy drill/inside/copy "$work/case/copy"; do
    run 2 -C case backup "$dest"
    has "lies in the case itself" err
done
run 2 -C link backup case/copy
(cd case && "$program" backup copy >/dev/null 2>../err) && fail "a backup from within the case, into it"
has "lies in the case itself" err
[ -z "$(find case -name 'copy*')" ] || fail "a refused backup leaves something in the case"
run 0 -C case backup case-copy # a name that only begins alike
run 0 -C case backup ./other

# what a backup says when it is written to is true of this version
run 5 -C copy import drill
has "log resume --checkpoint NEWEST" err
run 0 -C copy check
has "log resume --checkpoint NEWEST" err
"$program" help log resume >/dev/null || fail "advises a command that does not exist"
run 0 -C copy backup again # a copy of a copy is fine
run 0 -C again check

# a reader that goes away
for command in "decode drill/recording-0001.nmea" "decode --json drill/recording-0001.nmea" "-C case events --json"; do
    # shellcheck disable=SC2086
    rm -f left
    { wait_until [ -e left ]; sleep 0.2; "$program" $command; echo "status $?" >&2; } 2>err | { exec <&-; : >left; }
    last="$command | true"
    has "the reader closed the pipe" err
    has "status 4" err
    grep -q "Input/output error" err && fail "an input/output error: $last"
    [ "$(grep -c "incomplete\|cannot be written" err)" -eq 1 ] || fail "not said once: $last"
done

finish
