#!/bin/sh
# plain build only
# Plants one fault of each kind in a small tree of its own and sees the lint that is meant for it fail; on the same tree
# without the fault each passes. The tree is made here, so that faults elsewhere in the project do not matter.
set -u
root=$(pwd)
tools=$root/tools
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-lint.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
tree=$scratch/tree
cc=${CC:-gcc}
failed=0

fresh() {
    rm -rf "$tree"
    mkdir -p "$tree/src/base" "$tree/src/geo" "$tree/tools" "$tree/build"
    cp "$root/.clang-format" "$tree/"
    cp "$root/src/base/ban.h" "$tree/src/base/"
    cat >"$tree/tools/layers.txt" <<'EOF'
# a small table
base: | unistd.h
geo:  base | pure zstd.h unicode/
EOF
    cat >"$tree/src/base/unit.h" <<'EOF'
#ifndef PL_BASE_UNIT_H
#define PL_BASE_UNIT_H

#include <stddef.h>

size_t pl_unit_twice(size_t n);

#endif
EOF
    cat >"$tree/src/base/unit.c" <<'EOF'
#include "base/unit.h"

#include <unistd.h>

#include "base/ban.h"

size_t pl_unit_twice(size_t n) { return n * 2; }
EOF
    cat >"$tree/src/geo/cell.h" <<'EOF'
#ifndef PL_GEO_CELL_H
#define PL_GEO_CELL_H

#include "base/unit.h"

double pl_cell_side(size_t n);

#endif
EOF
    cat >"$tree/src/geo/cell.c" <<'EOF'
#include "geo/cell.h"

#include <math.h>

#include "base/ban.h"

static const char *const NAMES[] = {"one", "two"};

double pl_cell_side(size_t n) { return sqrt((double)pl_unit_twice(n)) + (double)NAMES[n % 2][0]; }
EOF
}

# Compiles the tree as the dev preset would, into libpl_<folder>.a.
build() {
    for folder in base geo; do
        rm -f "$tree/build/libpl_$folder.a" "$tree/build/"*.o
        for source in "$tree/src/$folder/"*.c; do
            $cc -std=gnu17 -D_GNU_SOURCE -O1 -fPIE -fcommon -I"$tree/src" -c "$source" -o "$tree/build/$(basename "$source" .c).o" || return 1
        done
        ar rc "$tree/build/libpl_$folder.a" "$tree/build/"*.o
    done
}

lint() {
    case $1 in
    symbols) build && sh "$tools/lint_symbols.sh" "$tree/build" ;;
    pure) build && sh "$tools/lint_pure.sh" "$tree" "$tree/build" ;;
    compile) build ;;
    *) sh "$tools/lint_$1.sh" "$tree" ;;
    esac >"$scratch/log" 2>&1
}

clean() {
    if ! lint "$1"; then
        echo "lint $1 complains about a clean tree:"
        cat "$scratch/log"
        failed=1
    fi
}

# catches LINT WHAT WORDS: it fails now, and its message holds WORDS.
catches() {
    if lint "$1"; then
        echo "lint $1 does not see: $2"
        failed=1
    elif ! grep -qF -- "$3" "$scratch/log"; then
        echo "lint $1 fails on \"$2\" without saying \"$3\":"
        cat "$scratch/log"
        failed=1
    fi
    fresh
}

# plant FILE TEXT: appends a line.
plant() { printf '%s\n' "$2" >>"$tree/$1"; }
# swap FILE FROM TO
swap() { sed -i "s|$2|$3|" "$tree/$1"; }

fresh
for name in layers banned opened headers paths symbols pure compile; do
    clean $name
done
command -v clang-format >/dev/null && clean format

swap src/base/unit.c '<unistd.h>' '"geo/cell.h"'
catches layers "base includes geo" 'base may not include "geo/cell.h"'
swap src/geo/cell.c '<math.h>' '<time.h>'
catches layers "a pure folder includes time.h" 'geo may not include <time.h>'
swap src/geo/cell.c '<math.h>' '<sqlite3.h>'
catches layers "geo includes a library that it may not use" 'geo may not include <sqlite3.h>'
swap src/geo/cell.h 'base/unit.h' '../base/unit.h'
catches layers "a path with dots" 'may not include'
mkdir "$tree/src/util" && echo '#include "base/ban.h"' >"$tree/src/util/misc.c"
catches layers "a folder that the table does not know" 'src/util is not in tools/layers.txt'

# the ban itself: quiet with both compilers as a release is built, and a banned call does not compile
for compiler in gcc clang; do
    command -v $compiler >/dev/null || continue
    banned() { # STATEMENT
        printf '#include <stdio.h>\n#include <string.h>\n#include "base/ban.h"\nvoid f(char *p);\nvoid f(char *p) { %s; }\n' "$1" |
            $compiler -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -Wall -Werror -I"$root/src" -x c -S -o /dev/null - 2>/dev/null
    }
    banned '*p = 1' || { echo "FAIL: ban.h warns with $compiler"; failed=1; }
    for call in 'sprintf(p, "a")' 'strcpy(p, "a")' 'strcat(p, "a")' 'sscanf(p, "a")'; do
        banned "$call" && { echo "FAIL: $call compiles with $compiler"; failed=1; }
    done
done

swap src/geo/cell.c '#include "base/ban.h"' ''
catches banned "a source without ban.h" 'src/geo/cell.c: the last include'
swap src/geo/cell.c '#include "base/ban.h"' '#include "base/ban.h"\n#include <math.h>'
catches banned "an include behind ban.h" 'src/geo/cell.c: the last include'
swap src/geo/cell.h 'base/unit.h' 'base/ban.h'
catches banned "a header with ban.h" 'a header may not include'
swap src/base/ban.h ' strtok' ''
catches banned "a shorter list" 'no longer bans strtok'
plant src/geo/cell.c 'int pl_cell_bad(const char *s) { return atoi(s); }'
catches compile "a banned function" 'poisoned'
plant src/geo/cell.c 'int pl_cell_late(int n) {
    PL_BUF_AUTO out;
    if (n == 0) {
        return 0;
    }
    pl_buf_open(&out, 1);
    return 1;
}'
catches opened "a return before the opening" 'out is not opened before the return'

swap src/geo/cell.h '#include "base/unit.h"' ''
catches headers "a header that needs another one first" 'size_t'

plant src/geo/cell.c 'int counter;'
catches symbols "a global without a prefix" 'without the prefix pl_'
plant src/geo/cell.c 'int pl_cell_counter;'
catches symbols "a mutable global in .bss or COMMON" 'pl_cell_counter is mutable'
plant src/geo/cell.c 'int pl_cell_next(void); int pl_cell_next(void) { static int n = 4; return ++n; }'
catches symbols "a mutable static in a function" 'is mutable (.data)'
plant src/geo/cell.c 'int pl_cell_last(void); int pl_cell_last(void) { static _Thread_local int n; return ++n; }'
catches symbols "a thread-local" 'is mutable (.tbss)'
plant src/geo/cell.c 'const char *pl_cell_names[] = {"a", "b"};'
catches symbols "a table of pointers that lacks a const" 'pl_cell_names is mutable'

plant src/geo/cell.c 'double pl_cell_lat(double x); double pl_cell_lat(double x) { return sin(x); }'
catches pure "a libm transcendental" 'imports sin'
plant src/geo/cell.c 'int printf(const char *, ...);
void pl_cell_say(void); void pl_cell_say(void) { printf("%d", 3); }'
catches pure "printing" 'imports printf'
plant src/geo/cell.c 'long pl_time_now(void); long pl_cell_now(void); long pl_cell_now(void) { return pl_time_now(); }'
catches pure "the clock, through base" 'imports pl_time_now'
plant src/geo/cell.c 'int rand(void);
int pl_cell_any(void); int pl_cell_any(void) { return rand(); }'
catches pure "randomness" 'imports rand'

if command -v clang-format >/dev/null; then
    plant src/geo/cell.c 'int   pl_cell_x( void );'
    catches format "a badly formatted line" 'clang-format'
else
    echo "clang-format is not here: the format check was not tried"
fi

plant src/geo/cell.c "/* see /ro""ot/notes */"
catches paths "a path of somebody's machine" 'src/geo/cell.c'

# The list of sizes never fails, but it must see a long function.
{
    echo 'int pl_cell_long(void) {'
    for i in 1 2 3 4 5 6 7 8 9 10; do printf '    ;\n    ;\n    ;\n    ;\n    ;\n    ;\n'; done
    echo '    return 0;'
    echo '}'
} >>"$tree/src/geo/cell.c"
lint size || failed=1
grep -q 'pl_cell_long has 63 lines' "$scratch/log" || {
    echo "the list of sizes misses a function of 63 lines"
    cat "$scratch/log"
    failed=1
}
[ $failed = 0 ] && echo "each lint sees its fault"
exit $failed
