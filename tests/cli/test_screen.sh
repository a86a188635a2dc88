#!/bin/sh
# `screen` without a case, over the invented lists of tests/data/lists and the questions of tests/data/screen. What must
# come out is derived by hand from these files and from docs/screening.md.
set -eu
program=$1
export LC_ALL=C
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-screen.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_screen: $*" >&2
    exit 1
}
# expect STATUS ARGUMENT...: runs screen into $scratch/out and err
expect() {
    want=$1
    shift
    code=0
    "$program" screen "$@" >"$scratch/out" 2>"$scratch/err" || code=$?
    [ $code -eq "$want" ] || fail "screen $*: exit status $code, not $want: $(cat "$scratch/err")"
}
has() { grep -q -- "$1" "$scratch/out" || fail "no $1 in: $(cat "$scratch/out")"; }
hasnt() { ! grep -q -- "$1" "$scratch/out" || fail "$1 in: $(cat "$scratch/out")"; }
says() { grep -q -- "$1" "$scratch/err" || fail "no message $1 in: $(cat "$scratch/err")"; }
un=tests/data/lists/un-small.xml
ofac=tests/data/lists/ofac

# One name: the candidate line with its keys in order, then the summary.
expect 0 --list $un "Tavo Meru" --json
sed -n 1p "$scratch/out" | sed 's/"reasons":.*"status"/"reasons":..."status"/' >"$scratch/got"
cat >"$scratch/want" <<'END'
{"type":"candidate","query_id":null,"query":"Tavo Meru","score":1.000000,"rank":1,"list":"un-sc","published":"2031-02-03","entity":"900001","reference":"TTi.001","caption":"TAVO MERU","schema":"Person","matched_name":"TAVO MERU","listed":"listed","reasons":..."status":"candidate, not a decision"}
END
diff "$scratch/want" "$scratch/got" || fail "another candidate line"
has '"reasons":\[{"kind":"name","effect":1.0000,"detail":"[^"]*","exact":true'
has '"aligned":\[{"query":"tavo","list":"tavo","how":"equal"'
sed -n '$p' "$scratch/out" >"$scratch/out2" && mv "$scratch/out2" "$scratch/out"
has '^{"type":"summary","queries":1,"results":1,"with_candidates":1,'
has '"answers":\[{"query_id":null,"answer":"candidates","why":null}\]'
sha=$(sha256sum $un | cut -d' ' -f1)
has '"lists":\[{"list":"un-sc","published":"2031-02-03","age_days":-*[0-9]*,"sha256":"'"$sha"'","entries":3}\]'

# A weak alias by its exact form only; a former name; a number alone, first the ship, then who is named beside it.
expect 0 --list $un "old salt" --json && has '"matched_name":"Old Salt"'
expect 0 --list $un "old salty" --json && hasnt '"type":"candidate"'
expect 0 --list $un "tessil" --json && has '"reference":"TTe.001"'
expect 0 --list $un --imo "IMO 9074729" --json
sed -n 's/.*"rank":\([0-9]*\),.*"reference":"\([^"]*\)".*"matched_name":\([^,]*\),.*/\1 \2 \3/p' "$scratch/out" >"$scratch/got"
printf '1 TTe.001 null\n2 TTe.002 null\n' | diff - "$scratch/got" || fail "another answer to an IMO number"
expect 0 --list $un --imo 9074728 --json && has '"answer":"not_comparable","why":"the IMO number is not valid'
expect 0 --list $un --imo 12345 --json && has '"answer":"not_comparable"'

# What cannot be compared is an answer; an empty name is a usage error.
expect 0 --list $un '...' --json && has '"answer":"not_comparable","why":"the name has no letter and no digit"'
expect 0 --list $un "$(head -c 100000 /dev/zero | tr '\0' x)" --json
has '"answer":"not_comparable","why":"the name is longer than 2048 bytes"'
expect 0 --list $un "$(printf 'Tavo\001 \342\200\256Meru')" --json && has '"query":"Tavo\\u0001 \\u202eMeru"'
has '"reference":"TTi.001"'
expect 0 --list $un "$(printf 'Tavo\001 \342\200\256Meru')"
! LC_ALL=C grep -q "$(printf '[\001\256]')" "$scratch/out" || fail "control characters reach the terminal"
expect 2 --list $un "" && says 'the name is empty'
expect 2 --list $un "  " && says 'the name is empty'
expect 2 --list $un && says 'nothing is asked'
expect 2 "Tavo Meru" && says '--list'
expect 2 --list $un x --batch tests/data/screen/batch.csv && says 'exclude each other'
expect 2 --list $un x --json --csv
expect 2 --list $un x --as-of 2020 && says 'YYYY-MM-DD'
expect 2 --list $un x --threshold 1.5
expect 2 --list $un x --schema Martian
expect 2 --list $un x --birth-date soon
expect 2 --list $un --pairs tests/data/screen/pairs.csv

expect 0 --list $un "Tavo Meru" --imo 9074728 --country Atlantis --json
has '"answer":"candidates","why":"country \\"Atlantis\\" is not known and was left out; imo \\"9074728\\" has a wrong check digit'

# Limit, threshold, table, CSV, exit status on a hit, times on stderr only.
expect 0 --list $un "Tavo Meru" --threshold 0 --limit 1 --json && [ "$(wc -l <"$scratch/out")" -eq 2 ] || fail "limit"
expect 0 --list $un "Tavo Meru" && has 'TAVO MERU, Person, TTi.001, un-sc of 2031-02-03' && has 'candidates, not decisions'
expect 0 --list $un "Tavo Meru" --csv && has '^query_id,query,score,rank,list,' && has '^"",Tavo Meru,1.000000,1,un-sc,'
expect 1 --list $un "Tavo Meru" --fail-on-hit
expect 0 --list $un "Nobody Of That Name" --fail-on-hit
# A firm as the DPRK writes it in Han, old and simplified, against the name that the UN publishes (KPe.001).
printf 'id,name_a,name_b,schema\n1,朝鮮礦業開發貿易會社,Korea Mining Development Trading Corporation,Company\n2,朝鲜矿业开发贸易公司,Korea Mining Development Trading Corporation,Company\n' >"$scratch/han.csv"
expect 0 --pairs "$scratch/han.csv" --json && [ "$(grep -c '"match":true' "$scratch/out")" -eq 2 ] || fail "Han: $(cat "$scratch/out")"
# Firms in Hangul against the names that the UN or OFAC publish (KPe.003, KPe.023,
# KPe.007, KPe.021; OFAC 20573), and others.
cat >"$scratch/hangul.csv" <<'END'
id,name_a,name_b,schema
1,단천상업은행,Tanchon Commercial Bank,Company
2,대동신용은행,Daedong Credit Bank,Company
3,원자력총국,General Bureau of Atomic Energy,Company
4,국방과학원,Academy of National Defense Science,Company
5,조선국가보험총회사,Korea National Insurance Corporation,Company
a,단천상업은행,Korea Commercial Bank,Company
b,통일상업은행,Tanchon Commercial Bank,Company
c,원자력총국,Ministry of Atomic Energy,Company
d,금속공장,Machinery Factory,Company
END
expect 0 --pairs "$scratch/hangul.csv" --json
[ "$(sed -n 's/.*"id":"\(.\)".*"match":true.*/\1/p' "$scratch/out" | tr -d '\n')" = 12345 ] || fail "Hangul: $(cat "$scratch/out")"
# What is undetermined or cannot be compared has not passed, and a limit hides no hit.
expect 1 --list $un "Nobody Of That Name" --require ofac-sdn --fail-on-hit
expect 1 --list $un "!!!" --fail-on-hit
expect 1 --list $un "Tavo Meru" --limit 0 --fail-on-hit
# A name in another encoding has lost letters: never "none".
expect 0 --list $un "$(printf 'Nob\351 Of That Name')" --json
has '"answer":"not_comparable","why":"the name is not UTF-8; name '
printf 'id,name\n1,Tavo Meru\n2,Nob\351dy\n' >"$scratch/latin1.csv"
expect 0 --list $un --batch "$scratch/latin1.csv" --json
has '"values_left_out":1,' && has '{"query_id":"2","answer":"not_comparable","why":"the name is not UTF-8'
says 'is not UTF-8: convert the file (line 3, byte 20)'
expect 0 --list $un "Tavo Meru" --timing --json && says 'p50 [0-9]* us, p99 [0-9]* us' && hasnt p99

# As CSV a question without a candidate keeps its line, which says why: a table that leaves it out reads as "not listed".
printf 'id,name,imo\n1,Tavo Meru,\n2,Nobody Of That Name,\n3,,\n4,!!!,\n' >"$scratch/rows.csv"
answers() { sed -n 's/^\([0-9]*\),.*,\(candidates\|none\|undetermined\|not_comparable\),\(.\{0,20\}\).*$/\1 \2 \3/p' "$1"; } # FILE
expect 0 --list $un --batch "$scratch/rows.csv" --csv && has '^query_id,query,.*,exercise,answer,why$'
answers "$scratch/out" >"$scratch/got"
printf '%s\n' '1 candidates ' '2 none nothing in the lists' '3 not_comparable there is neither a n' '4 not_comparable the name has no lett' |
    diff - "$scratch/got" || fail "a batch as CSV: $(cat "$scratch/out")"
expect 0 --list $un --batch "$scratch/rows.csv" --csv --require ofac-sdn
answers "$scratch/out" | cut -d' ' -f1,2 | tr '\n' ';' >"$scratch/got"
grep -q '^1 undetermined;2 undetermined;3 not_comparable;4 not_comparable;$' "$scratch/got" || fail "without a list: $(cat "$scratch/out")"
expect 0 --list $un --batch "$scratch/rows.csv" --csv --limit 0
[ "$(answers "$scratch/out" | head -n 1)" = "1 candidates " ] || fail "a limit hides the answer: $(cat "$scratch/out")"

# A batch: every row has an answer.
expect 0 --list $un --batch tests/data/screen/batch.csv --json
sed -n 's/.*"answers":\[\(.*\)\],"lists".*/\1/p' "$scratch/out" | sed 's/},{/}\n{/g' |
    sed 's/.*"query_id":"\(q[0-9]\)","answer":"\([a-z_]*\)".*/\1 \2/' >"$scratch/got"
cat >"$scratch/want" <<'END'
q1 candidates
q2 candidates
q3 candidates
q4 none
q5 not_comparable
q6 candidates
q7 not_comparable
q8 not_comparable
q9 candidates
END
diff "$scratch/want" "$scratch/got" || fail "other answers to the batch"
has '"row_errors":1,"values_left_out":1,'
has 'birth_date \\"sometime\\" is no date and was left out; country \\"Atlantis\\" is not known and was left out; imo'
says 'batch.csv: the column "remark" is not used'
says "batch.csv: the row has more fields than the first line names.*(line 8, byte $(head -n 7 tests/data/screen/batch.csv | wc -c))"
[ "$(sed -n 's/.*"query_id":"q6",.*"rank":1,.*"reference":"\([^"]*\)".*/\1/p' "$scratch/out")" = TTi.001 ] || fail q6
for n in 2 3 7; do
    cp "$scratch/out" "$scratch/one"
    expect 0 --list $un --list $ofac/sdn.csv --batch tests/data/screen/batch.csv --json --threads 1
    cp "$scratch/out" "$scratch/one"
    expect 0 --list $un --list $ofac/sdn.csv --batch tests/data/screen/batch.csv --json --threads $n
    cmp "$scratch/one" "$scratch/out" || fail "$n threads print something else"
done
# Many rows: blocks and threads keep the order.
{
    echo 'id;name'
    i=0
    while [ $i -lt 1500 ]; do
        echo "$i;Meru $i"
        i=$((i + 1))
    done
} >"$scratch/many.csv"
expect 0 --list $un --batch "$scratch/many.csv" --json --threads 3 --threshold 0 --limit 1
sed -n 's/.*"type":"candidate","query_id":"\([0-9]*\)".*/\1/p' "$scratch/out" >"$scratch/got"
sort -n "$scratch/got" | cmp - "$scratch/got" || fail "rows out of order"
has '"queries":1500,'

# Broken batches.
printf 'id,name\n' >"$scratch/empty.csv"
expect 3 --list $un --batch "$scratch/empty.csv" --json && says 'there is no row' && has '"type":"summary"'
: >"$scratch/nothing.csv"
expect 3 --list $un --batch "$scratch/nothing.csv"
printf 'id,nam\n1,x\n' >"$scratch/column.csv"
expect 3 --list $un --batch "$scratch/column.csv" && says 'column "name" is missing.*line 1'
printf 'id,name\n1,Tavo Meru\n2,"open\n' >"$scratch/open.csv"
expect 3 --list $un --batch "$scratch/open.csv" --json && says 'line 3' && has '"query_id":"1"' && has '"type":"summary"'
printf 'id,name\n1,a,b\n2,c,d\n3,Tavo Meru\n' >"$scratch/half.csv"
expect 3 --list $un --batch "$scratch/half.csv" --json && says '2 of 3 rows could not be read' && has '"query_id":"3"'
expect 3 --list $un --batch "$scratch/not-there.csv"
gzip -c tests/data/screen/batch.csv >"$scratch/batch.csv.gz"
expect 0 --list $un --batch "$scratch/batch.csv.gz" --csv

# Pairs and entities: one answer a row.
expect 0 --pairs tests/data/screen/pairs.csv --json
sed -n 's/.*"type":"pair","id":"\(p[0-9]\)","score":\([0-9n]\)[^,]*,"match":\([a-z]*\),.*/\1 \2 \3/p' "$scratch/out" >"$scratch/got"
printf 'p1 0 true\np2 0 false\np3 n false\np4 0 false\n' | diff - "$scratch/got" || fail "other pairs: $(cat "$scratch/out")"
has '"type":"summary","pairs":4,"matches":1,"not_comparable":1,'
expect 1 --pairs tests/data/screen/pairs.csv --fail-on-hit
expect 0 --entities tests/data/screen/entities.jsonl --json
sed -n 's/.*"type":"comparison","id":"\([e0-9]*\)","score":\([0-9n]\)[^,]*,"match":\([a-z]*\),.*/\1 \2 \3/p' "$scratch/out" >"$scratch/got"
printf 'e1 0 true\n2 0 false\ne3 n false\ne4 n false\ne5 1 true\n' | diff - "$scratch/got" ||
    fail "other comparisons: $(cat "$scratch/out")"
has '"kind":"imoNumber"' && has '"kind":"birthDate","effect":-' && has '"kind":"country","effect":-'
says 'entities.jsonl: a line must be an object.*(line 4, byte'

# Several publications: made from one file, with another day, a name gone and a name put in.
sed 's/2031-02-03T/2030-12-15T/; /<DATAID>900001/d' $un >"$scratch/un-a.xml"
sed 's/2031-02-03T/2031-06-01T/; /<DATAID>900002/d' $un >"$scratch/un-c.xml"
a=$scratch/un-a.xml b=$un c=$scratch/un-c.xml
as_of() { # as_of DAY NAME ANSWER: the same for every order of the files
    for order in "$a $b $c" "$a $c $b" "$b $a $c" "$b $c $a" "$c $a $b" "$c $b $a"; do
        lists=
        for file in $order; do
            lists="$lists --list $file"
        done
        # shellcheck disable=SC2086
        expect 0 $lists --as-of "$1" "$2" --json
        got=$(sed -n 's/.*"type":"candidate".*"published":"\([^"]*\)".*"listed":"\([a-z]*\)".*/\2 \1/p' "$scratch/out")
        [ "$got" = "$3" ] || fail "as of $1, $2 in order $order: $got, not $3"
    done
}
while IFS='|' read -r day name answer; do
    as_of "$day" "$name" "$answer"
done <<'END'
2030-12-15|Tavo Meru|
2031-01-01|Tavo Meru|undetermined 2031-02-03
2031-02-03|Tavo Meru|listed 2031-02-03
2031-03-01|Tavo Meru|listed 2031-02-03
2031-01-01|Volana Reef|listed 2030-12-15
2031-03-01|Volana Reef|undetermined 2031-02-03
2031-06-01|Volana Reef|
2030-12-10|Volana Reef|listed 2030-12-15
2030-11-30|Volana Reef|
2030-12-10|Tavo Meru|undetermined 2031-02-03
END
expect 0 --list "$scratch/un-a.xml" --list $un --as-of 2030-11-30 "Volana Reef" --json
has '"notes":\["un-sc was first published after that day: entries that were delisted before cannot be seen"\]'
has '"answer":"none"'
expect 0 --list "$scratch/un-a.xml" --list $un "Tavo Meru" --json && has '"published":"2031-02-03"'
expect 0 --list "$scratch/un-c.xml" --list $un "Volana Reef" --json && hasnt '"type":"candidate"'

# OFAC's parts join by folder and name; a part alone is refused; the date is given.
expect 0 --list $ofac/sdn.csv@2026-02-27 "Volana Rif" --json
has '"list":"ofac-sdn","published":"2026-02-27","entity":"101"' && says 'alt.csv: read as a part of ofac-sdn'
expect 0 --list $ofac/sdn.csv --list $ofac/alt.csv@2026-02-27 --list $ofac/add.csv --list $ofac/sdn_comments.csv \
    "Volana Rif" --json
has '"published":"2026-02-27"' && has '"entries":4,"files":\[{"file":"[^"]*sdn.csv","sha256":"[0-9a-f]*"},'
mkdir "$scratch/alone" && cp $ofac/sdn.csv "$scratch/alone"
expect 2 --list "$scratch/alone/sdn.csv" x && says 'a part of ofac-sdn alone would miss most names'
expect 2 --list $ofac/sdn.csv@2026-02-30 x && says 'behind @ stands no date'
expect 2 --list $ofac/sdn.csv@2026-02-27 --list $ofac/alt.csv@2026-02-28 x && says 'different dates'
expect 0 --list $un@2001-01-01 "Tavo Meru" --json && has '"published":"2031-02-03"' && says 'carries its own date'
cp $un "$scratch/list@2020-01-01"
expect 0 --list "$scratch/list@2020-01-01" "Tavo Meru"
gzip -c $un >"$scratch/un.xml.gz"
expect 0 --list "$scratch/un.xml.gz" "Tavo Meru" --json && has '"reference":"TTi.001"'

# FollowTheMoney, and a delta that changes it.
ftm=tests/data/lists/ftm
expect 0 --list $ftm/small.entities.ftm.json@2024-05-01 "Meru Tavo" --json && has '"list":"small","published":"2024-05-01","entity":"p-1"'
expect 0 --list $ftm/small.entities.ftm.json@2024-05-01 --list $ftm/small.entities.delta.json@2024-06-01 "Ornek" --json
has '"list":"small","published":"2024-06-01","entity":"v-2"'
expect 0 --list $ftm/small.entities.ftm.json@2024-05-01 --list $ftm/small.entities.delta.json@2024-06-01 "Meru Tavo" --json
hasnt '"entity":"p-1"'
expect 2 --list $ftm/small.entities.delta.json x && says 'is a delta'
cp $ftm/small.entities.delta.json "$scratch/delta-20240527134702-zbn.entities.delta.json"
expect 0 --list $ftm/small.entities.ftm.json@2024-05-01 \
    --list "$scratch/delta-20240527134702-zbn.entities.delta.json" "Meru Tavo" --json
has '"published":"2024-05-27","age_days"'
# Such a list is called by its file without a day; files of one dataset, each of another day, are its publications.
echo '{"id":"n-1","schema":"Person","properties":{"name":["Orla Vint"]},"datasets":["test"]}' >"$scratch/x-2024-05-01.ftm.json"
echo '{"id":"n-2","schema":"Person","properties":{"name":["Bren Tosk"]},"datasets":["test"]}' >"$scratch/y.json"
expect 0 --list "$scratch/x-2024-05-01.ftm.json" "Orla Vint" --json && has '"list":"x","published":null'
expect 0 --list "$scratch/x-2024-05-01.ftm.json" --list "$scratch/y.json" "Orla Vint" --json && has '"list":"x"' && has '"list":"y"'
set -- --list "$scratch/x-2024-05-01.ftm.json@2024-05-01" --list "$scratch/y.json@2024-07-01"
expect 0 "$@" "Orla Vint" --json && hasnt '"type":"candidate"' && says 'x-2024-05-01.ftm.json: not searched: a newer copy'
expect 0 "$@" "Orla Vint" --json --as-of 2024-06-01 && has '"list":"test","published":"2024-05-01".*"listed":"undetermined"'
expect 0 "$@" "Orla Vint" --json --as-of 2024-05-01T12:00:00Z && has '"listed":"listed"'

# Required lists: missing, undated, too old: undetermined, never none.
expect 0 --list $ofac/sdn.csv --require un-sc x --json && has '"answer":"undetermined","why":"the required list un-sc was not searched"'
expect 0 --list $ofac/sdn.csv --require ofac-sdn x --json && has 'the required list ofac-sdn has no publication date'
expect 0 --list $ofac/sdn.csv@2020-01-01 --require ofac-sdn x --json && has '"answer":"none"'
expect 0 --list $ofac/sdn.csv@2020-01-01 --require ofac-sdn:100 x --json && has '"answer":"undetermined".*more than the 100 that are allowed'
expect 0 --list $ofac/sdn.csv@2020-01-01 --require ofac-sdn:4 --as-of 2020-01-05 x --json && has '"answer":"none"'
expect 0 --list $ofac/sdn.csv@2020-01-01 --require ofac-sdn:3 --as-of 2020-01-05 x --json && has '"answer":"undetermined"'
expect 0 --list $ofac/sdn.csv --require un-sc "Volana Reef" --json && has '"type":"candidate"' && has '"answer":"undetermined"'
expect 2 --list $un --require un-sc:soon x

# Lists that cannot be read.
head -c 900 $un >"$scratch/cut.xml"
expect 3 --list "$scratch/cut.xml" x && says 'cut.xml: .*line [0-9]*, byte [0-9]*'
expect 3 --list "$scratch/not-there.xml" x
expect 3 --list "$scratch/cut.xml" x --json && has '^{"type":"summary","queries":0,.*"answers":\[\],"lists":\[\],"error":'
expect 2 --list - x && says 'cannot be standard input'
expect 3 --list "$scratch" x && says 'is a folder'
echo 'name,thing' >"$scratch/other.csv"
expect 3 --list "$scratch/other.csv" x && says 'not a list of any known kind'

# A batch without ids: each row goes by its number, also behind one that has a fault; pairs have ids.
printf 'name,imo\nTavo Meru,\na,b,c\nNobody At All,\n' >"$scratch/numbered.csv"
expect 0 --list $un --batch "$scratch/numbered.csv" --json
has '"query_id":"1","query":"Tavo Meru"'
has '"answers":\[{"query_id":"1","answer":"candidates".*{"query_id":"2".*{"query_id":"3","answer":"none"'
printf 'name_a,name_b\na,b\n' >"$scratch/pairs.csv"
expect 3 --pairs "$scratch/pairs.csv" && says 'column "id" is missing'

# An exercise's list marks every line; with a real one it is refused.
sed 's/<CONSOLIDATED_LIST /&exercise="true" /' $un >"$scratch/exercise.xml"
expect 0 --list "$scratch/exercise.xml" "Tavo Meru" --json
[ "$(grep -c '"exercise":true' "$scratch/out")" -eq "$(wc -l <"$scratch/out")" ] || fail "a line without its mark"
expect 5 --list "$scratch/exercise.xml" --list $ofac/sdn.csv "Tavo Meru" && says 'cannot be screened together'

# Lists of many kinds in one go.
set --
for list in $un tests/data/lists/uk/*.csv tests/data/lists/eu/*.csv tests/data/lists/csl/*.csv \
    tests/data/lists/targets/targets.simple.csv tests/data/lists/ofsi/*.csv $ofac/sdn.csv; do
    [ -e "$list" ] && set -- "$@" --list "$list"
done
expect 0 "$@" "Tavo Meru" --json
echo "screen: names, numbers, batches, pairs, entities, publications, required lists"
