#!/usr/bin/env python3
"""The peers of screening on the same list and queries: peers.py DIR SOCKET_DIR [--queries N].

pg_trgm     PostgreSQL's trigram index gives the 50 most similar names (candidates only, ordered by similarity)
best pairs  python3-jellyfish: Jaro-Winkler between words, each word with its best partner, over those 50 names
DIR is what generate.py wrote. The peers have Latin letters only: queries of other scripts are asked as they are and
find nothing, which the table shows. One client, one backend."""
import argparse
import csv
import subprocess
import time

import jellyfish

import generate


def best_pairs(a, b):
    a, b = a.split(), b.split()
    if not a or not b:
        return 0.0
    if len(a) > len(b):
        a, b = b, a
    return sum(max(jellyfish.jaro_winkler_similarity(x, y) for y in b) for x in a) / len(b)


class Psql:
    """One psql process: a question a line, answers ended by a mark."""

    def __init__(self, socket_dir):
        self.p = subprocess.Popen(["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-h", socket_dir, "-U", "bench", "bench"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, sql):
        self.p.stdin.write(sql + "\n\\echo .\n")
        self.p.stdin.flush()
        rows = []
        while (line := self.p.stdout.readline()) not in (".\n", ""):
            rows.append(line.rstrip("\n").split("\t"))
        return rows


def main():
    p = argparse.ArgumentParser()
    p.add_argument("dir")
    p.add_argument("socket_dir")
    p.add_argument("--queries", type=int, default=1000)
    a = p.parse_args()
    db = Psql(a.socket_dir)
    db.ask("create extension if not exists pg_trgm;")
    db.ask("create table names (entity text, name text);")
    db.ask(f"\\copy names from '{a.dir}/names.tsv'")
    start = time.perf_counter()
    db.ask("create index names_trgm on names using gin (name gin_trgm_ops);")
    built = time.perf_counter() - start
    db.ask("set pg_trgm.similarity_threshold = 0.3;")
    db.ask("prepare q(text) as select entity, name from names where name % $1 order by similarity(name, $1) desc limit 50;")
    queries = list(csv.DictReader(open(f"{a.dir}/queries.csv", encoding="utf-8")))[: a.queries]
    truth = {r["id"]: (set(r["entities"].split()), r["script"]) for r in csv.DictReader(open(f"{a.dir}/truth.csv"))}
    spent_pg, spent_both, times, groups = 0.0, 0.0, [], {}
    for q in queries:
        text = generate.ascii_fold(q["name"]).replace("'", "''")
        start = time.perf_counter()
        rows = db.ask(f"execute q('{text}');") if text.strip() else []
        middle = time.perf_counter()
        plain = text.replace("''", "'")
        ranked = sorted(((best_pairs(plain, r[1]), r[0]) for r in rows if len(r) == 2), reverse=True)
        end = time.perf_counter()
        spent_pg += middle - start
        spent_both += end - start
        times.append(middle - start)
        right, script = truth[q["id"]]
        if right:
            found = {r[0] for r in rows}
            groups.setdefault(script, []).append((bool(ranked) and ranked[0][1] in right, bool(found & right)))
    times.sort()
    n = len(queries)
    print(f"pg_trgm: index {built:.2f} s; {n / spent_pg:.0f} queries/s for candidates, p50 {times[n // 2] * 1e3:.2f} ms, "
          f"p99 {times[n * 99 // 100] * 1e3:.2f} ms")
    print(f"pg_trgm and jellyfish best pairs: {n / spent_both:.0f} queries/s")
    for script, rows in sorted(groups.items()):
        print(f"  {script:6} {len(rows):5} queries of somebody: in 50 candidates {sum(r[1] for r in rows) / len(rows):.4f}, "
              f"first {sum(r[0] for r in rows) / len(rows):.4f}")


if __name__ == "__main__":
    main()
