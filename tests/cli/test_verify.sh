#!/bin/sh
# plimsoll-verify and `plimsoll verify`: the same answers about proofs and checkpoints that OpenSSL signed
# (tests/data/tlog/README.md). That the program is static and opens no socket is read from the file itself and from the
# system calls of a whole run.
set -u
program=$(realpath "$1")
verify=$(dirname "$program")/plimsoll-verify
data=$(realpath tests/data/tlog)
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-verify.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

run() { # WANTED_STATUS ARGUMENTS...: output of both programs in out, messages in err
    wanted=$1
    shift
    last="plimsoll-verify $*"
    "$verify" "$@" >out 2>err
    status=$?
    [ $status -eq "$wanted" ] || { fail "$last gives $status, not $wanted"; cat out err; }
    "$program" verify "$@" >out2 2>err2
    status=$?
    [ $status -eq "$wanted" ] || fail "plimsoll verify $* gives $status, not $wanted"
    cmp -s out out2 || fail "$last and plimsoll verify differ"
}

has() { # TEXT FILE
    grep -qF -- "$1" "$2" || { fail "no '$1' in $2 of: $last"; head -n 5 "$2"; }
}

proof=$data/four.tlog-proof checkpoint=$data/four.checkpoint

# ---- what holds ----
run 0 "$proof" --policy "$data/4of6.policy" --entry "$data/entry2" --json
has '"kind":"tlog-proof","holds":true,"origin":"example.org/log","size":3,"index":2,"cosigned_by":["a.example/w","b.example/w","c.example/w","d.example/w"]' out
has '"cosigned_at":["2023-11-14T22:13:20Z"' out
has '{"type":"summary","results":1,"hold":1,"fail":0,"undecided":0,"malformed":0}' out
run 0 "$checkpoint" --policy="$data/groups.policy" --json
has '"kind":"checkpoint","holds":true,"origin":"example.org/log","size":3,"index":null' out
run 0 "$checkpoint" "$proof" --policy "$data/none.policy" --entry "$data/entry2"
has "not witnessed" out
run 0 --policy "$data/4of6.policy" -- "$checkpoint"

# ---- what does not ----
run 1 "$proof" --policy "$data/5of6.policy" --entry "$data/entry2" --json
has '"holds":false' out
has "quorum is not reached: cosigned by 4 of 6" out
run 1 "$checkpoint" --policy "$data/groups-short.policy"
has "DOES NOT HOLD" out
printf 'entry 1' >entry1
run 1 "$proof" --policy "$data/4of6.policy" --entry entry1 --json
has "does not lead from this entry" out
run 1 "$data/other-origin.checkpoint" --policy "$data/4of6.policy" --json
has "of another log" out
sed '2s/3/4/' "$checkpoint" >altered
run 1 altered --policy "$data/4of6.policy" --json
has "the signature of example.org/log does not hold" out
sed '/org.log HGa/d' "$checkpoint" >unsigned
run 1 unsigned --policy "$data/none.policy" --json
has "the log did not sign it" out

# ---- what nobody trusted says ----
run 1 "$proof" --entry "$data/entry2" --json
has '"holds":null' out
has "consistent in itself" out
run 1 "$proof" --policy "$data/4of6.policy" --json
has '"holds":null' out
has "without its bytes" out
run 1 "$proof" --entry entry1 --json
has '"holds":false' out

# ---- beside another checkpoint ----
run 1 "$checkpoint" --policy "$data/4of6.policy" --checkpoint "$data/fork.checkpoint" --json
has '"holds":false' out
has "the log has forked" out
run 1 "$proof" --policy "$data/4of6.policy" --entry "$data/entry2" --checkpoint "$data/fork.checkpoint"
has "the log has forked" out
run 0 "$proof" --policy "$data/4of6.policy" --entry "$data/entry2" --checkpoint "$checkpoint"
run 1 "$checkpoint" --policy "$data/4of6.policy" --checkpoint "$data/other-origin.checkpoint" --json
has "of another log" out
run 1 "$checkpoint" --policy "$data/4of6.policy" --checkpoint unsigned --json
has "does not hold: the log did not sign it" out

# ---- the same with a consistency proof, as the program prints it in both forms ----
"$program" init grown --participant "Coast Guard" 2>/dev/null || fail "no case"
"$program" -C grown log checkpoint >monday
for name in a b c d e; do "$program" -C grown claim add --who $name --did waited >/dev/null 2>&1 || fail "no claim"; done
"$program" -C grown log checkpoint >friday
"$program" -C grown log consistency monday friday >proof.txt 2>/dev/null || fail "no proof"
"$program" -C grown log consistency monday friday --json >proof.json || fail "no proof"
"$verify" monday >out 2>/dev/null
own=$(sed -n 's/.*signed under policy \([0-9a-f]*\), which came.*/\1/p' out)
run 0 monday --trust "$own" --checkpoint friday
has "takes a consistency proof" out
for given in proof.txt proof.json; do
    run 0 monday --trust "$own" --checkpoint friday --consistency $given
    has "by the consistency proof it still begins with these, unchanged" out
    has "a withdrawal too, the proof does not show" out
    run 0 friday --trust "$own" --checkpoint monday --consistency $given --json
    has "older" out
    has "by the consistency proof what it signed then is what it begins with now" out
done
sed '1d' proof.txt >short.txt
run 1 monday --trust "$own" --checkpoint friday --consistency short.txt --json
has '"holds":false' out
has "does not lead from the one checkpoint to the other" out
: >empty.txt
run 1 monday --trust "$own" --checkpoint friday --consistency empty.txt
run 0 monday --trust "$own" --checkpoint monday --consistency empty.txt
run 2 monday --trust "$own" --consistency proof.txt
printf 'AAAA\n' >odd.txt
run 3 monday --trust "$own" --checkpoint friday --consistency odd.txt
has "it is no proof as" err
i=0
while [ $i -lt 66 ]; do head -c 32 /dev/zero | base64; i=$((i + 1)); done >long.txt
run 3 monday --trust "$own" --checkpoint friday --consistency long.txt
head -n 65 long.txt >most.txt
run 1 monday --trust "$own" --checkpoint friday --consistency most.txt
printf '{"proof":1}\n' >odd.json
run 3 monday --trust "$own" --checkpoint friday --consistency odd.json
sed 's/"valid":true/"valid":false/' proof.json >forked.json
run 3 monday --trust "$own" --checkpoint friday --consistency forked.json
run 3 monday --trust "$own" --checkpoint friday --consistency missing.txt

# ---- what cannot be read: nothing is said of it, and it is not undecided either ----
run 3 missing.tar --trust "$own"
has "missing.tar: could not be read, nothing is said of it" out
grep -q 'DOES NOT HOLD' out && fail "a missing file does not hold"
run 3 missing.tar --json
has '"kind":null,"holds":null' out
has '"hold":0,"fail":0,"undecided":0,"malformed":1' out

# ---- a case's own log: it names its key, so that a fingerprint is enough ----
"$program" init case --participant "Coast Guard" 2>/dev/null || fail "no case"
"$program" -C case log checkpoint >own
"$program" -C case log prove 1 --entry own.entry >own.tlog-proof || fail "no proof"
run 1 own.tlog-proof --entry own.entry --json
has '"holds":null' out
fingerprint=$(sed -n 's/.*signed under policy \([0-9a-f]*\), which came with it".*/\1/p' out)
[ ${#fingerprint} -eq 64 ] || fail "no fingerprint in $(head -n 1 out)"
# as docs/format/policy.md says: SHA-256 of the tag and the canonical text
key=$(head -n 1 own | sed 's/plimsoll.//')
if command -v perl >/dev/null; then
    unhex() { perl -0777 -ne 's/\s//g; print pack("H*", $_)'; }
    id=$({ printf '%s\n\001' "$(head -n 1 own)"; printf '%s' "$key" | unhex; } | sha256sum | cut -c1-8)
    vkey="$(head -n 1 own)+$id+$({ printf '\001'; printf '%s' "$key" | unhex; } | base64 -w 0)"
    printf 'log %s\nquorum none\n' "$vkey" >own.policy
    is=$({ printf 'plimsoll-policy/v1\n'; cat own.policy; } | sha256sum | cut -c1-64)
    [ "$is" = "$fingerprint" ] || fail "the fingerprint is $fingerprint, not $is"
    run 0 own own.tlog-proof --entry own.entry --policy own.policy
fi
run 0 own.tlog-proof --entry own.entry --trust "$fingerprint" --json
has '"holds":true' out
has "not witnessed" out
has "its author is the participant" out
run 0 own --trust "$fingerprint"
run 1 own --trust "$(printf '%064d' 0)" --json
has '"holds":null' out
has "not under the one that is trusted" out
sed '3s/^./A/; 3s/^A\(.\)/B\1/' own >own.altered
run 1 own.altered --trust "$fingerprint" --json
has '"holds":false' out

# ---- what is malformed ----
for file in "$data/README.md" "$data/entry2" /dev/null missing .; do
    run 3 "$file" --policy "$data/4of6.policy" --json
    case $file in missing | .) has '"kind":null,"holds":null' out ;; *) has '"kind":null,"holds":false' out ;; esac
done
sed '2s/^/0/' "$checkpoint" >zero
run 3 zero --policy "$data/4of6.policy" --json
has '"kind":"checkpoint","holds":false' out
sed 's/$/\r/' "$checkpoint" >crlf
run 3 crlf --policy "$data/4of6.policy"
sed 's/index/Index/' "$proof" >index
run 3 index "$checkpoint" --policy "$data/4of6.policy" --json
has '"kind":"tlog-proof","holds":false' out
has '"hold":1' out
has '"malformed":1' out
has "line 2" err
run 3 "$checkpoint" --policy "$data/README.md"
has "README.md, line 1" err
run 3 "$checkpoint" --policy missing
run 3 "$checkpoint" --policy "$data/4of6.policy" --checkpoint "$data/entry2"
printf 'plain\033[31m\n\n\342\200\224 x AAAAAAA=\n' >escape
run 3 escape
grep -q "$(printf '\033')" out err && fail "an escape reached the terminal"

# ---- usage ----
for words in "" "--json" "$checkpoint --policy" "$checkpoint --nothing" "$checkpoint --trust abc" \
    "$checkpoint --trust $fingerprint --policy $data/none.policy" "$checkpoint --entry a --entry b"; do
    "$verify" $words >out 2>err
    [ $? -eq 2 ] || fail "plimsoll-verify $words is no usage error"
done
"$verify" --help | grep -q -- "--checkpoint FILE" || fail "no help"
"$verify" --version | grep -q "^plimsoll-verify [0-9]" || fail "no version"

# ---- static, and without a socket ----
if grep -aq __asan_init "$verify"; then
    echo "not looked at under a sanitizer: whether the program is static, and its system calls"
else
    readelf -lW "$verify" >segments
    grep -qE 'INTERP|DYNAMIC' segments && fail "plimsoll-verify is not static"
    grep -qE '^ *LOAD' segments || fail "readelf does not read plimsoll-verify"
    nm "$verify" >symbols 2>/dev/null
    # (glibc's own dead code names socket(): what is called, strace tells)
    grep -E ' [TtWw] (sqlite3_open|sqlite3_open_v2|SHA256_Update|curl_easy_init|archive_read_new)$' symbols >foreign
    [ -s foreign ] && { fail "libraries that it must not have"; cat foreign; }
    if command -v strace >/dev/null && strace -o calls true 2>/dev/null; then
        strace -f -o calls "$verify" "$proof" own --policy "$data/4of6.policy" --entry "$data/entry2" >out 2>err
        grep -q 'open.*four.tlog-proof' calls || fail "strace did not see the proof being read"
        grep -E '^[0-9]+ +(socket|connect|bind|listen|sendto|recvfrom|socketpair|fork|vfork|execve)\(' calls |
            sed 1d >forbidden # the first is strace's own execve
        [ -s forbidden ] && { fail "forbidden system calls"; cat forbidden; }
        grep -E 'open(at)?\(.*O_(WRONLY|RDWR|CREAT)' calls && fail "a file was opened for writing"
        sed -n 's/.*open[at]*([^"]*"\([^"]*\)".*/\1/p' calls | grep -vE "^($proof|own|$data/4of6.policy|$data/entry2|/sys/devices/system/cpu/online)$" >others # the last: how many threads are worth it
        [ -s others ] && { fail "other files were opened"; cat others; }
    else
        echo "strace cannot run here: no system calls were looked at"
    fi
    # in a root that has nothing but the program and the files
    if [ "$(id -u)" = 0 ] && mkdir root && cp "$verify" "$proof" "$data/4of6.policy" "$data/entry2" root/; then
        chroot root /plimsoll-verify four.tlog-proof --policy 4of6.policy --entry entry2 >out 2>err ||
            fail "in an empty root it gives $?: $(cat out err)"
    else
        echo "only root can see it run in an empty root"
    fi
fi

[ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
echo "all well"
