#!/bin/sh
# Bundles of an exercise: made by `bundle`, read by tar, verified by plimsoll-verify in a root that has nothing else,
# without any socket or other file; what is withheld, protected or secret is nowhere in their bytes.
set -u
program=$(realpath "$1")
verify=$(dirname "$program")/plimsoll-verify
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-bundle.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
p() { "$program" -C case "$@" 2>>err; }
v() { # WANTED_STATUS ARGUMENTS...
    wanted=$1
    shift
    last="plimsoll-verify $*"
    "$verify" "$@" >out 2>>err
    status=$?
    [ $status -eq "$wanted" ] || { fail "$last gives $status, not $wanted"; cat out; }
}
has() { grep -qF -- "$1" out || { fail "no '$1' from $last"; cat out; }; }
hasnt() { if grep -qF -- "$1" out; then fail "'$1' from $last"; fi; }
nowhere() { # WHAT BYTES FILE
    if LC_ALL=C grep -qaF -- "$2" "$3"; then fail "$1 stands in $3"; fi
}

"$program" exercise ex --days 2 --vessels 8 --seed 5 >/dev/null 2>err || exit 1
rm ex/list.xml ex/README.txt
"$program" init case --participant "State A" --person "A. Desk" >/dev/null 2>err || exit 1
p import ex/recording-0001.nmea >/dev/null || { cat err; exit 1; }
gzip -n9 <ex/recording-0002.nmea >ex/second.nmea.gz
p import ex/second.nmea.gz --source SECRETSOURCE >/dev/null || { cat err; exit 1; }
p events --json >events
gap=$(grep '"type":"gap"' events | head -n 1 | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
met=$(grep -E '"type":"(encounter|loitering)"' events | head -n 1 | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
[ -n "$gap" ] && [ -n "$met" ] || { echo "FAIL: the exercise has no gap or no encounter"; cut -c1-120 events; exit 1; }
p source add GREENFINCH --kind human --protected --reason "fears for life" --text HIDDENNOTEX --label mole >/dev/null ||
    fail "no source"
p observe add --as interview --subject HIDDENSUBJECT --observed 2026-03-01 --source mole --consent none --text HIDDENWORDS --label talk >/dev/null ||
    fail "no interview"
p claim add --who QUAEKAR --did "met another" --label c1 >/dev/null
for what in $gap $met talk; do p claim support c1 "$what" >/dev/null || fail "no support of $what"; done
import=$(sqlite3 case/case.db "select seq from exhibit order by seq desc limit 1" 2>/dev/null || echo 3)

for which in none extract cited all; do
    p bundle $which.tar c1 --exhibits $which || fail "no bundle $which"
done
p bundle held.tar c1 --exhibits all --withhold "$import" || fail "no bundle with something withheld"
"$program" -C case bundle x.tar c1 --exhibits some >/dev/null 2>&1
[ $? -eq 2 ] || fail "--exhibits some"
"$program" -C case bundle x.tar c99 >/dev/null 2>&1 && fail "a bundle of nothing"
trust=$("$verify" none.tar 2>/dev/null | sed -n 's/.*under policy \([0-9a-f]*\), which.*/\1/p')

# ---- an archive of the old form, sorted, without times ----
tar tvf all.tar >list || fail "tar does not read it"
[ "$(tar tf all.tar)" = "$(tar tf all.tar | LC_ALL=C sort)" ] || fail "not sorted"
grep -v '1970-01-01' list | grep . && fail "a time in the archive"

# ---- what holds ----
v 1 none.tar
has "consistent in itself; signed under policy"
v 1 none.tar --trust "$trust"
has "not recomputed: the exhibits that it rests on are not disclosed"
has "a bundle with the recordings decides it: ask for entries"
has "\`plimsoll bundle --exhibits cited\`"
v 1 extract.tar --trust "$trust"
has "recomputed from an extract: that nothing was left out rests on the signer"
has "silence NOT checked"
hasnt "recomputed from whole"
v 0 all.tar --trust "$trust"
has "recomputed from whole exhibits as committed at import, 2 of 2 disclosed; decoding rests on"
has "As of entry"
has "later corrections are not visible here"
v 1 held.tar --trust "$trust"
has "1 of 2 recordings of the log disclosed in whole; of the others only"
"$program" verify all.tar --trust "$trust" >again 2>>err
"$verify" all.tar --trust "$trust" | cmp -s - again || fail "plimsoll verify says otherwise"
"$verify" all.tar --trust "$trust" --json | tail -n 1 | grep -q '"results":1,"hold":1' || fail "no summary"

# ---- what is not in it ----
secret() { sqlite3 case/case.db "select hex(value) from payload where field = 'chunk_secret' and seq = $1"; }
if command -v sqlite3 >/dev/null; then
    for seq in $(sqlite3 case/case.db "select seq from payload where field = 'chunk_secret'"); do
        for file in none extract cited all held; do
            xxd -p $file.tar | tr -d '\n' | grep -qi "$(secret "$seq")" && fail "the chunk secret of entry $seq stands in $file.tar"
        done
    done
else
    echo "not looked at without sqlite3: the secrets of exhibits"
fi
for file in none extract held; do
    hash=$(sha256sum ex/second.nmea.gz | cut -c1-64)
    xxd -p $file.tar | tr -d '\n' | grep -q "$hash" && fail "the hash of what is withheld, as bytes, in $file.tar"
    nowhere "the hash of what is withheld" "$hash" $file.tar
    nowhere "its name" second.nmea $file.tar
done
nowhere "its source" SECRETSOURCE held.tar
nowhere "its size" "$(stat -c %s ex/second.nmea.gz)" held.tar
line=$(sed -n 5p ex/recording-0002.nmea)
nowhere "a line of it" "$line" held.tar
for file in none extract cited all held; do
    nowhere "the subject of an interview without consent" HIDDENSUBJECT $file.tar
    nowhere "its words" HIDDENWORDS $file.tar
    nowhere "a note on a protected source" HIDDENNOTEX $file.tar
done

# ---- altered ----
size=$(stat -c %s all.tar)
for at in 600 2000 $((size / 2)) $((size - 2000)); do
    cp all.tar flipped
    byte=$(dd if=all.tar bs=1 skip="$at" count=1 2>/dev/null | xxd -p)
    printf "\\$(printf '%03o' $((0x$byte ^ 1)))" | dd of=flipped bs=1 seek="$at" conv=notrunc 2>/dev/null
    "$verify" flipped --trust "$trust" >out 2>&1 && fail "one bit of byte $at may turn"
done
head -c 100000 all.tar >cut
v 3 cut --trust "$trust"

# ---- a newer bundle beside it ----
p withdraw c1 --text "it was another ship" >/dev/null || fail "no withdrawal"
p bundle later.tar c1 --exhibits none
v 1 all.tar --trust "$trust" --checkpoint later.tar
has "was withdrawn by entry"
has "begins with what this bundle shows"
p log checkpoint >newer 2>>err
v 0 all.tar --trust "$trust" --checkpoint newer
has "takes a consistency proof"
p log checkpoint | cmp -s - newer || fail "another checkpoint of the same size"
tar xOf all.tar checkpoint >older
p log consistency older newer >proof || fail "no proof"
v 0 all.tar --trust "$trust" --checkpoint newer --consistency proof
has "by the consistency proof it still begins with these, unchanged"
v 1 later.tar --trust "$trust"
has "it stands no longer"

# ---- alone in a root, without a socket, opening nothing but what is named ----
if grep -aq __asan_init "$verify"; then
    echo "not looked at under a sanitizer: a root of its own, and system calls"
else
    mkdir root && cp "$verify" all.tar root/
    if [ "$(id -u)" -eq 0 ] && command -v chroot >/dev/null; then
        chroot root /plimsoll-verify /all.tar --trust "$trust" >out 2>&1 || { fail "not alone in a root"; cat out; }
        last=chroot
        has "recomputed from whole exhibits"
    else
        echo "not looked at without root's rights: a root of its own"
    fi
    if command -v strace >/dev/null && strace -o calls true 2>/dev/null; then
        strace -f -o calls "$verify" all.tar --trust "$trust" >out 2>&1
        grep -qE 'open(at)?\(.*all\.tar' calls || fail "strace did not see the bundle being read"
        # glibc looks at overcommit_memory where a thread's heap shrinks, which depends on how its threads took turns.
        grep -E 'open(at)?\(' calls | grep -v 'all\.tar\|"/proc/sys/vm/overcommit_memory", O_RDONLY' && fail "another file was opened"
        grep -E '^[0-9]+ +(socket|connect|bind|listen|sendto|recvfrom|socketpair|fork|vfork|ptrace)\(' calls &&
            fail "a forbidden system call"
    else
        echo "not looked at without strace: system calls"
    fi
fi
[ $failures -eq 0 ] || { tail -n 5 err; exit 1; }
echo "bundles: all as it should be"
