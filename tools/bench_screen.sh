#!/bin/sh
# Speed and quality of screening, by the same program with the same settings: an invented list of SCREEN_NAMES (25,000)
# names and SCREEN_QUERIES (10,000) queries; pairs from the UN and OFAC lists, from bench/screen/native.csv and by stated
# alterations; the UN list asked for its own entries and for 10,000 names of the world. Beside it, on the same list and
# queries, pg_trgm and jellyfish. SCREEN_MILLION=1 measures a million names too. make bench-screen > docs/bench-screen.txt
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
build_preset bench >&2 || exit 1
program=build/bench/plimsoll
pin=
taskset -c 0 true 2>/dev/null && pin="taskset -c 0"
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-screen.XXXXXX") || exit 1
postgres=
finish() {
    [ -z "$postgres" ] || as_other "$bin/pg_ctl -D $scratch/pg/data -m immediate -w stop" >/dev/null 2>&1
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM
echo "cpu       $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores, pinned to one"
echo "commit    $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$([ -z "$(git status --porcelain 2>/dev/null)" ] || echo ", with changes")"
python=/usr/bin/python3 # the one that Debian packages serve
lists=../shared/data/lists
status=0

# ask NAME LIST QUERIES ANSWERS OPTION...: a batch on one thread; what --timing and the system say of it.
ask() {
    ask_name=$1 ask_list=$2 ask_queries=$3 ask_answers=$4
    shift 4
    /usr/bin/env time -f "$ask_name: %e s in all, %M KB resident" -o "$scratch/time" \
        $pin "$program" screen --list "$ask_list" --batch "$ask_queries" --threads 1 --timing --json "$@" \
        >"$ask_answers" 2>"$scratch/messages" || {
        echo "$ask_name failed: $(tail -n 1 "$scratch/messages")"
        status=1
        return 1
    }
    cat "$scratch/messages" "$scratch/time"
    awk -v name="$ask_name" '
        /lists read in/ { split($0, w, "in "); read = w[2] + 0; ready = w[3] + 0 }
        / rows, p50 / { rows = $2 }
        / s in all/ { split($0, w, ": "); all = w[2] + 0 }
        END { if (all > read + ready) printf "%s: %.0f queries/s, candidates, scoring and JSON together\n", name, rows / (all - read - ready) }
    ' "$scratch/messages" "$scratch/time"
}

generated() {
    "$python" bench/screen/generate.py "$scratch/$1" --names "$1" --queries "$2" || return 1
    ask "$1 names" "$scratch/$1/list.ftm.json" "$scratch/$1/queries.csv" "$scratch/$1/answers" &&
        "$python" bench/screen/evaluate.py queries "$scratch/$1/truth.csv" "$scratch/$1/answers"
}
echo "== an invented list, its queries: 70 % Latin, 40 % altered, 40 % of nobody"
generated "${SCREEN_NAMES:-25000}" "${SCREEN_QUERIES:-10000}" || status=1
[ "${SCREEN_MILLION:-0}" = 0 ] || {
    echo "== a million names"
    generated 1000000 2000 || status=1
}

echo "== pairs"
"$python" bench/screen/pairs.py "$lists" "$scratch/pairs" || exit 1
if $pin "$program" screen --pairs "$scratch/pairs/pairs.csv" --json >"$scratch/pairs/answers" 2>"$scratch/messages"; then
    "$python" bench/screen/evaluate.py pairs "$scratch/pairs/labels.csv" "$scratch/pairs/answers" || status=1
    "$python" bench/screen/evaluate.py curve "$scratch/pairs/labels.csv" "$scratch/pairs/answers" || status=1
else
    echo "pairs failed: $(tail -n 1 "$scratch/messages")"
    status=1
fi

un=$lists/un/un-consolidated-2026-02-27.xml
if [ -e "$un" ]; then
    echo "== the UN list of 2026-02-27 asked for its own entries"
    ask "UN list" "$un" "$scratch/pairs/un.csv" "$scratch/un.answers" &&
        "$python" bench/screen/evaluate.py queries "$scratch/pairs/un-truth.csv" "$scratch/un.answers"
    echo "== the UN list asked for 10,000 names of the world"
    ask "world" "$un" "$scratch/pairs/world.csv" "$scratch/world.answers" &&
        "$python" bench/screen/evaluate.py alerts "$scratch/world.answers"
else
    echo "skipped: the UN list is not here"
fi

echo "== peers on the invented list"
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ] || ! "$python" -c 'import jellyfish' 2>/dev/null; then
    echo "skipped: PostgreSQL or jellyfish is not here (Debian: postgresql, postgresql-contrib, python3-jellyfish)"
    exit $status
fi
# PostgreSQL refuses root: an unprivileged user runs it, in the scratch folder, reachable only through a socket there.
as_other() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups sh -c "$1"
    else
        sh -c "$1"
    fi
}
chmod 755 "$scratch"
mkdir "$scratch/pg"
[ "$(id -u)" != 0 ] || chown nobody "$scratch/pg"
export HOME="$scratch/pg"
if as_other "cd $scratch/pg && $bin/initdb -D $scratch/pg/data -U bench -A trust -E UTF8 --locale=C.UTF-8 --no-sync" >"$scratch/pg.log" 2>&1 &&
    as_other "cd $scratch/pg && $bin/pg_ctl -D $scratch/pg/data -w -l $scratch/pg/log -o '-c listen_addresses= -c fsync=off -c max_parallel_workers_per_gather=0 -k $scratch/pg' start" >>"$scratch/pg.log" 2>&1; then
    postgres=yes
    "$bin/createdb" -h "$scratch/pg" -U bench bench
    $pin "$python" -W ignore bench/screen/peers.py "$scratch/${SCREEN_NAMES:-25000}" "$scratch/pg" --queries "${PEER_QUERIES:-1000}" || status=1
else
    echo "PostgreSQL did not start: $(tail -n 1 "$scratch/pg.log")"
    status=1
fi
exit $status
