#!/bin/sh
# A case on a medium that cannot be written is read like any other: same answers, nothing left behind; a command that
# writes says so. On a full disk reading commands say that it is full, and never speak of faults of the case.
set -u
bin=$(cd "$(dirname "$1")" && pwd)
program=$bin/$(basename "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-medium.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE
failures=0
fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

"$program" exercise ex --days 1 --vessels 5 --seed 3 >/dev/null 2>&1 || exit 1
"$program" init "a case?#%25" --participant "State A" --person "A. Desk" 2>err || { cat err; exit 1; }
mv "a case?#%25" case
"$program" -C case import ex/recording-0001.nmea 2>err || { cat err; exit 1; }
printf 'a page of words\n' >page.txt
"$program" -C case item add page.txt --title "A page" --label page >/dev/null 2>&1
"$program" -C case claim add --who "GREEN POINT" --did waited --label c1 >/dev/null 2>&1
"$program" -C case claim support c1 page >/dev/null 2>&1
"$program" -C case log checkpoint >note 2>/dev/null
mmsi=$("$program" -C case events --json | sed -n 's/.*"mmsi":\([0-9]*\).*/\1/p' | head -n 1)
[ -n "$mmsi" ] || fail "the exercise has no event"

then=$("$program" -C case log --json | sed -n 's/.*"seq":5,"time":"\([^"]*\)".*/\1/p')
cat >reading.sh <<S
for command in "events --json" "vessel $mmsi --json" "log --json" "log prove 1" "claim show c1 --json" "find words --json" \\
    "check --quick" check "leads --json" list "events --known-at $then --json"; do
    echo "== \$command"
    "$program" -C "\$1" \$command 2>/dev/null | sed 's/"known_at":"[^"]*"//g'
    "$program" -C "\$1" \$command >/dev/null 2>&1
    echo "status \$?"
done
S
sh reading.sh case >want
grep -q '^status [^0]' want && { fail "something fails in a folder that can be written"; grep -B3 '^status [^0]' want; }

# ---- a file system that is mounted read-only, in a name space of its own
cat >mounted.sh <<'S'
mount --bind "$1" "$2" && mount -o remount,ro,bind "$2" || exit 77
shift 2
exec "$@"
S
mkdir "a %medium?#"
apart="unshare -m"
$apart true 2>/dev/null || apart="unshare -rm"
$apart true 2>/dev/null || apart=false # nor that: nothing is mounted
if $apart sh mounted.sh case "a %medium?#" true 2>/dev/null; then
    $apart sh mounted.sh case "a %medium?#" sh reading.sh "a %medium?#" >got 2>err
    $apart sh mounted.sh case "a %medium?#" "$program" -C "a %medium?#" claim add --who X --did waited >written 2>&1
    [ $? -eq 4 ] && grep -q "cannot be written" written || fail "writing there says: $(cat written)"
    diff -u want got >differs || { fail "the medium is read in another way"; cut -c1-150 differs | head -n 30; }
    [ "$(ls case)" = "$(printf 'case.db\nchecked\nkeys\nlock\nobjects\npositions')" ] || fail "it left something: $(ls case)"
    # what a killed writer left in its log would be missing: that is said, and nothing is read
    cp -r case half
    printf 'x' >half/case.db-wal
    $apart sh mounted.sh half "a %medium?#" "$program" -C "a %medium?#" log >out 2>&1
    [ $? -eq 4 ] && grep -q "was not finished by its writer" out || fail "a half written copy says: $(cat out)"
else
    echo "not looked at without the right to mount: a medium that cannot be written"
fi

# ---- a full disk
cat >full.sh <<'S'
mount -t tmpfs -o size=8m none "$1" && cp -r case "$1/case" || exit 77
dd if=/dev/zero of="$1/filler" bs=4096 2>/dev/null
shift
for command in "check --quick" check log "claim show c1" events; do
    "$1" -C full/case $command >out 2>&1
    echo "$? $(cat out)"
done
S
mkdir full
$apart sh full.sh full "$program" >got 2>err
status=$?
if [ $status -eq 77 ] || [ "$apart" = false ]; then
    echo "not looked at without the right to mount: a small disk that is full"
else
    [ "$(grep -c '^4 .*the disk is full' got)" -eq 5 ] || fail "a full disk is told as: $(cat got)"
fi
# the same by the shim of tests/fault, from each operation on: done, or an error of the system; never a fault of the case
shim=$bin/libplimsoll_fault.so
at=1
while [ -e "$shim" ] && [ $at -le 12 ]; do
    LD_PRELOAD=$shim ASAN_OPTIONS=verify_asan_link_order=0 PL_FAULT_DIR=$work/case PL_FAULT_KIND=enospc PL_FAULT_AT=$at \
        "$program" -C "$work/case" check --quick >out 2>&1
    status=$?
    [ $status -eq 0 ] || [ $status -eq 4 ] || fail "a disk that is full from operation $at on: $status, $(cat out)"
    at=$((at + 1))
done
"$program" -C case check >/dev/null 2>&1 || fail "the case is damaged afterwards"
[ $failures -eq 0 ] || exit 1
echo "read from any medium, and a full disk is called one"
