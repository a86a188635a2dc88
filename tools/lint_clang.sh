#!/bin/sh
# lint_clang.sh: every source of src, tests and fuzz passes clang with the warnings of the build as errors. Nothing is
# compiled: all of them are found in what clang reads, and gcc's build says whether the program links. What is generated
# (tables, the page) is taken from the dev preset, which has to be built.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build/clang
cmake --preset clang >build/clang/configure.log 2>&1 || {
    cat build/clang/configure.log >&2
    exit 1
}
here=$(pwd)
sed -n 's/^ *"command": "\(.*\)",*$/\1/p' build/clang/compile_commands.json |
    sed 's/\\\(.\)/\1/g' | sed "s#$here/build/clang/#$here/build/dev/#g; s# -o [^ ]* -c # -fsyntax-only #" >build/clang/commands
[ -s build/clang/commands ] && ! grep -qv -- ' -fsyntax-only ' build/clang/commands || {
    echo "lint_clang: the commands of build/clang/compile_commands.json have no known form" >&2
    exit 1
}
# One command a line, as the shell reads it, a few to a shell: one that fails is followed by the others.
split -l 8 build/clang/commands build/clang/commands.
status=0
printf '%s\n' build/clang/commands.* | xargs -n 1 -P "$(nproc)" sh -c '
    status=0
    while IFS= read -r command; do eval "$command" || status=1; done <"$0"
    exit $status' || status=1
rm -f build/clang/commands.*
exit $status
