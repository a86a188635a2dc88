#!/usr/bin/env python3
"""Makes the pairs on which screening is measured: pairs.py LISTS DIR [--seed S].

LISTS  a folder with un/un-consolidated-2026-02-27.xml and ofac/{sdn,alt}.csv (each may be missing)
DIR/pairs.csv   id,name_a,name_b,schema: what `plimsoll screen --pairs` reads
DIR/labels.csv  id,group,same
DIR/un.csv      id,name,schema and DIR/un-truth.csv id,references,altered: queries against the UN list itself
DIR/world.csv   id,name,schema: 10,000 invented people and firms of the world, to count false alerts

Positives are what a list itself says is one party, what native.csv says, or what a stated alteration made. Negatives
are other parties that share the family name (or the longest word). Nothing is chosen by how alike it looks to the
program: no code of it is used."""
import argparse
import csv
import os
import random
import xml.etree.ElementTree as ET

import generate
import stock

HERE = os.path.dirname(os.path.abspath(__file__))


def un_entries(path):
    """(reference, schema, primary, [good aliases], [names in original script])"""
    for e in ET.parse(path).getroot().iter():
        if e.tag not in ("INDIVIDUAL", "ENTITY"):
            continue
        parts = [(e.findtext(t) or "").strip() for t in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")]
        name = " ".join(" ".join(p for p in parts if p).split())
        aliases = []
        for a in list(e.iter("INDIVIDUAL_ALIAS")) + list(e.iter("ENTITY_ALIAS")):
            if (a.findtext("QUALITY") or "").strip() in ("Good", "a.k.a."):
                aliases += [x.strip() for x in (a.findtext("ALIAS_NAME") or "").split(";")]
        native = (e.findtext("NAME_ORIGINAL_SCRIPT") or "").strip()
        schema = "Person" if e.tag == "INDIVIDUAL" else "Organization"
        yield ((e.findtext("REFERENCE_NUMBER") or "").strip(), schema, name, [a for a in aliases if a],
               [native] if native and not native.isascii() else [])


def ofac_entries(folder):
    prim, alt = {}, {}
    for row in csv.reader(open(f"{folder}/sdn.csv", encoding="latin-1")):
        if len(row) > 2:
            schema = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane"}.get(row[2].strip(), "Organization")
            prim[row[0]] = (schema, row[1])
    for row in csv.reader(open(f"{folder}/alt.csv", encoding="latin-1")):
        if len(row) > 3 and row[2] == "aka":
            alt.setdefault(row[0], []).append(row[3])
    for ident, (schema, name) in prim.items():
        yield ident, schema, name, alt.get(ident, []), []


def family(name, schema):
    words = [w for w in name.replace(",", " ").replace("-", " ").upper().split() if len(w) > 2]
    if not words:
        return ""
    if schema == "Person":
        return name.split(",")[0].upper() if "," in name else words[-1]
    return max(words, key=len)


def share_a_word(a, b):
    """Whether two names have a word in common. Where they have not (a nom de guerre, a translation, an abbreviation),
    nothing in the names says that they are one party's: these pairs are counted apart."""
    def words(text):
        return {w for w in generate.ascii_fold(text).replace(",", " ").replace("-", " ").replace(".", " ").split()
                if len(w) > 2}
    return bool(words(a) & words(b))


class Pairs:
    def __init__(self):
        self.rows, self.labels, self.seen = [], [], set()

    def add(self, group, same, a, b, schema):
        a, b = " ".join(a.split()), " ".join(b.split())
        if a == b or (a, b) in self.seen:
            return
        self.seen.add((a, b))
        ident = f"p{len(self.rows)}"
        self.rows.append((ident, a, b, schema))
        self.labels.append((ident, group, int(same)))


def from_lists(pairs, r, group, entries, most):
    entries = list(entries)
    relatives = {}
    for e in entries:
        relatives.setdefault((e[1], family(e[2], e[1])), []).append(e)
    picked = r.sample(entries, len(entries))
    names = {e[0]: {n.upper() for n in [e[2]] + e[3]} for e in entries}
    done = 0
    for e in picked:
        if done >= most:
            break
        others = [o for o in relatives[(e[1], family(e[2], e[1]))] if o[0] != e[0] and not names[o[0]] & names[e[0]]]
        for alias in e[3][:3]:
            pairs.add(f"{group}_alias" if share_a_word(e[2], alias) else f"{group}_other_name", True, e[2], alias, e[1])
            done += 1
        pairs.add(f"{group}_slip", True, e[2], generate.alter(r, e[2], e[1]), e[1])
        for native in e[4]:
            pairs.add(f"{group}_native", True, e[2], native, e[1])
        for o in r.sample(others, min(2, len(others))):
            pairs.add(f"{group}_alias", False, e[2], o[2], e[1])
            pairs.add(f"{group}_slip", False, generate.alter(r, e[2], e[1]), o[2], e[1])
            for native in o[4]:
                pairs.add(f"{group}_native", False, e[2], native, e[1])
        strangers = [o for o in r.sample(entries, 6) if o[1] == e[1] and o[0] != e[0] and not names[o[0]] & names[e[0]]]
        for o in strangers[:2]:
            for native in o[4]:
                pairs.add(f"{group}_native", False, e[2], native, e[1])


def script_of(text):
    return "hangul" if any("\uac00" <= c <= "\ud7a3" for c in text) else "han"


def from_native(pairs, r):
    rows = list(csv.DictReader(open(f"{HERE}/native.csv", encoding="utf-8")))
    spelled = {}
    for row in rows:
        spelled.setdefault(row["native"], set()).add(row["latin"])
    for row in rows:
        group, schema = script_of(row["native"]), row["schema"]
        pairs.add(group, True, row["native"], row["latin"], schema)
        for latin in spelled[row["native"]] - {row["latin"]}:
            pairs.add("korean_variant", True, row["latin"], latin, schema)
        same = [o for o in rows if o["schema"] == schema and o["native"] != row["native"] and
                script_of(o["native"]) == group and o["latin"] not in spelled[row["native"]]]
        kin = [o for o in same if o["native"][0] == row["native"][0] or o["latin"].split()[0] == row["latin"].split()[0]]
        for o in r.sample(kin, min(2, len(kin))) + r.sample(same, min(2, len(same))):
            pairs.add(group, False, row["native"], o["latin"], schema)


def korean_variants(pairs, r, n):
    """One name by two hands; negatives differ in one syllable of the given name, by the same two hands."""
    fam, syl = stock.hands(stock.KOREAN_FAMILY_HANDS), stock.hands(stock.KOREAN_HANDS)

    def spell(f, a, b, hand, how):
        given = (f"{syl[a][hand]} {syl[b][hand]}".title(), f"{syl[a][hand]}-{syl[b][hand]}".capitalize(),
                 f"{syl[a][hand]}{syl[b][hand]}".capitalize())[how]
        return f"{given} {fam[f][hand]}" if how == 2 and hand == 3 else f"{fam[f][hand]} {given}"

    def kin(x, y):
        """Syllables that somebody spells alike are no fair negative."""
        return set(syl[x]) & set(syl[y])

    for _ in range(n):
        f, (a, b) = r.choice(list(fam)), r.sample(list(syl), 2)
        g, h = r.sample(range(4), 2)
        one, two = spell(f, a, b, g, r.randrange(3)), spell(f, a, b, h, r.randrange(3))
        pairs.add("korean_variant", True, one, two, "Person")
        c = r.choice([s for s in syl if not kin(s, b) and s != a])
        pairs.add("korean_variant", False, one, spell(f, a, c, h, r.randrange(3)), "Person")


def un_queries(r, entries, folder):
    entries = list(entries)
    bearers = {}
    for ref, _, name, aliases, _ in entries:
        for n in [name] + aliases:
            bearers.setdefault(generate.ascii_fold(n), set()).add(ref)
    rows, truth = [], []
    for ref, schema, name, _, _ in entries:
        for altered in (0, 1):
            text = generate.alter(r, name, schema) if altered else name
            if altered and text == name:
                continue
            right = bearers[generate.ascii_fold(name)] | bearers.get(generate.ascii_fold(text), set())
            rows.append((f"u{len(rows)}", text, schema))
            truth.append((rows[-1][0], " ".join(sorted(right)), altered))
    write(f"{folder}/un.csv", ("id", "name", "schema"), rows)
    write(f"{folder}/un-truth.csv", ("id", "references", "altered"), truth)


def world(r, folder, n=10000):
    rows, seen = [], set()
    while len(rows) < n:
        schema, native, latin = r.choice(generate.MAKERS[:-1])(r)
        text = native[0] if native and r.random() < 0.15 else latin[0]
        if text not in seen:
            seen.add(text)
            rows.append((f"w{len(rows)}", text, schema))
    write(f"{folder}/world.csv", ("id", "name", "schema"), rows)


def write(path, head, rows):
    with open(path, "w", encoding="utf-8", newline="") as out:
        w = csv.writer(out, lineterminator="\n")
        w.writerow(head)
        w.writerows(rows)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("lists")
    p.add_argument("dir")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    r = random.Random(a.seed)
    os.makedirs(a.dir, exist_ok=True)
    pairs = Pairs()
    from_native(pairs, r)
    korean_variants(pairs, r, 1000)
    un = f"{a.lists}/un/un-consolidated-2026-02-27.xml"
    if os.path.exists(un):
        from_lists(pairs, r, "un", un_entries(un), 1500)
        un_queries(r, un_entries(un), a.dir)
    if os.path.exists(f"{a.lists}/ofac/sdn.csv"):
        from_lists(pairs, r, "ofac", ofac_entries(f"{a.lists}/ofac"), 3000)
    world(r, a.dir)
    write(f"{a.dir}/pairs.csv", ("id", "name_a", "name_b", "schema"), pairs.rows)
    write(f"{a.dir}/labels.csv", ("id", "group", "same"), pairs.labels)
    print(f"{len(pairs.rows)} pairs")


if __name__ == "__main__":
    main()
