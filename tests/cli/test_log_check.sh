#!/bin/sh
# log check and log tree, without a case. Proofs, roots and tiles are by Python's hashlib (tests/data/tlog/README.md).
data=$(realpath tests/data/tlog)
. tests/cli/head.sh "$1"

# ---- log check ----
run 1 log check "$data/proofs.jsonl" --json
sed -n '$p' out >summary
sed -e '$d' -e 's/,"why":"[^"]*"//' out >answers
cmp -s answers "$data/proofs.want" || { fail "other answers than proofs.want"; diff answers "$data/proofs.want" | head; }
grep -q '"why":""' out && fail "an answer has no reason"
last=summary
has "\"results\":$(wc -l <"$data/proofs.want")" summary
has '"rejected":0' summary
head -n 6 "$data/proofs.jsonl" >good
run 0 log check good --json
run 0 log check good
has "line 6: valid" out
run 1 log check "$data/proofs.jsonl"
has "NOT VALID" out
has "tile/0/x001/x234/067" out
printf '\n%s\n\n' "$(head -n 1 good)" >blank
run 0 log check blank --json
has '"results":1' out
for junk in '{"id":"x"' 'x' '{"id":1,"id":2}' '{} {}'; do
    { head -n 2 good; echo "$junk"; tail -n 1 good; } >mixed
    run 3 log check mixed --json
    has '"results":3' out
    has '"rejected":1' out
    has "line 3" err
done
# JSON that asks nothing that is known is answered: not valid, whatever it has for an id
for value in 5 '[]' '"x"' null '{"id":"x"}' '{"id":"x","kind":"other"}' '{"id":"x","kind":1}' '{}'; do
    case $value in *'"id":"x"'*) id='"x"' ;; *) id=null ;; esac
    echo "$value" >value
    run 1 log check value --json
    has "{\"type\":\"check\",\"id\":$id,\"valid\":false,\"why\":\"this line is no question: " out
    has '"results":1,"valid":0,"invalid":1,"paths":0,"rejected":0' out
    { head -n 2 good; echo "$value"; tail -n 1 good; } >mixed
    run 1 log check mixed --json
    has '"results":4,"valid":3,"invalid":1,"paths":0,"rejected":0' out
done
run 1 log check value
has "line 1: NOT VALID: this line is no question: " out
# a number beyond the range and a hash that is none: not valid
echo '{"id":"x","kind":"inclusion","index":-1,"size":1,"leaf_hash":"AA==","root":"AA==","proof":[]}' >value
run 1 log check value --json
has '"id":"x","valid":false' out
# the summary behind our own proofs is no question either, and is passed over
{ head -n 1 good; echo '{"type":"summary","results":1}'; } >own
run 0 log check own --json
has '"results":1' out
: >empty
run 3 log check empty --json
run 3 log check missing --json
run 2 log check
printf 'x\n' >none
run 3 log check none

# ---- log tree ----
run 0 log tree empty --json
[ "$(head -n 1 out)" = '{"type":"tree","size":0,"root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}' ] ||
    fail "the empty tree is $(head -n 1 out)"
i=0
while [ $i -lt 600 ]; do
    echo "entry $i"
    i=$((i + 1))
done >entries
run 0 log tree entries --out site --json
has '"size":600,"root":"6KgEr1lnie1PU5QuKUz+RNW+1McUDH8PX6UsDBIiMtY="' out
find site -type f | sed 's/^site.//' | LC_ALL=C sort >names
(cd site && LC_ALL=C xargs sha256sum <../names) >sums
cmp -s sums "$data/tiles-600.want" || { fail "other tiles"; diff sums "$data/tiles-600.want"; }
# the same tree without the last line end, and what comes of it later: full tiles stay, others are new
printf '%s' "$(cat entries)" >unended
run 0 log tree unended --json
has '"size":600,"root":"6KgEr1lnie1PU5QuKUz+RNW+1McUDH8PX6UsDBIiMtY="' out
run 0 log tree entries --size 257 --out part --json
has '"size":257' out
[ -f part/tile/0/001.p/1 ] && [ -f part/tile/entries/001.p/1 ] && [ ! -e part/tile/0/001 ] || fail "tiles of 257"
run 0 log tree entries --out part --json
has '"files":5' out
(cd part && LC_ALL=C xargs sha256sum <../names) >sums
cmp -s sums "$data/tiles-600.want" || fail "other tiles after growing"
[ -z "$(find site part -name '*.part')" ] || fail "a half file is left"
# another log in the same folder
sed 's/entry 7$/entry x/' entries >other
run 1 log tree other --out site --json
has "another log" err
(cd site && LC_ALL=C xargs sha256sum <../names) >sums
cmp -s sums "$data/tiles-600.want" || fail "the folder of another log was changed"
# an empty line is an entry; sizes beyond the file; lines beyond the ceiling
printf '\n' >one
run 0 log tree one --json
[ "$(head -n 1 out)" = '{"type":"tree","size":1,"root":"bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="}' ] ||
    fail "the tree of one empty entry is $(head -n 1 out)"
run 0 log tree one --size 0 --json
has '"size":0' out
run 2 log tree one --size 2
has "has 1 entries" err
run 2 log tree one --size -1
for n in 65534 65535; do
    head -c $n /dev/zero | tr '\0' x >long
    run 0 log tree long --json
done
head -c 65536 /dev/zero | tr '\0' x >long
run 3 log tree long --json
has "65535" err
run 3 log tree missing
run 4 log tree one --out /dev/null/x

finish
