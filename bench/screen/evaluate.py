#!/usr/bin/env python3
"""Prints what a screening is worth.

evaluate.py pairs LABELS.csv ANSWERS.jsonl       precision, recall, F1 at the default threshold, AUC, recall at 1 % false
                                                 positives, by group and in all
evaluate.py queries TRUTH.csv ANSWERS.jsonl      right entry first, among those shown, answers for nobody; by kind
evaluate.py alerts ANSWERS.jsonl                 candidates at the default threshold
evaluate.py curve LABELS.csv ANSWERS.jsonl       precision and recall by threshold
"all" leaves out the names that have nothing in common (groups ..._other_name: see pairs.py), which only a list can know.
A pair that is not comparable counts as the lowest score: it finds nothing and accuses nobody."""
import csv
import json
import sys


def answers(path, kind):
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        if row["type"] == kind:
            yield row


def auc(scored):
    """The chance that a positive scores above a negative; equal scores count half (rank sum)."""
    scored = sorted(scored)
    rank_sum, positives, i = 0.0, 0, 0
    while i < len(scored):
        j = i
        while j < len(scored) and scored[j][0] == scored[i][0]:
            j += 1
        here = sum(same for _, same in scored[i:j])
        rank_sum += here * (i + j + 1) / 2
        positives += here
        i = j
    negatives = len(scored) - positives
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives) if positives and negatives else float("nan")


def recall_at(scored, false_rate):
    """Recall at the lowest threshold that lets no more than this share of the negatives through."""
    negatives = sorted((s for s, same in scored if not same), reverse=True)
    positives = [s for s, same in scored if same]
    if not negatives or not positives:
        return float("nan")
    allowed = int(len(negatives) * false_rate)
    above = negatives[allowed] if allowed < len(negatives) else -2
    return sum(s > above for s in positives) / len(positives)


def pairs(labels_path, answers_path):
    labels = {row["id"]: (row["group"], row["same"] == "1") for row in csv.DictReader(open(labels_path))}
    groups, misses = {}, []
    for row in answers(answers_path, "pair"):
        group, same = labels.pop(row["id"])
        score = -1 if row["score"] is None else row["score"]
        for name in (group, "all") if not group.endswith("_other_name") else (group,):
            groups.setdefault(name, []).append((score, same, bool(row["match"])))
    print(f"{'group':16}{'pairs':>7}{'same':>7}{'precision':>11}{'recall':>9}{'F1':>8}{'AUC':>8}{'R@1%FP':>9}{'FP rate':>9}")
    for name in sorted(groups, key=lambda g: (g == "all", g)):
        rows = groups[name]
        tp = sum(m and s for _, s, m in rows)
        fp = sum(m and not s for _, s, m in rows)
        positives = sum(s for _, s, _ in rows)
        precision, recall = tp / (tp + fp) if tp + fp else 0, tp / positives if positives else 0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
        scored = [(x, s) for x, s, _ in rows]
        print(f"{name:16}{len(rows):7}{positives:7}{precision:11.4f}{recall:9.4f}{f1:8.4f}{auc(scored):8.4f}"
              f"{recall_at(scored, 0.01):9.4f}{fp / max(1, len(rows) - positives):9.4f}")
    if labels:
        sys.exit(f"{len(labels)} pairs have no answer")


def curve(labels_path, answers_path):
    labels = {row["id"]: row["same"] == "1" for row in csv.DictReader(open(labels_path))
              if not row["group"].endswith("_other_name")}
    rows = [(-1 if r["score"] is None else r["score"], labels[r["id"]]) for r in answers(answers_path, "pair")
            if r["id"] in labels]
    positives = sum(s for _, s in rows)
    print(f"{'threshold':>9}{'precision':>11}{'recall':>9}{'F1':>8}")
    for step in range(50, 100, 5):
        t = step / 100
        tp, fp = sum(s for x, s in rows if x >= t), sum(not s for x, s in rows if x >= t)
        p, r = tp / (tp + fp) if tp + fp else 0, tp / positives
        print(f"{t:9.2f}{p:11.4f}{r:9.4f}{2 * p * r / (p + r) if p + r else 0:8.4f}")


def queries(truth_path, answers_path):
    truth = {}
    for row in csv.DictReader(open(truth_path)):
        right = set((row.get("entities") or row.get("references") or "").split(" ")) - {""}
        truth[row["id"]] = (right, row["altered"] == "1", row.get("script", "latin"))
    found = {}
    for row in answers(answers_path, "candidate"):
        found.setdefault(row["query_id"], []).append((row["rank"], {row["entity"], row["reference"]}))
    groups = {}
    for ident, (right, altered, script) in truth.items():
        shown = sorted(found.get(ident, []), key=lambda c: c[0])
        name = "nobody" if not right else f"{script} {'altered' if altered else 'exact'}"
        first = bool(shown) and bool(shown[0][1] & right)
        among = any(c[1] & right for c in shown)
        groups.setdefault(name, []).append((first, among, bool(shown)))
    print(f"{'queries':18}{'n':>7}{'first':>9}{'shown':>9}{'any':>9}")
    for name, rows in sorted(groups.items()):
        n = len(rows)
        print(f"{name:18}{n:7}{sum(r[0] for r in rows) / n:9.4f}{sum(r[1] for r in rows) / n:9.4f}"
              f"{sum(r[2] for r in rows) / n:9.4f}")


def alerts(answers_path):
    rows = list(answers(answers_path, "candidate"))
    print(f"{len(rows)} candidates for {len({r['query_id'] for r in rows})} queries")
    for row in rows[:10]:
        print(f"  {row['score']:.3f}  {row['query']}  ~  {row['matched_name']} ({row['reference']})")


if __name__ == "__main__":
    {"pairs": pairs, "queries": queries, "alerts": alerts, "curve": curve}[sys.argv[1]](*sys.argv[2:])
