#!/bin/sh
# run_scenario.sh PROGRAM SCENARIO: runs the commands of a text file and compares what they print.
#
# A scenario is lines of six kinds; a command owns the lines that follow it, up to the next command.
#   # text        a comment
#   $ command     a shell command (POSIX sh) in an empty scratch folder, which all commands of the scenario share;
#                 `plimsoll` is the program under test, $DATA the repository's tests/data, $REPO its root
#   ? N           the exit status that is expected; 0 where no such line stands
#   ! text        standard error must contain this text (may be repeated)
#   ...           any number of lines of output, none included
#   other lines   the output that is expected, line by line; a line that begins with one of the marks above is written
#                 with a backslash before it
# Empty lines before a command are ignored. Without expected output a command must print nothing.
# A command whose status is 77 skips the rest of the scenario.
set -u
program=$(realpath "$1")
scenario=$(realpath "$2")
REPO=$(cd "$(dirname "$0")/../.." && pwd)
DATA=$REPO/tests/data
export REPO DATA
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-scenario.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/work"
ln -s "$program" "$scratch/bin/plimsoll"
PATH=$scratch/bin:$PATH
unset PLIMSOLL_CASE
cd "$scratch/work" || exit 1

# Prints what is wrong with ../out against ../want; silent when they agree.
compare() {
    awk -v want="$scratch/want" '
        function matches(w, g,    k) {
            while (w <= nw && W[w] != "...") {
                if (g > ng || W[w] != G[g]) {
                    if (g > reach) { reach = g; at = w }
                    return 0
                }
                w++; g++
            }
            if (w > nw) {
                if (g <= ng && g > reach) { reach = g; at = w }
                return g > ng
            }
            for (k = g; k <= ng + 1; k++) if (matches(w + 1, k)) return 1
            return 0
        }
        BEGIN { while ((getline line < want) > 0) { raw = line; if (line ~ /^\\[#$?!.\\]/) line = substr(line, 2); W[++nw] = line } }
        { G[++ng] = $0 }
        END {
            if (matches(1, 1)) exit 0
            wanted = (at > nw ? "no more output" : W[at])
            got = (reach > ng ? "no more output" : G[reach])
            printf "  wanted: %s\n  got:    %s (line %d of the output)\n", wanted, got, reach
            exit 1
        }' "$scratch/out"
}

failed=0
commands=0
# Judges the command that was run, if any.
judge() {
    [ -n "$command" ] || return 0
    bad=
    [ "$status" = "$expected" ] || bad="  exit status $status, wanted $expected"
    difference=$(compare) || bad="$bad
$difference"
    while IFS= read -r message; do
        grep -qF -- "$message" "$scratch/err" || bad="$bad
  standard error lacks: $message"
    done <"$scratch/errors"
    if [ -n "$bad" ]; then
        failed=$((failed + 1))
        printf '%s:%d: $ %s\n%s\n' "$scenario" "$at" "$command" "$bad"
        sed 's/^/  | /' "$scratch/out" | head -n 40
        sed 's/^/  ! /' "$scratch/err" | head -n 20
    fi
}

command=
line=0
while IFS= read -r text || [ -n "$text" ]; do
    line=$((line + 1))
    case $text in
    '$ '*)
        judge
        command=${text#'$ '}
        at=$line
        expected=0
        blank=0
        : >"$scratch/want"
        : >"$scratch/errors"
        status=0
        sh -c "$command" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
        commands=$((commands + 1))
        if [ "$status" = 77 ]; then
            echo "skipped at line $line: $command"
            cat "$scratch/out" "$scratch/err"
            [ "$failed" = 0 ] && exit 77
            exit 1
        fi
        ;;
    '# '* | '#') ;;
    '? '*) expected=${text#'? '} ;;
    '! '*) printf '%s\n' "${text#'! '}" >>"$scratch/errors" ;;
    '') blank=$((${blank:-0} + 1)) ;;
    *)
        if [ -z "$command" ]; then
            echo "$scenario:$line: output before the first command"
            exit 1
        fi
        while [ "$blank" -gt 0 ]; do
            echo >>"$scratch/want"
            blank=$((blank - 1))
        done
        printf '%s\n' "$text" >>"$scratch/want"
        ;;
    esac
done <"$scenario"
judge
[ "$commands" -gt 0 ] || {
    echo "$scenario: no command"
    exit 1
}
echo "$commands commands, $failed failed"
[ "$failed" = 0 ]
