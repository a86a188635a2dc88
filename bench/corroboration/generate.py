#!/usr/bin/env python3
"""An invented corpus of reports with known origins: generate.py DIR [--seed N] [--events N] [--profile NAME].

Written from what copying between reporters looks like, not from the rules that look for it: observers measure with
errors of their own (some are exact, some round, one sees only the part of the day), relays cite or do not, round, drop,
translate into French, German or Spanish, mistype, pass on what another relay wrote; some sources do both. The field
`kind` is drawn at random, ids are drawn at random, the files are shuffled: nothing but content and citations can help.

Writes sources.jsonl, items.jsonl (the shapes that `plimsoll origins` reads) and truth.jsonl. All names are invented."""
import argparse
import datetime
import json
import os
import random

SHIPS = ["Tidal Finch", "Copper Vale", "Gannet Star", "Long Meadow", "Amber Wren", "Slate Harbour", "Quiet Orchid"]
PLACES = ["Ferrow Quay", "Dunmere", "Port Alba", "Isker Roads", "Cold Landing", "Vesk"]
KINDS = ["agency", "patrol", "port authority", "satellite firm", "blog", "ministry"]
# thing -> how it is called in en, fr, de, es; least and most
THINGS = {
    "containers": (("containers", "conteneurs", "Container", "contenedores"), 30, 400),
    "trucks": (("trucks", "camions", "Lastwagen", "camiones"), 12, 90),
    "tonnes": (("tonnes of coal", "tonnes de charbon", "Tonnen Kohle", "toneladas de carbón"), 900, 24000),
    "drums": (("drums", "fûts", "Fässer", "barriles"), 40, 900),
}
ABOUT = (("about", "around", "roughly", "some", "approximately"), ("environ",), ("etwa", "rund"), ("unos", "cerca de"))
PARTS = {
    "night": ("during the night", "dans la nuit", "in der Nacht", "por la noche"),
    "morning": ("in the morning", "dans la matinée", "am Morgen", "por la mañana"),
    "afternoon": ("in the afternoon", "dans l'après-midi", "am Nachmittag", "por la tarde"),
    "evening": ("in the evening", "en soirée", "am Abend", "al anochecer"),
}
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]
TEMPLATES = (
    ("According to our staff {what} went onto the {ship}{length} off {place} {when}.",
     "The {ship}{length} loaded {what} in {place} {when}.",
     "{when}: {ship}{length} seen alongside at {place}, {what} being moved.",
     "Observed at {place} {when}: transfer of {what} to the {ship}{length}."),
    ("Le navire {ship}{length} a chargé {what} à {place} {when}.",),
    ("Die {ship}{length} hat {when} in {place} {what} geladen.",),
    ("El buque {ship}{length} cargó {what} en {place} {when}.",),
)
PROFILES = {
    #                 sharp: share of observers who give the exact truth more often; both: share of sources doing both
    "mixed": dict(sharp=0.5, both=0.15, vague_observers=0.15, typo=0.04, silent=0.4, translate=0.15, verbatim=0.15),
    "careful": dict(sharp=0.2, both=0.0, vague_observers=0.0, typo=0.0, silent=0.3, translate=0.0, verbatim=0.3),
    "hard": dict(sharp=0.7, both=0.35, vague_observers=0.35, typo=0.08, silent=0.6, translate=0.3, verbatim=0.4),
}


def part_of_day(minute):
    return "night" if minute < 360 else "morning" if minute < 720 else "afternoon" if minute < 1080 else "evening"


class Corpus:
    def __init__(self, seed, profile):
        self.r = random.Random(seed)
        self.p = PROFILES[profile]
        self.items, self.truth = [], []
        self.used = set()
        n = 34
        self.sources = []
        for k in range(n):
            role = "both" if self.r.random() < self.p["both"] else "observer" if k % 5 < 2 else "relay"
            self.sources.append(dict(id=self.new_id("q"), role=role, party="party-%d" % self.r.randrange(11),
                                     sharp=self.r.random() < self.p["sharp"],
                                     vague=self.r.random() < self.p["vague_observers"],
                                     lang=self.r.choice([1, 2, 3]) if self.r.random() < self.p["translate"] else 0,
                                     rounds=self.r.uniform(0.1, 0.8), drops=self.r.uniform(0.05, 0.3),
                                     cites=min(1, max(0, self.r.gauss(1 - self.p["silent"], 0.25)))))
        for relay in self.sources:
            relay["favourites"] = self.r.sample(self.sources, 5)

    def new_id(self, prefix):
        while True:
            i = prefix + "%06x" % self.r.randrange(1 << 24)
            if i not in self.used:
                self.used.add(i)
                return i

    def observe(self, source, truth):
        r, sharp = self.r, source["sharp"]
        exact = 0.6 if sharp else 0.25
        count = truth["count"]
        if r.random() > exact:
            count = max(1, round(count * (1 + r.gauss(0, 0.04)) + r.gauss(0, 1)))
        length = truth["length"] + (0 if r.random() < exact - 0.2 else r.gauss(0, 2))
        minute = truth["minute"] + (0 if r.random() < exact else r.choice([-30, -20, -10, -7, -5, -3, 2, 4, 5, 10, 15, 35]))
        view = dict(count=count, count_hedged=False, length=round(length, 1), length_hedged=False,
                    minute=min(1439, max(0, minute)), part=None, decimals=1)
        if source["vague"]:
            if r.random() < 0.7:
                self.round_count(view)
            if r.random() < 0.6:
                self.round_length(view)
            if r.random() < 0.4:
                view["part"], view["minute"] = part_of_day(view["minute"]), None
        return view

    def round_count(self, view):
        if view["count"] is not None and view["count"] >= 20:
            step = 10 if view["count"] < 400 else 100 if view["count"] < 5000 else 500
            view["count"], view["count_hedged"] = max(step, round(view["count"] / step) * step), self.r.random() < 0.85

    def round_length(self, view):
        if view["length"] is not None:
            view["length"], view["length_hedged"], view["decimals"] = round(view["length"]), self.r.random() < 0.7, 0

    def copy(self, source, view):
        r, view = self.r, dict(view)
        if r.random() < self.p["verbatim"]:
            return view
        if r.random() < source["rounds"]:
            self.round_count(view)
        if r.random() < source["rounds"]:
            self.round_length(view)
        if view["minute"] is not None and r.random() < source["rounds"]:
            view["part"], view["minute"] = part_of_day(view["minute"]), None
        for field in ("count", "length", "minute"):
            if r.random() < source["drops"]:
                view[field] = None
                if field == "minute":
                    view["part"] = None
        if view["count"] is not None and not view["count_hedged"] and r.random() < self.p["typo"]:
            digits = list(str(view["count"]))
            if len(digits) > 1:
                k = r.randrange(len(digits) - 1)
                digits[k], digits[k + 1] = digits[k + 1], digits[k]
                view["count"] = max(1, int("".join(digits)))
        return view

    def write(self, source, event, view):
        r, lang = self.r, source["lang"]
        about = lambda hedged: r.choice(ABOUT[lang]) + " " if hedged else ""
        noun = event["nouns"][lang]
        what = noun if view["count"] is None else "%s%d %s" % (about(view["count_hedged"]), view["count"], noun)
        length = ""
        if view["length"] is not None:
            text = ("%.1f" % view["length"]) if view["decimals"] else "%d" % view["length"]
            unit = ("metres", "mètres", "Meter", "metros")[lang] if r.random() < 0.5 else "m"
            length = ", %s%s %s," % (about(view["length_hedged"]), text, unit)
            if lang == 0 and r.random() < 0.4:
                length = " (length %s%s %s)" % (about(view["length_hedged"]), text, unit)
        day = event["day"]
        date = day.isoformat() if lang or r.random() < 0.6 else "%d %s %d" % (day.day, MONTHS[day.month - 1], day.year)
        when = ("on ", "le ", "am ", "el ")[lang] + date
        if view["minute"] is not None:
            clock = "%02d:%02d" % divmod(view["minute"], 60)
            when += ((" at %s UTC", " at %s Z", ", %s UTC") if lang == 0 else ((" à %s UTC",), (" um %s UTC",), (" a las %s UTC",))[lang - 1])[
                r.randrange(3) if lang == 0 else 0] % clock
        elif view["part"] is not None:
            when += " " + PARTS[view["part"]][lang]
        text = r.choice(TEMPLATES[lang]).format(what=what, ship=event["ship"], length=length, place=event["place"], when=when)
        return text[0].upper() + text[1:]

    def add(self, event, source, view, at, parents, how, cites):
        item = dict(item_id=self.new_id("n"), source_id=source["id"],
                    published=at.replace(minute=0, second=0).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    text=self.write(source, event, view), cites=[p["id"] for p in parents] if cites else [],
                    event_id=event["id"])
        node = dict(id=item["item_id"], view=view, at=at, source=source, how=how,
                    origins=set().union(*(p["origins"] for p in parents)) if parents else {item["item_id"]})
        event["nodes"].append(node)
        self.items.append(item)
        self.truth.append(dict(item_id=item["item_id"], event_id=event["id"], how=how, origins=sorted(node["origins"])))
        return node

    def event(self):
        r = self.r
        day = datetime.date(2027, 1, 1) + datetime.timedelta(days=r.randrange(300))
        nouns, least, most = r.choice(list(THINGS.values()))
        truth = dict(count=r.randint(least, most), length=r.uniform(80, 230), minute=r.choice([5, 5, 1]) * r.randrange(0, 287))
        event = dict(id=self.new_id("k"), ship=r.choice(SHIPS), place=r.choice(PLACES), day=day, nouns=nouns, nodes=[])
        start = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=truth["minute"])
        observers = r.sample([s for s in self.sources if s["role"] != "relay"], r.choice([1, 1, 2, 2, 3, 4]))
        for s in observers:
            self.add(event, s, self.observe(s, truth), start + datetime.timedelta(hours=r.uniform(2, 90)), [],
                     "observation", False)
        relays = r.sample([s for s in self.sources if s["role"] != "observer" and s not in observers], r.choice([0, 1, 2, 2, 3, 4, 5]))
        for s in relays:
            near = [n for n in event["nodes"] if n["source"] in s["favourites"]]
            parent = r.choice(near if near and r.random() < 0.7 else event["nodes"])
            parents = [parent]
            if r.random() < 0.12 and len(event["nodes"]) > 1:
                parents.append(r.choice([n for n in event["nodes"] if n is not parent]))
            cites = r.random() < s["cites"] or len(parents) > 1
            at = max(p["at"] for p in parents) + datetime.timedelta(hours=r.uniform(5, 160))
            node = self.add(event, s, self.copy(s, parent["view"]), at, parents, "cited" if cites else "silent", cites)
            if r.random() < 0.06:  # the first observer repeats itself and cites who copied it
                first = event["nodes"][0]
                if first["id"] in node["origins"]:
                    self.add(event, first["source"], first["view"], at + datetime.timedelta(hours=r.uniform(5, 90)), [node],
                             "loop", True)
        return dict(event_id=event["id"], independent_origins=len(set().union(*(n["origins"] for n in event["nodes"]))))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("dir")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--events", type=int, default=120)
    arguments.add_argument("--profile", choices=sorted(PROFILES), default="mixed")
    a = arguments.parse_args()
    corpus = Corpus(a.seed, a.profile)
    events = [corpus.event() for _ in range(a.events)]
    sources = [dict(source_id=s["id"], name="Reporter " + s["id"][1:], kind=corpus.r.choice(KINDS), party=s["party"])
               for s in corpus.sources]
    for rows in (sources, corpus.items, events):
        corpus.r.shuffle(rows)
    os.makedirs(a.dir, exist_ok=True)
    for name, rows in (("sources", sources), ("items", corpus.items), ("truth-events", events), ("truth-items", corpus.truth)):
        with open(os.path.join(a.dir, name + ".jsonl"), "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


main()
