#!/bin/sh
# A case with accounts: nobody reads or writes without signing in, each as far as their role and clearance go; what is
# written is signed by the account's person; who asked what is recorded; nothing of it leaves with a backup or a bundle.
# Then the same over TLS, with a certificate made here, and what `serve` refuses to start with.
set -u
. "$(dirname "$0")/serve.sh"
program=$(realpath "$1")
for tool in curl openssl jq; do
    command -v $tool >/dev/null || {
        echo "skipped: $tool is missing"
        exit 77
    }
done
umask 077
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-accounts.XXXXXX") || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ok() { "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || fail "$*: status $?: $(cat "$work/err")"; }
refused() { # WANTED-STATUS WORDS COMMAND...
    want=$1 words=$2
    shift 2
    timeout 120 "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ $got = "$want" ] || fail "$*: status $got, not $want: $(cat "$work/err")"
    grep -q -- "$words" "$work/err" || fail "$*: no '$words' in: $(cat "$work/err")"
}
start() { start_server --listen 127.0.0.1:0 "$@"; } # OPTION...
stop() {
    kill -TERM "$server"
    wait "$server" || fail "SIGTERM ends it well: $(cat "$work/log")"
    server=
}
status() { # WANTED CURL-ARGUMENTS...
    want=$1
    shift
    got=$(curl -s -m 120 --cacert "$work/desk.pem" -o "$work/body" -D "$work/head" -w '%{http_code}' "$@")
    [ "$got" = "$want" ] || fail "$*: $got, not $want: $(head -c 300 "$work/body")"
}
json="Content-Type: application/json"
sign_in() { # NAME: its cookies in NAME.jar, its token in NAME.token
    status 200 -c "$work/$1.jar" -H "$json" -d "{\"name\":\"$1\",\"password\":\"the word of $1\"}" "$url/api/session"
    jq -r .csrf "$work/body" >"$work/$1.token"
}
as() { # WANTED NAME CURL-ARGUMENTS...
    who=$2
    want=$1
    shift 2
    status "$want" -b "$work/$who.jar" -H "X-Plimsoll-Token: $(cat "$work/$who.token")" "$@"
}

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=desk.example" \
    -addext "subjectAltName=DNS:desk.example,IP:127.0.0.1,DNS:localhost" -keyout "$work/desk.key" -out "$work/desk.pem" 2>"$work/err" ||
    fail "openssl: $(cat "$work/err")"

ok init "$work/case" --participant "State A" --person "A. Author"
ok key add "B. Second"
ok source add open --kind press --label open --marking TLP:GREEN
ok source add closed --kind press --label closed --marking TLP:AMBER
ok observe add --as sighting --subject "OPEN POINT" --observed 2026-03-01 --source open --marking TLP:GREEN
ok observe add --as sighting --subject "CLOSED POINT" --observed 2026-03-01 --source closed --marking TLP:AMBER

# Beyond loopback: refused without a certificate, refused without accounts, whatever is given of the other.
refused 5 certificate serve --listen 0.0.0.0:0
refused 5 "no accounts" serve --listen 0.0.0.0:0 --certificate "$work/desk.pem" --key "$work/desk.key"

for name in rita ana rev adam; do echo "the word of $name" >"$work/$name.pw"; done
refused 2 role account add rita --password-file "$work/rita.pw"
refused 2 "role" account add rita --role king --password-file "$work/rita.pw"
refused 2 "no key here" account add ana --role analyst --person "C. Nobody" --password-file "$work/ana.pw"
refused 2 "10 to 1024" account add x --role reader --password-file "$(echo short >"$work/short"; echo "$work/short")"
chmod 644 "$work/rita.pw"
refused 5 "" account add rita --role reader --password-file "$work/rita.pw"
chmod 600 "$work/rita.pw"
ok account add rita --role reader --clearance TLP:GREEN --password-file "$work/rita.pw"
ok account add ana --role analyst --person "A. Author" --password-file "$work/ana.pw"
ok account add rev --role admin --person "B. Second" --password-file "$work/rev.pw"
ok account add adam --role admin --password-file "$work/adam.pw"
refused 2 already account add ana --role admin --password-file "$work/ana.pw"
ok account list --json
[ "$(jq -s -c 'map(.name // .results)' "$work/out")" = '["adam","ana","rev","rita",4]' ] || fail "list: $(cat "$work/out")"
grep -q argon "$work/out" && fail "the list shows hashes"
[ "$(stat -c %a "$work/case/access/accounts")" = 600 ] || fail "others may read the accounts"
grep -q "the word" -r "$work/case" && fail "a password lies in the case"
refused 5 certificate serve --listen 0.0.0.0:0
refused 2 together serve --listen 127.0.0.1:0 --certificate "$work/desk.pem"
chmod 640 "$work/desk.key"
refused 5 "chmod 600" serve --listen 127.0.0.1:0 --certificate "$work/desk.pem" --key "$work/desk.key"
chmod 600 "$work/desk.key"
refused 3 "not taken" serve --listen 127.0.0.1:0 --certificate "$work/rita.pw" --key "$work/desk.key"
openssl ecparam -name prime256v1 -genkey -noout -out "$work/other.key" 2>/dev/null
refused 3 "not taken" serve --listen 127.0.0.1:0 --certificate "$work/desk.pem" --key "$work/other.key"

# ---- on loopback, without TLS ----
start
for path in /api/log /api/filings /api/events /api/stream /api/claims /api/accounts /match/default /api/nothing; do
    case $path in /api/nothing) status 404 "$url$path" ;; /match/*) status 401 -H "$json" -d '{}' "$url$path" ;; *) status 401 "$url$path" ;; esac
    grep -q POINT "$work/body" && fail "$path tells of the case"
done
for path in / /healthz /readyz /openapi.json /api/session; do status 200 "$url$path"; done
[ "$(jq -c '[.role,.person,.participant,.csrf,.log_size,.accounts]' "$work/body")" = '["nobody","","","",0,true]' ] || fail "session: $(cat "$work/body")"
head -c 30000000 /dev/zero >"$work/large"
for way in "X-A: 1" "Transfer-Encoding: chunked"; do # 000: the connection was ended while curl was still sending
    got=$(curl -s -m 120 -o "$work/body" -w '%{http_code} %{size_upload}' -H "Expect:" -H "Content-Type: application/x-tar" -H "$way" -T "$work/large" -X POST "$url/api/verify")
    case $got in 401\ * | 000\ *) ;; *) fail "a stranger's body: $got $(cat "$work/body")" ;; esac
    [ "${got#* }" -lt 30000000 ] || fail "a stranger's body is read: $got"
done
status 401 -H "$json" -d '{"name":"rita","password":"the word of ana"}' "$url/api/session"
cp "$work/body" "$work/wrong"
status 401 -H "$json" -d '{"name":"nobody","password":"the word of ana"}' "$url/api/session"
cmp -s "$work/body" "$work/wrong" || fail "a name that is none is told: $(cat "$work/body")"
status 400 -H "$json" -d '{"name":"rita"}' "$url/api/session"
status 415 -H "Content-Type: text/plain" -d '{"name":"rita","password":"the word of rita"}' "$url/api/session"
status 403 -H "$json" -H "Sec-Fetch-Site: cross-site" -d '{"name":"rita","password":"the word of rita"}' "$url/api/session"
sign_in rita
grep -qi '^set-cookie: plimsoll-0=[0-9a-f]\{64\}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200.$' "$work/head" || fail "cookie: $(cat "$work/head")"
cp "$work/rita.jar" "$work/old.jar" # signing in anew ends what the browser was signed in by
status 200 -b "$work/old.jar" -c "$work/rita.jar" -H "$json" -d '{"name":"rita","password":"the word of rita"}' "$url/api/session"
jq -r .csrf "$work/body" >"$work/rita.token"
status 401 -b "$work/old.jar" "$url/api/log"
sign_in ana
sign_in rev
sign_in adam

# Clearance: what rita may not see is absent, and she is told of no other count.
as 200 ana "$url/api/filings"
[ "$(grep -c -o 'CLOSED POINT' "$work/body")" -ge 1 ] || fail "ana sees all: $(cat "$work/body")"
for path in /api/filings /api/filings.csv /api/log /api/claims; do
    as 200 rita "$url$path"
    grep -q 'CLOSED' "$work/body" && fail "$path tells rita: $(cat "$work/body")"
done
as 200 rita "$url/api/filings?kind=observation"
[ "$(jq '.items | length' "$work/body")" = "$("$program" -C "$work/case" get '/api/filings?kind=observation' --clearance TLP:GREEN | jq '.items | length')" ] || fail "rita: $(cat "$work/body")"
as 200 rita "$url/api/session"
[ "$(jq -c '[.name,.role,.clearance,.participant,.exercise]' "$work/body")" = '["rita","reader","TLP:GREEN","State A",false]' ] || fail "rita: $(cat "$work/body")"

# Roles and the token: a reader writes nothing, an analyst not what is an admin's, nobody by another's token, an admin without a person nothing either.
write='{"lists":["un-sc:30"]}'
size() { "$program" -C "$work/case" get /api/session | jq .log_size; }
before=$(size)
as 403 rita -H "$json" -d "$write" "$url/api/requirements"
as 403 rita "$url/api/accounts"
as 403 ana "$url/api/access"
as 403 ana -H "$json" -d "$write" "$url/api/requirements"
as 403 adam -H "$json" -d "$write" "$url/api/requirements"
grep -q person "$work/body" || fail "adam is told why: $(cat "$work/body")"
status 403 -b "$work/rev.jar" -H "$json" -d "$write" "$url/api/requirements"
status 403 -b "$work/rev.jar" -H "$json" -H "X-Plimsoll-Token: $(cat "$work/ana.token")" -d "$write" "$url/api/requirements"
status 401 -H "$json" -H "X-Plimsoll-Token: $(cat "$work/rev.token")" -d "$write" "$url/api/requirements"
[ "$(size)" = "$before" ] || fail "a refused write is in the log"
as 200 rev -H "$json" -d "$write" "$url/api/requirements"
[ "$(size)" = $((before + 1)) ] || fail "rev's write is one entry"
ok log --json
signer=$(jq -r "select(.seq == $before) | .signer" "$work/out")
ok key list --json
[ "$(jq -r "select(.key == \"$signer\") | .person" "$work/out")" = "B. Second" ] || fail "rev's write is signed by another: $signer"

# Nobody says anything in the name of another.
printf '{"id":"v-1","schema":"Vessel","properties":{"name":["VOLANA REEF"],"imoNumber":["9074729"]}}\n' >"$work/list.ftm.json"
ok import "$work/list.ftm.json"
decision='{"query":"VOLANA REEF","entity":"v-1","verdict":"unsure","reason":"other","text":"why","reviewer":"'
as 403 rev -H "$json" -d "${decision}A. Author\"}" "$url/api/decisions"
as 201 rev -H "$json" -d "${decision}B. Second\"}" "$url/api/decisions"

# Whoever is limited by a clearance is told by no answer to a write what they may not see, and keeps what they may.
echo "the word of gina" >"$work/gina.pw"
ok account add gina --role reviewer --person "B. Second" --clearance TLP:GREEN --password-file "$work/gina.pw"
ok shift note "CLOSED NOTE"
ok task add "CLOSED TASK"
task=$(sed -n 's/.*\(T[0-9][0-9]*\).*/\1/p' "$work/out" "$work/err" | head -n 1)
printf -- '---\ntitle: CLOSED REPORT\nmarking: TLP:AMBER\n---\n# One\n\nCLOSED words.\n' >"$work/closed.md"
ok report save "$work/closed.md"
closed=$(cat "$work/out")
sign_in gina
before=$(size)
limited() { # WANTED CURL-ARGUMENTS...
    want=$1
    shift
    as "$want" gina -H "$json" "$@"
    grep -q CLOSED "$work/body" && fail "gina is told by $*: $(cat "$work/body")"
}
limited 403 -d '{"text":"mine"}' "$url/api/shift"
limited 403 -d '{"title":"mine"}' "$url/api/tasks"
limited 403 -d '{"text":"mine"}' "$url/api/tasks/$task"
limited 403 -d '{"name":"mine","events":["gap"]}' "$url/api/alert-rules"
limited 403 -X DELETE "$url/api/alert-rules/1"
limited 403 -d '{}' "$url/api/alerts/00000000/acknowledge"
limited 403 -d "${decision}B. Second\"}" "$url/api/decisions"
limited 403 -d '{"queries":[{"name":"VOLANA REEF"}]}' "$url/api/screen?keep=1"
open='{"text":"---\ntitle: Mine\nmarking: TLP:GREEN\n---\n# One\n\nWords.\n"}'
limited 404 -X PUT -d "$open" "$url/api/reports/$closed/text"
limited 404 -d '{}' "$url/api/reports/$closed/build"
limited 403 -d '{"text":"---\ntitle: Mine\n---\n# One\n\nWords.\n"}' "$url/api/reports"
limited 404 -d "{\"id\":\"$task\",\"text\":\"not mine\"}" "$url/api/withdrawals"
[ "$(size)" = "$before" ] || fail "what was refused to gina is in the log"
limited 201 -d '{"as":"sighting","subject":"MINE","observed":"2026-03-01"}' "$url/api/filings/observation"
id=$(jq -r '.items[0].id' "$work/body")
grep -qi '^x-plimsoll-withheld: above TLP:GREEN' "$work/head" || fail "gina's write is answered as if she saw all: $(cat "$work/head")"
[ "$(grep -o case_withheld "$work/body" | wc -l)" = 1 ] || fail "the process of the write and the server say it once: $(cat "$work/body")"
limited 201 -d "{\"id\":\"$id\",\"text\":\"my slip\"}" "$url/api/withdrawals"
limited 201 -d "$open" "$url/api/reports"
mine=$(jq -r .id "$work/body")
limited 201 -X PUT -d "$(printf '%s' "$open" | sed 's/Words/Other words/')" "$url/api/reports/$mine/text"
limited 200 "$url/api/reports/$mine/text"
limited 200 "$url/api/reports/$(jq -r .id "$work/body")"
[ "$(jq -r .limited_to "$work/body")" = TLP:GREEN ] || fail "what gina is told of a report does not say how far it goes: $(cat "$work/body")"
as 200 rev "$url/api/reports/$mine"
[ "$(jq -r .limited_to "$work/body")" = null ] || fail "rev is told all: $(cat "$work/body")"
as 201 rev -H "$json" -d '{"queries":[{"name":"VOLANA REEF"}]}' "$url/api/screen.csv?keep=1"
grep -qi '^x-plimsoll-entry: [0-9]' "$work/head" || fail "a kept table does not say its entry: $(cat "$work/head")"
as 201 rev -H "$json" -d '{"name":"CLOSED HARBOUR"}' "$url/api/watch-list"
printf '{"id":"v-2","schema":"Vessel","properties":{"name":["CLOSED HARBOUR"]}}\n' >"$work/more.ftm.json"
as 201 gina -H "Content-Type: application/octet-stream" --data-binary "@$work/more.ftm.json" "$url/api/import?name=more.ftm.json&list=more"
grep -q 'watch\|CLOSED' "$work/body" && fail "gina is told of the watch list: $(cat "$work/body")"
as 200 rev -H "$json" -d '{"text":"seen"}' "$url/api/tasks/$task"

# Who asked what; never what was searched.
as 200 ana "$url/api/filings?q=TELLTALE"
nowhere() { # how often nothing was at the address
    as 200 adam "$url/metrics"
    sed -n 's/^plimsoll_requests_total{route="none",method="",status="4xx"} //p' "$work/body"
}
were=$(nowhere)
as 404 ana -H "Accept: text/html" "$url/lost-by-a-browser" # the page where the program has one: an address like others
[ "$(nowhere)" = $((${were:-0} + 1)) ] || fail "who was lost is not counted: $were, $(nowhere)"
as 404 ana "$url/tiles/3/5/2" # no archive; where somebody looks is not noted
as 200 adam "$url/api/access?limit=1000"
jq -e '[.items[] | select(.name == "rita" and .path == "/api/filings.csv" and .status == 200)] | length == 1' "$work/body" >/dev/null || fail "access: $(cat "$work/body")"
jq -e '[.items[] | select(.path == "/api/session" and .status == 401) | .name] == ["", "rita"]' "$work/body" >/dev/null || fail "wrong passwords are recorded, with the account that was tried: $(cat "$work/body")"
jq -e '[.items[] | select(.name == "rita" and .status == 403)] | length == 2' "$work/body" >/dev/null || fail "refusals are recorded: $(cat "$work/body")"
jq -e '[.items[] | select(.name == "ana" and .path == "/lost-by-a-browser" and .status == 404)] | length == 1' "$work/body" >/dev/null || fail "who was lost is not recorded: $(cat "$work/body")"
jq -e '[.items[] | select(.path | startswith("/tiles/"))] == []' "$work/body" >/dev/null || fail "where ana looks is recorded"
grep -q TELLTALE -r "$work/case/access" && fail "what was searched is recorded"
as 200 adam "$url/api/access?limit=2"
[ "$(jq '.items | length' "$work/body")" = 2 ] || fail "two at a time"
next=$(jq -r .next "$work/body")
last=$(jq -r '.items[1].at' "$work/body")
as 200 adam "$url/api/access?limit=2&cursor=$next"
jq -e ".items[0].at < \"$last\"" "$work/body" >/dev/null || fail "the next page begins before $last: $(cat "$work/body")"
# a path of signs that are escaped makes a line of more than 16 KiB, which is listed like others; and what was noted until
# a time, alone
long=$(head -c 8150 /dev/zero | tr '\0' '"' | sed 's|.\{500\}|&/|g')
cookie=$(awk '$6 ~ /^plimsoll/ {print $6 "=" $7}' "$work/rev.jar") # beside so long an address curl sends none of its own
status 404 -H "Cookie: $cookie" "$url/api/filings/$long"
as 200 adam "$url/api/access?limit=1000"
jq -e '[.items[] | select(.status == 404 and .name == "rev" and (.path | length) > 8150)] | length == 1' "$work/body" >/dev/null || fail "a long line is not listed"
as 200 adam "$url/api/access?limit=1000&known_at=$last"
jq -e "(.items | length) > 1 and .items[0].at == \"$last\"" "$work/body" >/dev/null || fail "until $last: $(head -c 300 "$work/body")"
as 200 adam "$url/api/access?limit=1000&known_at=2001-01-01"
jq -e '.items == []' "$work/body" >/dev/null || fail "before all: $(cat "$work/body")"
as 200 adam "$url/api/accounts.csv"
grep -q argon "$work/body" && fail "accounts show hashes"

# Signing out; an account that goes takes its sessions along; a new password, too.
status 403 -X DELETE -b "$work/rita.jar" "$url/api/session"
as 200 rita "$url/api/filings"
as 200 rita -X DELETE "$url/api/session"
as 401 rita "$url/api/filings"
ok account remove ana
as 401 ana "$url/api/filings"
echo "the word of rev 2" >"$work/rev.pw"
ok account password rev --password-file "$work/rev.pw"
as 401 rev "$url/api/filings"

# A record that cannot be written stops the reading.
stop
mv "$work/case/access" "$work/access.old"
mkdir -p "$work/case/access/record.jsonl"
chmod 700 "$work/case/access"
cp "$work/access.old/accounts" "$work/case/access/accounts"
start
sign_in_status=$(curl -s -o "$work/body" -w '%{http_code}' -H "$json" -d '{"name":"adam","password":"the word of adam"}' "$url/api/session")
[ "$sign_in_status" = 503 ] || fail "without a record: $sign_in_status $(cat "$work/body")"
stop
rm -rf "$work/case/access"
mv "$work/access.old" "$work/case/access"

# A guessed password: a growing delay, 429 and how long; also for the right one.
start
n=0
while [ $n -lt 5 ]; do
    status 401 -H "$json" -d '{"name":"adam","password":"guess guess guess"}' "$url/api/session"
    n=$((n + 1))
done
# On a busy machine a try may take longer than the first delays of 1, 2, 4... s: guessed on until one of at least 8 s has
# begun, which the right password then meets. A server that let guesses pass would never say 429.
n=0 got=
while [ $n -lt 200 ] && { [ "$got" != 429 ] || [ "$(sed -n 's/^[Rr]etry-[Aa]fter: \([0-9]*\).*/\1/p' "$work/head")" -lt 4 ]; }; do
    n=$((n + 1))
    [ "$got" != 429 ] || sleep 0.2
    got=$(curl -s -m 120 -o "$work/body" -D "$work/head" -w '%{http_code}' -H "$json" -d '{"name":"adam","password":"guess guess guess"}' "$url/api/session")
done
[ "$got" = 429 ] || fail "guessing goes on: $got"
status 429 -H "$json" -d '{"name":"adam","password":"the word of adam"}' "$url/api/session"
grep -qi '^retry-after: [1-9]' "$work/head" || fail "no Retry-After: $(cat "$work/head")"
stop

# ---- TLS ----
start --certificate "$work/desk.pem" --key "$work/desk.key" --host desk.example
case $url in https://127.0.0.1:*) ;; *) fail "the address: $url $(cat "$work/log")" ;; esac
sign_in adam
grep -qi '^set-cookie: __Host-plimsoll-0=[0-9a-f]\{64\}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure.$' "$work/head" || fail "cookie: $(cat "$work/head")"
as 200 adam "$url/api/log"
status 421 -H "Host: evil.example" "$url/healthz"
status 200 --connect-to "desk.example::127.0.0.1:${url##*:}" https://desk.example/healthz
grep -qi '^strict-transport-security: max-age=15552000.$' "$work/head" || fail "TLS is not demanded: $(cat "$work/head")"
status 200 -H "Host: localhost" "$url/healthz"
grep -qi '^strict-transport-security' "$work/head" && fail "TLS is demanded of all that localhost serves"
curl -s -m 5 --tls-max 1.1 --ciphers 'DEFAULT@SECLEVEL=0' --cacert "$work/desk.pem" "$url/healthz" >/dev/null 2>&1 && fail "TLS 1.1 is spoken"
curl -s -m 5 "http://${url#https://}/healthz" >"$work/out" 2>/dev/null && grep -q ok "$work/out" && fail "it answers without TLS"
stop

# An address that others reach, with all that it needs.
start_server --listen 0.0.0.0:0 --host desk.example --certificate "$work/desk.pem" --key "$work/desk.key"
port=${url##*:}
status 401 --connect-to "desk.example::127.0.0.1:$port" https://desk.example/api/log
grep -qi '^strict-transport-security: ' "$work/head" || fail "no HSTS: $(cat "$work/head")"
stop

# Nothing of it leaves.
ok backup "$work/copy"
[ -e "$work/copy/access" ] && fail "a backup holds the accounts"
ok bundle "$work/bundle.tar" S4
grep -aq argon2id "$work/bundle.tar" && fail "a bundle holds hashes"
ok check
for name in rita rev adam gina; do ok account remove $name; done
refused 5 "no accounts" serve --listen 0.0.0.0:0 --certificate "$work/desk.pem" --key "$work/desk.key"
[ $failures -eq 0 ]
