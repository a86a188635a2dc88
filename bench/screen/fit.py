#!/usr/bin/env python3
"""Fits the corrections by which two Latin spellings are judged: fit.py LISTS PROGRAM FACTS SCRATCH [--half 0|1].

PROGRAM  the plimsoll that screens (its candidates for names of nobody are negatives)
FACTS    the program made of bench/screen/facts.c: what a pair is judged by
Writes src/names/judge_table.c to standard output. Needs Debian's python3-numpy.

Pairs come from the makers of pairs.py with other seeds than it is asked with, and of aliases of one entry against one
another. --half leaves out all pairs of which a name falls on that half of a hash: so that the other figures can be
measured on entries that the fit has not seen. Gradient boosting with the logistic loss (Friedman 2001), depth 3, where
a fact that may move a score one way only does (the bounds of a split's two sides lie on either side of its middle).
Same arguments, same bytes."""
import argparse
import csv
import hashlib
import json
import os
import random
import subprocess
import sys

import numpy as np

import pairs as makers

SLOPE, EVEN = 14.0, 0.700  # of weight.h: JUDGE_SLOPE, JUDGE_EVEN
TREES, RATE, BINS = 200, 0.15, 64  # TREES: PL_JUDGE_TREES of judge.h
L2, LEAST_WEIGHT = 2.0, 12.0
# What a pair weighs, by its group and whether it is the same, asked as a pair and asked of a list; 0: is not asked so.
WEIGHTS = {
    ("alias", True): (1.0, 0.2), ("alias", False): (1.0, 1.0),
    ("slip", True): (1.0, 1.0), ("slip", False): (1.0, 1.0),
    ("korean_variant", True): (1.0, 0.5), ("korean_variant", False): (3.0, 0.3),
    ("world", False): (0.2, 8.0), ("listed", False): (0.1, 0.3),
}
# What all positives weigh against all negatives: the odds of one party before the names are seen. Those of a pair are
# even, whoever asks for it; those of a list are set by the alerts it may raise.
PRIOR = (1.9, 0.24)


def alias_pairs(out, r, group, entries):
    """Aliases of one entry against each other, and against those of others of the family."""
    entries = [e for e in entries if e[3]]
    kin = {}
    for e in entries:
        kin.setdefault((e[1], makers.family(e[2], e[1])), []).append(e)
    for e in entries:
        if len(e[3]) > 1:
            a, b = r.sample(e[3], 2)
            if makers.share_a_word(a, b):
                out.add(f"{group}_alias", True, a, b, e[1])
        names = {n.upper() for n in [e[2]] + e[3]}
        others = [o for o in kin[(e[1], makers.family(e[2], e[1]))]
                  if o is not e and not names & {n.upper() for n in [o[2]] + o[3]}]
        if others:
            o = r.choice(others)
            out.add(f"{group}_alias", False, r.choice(e[3]), r.choice([o[2]] + o[3]), e[1])


def make_pairs(lists, scratch, program, seeds):
    out = makers.Pairs()
    un = f"{lists}/un/un-consolidated-2026-02-27.xml"
    for seed in seeds:
        r = random.Random(seed)
        makers.korean_variants(out, r, 1000)
        makers.from_lists(out, r, "un", makers.un_entries(un), 3000)
        makers.from_lists(out, r, "ofac", makers.ofac_entries(f"{lists}/ofac"), 6000)
        alias_pairs(out, r, "un", list(makers.un_entries(un)))
        alias_pairs(out, r, "ofac", list(makers.ofac_entries(f"{lists}/ofac")))
        makers.world(r, scratch)
        for ident, query, schema, entry, name in screened(program, [un], f"{scratch}/world.csv"):
            out.add("world", False, query, name, schema)
    r = random.Random(seeds[0])
    for files, entries in (([un], makers.un_entries(un)), ([f"{lists}/ofac/sdn.csv"], makers.ofac_entries(f"{lists}/ofac"))):
        entries = list(entries)
        rows = [(e[0], n, e[1]) for e in r.sample(entries, min(4000, len(entries))) for n in [e[2]] + e[3][:2] + e[4]]
        makers.write(f"{scratch}/own.csv", ("id", "name", "schema"), rows)
        for ident, query, schema, entry, name in screened(program, files, f"{scratch}/own.csv"):
            if ident not in entry:
                out.add("listed", False, query, name, schema)
    return out


def screened(program, files, batch):
    """(query's id, query, its schema, ids of the candidate, its name) of all candidates from a score of 0.4."""
    asked = {row["id"]: row for row in csv.DictReader(open(batch))}
    lists = [x for f in files for x in ("--list", f)]
    answers = subprocess.run([program, "screen", *lists, "--batch", batch, "--threshold", "0.4", "--json"], check=True,
                             capture_output=True).stdout.decode().splitlines()
    for row in map(json.loads, answers):
        if row["type"] == "candidate":
            yield (row["query_id"], row["query"], asked[row["query_id"]]["schema"], (row["entity"], row["reference"]),
                   row["matched_name"])


def half_of(name):
    return hashlib.sha256(" ".join(sorted(name.upper().replace(",", " ").split())).encode()).digest()[0] & 1


def read_facts(program, rows):
    lines = "".join("\t".join(x.replace("\t", " ") for x in row) + "\n" for row in rows)
    out = subprocess.run([program], input=lines.encode(), check=True, capture_output=True).stdout.decode().splitlines()
    names = [line.split("\t") for line in out if line.count("\t") == 1]
    facts = [line.split("\t") for line in out if line.count("\t") > 1]
    return ([n for n, _ in names], [int(w) for _, w in names], [f[0] for f in facts],
            np.array([[int(x) for x in f[1:]] for f in facts], dtype=np.int64))


class Boost:
    def __init__(self, x, y, weight, ways):
        self.x, self.y, self.w, self.ways = x, y, weight, ways
        self.cuts = []
        self.bins = np.zeros(x.shape, dtype=np.int16)
        for k in range(x.shape[1]):
            values = np.unique(np.quantile(x[:, k], np.linspace(0, 1, BINS + 1), method="lower"))[:-1]
            self.cuts.append(values)
            self.bins[:, k] = np.searchsorted(values, x[:, k], side="left")  # bin b: x <= values[b]
        self.odds = SLOPE * (x[:, 0] / 1000.0 - EVEN)
        self.trees = []

    def split(self, rows, g, h, low, high):
        """(gain, fact, cut, left rows, right rows, left value, right value), or None."""
        total_g, total_h = g[rows].sum(), h[rows].sum()
        best = None
        whole = total_g * total_g / (total_h + L2)
        for k in range(self.x.shape[1]):
            if len(self.cuts[k]) < 1:
                continue
            at = self.bins[rows, k]
            sum_g = np.cumsum(np.bincount(at, g[rows], len(self.cuts[k]) + 1))[:-1]
            sum_h = np.cumsum(np.bincount(at, h[rows], len(self.cuts[k]) + 1))[:-1]
            rest_g, rest_h = total_g - sum_g, total_h - sum_h
            left = np.clip(-sum_g / (sum_h + L2), low, high)
            right = np.clip(-rest_g / (rest_h + L2), low, high)
            gain = -(2 * sum_g * left + (sum_h + L2) * left ** 2) - (2 * rest_g * right + (rest_h + L2) * right ** 2) - whole
            gain[(sum_h < LEAST_WEIGHT / 4) | (rest_h < LEAST_WEIGHT / 4)] = -1
            if self.ways[k]:
                gain[(right - left) * self.ways[k] < 0] = -1
            c = int(np.argmax(gain))
            if gain[c] > 1e-9 and (best is None or gain[c] > best[0]):
                best = (gain[c], k, c, left[c], right[c])
        if best is None:
            return None
        gain, k, c, left, right = best
        side = self.bins[rows, k] <= c
        return k, c, rows[side], rows[~side], left, right

    def grow(self):
        p = 1 / (1 + np.exp(-self.odds))
        g, h = self.w * (p - self.y), self.w * p * (1 - p)
        ask, leaf = [(-1, 0)] * 7, [0.0] * 8
        nodes = {0: (np.arange(len(self.y)), -4.0, 4.0, None)}
        for at in range(7):
            if at not in nodes:
                continue
            rows, low, high, value = nodes.pop(at)
            found = self.split(rows, g, h, low, high) if len(rows) else None
            if found is None:
                value = value if value is not None else 0.0
                nodes[2 * at + 1] = (rows, value, value, value)  # no question: left, and left again
                continue
            k, c, left_rows, right_rows, left, right = found
            ask[at] = (k, int(self.cuts[k][c]))
            middle = (left + right) / 2
            bounds = {1: ((low, middle), (middle, high)), -1: ((middle, high), (low, middle)), 0: ((low, high),) * 2}
            (ll, lh), (rl, rh) = bounds[self.ways[k]]
            nodes[2 * at + 1] = (left_rows, ll, lh, left)
            nodes[2 * at + 2] = (right_rows, rl, rh, right)
        for at, (rows, low, high, value) in nodes.items():
            leaf[at - 7] = round(RATE * value * 1000) / 1000
            self.odds[rows] += leaf[at - 7]
        self.trees.append((ask, leaf))


def write(tables, out):
    out.write('/* Made by bench/screen/fit.py: see names/judge.h. */\n#include "names/judge.h"\n\n#include "base/ban.h"\n\n'
              "// clang-format off\nconst struct pl_judge_tree pl_judge_trees[PL_JUDGE_HOWS][PL_JUDGE_TREES] = {\n")
    for trees in tables:
        out.write("    {\n")
        for ask, leaf in trees:
            asks = ", ".join("{%d, %d}" % x for x in ask)
            out.write("        {{%s}, {%s}},\n" % (asks, ", ".join(str(round(x * 1000)) for x in leaf)))
        out.write("    },\n")
    out.write("};\n// clang-format on\n")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("lists")
    p.add_argument("program")
    p.add_argument("facts")
    p.add_argument("scratch")
    p.add_argument("--half", type=int, default=-1)
    a = p.parse_args()
    os.makedirs(a.scratch, exist_ok=True)
    made = make_pairs(a.lists, a.scratch, a.program, (101, 102, 103))
    keep = {row[0]: (label[1], label[2]) for row, label in zip(made.rows, made.labels)
            if not label[1].endswith(("_native", "_other_name")) and a.half not in (half_of(row[1]), half_of(row[2]))}
    kind = {i: g if g in ("korean_variant", "world", "listed") else g.rpartition("_")[2] for i, (g, _) in keep.items()}
    names, ways, idents, x = read_facts(a.facts, [r for r in made.rows if r[0] in keep])
    y = np.array([float(keep[i][1]) for i in idents])
    tables = []
    for how in (0, 1):
        weight = np.array([WEIGHTS[kind[i], bool(keep[i][1])][how] for i in idents])
        asked = weight > 0
        weight[y > 0] *= PRIOR[how] * weight[y < 1].sum() / weight[y > 0].sum()
        boost = Boost(x[asked], y[asked], weight[asked], ways)
        for _ in range(TREES):
            boost.grow()
        loss = float((boost.w * np.logaddexp(0, -(2 * boost.y - 1) * boost.odds)).sum() / boost.w.sum())
        print(f"{('pairs', 'asked of a list')[how]}: {len(boost.y)}, {int(boost.y.sum())} the same, loss {loss:.4f}",
              file=sys.stderr)
        tables.append(boost.trees)
    write(tables, sys.stdout)


if __name__ == "__main__":
    main()
