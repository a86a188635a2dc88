#!/bin/sh
# plain build only
# docs/reference/{cli,errors,http}.md are what the program prints, the man page and the completion are well formed, and every
# command explains itself. After a change of a command's table: make docs.
set -u
program=$1
status=0
fail() {
    echo "$*"
    status=1
}
for page in cli:--markdown errors:--errors http:--http; do
    file=docs/reference/${page%%:*}.md
    "$program" help "${page#*:}" | diff -u "$file" - || fail "$file is not what the program prints: run make docs"
done
man=$("$program" help --man)
commands=$("$program" help --markdown | sed -n 's/^## plimsoll //p')
[ -n "$commands" ] || fail "no commands"
printf '%s\n' "$commands" | {
    while IFS= read -r name; do
        "$program" $name --help >/dev/null || fail "$name --help fails"
        [ "$("$program" help $name)" = "$("$program" $name -h)" ] || fail "help $name and $name -h differ"
        printf '%s\n' "$man" | grep -qxF ".SS $(printf '%s' "$name" | sed 's/-/\\-/g')" || fail "$name is not in the man page"
        "$program" $name --no-such-option >/dev/null 2>&1
        [ $? = 2 ] || fail "$name --no-such-option is no usage error"
        case $("$program" help $name) in *"
examples:"*) ;; *) fail "$name has no example" ;; esac
    done
    exit $status
} || status=1
if command -v bash >/dev/null; then
    "$program" help --completion bash | bash -n || fail "the completion is no bash"
    first=$(printf '%s\n' "$commands" | head -n 1)
    got=$("$program" help --completion bash | FIRST=${first%% *} bash -c '
        source /dev/stdin
        COMP_WORDS=(plimsoll "${FIRST%?}") COMP_CWORD=1
        _plimsoll
        printf "%s\n" "${COMPREPLY[@]}"')
    printf '%s\n' "$got" | grep -qx "${first%% *}" || fail "completion of ${first%% *} gives: $got"
fi
exit $status
