#!/usr/bin/env python3
"""Finds the weights of src/docalign/weights.toml by logistic regression.

usage: fit_pairs.py POOL:CANDIDATES:GOLD...

CANDIDATES is what `predict_pairs --candidates POOL` wrote; GOLD holds an article and its story a line (further columns are
not read), or, if its name ends in `.pairs.tsv`, two articles a line. Every pool counts the same. Pairs of one language are
left out: they are judged by their likeness alone.
"""
import collections, json, math, sys

def load(arg):
    pool, candidates, gold = arg.split(":")
    lang = {r["id"]: r["lang"] for r in map(json.loads, open(pool, encoding="utf8"))}
    rows = [l.rstrip("\n").split("\t") for l in open(gold, encoding="utf8")]
    if gold.endswith(".pairs.tsv"):
        true = {tuple(sorted(r[:2])) for r in rows}
        same = lambda a, b: tuple(sorted((a, b))) in true
    else:
        story = {r[0]: r[1] for r in rows}
        same = lambda a, b: story.get(a) == story.get(b)
    out = []
    for line in open(candidates, encoding="utf8"):
        a, b, _, lead, trust, *x = line.rstrip("\n").split("\t")
        if lang[a] != lang[b]:
            out.append((tuple(map(float, x)), a, b, float(trust) > .5, same(a, b)))
    return lang, out

def leads(lang, rows, w, most):
    """How far each pair is ahead of its rivals; versions of one text are not told apart here, which the weight allows for."""
    odds = [sum(a * b for a, b in zip(x, w)) for x, *_ in rows]
    best = collections.defaultdict(list)
    for o, (_, a, b, _, y) in zip(odds, rows):
        best[a, lang[b]].append((o, b)); best[b, lang[a]].append((o, a))
    for v in best.values(): v.sort(reverse=True)
    def lead(o, a, b):
        return o - next((s for s, n in best[a, lang[b]] if n != b), -math.inf)
    return [max(-most, min(most, min(lead(o, a, b), lead(o, b, a)))) for o, (_, a, b, _, _) in zip(odds, rows)]

def fit(data, start, rounds=400, decay=1e-4, floor=None):
    """Newton's method on weighted logistic loss; weights listed in `floor` stay above 0."""
    n = len(start); w = list(start)
    for _ in range(rounds):
        g = [decay * x for x in w]; h = [[decay * (i == j) for j in range(n)] for i in range(n)]
        for x, y, k in data:
            p = 1 / (1 + math.exp(-max(-30, min(30, sum(a * b for a, b in zip(x, w))))))
            for i in range(n):
                g[i] += k * (p - y) * x[i]
                for j in range(n): h[i][j] += k * p * (1 - p) * x[i] * x[j]
        step = solve(h, g); w = [a - .7 * s for a, s in zip(w, step)]
        if floor: w = [max(a, 0.0) if i in floor else a for i, a in enumerate(w)]
        if max(map(abs, step)) < 1e-3: break
    return w

def solve(h, g):
    n = len(g); m = [r[:] + [g[i]] for i, r in enumerate(h)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(m[r][i])); m[i], m[p] = m[p], m[i]
        if abs(m[i][i]) < 1e-12: continue
        for r in range(n):
            if r != i:
                f = m[r][i] / m[i][i]
                m[r] = [a - f * b for a, b in zip(m[r], m[i])]
    return [m[i][n] / m[i][i] if abs(m[i][i]) > 1e-12 else 0.0 for i in range(n)]

def main():
    most = 4.0; data = []; lead_data = []; pools = [load(a) for a in sys.argv[1:]]
    for vectors in (True, False):
        data = []
        for lang, rows in pools:
            rows = [r for r in rows if r[3] == vectors]
            data += [(x, y, 1000 / len(rows)) for x, _, _, _, y in rows]
        if not data: continue
        w = fit(data, [0.0] * 7, 60, floor=range(1, 7))
        print("vectors =" if vectors else "anchors =", [round(x, 4) for x in w])
        both = []
        for lang, rows in pools:
            rows = [r for r in rows if r[3] == vectors]
            for (x, *_, y), l in zip(rows, leads(lang, rows, w, most)):
                both.append(((1.0, sum(a * b for a, b in zip(x, w)), l), y, 1000 / len(rows)))
        v = fit(both, [0.0, 1.0, 0.0], 60)
        print("  with a lead: bias, scale, lead", [round(x, 4) for x in v])

main()
