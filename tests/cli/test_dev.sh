#!/bin/sh
# plain build only
# ./dev in a folder of its own, with apt-get, sudo, id and make played by scripts: it installs what the verb needs and
# lacks, nothing else, and touches neither apt nor the network where nothing is missing.
set -u
root=$(pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-dev.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/tools"
cp "$root/dev" "$scratch/"
log=$scratch/log
cat >"$scratch/tools/packages.txt" <<EOF
# package | groups | probe
make      | make build | true
present   | build      | true
absent    | build      | test -e $scratch/absent
testonly  | test       | test -e $scratch/testonly
linter    | lint       | test -e $scratch/linter
stubborn  | bench      | test -e $scratch/never
EOF
# Installing makes the file that the probe looks for, but for the stubborn one.
cat >"$scratch/bin/apt-get" <<EOF
#!/bin/sh
echo "apt-get \$*" >>$log
for word in "\$@"; do case \$word in absent | testonly | linter) : >"$scratch/\$word" ;; esac; done
EOF
printf '#!/bin/sh\necho "make $*" >>%s\n' "$log" >"$scratch/bin/make"
printf '#!/bin/sh\necho "sudo $1" >>%s\nexec "$@"\n' "$log" >"$scratch/bin/sudo"
printf '#!/bin/sh\ncat %s/uid\n' "$scratch" >"$scratch/bin/id"
chmod +x "$scratch/bin/"*
failed=0

# expect WHAT STATUS LOG...: runs ./dev with the words before --, compares what was called.
expect() {
    what=$1
    wanted=$2
    shift 2
    : >"$log"
    (cd / && PATH="$scratch/bin:/usr/bin:/bin" "$scratch/dev" $words >"$scratch/out" 2>&1 </dev/null)
    status=$?
    printf '%s\n' "$@" >"$scratch/want"
    if [ $status != "$wanted" ] || ! diff -u "$scratch/want" "$log"; then
        echo "$what: exit status $status, wanted $wanted"
        cat "$scratch/out"
        failed=1
    fi
}
install="apt-get -q -y install --no-install-recommends"

echo 0 >"$scratch/uid"
words=help
expect "help needs make only" 0 "make --no-print-directory help"
words="build JOBS=1"
expect "build installs what it lacks" 0 "apt-get -q update" "$install absent" "make --no-print-directory build JOBS=1"
expect "a second build touches no apt" 0 "make --no-print-directory build JOBS=1"
rm "$scratch/absent"
words=check
expect "check needs the tests' packages too" 0 "apt-get -q update" "$install absent testonly" "make --no-print-directory check"
echo 1000 >"$scratch/uid"
words=lint
expect "a user goes through sudo" 0 "sudo apt-get" "apt-get -q update" "sudo env" "$install linter" "make --no-print-directory lint"
words=bench
expect "what still does not work is an error" 1 "sudo apt-get" "apt-get -q update" "sudo env" "$install stubborn"
grep -q 'still not usable: stubborn' "$scratch/out" || {
    echo "the message does not name the package"
    failed=1
}
words=
expect "without a verb it shows the verbs" 0 "make --no-print-directory help"

# The real list: three columns, known groups, and every verb of the Makefile is one that ./dev knows or needs only make.
awk -F '|' '!/^#/ {
        if (NF < 3 || $1 !~ /^[a-z0-9.+-]+ *$/ || $3 ~ /^ *$/) { print "packages.txt:" FNR ": " $0; bad = 1 }
        n = split($2, groups, " ")
        for (i = 1; i <= n; i++) if (groups[i] !~ /^(make|build|test|fuzz|lint|mutants|bench|screen)$/) { print "group " groups[i]; bad = 1 }
    }
    END { exit bad }' "$root/tools/packages.txt" || failed=1
for verb in $(sed -n 's/^\([a-z-]*\):.*## .*/\1/p' "$root/Makefile"); do
    case $verb in help | clean) continue ;; esac
    grep -qE "^([a-z-]+ \| )*$verb( \| [a-z-]+)*\) groups=" "$root/dev" || {
        echo "./dev does not say what \"$verb\" needs"
        failed=1
    }
done
exit $failed
