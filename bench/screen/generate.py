#!/usr/bin/env python3
"""Writes an invented list and queries against it: generate.py DIR --names N --queries Q --seed S.

DIR/list.ftm.json  FollowTheMoney entities with about N names in all
DIR/queries.csv    id,name,schema: 70 % Latin, 30 % other scripts; 40 % altered; 40 % of nobody on the list; no repeats
DIR/truth.csv      id,entities (all that bear the name; "" for nobody),altered,script
DIR/names.tsv      entity, name folded to ASCII: what the peers index (they have no other scripts)
Same arguments, same bytes. What a query was made from is known here only; no code of the program is used."""
import argparse
import csv
import json
import os
import random
import sys
import unicodedata

import stock

T = {name.lower(): stock.table(getattr(stock, name)) for name in dir(stock)
     if name.startswith(("RUSSIAN", "ARABIC", "KOREAN", "CHINESE"))}
WORDS = {name.lower(): getattr(stock, name).split() for name in
         ("LATIN_GIVEN", "LATIN_FAMILY", "FIRM_WORD", "FIRM_TRADE", "SHIP_WORD")}
FORMS = stock.FIRM_FORM.split("|")


def russian(r):
    (gn, gl), (fn, fl) = r.choice(T["russian_given"]), r.choice(T["russian_family"])
    mn, ml = r.choice(T["russian_given"])
    if r.random() < 0.5:
        return "Person", [f"{fn} {gn}"], [f"{gl[0]} {fl[0]}"]
    return "Person", [f"{gn} {mn} {fn}"], [f"{gl[0]} {ml[0]} {fl[0]}"]


def arabic(r):
    parts = [r.choice(T["arabic_given"]) for _ in range(r.choice((1, 2, 2, 3)))] + [r.choice(T["arabic_family"])]
    return "Person", [" ".join(p[0] for p in parts)], [" ".join(r.choice(p[1]) for p in parts)]


def korean(r):
    fn, fl = r.choice(T["korean_family"])
    (an, al), (bn, bl) = r.choice(T["korean_syllable"]), r.choice(T["korean_syllable"])
    a, b = al[0], bl[0]
    latin = r.choice((f"{r.choice(fl)} {a.capitalize()} {b.capitalize()}", f"{r.choice(fl)} {a.capitalize()}-{b}",
                      f"{r.choice(fl)} {a.capitalize()}{b}"))
    return "Person", [fn + an + bn], [latin]


def chinese(r):
    fn, fl = r.choice(T["chinese_family"])
    given = [r.choice(T["chinese_given"]) for _ in range(r.choice((1, 2, 2)))]
    return "Person", [fn + "".join(g[0] for g in given)], [fl[0] + " " + "".join(g[1][0] for g in given).capitalize()]


def latin(r):
    parts = [r.choice(WORDS["latin_given"]) for _ in range(r.choice((1, 1, 2)))] + [r.choice(WORDS["latin_family"])]
    return "Person", [], [" ".join(parts)]


def firm(r):
    words = [r.choice(WORDS["firm_word"]) for _ in range(r.choice((1, 2, 2)))]
    return "Company", [], [" ".join(words + [r.choice(WORDS["firm_trade"]), r.choice(FORMS)])]


def ship(r):
    words = [r.choice(WORDS["ship_word"]) for _ in range(2)]
    if r.random() < 0.5:
        words.append(str(r.randint(1, 99)))
    return "Vessel", [], [" ".join(words).upper()]


MAKERS = (russian, arabic, korean, chinese, latin, latin, firm, firm, ship)


def slip(r, text):
    """One typing slip somewhere in a letter run; never in a digit (another number is another ship)."""
    spots = [i for i, c in enumerate(text) if c.isalpha()]
    if len(spots) < 4:  # a Korean or Chinese name: a letter more or less is another name, a space is not
        return f"{text[0]} {text[1:]}" if " " not in text and len(text) > 1 else text
    i = r.choice(spots[1:-1])
    kind = r.randrange(4)
    if kind == 0:
        return text[:i] + text[i + 1:]
    if kind == 1:
        return text[:i] + text[i] + text[i:]
    if kind == 2 and i + 1 < len(text) and text[i + 1].isalpha():
        return text[:i] + text[i + 1] + text[i] + text[i + 2:]
    return text[:i] + r.choice("aeiourstln" if text.isascii() else [text[j] for j in spots]) + text[i + 1:]


def alter(r, text, schema):
    """What happens to names: a slip or two, another order, a part left out, spaces and hyphens moved."""
    words = text.split(" ")
    kind = r.randrange(5)
    if kind == 0 and len(words) > 2 and schema == "Person":
        del words[r.randrange(1, len(words) - 1)]
        return " ".join(words)
    if kind == 1 and len(words) > 1 and schema == "Person":
        return " ".join(words[-1:] + words[:-1])
    if kind == 2 and schema == "Company":
        return " ".join(w for w in words if w not in FORMS and w not in ("Co.,", "Ltd.", "PTE", "LTD"))
    if kind == 3 and len(text) > 12:
        return slip(r, slip(r, text))
    return slip(r, text)


def ascii_fold(text):
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if ord(c) < 128).lower()


def ask(r, other, fate, entities, bearers):
    """(text, schema, entities that bear it, altered), or None where what was drawn will not do: of nobody below 0.4, as
    it stands below 0.6, else altered, which must change it."""
    if fate < 0.4:
        schema, native, romanised = r.choice(MAKERS)(r)
        text = native[0] if other and native else romanised[0]
        known = any(name in bearers for name in native + romanised)
        return None if known or (other and not native) else (text, schema, set(), False)
    ident, schema, native, romanised = r.choice(entities)
    if other and not native:
        return None
    text = native[0] if other else romanised[0]
    right = set(bearers[text])
    if fate < 0.6:
        return text, schema, right, False
    altered = alter(r, text, schema)
    return None if altered == text else (altered, schema, right | set(bearers.get(altered, ())), True)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("dir")
    p.add_argument("--names", type=int, default=25000)
    p.add_argument("--queries", type=int, default=10000)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    r = random.Random(a.seed)
    os.makedirs(a.dir, exist_ok=True)
    seen, bearers, entities, names = set(), {}, [], 0
    while names < a.names:
        schema, native, romanised = r.choice(MAKERS)(r)
        if romanised[0] in seen:  # small name stocks meet themselves: a middle name or a number keeps them apart
            word = r.choice(WORDS["latin_given"] if schema == "Person" else WORDS["firm_word"])
            native, romanised = [], [romanised[0].replace(" ", f" {word} ", 1)]
            if romanised[0] in seen:
                continue
        seen.add(romanised[0])
        entities.append((f"x-{len(entities)}", schema, native, romanised))
        for text in native + romanised:
            bearers.setdefault(text, []).append(entities[-1][0])
        names += len(native) + 1
    with open(f"{a.dir}/list.ftm.json", "w", encoding="utf-8") as out, open(f"{a.dir}/names.tsv", "w") as tsv:
        for ident, schema, native, romanised in entities:
            out.write(json.dumps({"id": ident, "caption": romanised[0], "schema": schema, "target": True,
                                  "datasets": ["bench"], "properties": {"name": romanised + native}},
                                 ensure_ascii=False) + "\n")
            tsv.write(f"{ident}\t{ascii_fold(romanised[0])}\n")
    asked, rows, truth = set(), [], []
    while len(rows) < a.queries:
        other, fate = r.random() < 0.3, r.random()
        for _ in range(10000):  # the kind is drawn once, so that the shares are as stated
            query = ask(r, other, fate, entities, bearers)
            if query is not None and query[0] not in asked:
                break
        else:
            sys.exit(f"more than {len(rows)} different queries cannot be had of {a.names} names")
        text, schema, right, altered = query
        asked.add(text)
        rows.append((f"q{len(rows)}", text, schema))
        truth.append((rows[-1][0], " ".join(sorted(right)), int(altered), "other" if other else "latin"))
    for name, head, lines in (("queries", ("id", "name", "schema"), rows),
                              ("truth", ("id", "entities", "altered", "script"), truth)):
        with open(f"{a.dir}/{name}.csv", "w", encoding="utf-8", newline="") as out:
            w = csv.writer(out, lineterminator="\n")
            w.writerow(head)
            w.writerows(lines)
    print(f"{len(entities)} entities, {names} names, {len(rows)} queries")


if __name__ == "__main__":
    main()
