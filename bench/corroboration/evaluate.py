#!/usr/bin/env python3
"""How well `plimsoll origins` counts: evaluate.py PROGRAM [--by-size] CORPUS...

A corpus is a folder with sources.jsonl, items.jsonl and truth-events.jsonl; `gen:PROFILE:SEED` is made by generate.py.
Prints a Markdown table of events counted exactly, too high and too low: as given; without the field `kind`; with kinds,
source ids and names exchanged among the sources (the items follow their source). The headline is the worst of the
three. Below it what remains when more is taken away: the source of each item drawn at random (no habit is left, and
the party is wrong), citations alone (`at_most`), each publisher counted, and, with --by-size, only so many events at
once to learn from. Every draw is seeded."""
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ask(program, sources, items):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, rows in (("sources", sources), ("items", items)):
            paths.append(os.path.join(folder, name))
            with open(paths[-1], "w", encoding="utf-8") as out:
                out.writelines(json.dumps(row) + "\n" for row in rows)
        done = subprocess.run([program, "origins", "--sources", paths[0], "--items", paths[1], "--json"],
                              capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["event_id"]: row for row in rows if row["type"] == "origins"}


class Score:
    def __init__(self):
        self.n = self.exact = self.over = self.under = 0

    def add(self, got, want):
        self.n += 1
        self.exact += got == want
        self.over += got > want
        self.under += got < want
        return self

    def cells(self):
        return "%d | %.1f | %.1f | %.1f" % (self.n, *(100 * x / self.n for x in (self.exact, self.over, self.under)))


def score(truth, counts):
    total = Score()
    for row in truth:
        total.add(counts[row["event_id"]], row["independent_origins"])
    return total


def exchanged(sources, items, r):
    ids, kinds, names = ([s[key] for s in sources] for key in ("source_id", "kind", "name"))
    new = ids[:]
    for column in (new, kinds, names):
        r.shuffle(column)
    rename = dict(zip(ids, new))
    rows = [dict(s, source_id=rename[s["source_id"]], kind=k, name=n) for s, k, n in zip(sources, kinds, names)]
    return rows, [dict(i, source_id=rename[i["source_id"]]) for i in items]


def drawn(items, r):
    ids = [i["source_id"] for i in items]
    r.shuffle(ids)
    return [dict(i, source_id=s) for i, s in zip(items, ids)]


def count(answer, key="count"):
    return {event: row[key] for event, row in answer.items()}


def by_size(program, sources, items, truth, events, r):
    total = Score()
    for _ in range(max(3, 120 // events)):
        some = r.sample(truth, min(events, len(truth)))
        chosen = {row["event_id"] for row in some}
        answer = ask(program, sources, [i for i in items if i["event_id"] in chosen])
        for row in some:
            total.add(answer[row["event_id"]]["count"], row["independent_origins"])
    return total


def evaluate(program, name, folder, sizes):
    sources, items, truth = (read(os.path.join(folder, f + ".jsonl")) for f in ("sources", "items", "truth-events"))
    r = random.Random(1)
    given = ask(program, sources, items)
    rows = [("as given", score(truth, count(given)))]
    bare = [{k: v for k, v in s.items() if k != "kind"} for s in sources]
    rows.append(("without `kind`", score(truth, count(ask(program, bare, items)))))
    rows.append(("kinds, ids, names exchanged", score(truth, count(ask(program, *exchanged(sources, items, r))))))
    worst = min(rows, key=lambda row: (-row[1].over, row[1].exact))
    rows.append(("**headline: the worst of these**", worst[1]))
    total = Score()
    for _ in range(5):
        counts = count(ask(program, sources, drawn(items, r)))
        for row in truth:
            total.add(counts[row["event_id"]], row["independent_origins"])
    rows.append(("source of each item drawn, 5 times", total))
    rows.append(("citations alone (`at_most`)", score(truth, count(given, "at_most"))))
    publishers = {}
    for item in items:
        publishers.setdefault(item["event_id"], set()).add(item["source_id"])
    rows.append(("each publisher counted", score(truth, {event: len(who) for event, who in publishers.items()})))
    for events in (1, 3, 10, 30) if sizes else ():
        rows.append(("%d event%s at once" % (events, "s" if events > 1 else ""),
                     by_size(program, sources, items, truth, events, r)))
    for what, result in rows:
        print("| %s | %s | %s |" % (name, what, result.cells()), flush=True)


def main():
    arguments = sys.argv[1:]
    sizes = "--by-size" in arguments
    arguments = [a for a in arguments if a != "--by-size"]
    if len(arguments) < 2:
        sys.exit(__doc__)
    print("| corpus | | events | exact % | over % | under % |\n| --- | --- | --- | --- | --- | --- |")
    for corpus in arguments[1:]:
        if corpus.startswith("gen:"):
            _, profile, seed = corpus.split(":")
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), folder, "--profile", profile, "--seed", seed],
                               check=True)
                evaluate(arguments[0], "%s, seed %s" % (profile, seed), folder, sizes)
        elif os.path.exists(os.path.join(corpus, "items.jsonl")):
            evaluate(arguments[0], corpus, corpus, sizes)
        else:
            print("skipped: %s is not there" % corpus, file=sys.stderr)


main()
