#!/bin/sh
# The API of reports. Places of faults are counted by hand (bytes and characters stand beside the text below); the lines
# are those of `report check`, the page is escaped and brings no script, an edition is never overwritten, a path is never a
# report, what was built is told to nobody who is not cleared for it, and a bundle that was downloaded verifies elsewhere.
set -u
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-report.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0 checked=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ok() { "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || fail "$*: status $?: $(cat "$work/err")"; }
# get WANTED-STATUS PATH [OPTION...]: the answer in answer, its body in body
get() {
    wanted=$1 path=$2
    shift 2
    "$program" -C "$work/case" get --head "$path" "$@" >"$work/answer" 2>"$work/err"
    sed -n '1s/^Status: //p' "$work/answer" >"$work/status"
    sed '1,/^$/d' "$work/answer" >"$work/body"
    [ "$(cat "$work/status")" = "$wanted" ] ||
        fail "$path: status $(cat "$work/status"), not $wanted: $(head -c 600 "$work/body") $(cat "$work/err")"
}
# sent WANTED-STATUS METHOD PATH FILE [OPTION...]: the JSON in FILE as the body
sent() {
    wanted=$1 method=$2 path=$3 file=$4
    shift 4
    get "$wanted" "$path" --method "$method" --content-type application/json --data - "$@" <"$file"
}
# valid SCHEMA: the body is to be checked against it at the end
valid() {
    checked=$((checked + 1))
    cp "$work/body" "$work/valid.$1.$checked"
}
is() { # JQ-FILTER WANTED WHAT
    got=$(jq -c "$1" "$work/body" 2>&1)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}
has() { grep -aq -- "$1" "$work/answer" || fail "$2: no $1 in $(head -c 900 "$work/answer")"; }
hasnt() { ! grep -aq -- "$1" "$work/answer" || fail "$2: $1 stands there"; }
text() { jq -Rsc '{text: .}' "$1" >"$work/text.json"; }
entries() { "$program" -C "$work/case" log --json | grep -c '"type":"entry"'; }

ok init "$work/case" --participant "State A" --person "A. Author"
ok source add patrol --kind agency --party "State A" --label patrol
ok observe add --as sighting --subject "OPEN POINT" --observed 2026-03-01T02:00Z --source patrol --label seen --marking TLP:GREEN
ok claim add --who "OPEN POINT" --did "took oil from" --whom "FAR POINT" --start 2026-03-01 --label c1 --marking TLP:GREEN
ok claim support c1 seen --marking TLP:GREEN
ok finding add "OPEN POINT took oil from FAR POINT." --claims c1 --accused "OPEN POINT; FAR POINT" --accused-kind vessel --label f-1 --marking TLP:GREEN

# The case begins with entries 0 and 1 (itself, its person): the source is S2, the sighting O3, the claim C4, the finding F6.

# ---- the check: line, column (in characters) and byte of each fault
# bytes 0 "---\n" 4 "title: Two ships\n" 21 "---\n" 25 "\n" 26 line 5, of 36 bytes and its end: 63. In line 6 two Hangul
# syllables of 3 bytes and a space stand before the mark: byte 70, column 4. Line 5 ends at byte 62, the words of its
# statement, which go on in line 6 up to that mark, at 69; the second has 37 bytes: to 107. What C999 is nobody knows, so
# nothing supports f-9, nor a-1, which rests on it alone.
cat >"$work/faults.md" <<'END'
---
title: Two ships
---

{finding id=f-9 cites=C999} A met B.
한국 {assessment id=a-1 cites=f-9} It met.
END
text "$work/faults.md"
sent 200 POST /api/reports/check "$work/text.json"
valid ReportLines
is '[.items[] | select(.type == "problem" and .severity == "error") | [.kind, .statement, .line, .column, .offset]]' \
    '[["no_support","f-9",5,1,26],["unresolved","f-9",5,1,26],["no_support","a-1",6,4,70],["no_likelihood","a-1",6,4,70],["no_confidence","a-1",6,4,70]]' \
    "faults and their places"
is '[.items[] | select(.type == "statement") | [.statement, .line, .column, .offset, .end]]' \
    '[["f-9",5,1,26,69],["a-1",6,4,70,107]]' "where statements begin and end"
is '.summary | [.errors, .findings, .reviewed, .lead]' '[5,1,0,"lead, not a finding"]' "summary"
is '[.items[] | select(.type == "release") | .allowed]' '[false]' "a text with errors cannot be released"
jq -c '.items[]' "$work/body" >"$work/api"
"$program" -C "$work/case" report check "$work/faults.md" --json >"$work/out" 2>/dev/null
[ $? -eq 1 ] || fail "report check of a text with errors"
jq -c 'select(.type != "summary")' "$work/out" | cmp -s - "$work/api" ||
    fail "the API checks otherwise than the command: $(jq -c 'select(.type != "summary")' "$work/out" | diff - "$work/api")"

# What a sentence leads to: the claim that it names, and the sighting below that.
cat >"$work/good.md" <<'END'
---
title: Two ships at <script>alert(1)</script> sea
marking: TLP:GREEN
---

{finding id=f-1 cites=c1} OPEN POINT took oil from FAR POINT.

{background id=b} <img src=x onerror=alert(1)> is text here.
END
text "$work/good.md"
cp "$work/text.json" "$work/good.json"
sent 200 POST /api/reports/check "$work/good.json"
valid ReportLines
is '[.items[] | select(.statement == "f-1" and .type == "statement") | [.cites, .rests_on, .status]]' \
    '[[["c1"],["c1","O3"],"lead, not a finding"]]' "what a sentence rests on"
is '[.items[] | select(.type == "ref") | [.id, .kind, .title]]' \
    '[["c1","claim","OPEN POINT took oil from FAR POINT"],["O3","observation","sighting: OPEN POINT"]]' "refs"
jq -c '. + {without: ["State A"]}' "$work/good.json" >"$work/without.json"
sent 200 POST /api/reports/check "$work/without.json"
is '[.items[] | select(.type == "without") | .losses[0] | [.statement, .loses]]' '[["f-1","only"]]' "without State A"

# ---- the page: escaped, no script, shut off by its own policy
sent 200 POST /api/reports/preview "$work/good.json"
has '^Content-Type: text/html; charset=utf-8$' "preview"
has "^Content-Security-Policy: sandbox allow-popups; default-src 'none';" "preview"
has '&lt;script&gt;alert(1)&lt;/script&gt;' "a title with markup"
hasnt '<script' "preview"
hasnt '<img' "preview"
has 'lead, not a finding' "preview of what nobody reviewed"

# ---- keeping: the first edition, the same again, the next, and one over an edition that was replaced
get 200 /api/reports
is '[(.items | length), .summary.results]' '[0,0]' "no report yet"
before=$(entries)
sent 201 POST /api/reports "$work/good.json"
valid Report
first=$(jq -r .id "$work/body")
[ "$(entries)" -eq $((before + 1)) ] || fail "a text is one entry"
has "^Location: /api/reports/$first\$" "where it is"
is '[.title, .marking, .replaces, .replaced_by, .built, .errors, .shows, .lead]' \
    '["Two ships at <script>alert(1)</script> sea","TLP:GREEN",null,null,null,0,"TLP:GREEN","lead, not a finding"]' "the first edition"
sent 200 POST /api/reports "$work/good.json"
is '.id' "\"$first\"" "the same text is the same report"
sent 200 PUT "/api/reports/$first/text" "$work/good.json"
[ "$(entries)" -eq $((before + 1)) ] || fail "the same text again is no entry"
get 200 "/api/reports/$first/text"
valid ReportText
jq -j .text "$work/body" | cmp -s - "$work/good.md" || fail "the text is not as it was kept"
get 200 "/api/reports/$first/text.txt"
cmp -s "$work/body" "$work/good.md" || fail "the plain text is not as it was kept"
{
    cat "$work/good.md"
    printf '\n{method id=m} By eye.  \n\n'
} >"$work/second.md"
text "$work/second.md"
cp "$work/text.json" "$work/second.json"
sent 201 PUT "/api/reports/$first/text" "$work/second.json"
second=$(jq -r .id "$work/body")
is '[.replaces, [.editions[].id]]' "[\"$first\",[\"$first\",\"$second\"]]" "the second edition"
get 200 "/api/reports/$second/text.txt"
cmp -s "$work/body" "$work/second.md" || fail "white space at the end of a text is part of it"
get 200 "/api/reports/$first"
valid Report
is '.replaced_by' "\"$second\"" "the first edition says what replaced it"
printf '{"text":"---\\ntitle: Third\\n---\\n\\n{background id=b} Other words.\\n"}' >"$work/third.json"
sent 409 PUT "/api/reports/$first/text" "$work/third.json"
has "replaced by $second meanwhile" "over an edition that was replaced"
[ "$(entries)" -eq $((before + 2)) ] || fail "a refused text is no entry"
printf '{"title":"A new one"}' >"$work/title.json"
sent 201 POST /api/reports "$work/title.json"
is '.title' '"A new one"' "one to begin with"
third=$(jq -r .id "$work/body")
get 200 /api/reports
valid ReportList
is '[.items[].id]' "[\"$third\",\"$second\",\"$first\"]" "all of them, the newest first"
get 200 /api/reports.csv
[ "$(wc -l <"$work/body")" -eq 4 ] || fail "CSV: $(cat "$work/body")"
get 200 "/api/reports?log=$((before + 1))"
is '[.items[].id, .items[0].replaced_by]' "[\"$first\",null]" "as it was known"

# ---- who judged it, and what stands in the way
is_allowed() {
    get 200 "/api/reports/$second"
    valid Report
    is '.release.allowed' "$1" "$2"
}
is_allowed false "nobody reviewed it"
has 'no second person has approved it' "why not"
is '.findings[0] | [.statement, .line, .finding, .author, .status, .reviews]' '["f-1",6,"F6","A. Author","lead, not a finding",[]]' "the finding"
is '[.findings[0].names[].name]' '["OPEN POINT","FAR POINT"]' "whom it names"
ok finding review f-1 --verdict dissent --by "C. Other" --party "State C" --text "It was another ship." --marking TLP:GREEN
ok finding review f-1 --verdict approve --by "B. Second" --marking TLP:GREEN
is_allowed false "nobody was asked"
is '[.findings[0].reviews[] | [.by, .party, .verdict, .text]]' \
    '[["C. Other","State C","dissent","It was another ship."],["B. Second","","approve",""]]' "who judged what"
is '.findings[0] | [.status, .dissents]' '["reviewed finding",1]' "reviewed, with its dissent"
[ "$(jq 'has("lead")' "$work/body")" = false ] || fail "all findings are reviewed: no lead"
has 'no reply was asked' "why not"

# ---- building, downloading, verifying; to whom it went
get 404 "/api/reports/$second/bundle"
has 'nothing was built' "before it is built"
printf '{"exhibits":true,"up_to":"TLP:GREEN"}' >"$work/build.json"
sent 201 POST "/api/reports/$second/build" "$work/build.json"
valid ReportBuilt
is '[.id, .marking, .exhibits, .up_to, .errors]' "[\"$second\",\"TLP:GREEN\",true,\"TLP:GREEN\",0]" "what was built"
cp "$work/body" "$work/record"
get 200 "/api/reports/$second"
jq -c .built "$work/body" | cmp -s - "$work/record" || [ "$(jq -Sc .built "$work/body")" = "$(jq -Sc . "$work/record")" ] ||
    fail "the state tells of another build"
"$program" -C "$work/case" get "/api/reports/$second/bundle" >"$work/bundle.tar" 2>"$work/err" || fail "bundle: $(cat "$work/err")"
[ "$(sha256sum <"$work/bundle.tar" | cut -d' ' -f1)" = "$(jq -r '.files[] | select(.name == "bundle.tar") | .sha256' "$work/record")" ] ||
    fail "the bundle is another file than the record says"
get 200 "/api/reports/$second/bundle"
has "^Content-Disposition: attachment; filename=\"$second-bundle.tar\"\$" "bundle"
"$program" verify "$work/bundle.tar" --json >"$work/out" 2>/dev/null
grep -q '"kind":"bundle","holds":null' "$work/out" || fail "the bundle verifies: $(head -c 600 "$work/out")"
get 200 "/api/reports/$second.html?built=1"
has "^Content-Security-Policy: sandbox" "the built page"
has 'Check it yourself\|plimsoll-verify' "the built page names the bundle"
get 200 "/api/reports/$second.html"
hasnt '<script' "the page"
get 200 "/api/reports/$second.html?log=$((before + 2))"
has 'lead, not a finding' "as it was before the review"
if command -v pandoc >/dev/null; then
    get 200 "/api/reports/$second.docx"
    has '^PK' "DOCX"
else
    get 404 "/api/reports/$second.docx"
fi
get 404 "/api/reports/$first/bundle"
[ "$(stat -c %a "$work/case/reports/$second")" = 700 ] || fail "others can read what was built"
ok check
get 404 "/api/reports/$second/bundle" --clearance TLP:CLEAR
get 404 "/api/reports/$second" --clearance TLP:CLEAR
get 200 "/api/reports/$second/bundle" --clearance TLP:GREEN
# The same page with a bundle that may open more: it is for those who may see more.
printf '{"up_to":"TLP:AMBER"}' >"$work/amber.json"
sent 201 POST "/api/reports/$second/build" "$work/amber.json"
get 404 "/api/reports/$second/bundle" --clearance TLP:GREEN
get 200 "/api/reports/$second" --clearance TLP:GREEN
is '.built' null "of what was built nothing is told"
get 200 "/api/reports/$second/bundle" --clearance TLP:AMBER
# Built again with everything: the newest entries are TLP:RED, and the head has no marking to keep them closed.
printf '{"text":"---\\ntitle: Red\\n---\\n\\n{background id=b cites=red} Words.\\n"}' >"$work/red.json"
ok claim add --who "RED POINT" --did sailed --start 2026-03-01 --label red
sent 201 POST /api/reports "$work/red.json"
red=$(jq -r .id "$work/body")
printf '{}' >"$work/empty.json"
sent 201 POST "/api/reports/$red/build" "$work/empty.json"
is '.marking' '"TLP:RED"' "marked as what it shows"
get 404 "/api/reports/$red/bundle" --clearance TLP:AMBER
get 404 "/api/reports/$red.html?built" --clearance TLP:AMBER

# ---- a head that is marked lower than what is shown is built by nobody
printf '{"text":"---\\ntitle: Low\\nmarking: TLP:CLEAR\\n---\\n\\n{finding id=f-1 cites=c1} OPEN POINT took oil from FAR POINT.\\n"}' >"$work/low.json"
sent 201 POST /api/reports "$work/low.json"
low=$(jq -r .id "$work/body")
is '.release.allowed' false "marked too low"
sent 403 POST "/api/reports/$low/build" "$work/empty.json"
has 'shows what is marked higher' "marked too low"

# ---- what is erased goes from what was built, too
printf '{"text":"---\\ntitle: Erased words of a long kind\\n---\\n\\n{background id=b} Nothing.\\n"}' >"$work/gone.json"
sent 201 POST /api/reports "$work/gone.json"
gone=$(jq -r .id "$work/body")
sent 201 POST "/api/reports/$gone/build" "$work/empty.json"
ok erase "$gone" --authority "A judge" --text "ordered"
[ ! -e "$work/case/reports/$gone/report.html" ] || fail "what was built outlives an erasure"
get 404 "/api/reports/$gone/bundle"

# ---- what is refused
cp "$work/faults.md" "$work/case/stray.md"
cd "$work/case" || exit 1 # where a path would lead to a file
for path in stray.md case.db ..%2fcase.db %2fetc%2fpasswd; do
    for ask in "$path" "$path.html" "$path/text" "$path/bundle"; do
        "$program" -C "$work/case" get "/api/reports/$ask" >"$work/out" 2>&1
        case $(jq -r .status "$work/out") in 400 | 404) ;; *) fail "$ask: $(head -c 300 "$work/out")" ;; esac
    done
    "$program" -C "$work/case" get "/api/reports/$path/build" --content-type application/json --data '{}' >"$work/out" 2>&1
    case $(jq -r .status "$work/out") in 400 | 404) ;; *) fail "building $path: $(head -c 300 "$work/out")" ;; esac
done
get 404 /api/reports/F6
has 'is no report' "a finding is no report"
get 404 /api/reports/F6/text
get 404 /api/reports/R999/bundle
printf '{"text":"---\\ntitle: \377\\n---\\n"}' >"$work/bad.json"
sent 422 POST /api/reports/check "$work/bad.json"
printf '{"text":"a\\u0000b"}' >"$work/bad.json"
sent 422 POST /api/reports/check "$work/bad.json"
printf '{"text":""}' >"$work/bad.json"
sent 200 POST /api/reports/check "$work/bad.json"
is '[.items[] | select(.type == "problem") | [.kind, .line, .column]]' '[["form",1,1]]' "an empty text has no head"
printf '{"text":5}' >"$work/bad.json"
sent 400 POST /api/reports/check "$work/bad.json"
printf '{"text":"x","path":"/etc/passwd"}' >"$work/bad.json"
sent 400 POST /api/reports/check "$work/bad.json"
sent 400 POST /api/reports "$work/bad.json"
printf '{"text":"x","title":"y"}' >"$work/bad.json"
sent 400 POST /api/reports "$work/bad.json"
printf '{"up_to":"TLP:PINK"}' >"$work/bad.json"
sent 400 POST "/api/reports/$second/build" "$work/bad.json"
printf '{"withhold":["nobody"]}' >"$work/bad.json"
sent 404 POST "/api/reports/$second/build" "$work/bad.json"
get 405 /api/reports --method DELETE
get 415 /api/reports/check --method POST --content-type text/plain --data x

# The ceiling of a text: 1 MiB, and not one byte more; and of a body.
big() { # BYTES
    {
        printf -- '---\ntitle: Big\n---\n\n{background id=b} '
        head -c $(($1 - 39)) /dev/zero | tr '\0' x
        printf '\n'
    } >"$work/big.md"
    [ "$(wc -c <"$work/big.md")" -eq "$1" ] || fail "the test makes $(wc -c <"$work/big.md") bytes, not $1"
    text "$work/big.md"
}
big 1048575
sent 200 POST /api/reports/check "$work/text.json"
big 1048576
sent 200 POST /api/reports/check "$work/text.json"
big 1048577
sent 413 POST /api/reports/check "$work/text.json"
sent 413 POST /api/reports "$work/text.json"
head -c 8388609 /dev/zero | tr '\0' ' ' >"$work/huge.json"
sent 413 POST /api/reports/check "$work/huge.json"

# ---- every answer holds to its schema
"$program" -C "$work/case" get /openapi.json >"$work/openapi.json"
set --
for file in "$work"/valid.*; do
    name=${file##*/valid.}
    set -- "$@" "${name%.*}" "$file"
done
[ $# -ge 18 ] || fail "too few answers to check: $#"
if command -v node >/dev/null && [ -f "$here/../schema_check.mjs" ]; then
    node "$here/../schema_check.mjs" "$work/openapi.json" "$@" >"$work/out" 2>&1
    case $? in 0) ;; 77) cat "$work/out" ;; *) fail "schemas: $(cat "$work/out")" ;; esac
else
    echo "skipped: node is missing: answers are not checked against their schemas"
fi

[ $failures -eq 0 ]
