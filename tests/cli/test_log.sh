#!/bin/sh
# The log's head: `log checkpoint` signs size and root of the journal, `log resume` lets a backup go on that holds them.
# OpenSSL verifies the signature and sqlite's copy of the entries gives the root again, by the definition of RFC 6962.
. tests/cli/head.sh "$1"

recording() { # HOUR: one ship for an hour
    awk -v hour="$1" 'BEGIN { print "mmsi,timestamp,lat,lon,sog"
        for (m = 0; m < 60; m += 10) printf "431000001,2026-01-01T%02d:%02d:00Z,30,150,9\n", hour, m }' >"hour$1.csv"
}
recording 1
recording 2
recording 3

run 0 init case --participant "Coast Guard"
run 0 -C case log checkpoint
cp out first
run 0 -C case log checkpoint
cmp -s out first || fail "the same journal has two checkpoints"
run 0 -C case import hour1.csv
run 0 -C case log checkpoint --json
has '"type":"checkpoint","origin":"plimsoll/' out
has '"size":3' out
has '"type":"summary"' out
run 0 -C case log checkpoint
cp out second
[ "$(sed -n 2p second)" = 3 ] || fail "a checkpoint of three entries says $(sed -n 2p second)"

# the form, by other programs
unhex() { perl -0777 -ne 's/\s//g; print pack("H*", $_)'; }
origin=$(head -n 1 second)
{ printf '302a300506032b6570032100'; printf '%s' "${origin#plimsoll/}"; } | unhex >key.der
head -n 3 second >text
sed -n 5p second | sed "s/^— [^ ]* //" | base64 -d >blob
tail -c 64 blob >signature
[ "$(sed -n 5p second | cut -d' ' -f2)" = "$origin" ] || fail "the key's name is not the origin"
id=$({ printf '%s\n\001' "$origin"; printf '%s' "${origin#plimsoll/}" | unhex; } | sha256sum | cut -c1-8)
[ "$(head -c 4 blob | od -An -tx1 | tr -d ' \n')" = "$id" ] || fail "the key id is not $id"
if command -v openssl >/dev/null; then
    openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature >/dev/null 2>&1 ||
        fail "OpenSSL does not verify the signature"
else
    echo "openssl is not there: the signature was verified by no other program"
fi
hash() { sha256sum | cut -c1-64 | unhex; }
if command -v sqlite3 >/dev/null; then
    for i in 0 1 2; do
        { printf '\000'; sqlite3 case/case.db "SELECT hex(entry) FROM journal WHERE seq=$i" | unhex; } | hash >leaf$i
    done
    { printf '\001'; cat leaf0 leaf1; } | hash >left
    root=$({ printf '\001'; cat left leaf2; } | hash | base64)
    [ "$(sed -n 3p second)" = "$root" ] || fail "the root is not $root"
fi

# a backup goes on only with the newest checkpoint
run 0 -C case backup copy
run 0 -C case import hour2.csv
run 0 -C case log checkpoint
cp out third
run 5 -C copy import hour3.csv
has "log resume --checkpoint" err
run 5 -C copy log checkpoint
run 2 -C copy log resume
run 3 -C copy log resume --checkpoint hour1.csv
run 3 -C copy log resume --checkpoint missing
run 4 -C copy log resume --checkpoint third
has "entries are missing" err
run 1 -C copy log resume --checkpoint first
has "not the newest" err
sed '2s/3/2/' second >altered
run 1 -C copy log resume --checkpoint altered
has "does not hold" err
run 0 init other --participant "Coast Guard"
run 0 -C other log checkpoint
cp out foreign
run 1 -C copy log resume --checkpoint foreign
has "another log" err
head -n 4 second >unsigned
echo "— somebody AAAAAAA=" >>unsigned
run 1 -C copy log resume --checkpoint unsigned
has "did not sign" err
run 5 -C copy import hour3.csv # nothing of that changed it
run 0 -C copy check
run 0 -C copy log resume --checkpoint second --json
has '"resumed":true,"checkpoint":3,"journal":3' out
run 0 -C copy log resume --checkpoint second
has "nothing changed" err
run 0 -C copy import hour3.csv
run 0 -C copy check --json
has '"holds":true' out

# the copy went on: the original's newest is another log's now, and the other way round
run 0 -C copy log checkpoint
cp out forked
run 0 -C copy backup copy2
run 0 -C case backup case3
run 4 -C case3 log resume --checkpoint forked
has "are not those of the checkpoint" err
run 4 -C copy2 log resume --checkpoint third
has "are not those of the checkpoint" err

# a journal that lost its last entry is told from its checkpoint
if command -v sqlite3 >/dev/null; then
    sqlite3 case/case.db "DELETE FROM payload WHERE seq=3; DELETE FROM journal WHERE seq=3"
    run 4 -C case log checkpoint
    has "entries are missing" err
    run 1 -C case check --quick
    has "entries are missing" out
fi

finish
