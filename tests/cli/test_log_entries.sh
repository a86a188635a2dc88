#!/bin/sh
# A case's log given out: log, log prove, log tiles, log consistency. What is proved is checked by plimsoll-verify and by
# `log check`, which other programs' proofs test (test_log_check.sh, test_verify.sh); roots are by sha256sum.
. tests/cli/head.sh "$1"
verify=$(dirname "$program")/plimsoll-verify

made=0
follow() { # CASE N: N more entries, imports of a recording each that no other case has
    n=0
    while [ $n -lt "$2" ]; do
        made=$((made + 1))
        printf 'mmsi,timestamp,lat,lon,sog\n%d,2026-01-01T00:00:00Z,30,150,9\n' $((431000000 + made)) >ship.csv
        "$program" -C "$1" import ship.csv >/dev/null 2>err || { fail "no entry: $(cat err)"; return; }
        n=$((n + 1))
    done
}

run 0 init case --participant "Coast Guard"
run 2 -C case log prove 0
has "run \`plimsoll log checkpoint\`" err
run 2 -C case log tiles site
follow case 1
run 0 -C case log checkpoint
cp out monday

# ---- log ----
run 0 -C case log --json
has '{"type":"entry","seq":0,"time":"' out
has '"kind":"case","signer":"' out
has '"by_participant":true,"marking":"' out
has '"kind":"import"' out
has '"by_participant":false' out
has '{"type":"summary","results":3,"journal":3}' out
if command -v sqlite3 >/dev/null; then
    for i in 0 1 2; do
        leaf=$({ printf '\000'; sqlite3 case/case.db "SELECT hex(entry) FROM journal WHERE seq=$i" | perl -ne 's/\s//g; print pack("H*", $_)'; } | sha256sum | cut -c1-64)
        grep -q "\"seq\":$i,.*\"leaf\":\"$leaf\"" out || fail "the leaf of entry $i is not $leaf"
    done
fi
run 0 -C case log --from 2 --json
has '"results":1,"journal":3' out
run 0 -C case log --from 3 --json
has '"results":0,"journal":3' out
run 0 -C case log --known-at 2001-01-01T00:00:00Z --json
has '"results":0,"journal":0' out
run 0 -C case log
[ "$(wc -l <out)" = 3 ] || fail "log prints $(wc -l <out) lines"
has "participant" out
run 2 -C case log more
run 2 -C missing log

# ---- log prove ----
for i in 0 1 2; do
    run 0 -C case log prove $i --entry entry$i
    cp out entry$i.tlog-proof
    "$verify" entry$i.tlog-proof --entry entry$i >said
    fingerprint=$(sed -n 's/.*under policy \([0-9a-f]*\),.*/\1/p' said)
    "$verify" entry$i.tlog-proof --entry entry$i --trust "$fingerprint" >said || { fail "entry $i is not proved"; cat said; }
done
grep -q "whose delegation this proof does not show" said || fail "the entry of a person is taken for the participant's"
"$verify" entry1.tlog-proof --entry entry2 --trust "$fingerprint" >said && fail "a proof proves another entry"
printf 'x' | dd of=entry2 bs=1 seek=300 conv=notrunc 2>/dev/null
"$verify" entry2.tlog-proof --entry entry2 --trust "$fingerprint" >said && fail "an altered entry is proved"
run 0 -C case log prove 1 --json
has '{"type":"proof","seq":1,"size":3,"leaf":"' out
run 2 -C case log prove 3
has "nor does the journal" err
run 2 -C case log prove -1
run 2 -C case log prove x
run 2 -C case log prove
follow case 4
run 2 -C case log prove 3
has "run \`plimsoll log checkpoint\`" err
run 0 -C case log checkpoint
cp out friday
run 0 -C case log prove 3

# ---- log consistency ----
run 0 -C case log consistency monday friday --json
has '"size1":3,"size2":7' out
has '"valid":true' out
has '"summary","results":1,"forks":0' out
head -n 1 out >question
run 0 log check question --json
sed 's/"size1":3/"size1":2/' question >false
run 1 log check false --json
run 0 -C case log consistency monday friday
[ "$(wc -l <out)" = 4 ] || fail "the proof from 3 to 7 has $(wc -l <out) hashes, not the 4 of RFC 6962 2.1.3"
run 0 -C case log consistency monday monday
has "the same tree" err
run 2 -C case log consistency friday monday
has "other way round" err
run 3 -C case log consistency monday question
run 3 -C case log consistency missing friday
sed '2s/3/2/' monday >altered
run 1 -C case log consistency altered friday
has "OLD: " err
run 0 init other --participant "Coast Guard"
run 0 -C other log checkpoint
cp out foreign
run 2 -C case log consistency foreign friday
has "two logs" err
run 1 -C other log consistency monday friday
has "--tiles" err

# ---- log tiles ----
run 0 -C case log tiles site --json
has '"size":7' out
has '"files":3' out
cmp -s site/checkpoint friday || fail "another checkpoint is served"
[ "$(find site -type f | LC_ALL=C sort | tr '\n' ' ')" = "site/checkpoint site/tile/0/000.p/7 site/tile/entries/000.p/7 " ] ||
    fail "served: $(find site -type f)"
root=$(sed -n 3p friday)
i=0
: >leaves
while [ $i -lt 7 ]; do
    dd if=site/tile/0/000.p/7 of=hash bs=32 skip=$i count=1 2>/dev/null
    [ "$(od -An -tx1 hash | tr -d ' \n')" = "$("$program" -C case log --from $i --json | sed -n '1s/.*"leaf":"\([0-9a-f]*\)".*/\1/p')" ] ||
        fail "leaf $i of the tile"
    i=$((i + 1))
done
run 0 -C other log consistency monday friday --tiles site
has "the log of OLD begins that of NEW" err
run 3 -C other log consistency monday friday --tiles missing
cp -r site bent
printf 'x' | dd of=bent/tile/0/000.p/7 bs=1 seek=5 conv=notrunc 2>/dev/null
run 1 -C other log consistency monday friday --tiles bent
has "not those of NEW" err
run 0 -C case log tiles site
run 0 -C case check --quick

# ---- a fork: the same case goes on in two places ----
cp -r case twin
follow case 2
run 0 -C case log checkpoint
cp out here
follow twin 1
follow twin 1
run 0 -C twin log checkpoint
cp out there
[ "$(sed -n 2p here)" = "$(sed -n 2p there)" ] || fail "the two are not of one size"
run 1 -C case log consistency here there --out evidence --json
has '"valid":false,"why":"the log has forked: it signed two roots for one size","evidence":["evidence/fork-9-' out
has '"forks":1' out
has '"kept":true' out
[ "$(find evidence -type f | wc -l)" = 2 ] || fail "not both notes are exported"
for note in here there; do
    sum=$(sha256sum <$note | cut -c1-16)
    cmp -s evidence/fork-9-"$sum".checkpoint $note || fail "$note is not exported as it was"
    if command -v sqlite3 >/dev/null; then
        [ "$(sqlite3 case/case.db "SELECT CAST(value AS TEXT) FROM case_state WHERE key='fork:$sum'")" = "$(cat $note)" ] || fail "$note is not kept in the case"
    fi
done
run 1 -C case log consistency there here --out evidence
has "they are the evidence" err
"$verify" here --checkpoint there --trust "$fingerprint" >said && fail "the verifier does not see the fork"
grep -q "the log has forked" said || fail "the verifier says: $(cat said)"
# a restored backup keeps nothing, and says the fork all the same
run 0 -C case backup restored
run 1 -C restored log consistency here there --out elsewhere
has "it signed two roots for one size" err
has "the case does not keep them" err
[ "$(find elsewhere -type f | wc -l)" = 2 ] || fail "a restored backup does not export both notes"
# another size: what the twin signed is not what this log holds
follow twin 1
run 0 -C twin log checkpoint
cp out there
run 1 -C case log consistency here there --out evidence # 10 entries, and this journal has 9
has "only 9" err
follow case 2
run 1 -C case log consistency here there --out evidence
has "it holds OLD, and signed a NEW that it does not hold" err
run 0 -C case log checkpoint
cp out later
run 1 -C case log consistency there later --out evidence
has "it holds NEW, which does not begin with OLD" err
run 0 -C case log tiles site
run 1 -C other log consistency there later --tiles site --out evidence
has "does not begin with OLD" err
run 0 -C case check --quick

# ---- damage ----
if command -v sqlite3 >/dev/null; then
    cp -r case harmed
    sqlite3 harmed/case.db "UPDATE journal SET leaf = zeroblob(32) WHERE seq = 4"
    run 4 -C harmed log prove 2
    has "not those of its newest checkpoint" err
    sqlite3 harmed/case.db "UPDATE journal SET entry = zeroblob(300) WHERE seq = 4"
    run 4 -C harmed log tiles harmed-site
    [ ! -e harmed-site/checkpoint ] || fail "a checkpoint is served that the tiles are not of"
    run 4 -C harmed log
    has "entry 4 is damaged" err
    sqlite3 harmed/case.db "DELETE FROM journal WHERE seq = 4"
    run 4 -C harmed log
    has "entry 4 is missing" err
    run 4 -C harmed log prove 2
fi

finish
