#!/bin/sh
# A key for each person: added, chosen by --as, sealed under a passphrase of its own, turned, revoked; who signed stands
# in the log, on the page and in the bundle. Keys are told apart by the signer that `log show` prints (32 bytes in hex).
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-keys.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PERSON PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON_PASSPHRASE_FILE
old_case=$(realpath tests/data/cases)
cd "$work" || exit 1

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
# p STATUS ARGS: the program over the case; output in out, messages in err.
p() {
    want=$1
    shift
    code=0
    "$program" -C case "$@" >out 2>err </dev/null || code=$?
    [ $code -eq "$want" ] || fail "$*: status $code, not $want: $(cat err)"
}
has() { grep -q -- "$2" "$1" || fail "$3: no \"$2\" in $(cat "$1")"; }
keys() { ls case/keys | wc -l; }
key_of() { # PERSON: the public key that stands
    "$program" -C case key list --json | sed -n "s/.*\"person\":\"$1\".*\"key\":\"\([0-9a-f]*\)\".*/\1/p"
}

"$program" init case --participant "State A" --person "A. Author" 2>err || fail "init: $(cat err)"
p 0 key list --json
has out '"person":"A. Author","entry":1,.*"here":true,"sealed":false' "the case's own key"
has out '{"type":"summary","results":1}' "summary"

# ---- a second person: one entry, one file for its owner alone
p 0 key add "B. Second"
has err '\-\-as "B. Second"' "key add"
[ "$(keys)" -eq 3 ] || fail "$(keys) key files"
[ "$(stat -c %a case/keys)" = 700 ] || fail "keys/ is $(stat -c %a case/keys)"
for file in case/keys/*; do [ "$(stat -c %a "$file")" = 600 ] || fail "$file is $(stat -c %a "$file")"; done
p 2 key add "b.  second"
has err 'has a key, by journal entry 2' "the same person twice"
p 2 key add "A. Author"
p 2 key add ""
p 2 key add "$(printf '%201s' x)"
p 0 key add "$(printf '%200s' x)"
p 0 key revoke "$(printf '%200s' x)"
[ "$(keys)" -eq 3 ] || fail "a refused or revoked key left a file: $(ls case/keys)"

# ---- --as: before the command, behind it, from the environment; not where the command has an --as of its own
p 0 source add S --kind press --label s --json
has out '"by":"A. Author"' "without --as"
p 0 --as "B. Second" source add T --kind press --json
has out '"by":"B. Second"' "--as before the command"
p 0 source add U --kind press --as "B. Second" --json
has out '"by":"B. Second"' "--as behind the command"
p 0 --as "B. Second" observe add --as sighting --subject X --label o --json
has out '"by":"B. Second"' "--as twice"
has out '"as":"sighting"' "--as twice"
PLIMSOLL_PERSON="B. Second" "$program" -C case source add V --kind press --json >out 2>err || fail "the environment"
has out '"by":"B. Second"' "from the environment"
p 2 --as "C. Third" source add W --kind press
has err 'nobody called "C. Third" has a key' "no such key"
p 2 source add W --kind press --as
p 2 --as
p 2 --as "" source add W --kind press
p 2 source add W --kind press --as "B. Second" --as "B. Second"
mv case/keys/p-*.key away.key
p 2 --as "B. Second" source add W --kind press
has err 'is not on this machine' "a key that is elsewhere"
cp away.key "case/keys/$(key_of 'B. Second' | cut -c 1-32 | sed 's/^/p-/').key"
chmod 640 case/keys/p-*.key
p 5 --as "B. Second" source add W --kind press
chmod 600 case/keys/p-*.key
p 0 check

# ---- nobody else reviews for whoever has a key; the page says whose key it was
p 0 claim add --who "GREEN POINT" --did "took oil" --label c1
p 0 claim support c1 o
p 0 finding add "GREEN POINT took oil." --claims c1 --accused "GREEN POINT" --accused-kind vessel --label f-1 --why-no-reply test
p 5 finding review f-1 --verdict approve --by "b. second"
has err 'has a key, and reviews with it' "a review in the name of somebody with a key"
printf -- '---\ntitle: One ship\n---\n\n## Found\n\n{finding id=f-1 cites=c1}\nGREEN POINT took oil.\n' >r.md
p 0 finding review f-1 --verdict approve --by "N. Named"
p 0 report build r.md --out named
has named/report.html 'N. Named, as entered by A. Author' "a name alone"
p 0 finding review f-1 --verdict approve --as "B. Second"
p 0 report build r.md --out own
has own/report.html 'B. Second, signed with a key of their own' "a review by another key"
"$program" verify own/bundle.tar >out 2>err
policy=$(grep -o 'policy [0-9a-f]\{64\}' out | head -n 1 | cut -d ' ' -f 2)
p 0 verify own/bundle.tar --trust "$policy"
grep -aq "B. Second" own/bundle.tar || fail "the bundle does not say whose key it was"

# ---- passphrases: each its own; to sign for oneself nobody needs the participant's
(umask 077 && echo "of the house" >pass.house && echo "of B alone" >pass.b && echo "of D" >pass.d)
p 0 key passphrase --new-passphrase-file pass.house
p 0 source add X1 --kind press --as "B. Second"
p 0 key passphrase --as "B. Second" --new-passphrase-file pass.b
grep -q "^plimsoll-key/v2" case/keys/p-*.key || fail "the key of B is not sealed"
p 2 source add X2 --kind press --as "B. Second"
PLIMSOLL_PASSPHRASE_FILE=$work/pass.house
export PLIMSOLL_PASSPHRASE_FILE
p 5 source add X2 --kind press --as "B. Second"
PLIMSOLL_PERSON_PASSPHRASE_FILE=$work/pass.b
export PLIMSOLL_PERSON_PASSPHRASE_FILE
unset PLIMSOLL_PASSPHRASE_FILE
p 0 source add X3 --kind press --as "B. Second"
p 2 key add "D. Fourth"
p 2 --as "B. Second" key add "D. Fourth" # B has no business with the participant's key
has err 'no terminal' "key add without the participant's passphrase"
PLIMSOLL_PASSPHRASE_FILE=$work/pass.house
export PLIMSOLL_PASSPHRASE_FILE
p 0 --as "B. Second" key add "D. Fourth" --new-passphrase-file pass.d
p 0 --as "B. Second" log checkpoint # signed by the participant's key, under its own passphrase
unset PLIMSOLL_PERSON_PASSPHRASE_FILE
p 0 source add X4 --kind press
p 0 key list --json
has out '"person":"A. Author".*"here":null,"sealed":true' "a sealed key that does not tell whose it is"
has out '"person":"D. Fourth".*"here":true,"sealed":true' "a sealed key"

# ---- turned and revoked
PLIMSOLL_PERSON_PASSPHRASE_FILE=$work/pass.b
export PLIMSOLL_PERSON_PASSPHRASE_FILE
before=$(key_of "B. Second")
p 0 key rotate --as "B. Second" --text "laptop lost"
[ "$(key_of 'B. Second')" != "$before" ] || fail "the key of B was not turned"
[ ! -e "case/keys/p-$(echo "$before" | cut -c 1-32).key" ] || fail "the old key of B is still there"
p 0 source add X5 --kind press --as "B. Second"
p 2 key revoke "B. Second" --as "B. Second"
p 0 key revoke "D. Fourth" --text left --as "B. Second"
p 2 source add X6 --kind press --as "D. Fourth"
p 2 key revoke "D. Fourth" --as "B. Second"
p 0 key revoke "A. Author" --as "B. Second" --text "left too"
unset PLIMSOLL_PERSON_PASSPHRASE_FILE
p 5 source add X6 --kind press
has err 'was revoked' "the case's own key once it is revoked"
PLIMSOLL_PERSON_PASSPHRASE_FILE=$work/pass.b
export PLIMSOLL_PERSON_PASSPHRASE_FILE
p 0 source add X7 --kind press --as "B. Second"
p 0 check
unset PLIMSOLL_PERSON_PASSPHRASE_FILE PLIMSOLL_PASSPHRASE_FILE

# ---- the person of the case by their own name, and the key that follows it
"$program" init case3 --participant "State A" --person "A. Author" 2>err || fail "init"
"$program" -C case3 --as "A. Author" source add S --kind press >out 2>err || fail "the case's person by name: $(cat err)"
"$program" -C case3 --as "A. Author" key rotate 2>err || fail "rotate by name: $(cat err)"
"$program" -C case3 key rotate --person "E. Fifth" 2>err || fail "handed over: $(cat err)"
"$program" -C case3 source add S2 --kind press --json >out 2>err || fail "after the hand-over: $(cat err)"
has out '"by":"E. Fifth"' "who signs after the hand-over"
"$program" -C case3 check >out 2>err || fail "check: $(cat out err)"

# ---- a case of an older version opens; its keys are not kept with the fixture
cp -r "$old_case/v1" older
"$program" -C older key list --json >out 2>err || fail "an older case: $(cat err)"
has out '"type":"key","person":"[^"]*","entry":1,.*"here":false,"sealed":false' "an older case"

if [ $failures -eq 0 ]; then
    echo "keys: all as they should be"
    exit 0
fi
exit 1
