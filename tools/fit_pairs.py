#!/usr/bin/env python3
"""Finds the weights of src/docalign/weights.toml by logistic regression (needs numpy).

usage: fit_pairs.py [--leave-out K/N] POOL:CANDIDATES:GOLD...

CANDIDATES is what `predict_pairs --candidates POOL` wrote; GOLD holds an article and its story a line (further columns are
not read), or, if its name ends in `.pairs.tsv`, two articles a line. Every set counts the same. Pairs of one language are
left out: they are judged by what stands in both. With --leave-out, pairs with an article of a story of the Kth of N parts
are left out, so that these can be scored; a pool in a folder whose name begins with "mix" is taken whole.
"""
import collections, json, sys, zlib
import numpy as np

MOST = 4.0

def part(story, n): return zlib.crc32(story.encode()) % n

def load(arg, out):
    pool, candidates, gold = arg.split(":")
    lang = {r["id"]: r["lang"] for r in map(json.loads, open(pool, encoding="utf8"))}
    rows = [l.rstrip("\n").split("\t") for l in open(gold, encoding="utf8")]
    if gold.endswith(".pairs.tsv"):
        up = {}
        def root(x):
            while up.get(x, x) != x: x = up[x]
            return x
        for a, b in (r[:2] for r in rows): up[root(a)] = root(b)
        true = {tuple(sorted(r[:2])) for r in rows}
        story = {a: root(a) for a in lang}
        same = lambda a, b: tuple(sorted((a, b))) in true
    else:
        story = {r[0]: r[1] for r in rows}
        same = lambda a, b: story.get(a) == story.get(b)
    left = {a for a in lang if out and "/mix" not in pool and part(story.get(a, a), out[1]) == out[0]}
    table = [l.rstrip("\n").split("\t") for l in open(candidates, encoding="utf8")]
    sib = {(r[0], r[1]) for r in table if lang[r[0]] == lang[r[1]] and float(r[6 + 12]) >= .6 and float(r[6 + 9]) >= .15 and float(r[6 + 7]) >= .4 or lang[r[0]] == lang[r[1]] and r[5] == '0' and float(r[6 + 7]) >= .8}
    rows = [r for r in table if lang[r[0]] != lang[r[1]]]
    x = np.array([r[6:] for r in rows], float); trust = np.array([r[4] for r in rows], float)
    vec = np.array([int(r[5]) for r in rows]); y = np.array([same(r[0], r[1]) for r in rows], float)
    use = np.array([r[0] not in left and r[1] not in left for r in rows])
    # Of pairs of two stories fewer remain than of those of one.
    use = use * np.where((y == 0) & (bool(out) and "/mix" not in pool), (out or (0, 2))[1] / max((out or (0, 2))[1] - 1, 1), 1.0)
    return dict(lang=lang, pairs=[(r[0], r[1]) for r in rows], x=x, trust=trust, vec=vec, y=y, use=use, sib=sib, name=pool)

def leads(d, odds):
    best = collections.defaultdict(list)
    for (a, b), o in zip(d["pairs"], odds):
        best[a, d["lang"][b]].append((o, b)); best[b, d["lang"][a]].append((o, a))
    for v in best.values(): v.sort(reverse=True)
    sib = d["sib"]
    def lead(o, a, b):
        for s, n in best[a, d["lang"][b]]:
            if n != b and (n, b) not in sib and (b, n) not in sib: return o - s
        return MOST
    return np.array([max(-MOST, min(MOST, lead(o, a, b), lead(o, b, a))) for (a, b), o in zip(d["pairs"], odds)])

def fit(x, y, k, decay=1e-3, rounds=100, floor=()):
    """Newton's method on the weighted logistic loss; weights listed in `floor` stay at 0 or above."""
    n = x.shape[1]; w = np.zeros(n); scale = np.sqrt((k[:, None] * x * x).sum(0) / k.sum()); live = scale > 0
    scale[~live] = 1; x = x / scale
    def loss(w):
        m = x @ w
        return (k * (np.logaddexp(0, m) - y * m)).sum() + .5 * decay * k.sum() * (w @ w)
    while True:
        now = loss(w)
        for _ in range(rounds):
            p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
            g = x.T @ (k * (p - y)) + decay * k.sum() * w
            h = (x * (k * p * (1 - p))[:, None]).T @ x + decay * k.sum() * np.eye(n)
            s = np.zeros(n); i = np.where(live)[0]; s[i] = np.linalg.solve(h[np.ix_(i, i)], g[i]); t = 1.0
            while t > 1e-6 and loss(w - t * s) > now: t /= 2
            w = w - t * s; before, now = now, loss(w)
            if before - now < 1e-7 * before: break
        bad = [i for i in floor if live[i] and w[i] < 0]
        if not bad: return w / scale
        worst = min(bad, key=lambda i: w[i]); live[worst] = False; w[worst] = 0

def main():
    args = sys.argv[1:]; out = None
    if args[0] == "--leave-out": out = tuple(map(int, args[1].split("/"))); args = args[2:]
    sets = [load(a, out) for a in args]; rows = {}; lead = []
    for name, pick in (("vectors", lambda d: d["vec"] * d["trust"]), ("anchors", lambda d: d["vec"] * (1 - d["trust"])), ("alone", lambda d: 1 - d["vec"])):
        xs, ys, ks = [], [], []
        for d in sets:
            k = pick(d) * d["use"]; total = (k * d["y"]).sum()
            if total < 20: continue
            xs.append(d["x"]); ys.append(d["y"]); ks.append(k * 300 / total * min(1, total / 200))
        if not xs: continue
        x, y, k = np.vstack(xs), np.concatenate(ys), np.concatenate(ks); i = k > 0
        floor = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11]
        rows[name] = fit(x[i], y[i], k[i], decay=1e-4, floor=floor)
        # What a lead counts, and how far the odds go back then.
        L = []
        for d in sets:
            d["odds"] = d["x"] @ rows[name]
            L.append(leads(d, d["odds"]) if (pick(d) * d["use"]).sum() else np.zeros(len(d["y"])))
        z = np.concatenate([np.column_stack([np.ones(len(d["y"])), d["odds"], l, np.tanh(3 * l)]) for d, l in zip(sets, L) if (pick(d) * d["use"] * d["y"]).sum() >= 20])
        v = fit(z[i], y[i], k[i])
        w = rows[name] * v[1]; w[0] += v[0]
        print(name, "= [" + ", ".join(f"{q:.3f}" for q in w) + "]", file=sys.stderr); rows[name] = w; lead.append(v[2:])
        p = 1 / (1 + np.exp(-(z @ v))); 
        for d, l in zip(sets, L):
            k = pick(d) * d["use"]
            if (k * d["y"]).sum() < 20: continue
            o = d["odds"] * v[1] + v[0] + v[2] * l + v[3] * np.tanh(3 * l); hit = (o > 0)
            tp = (k * hit * d["y"]).sum(); P = tp / max((k * hit).sum(), 1e-9); R = tp / (k * d["y"]).sum()
            print(f"   {d['name'][-28:]} P {P:.3f} R {R:.3f} F {2*P*R/(P+R):.4f} (candidates, before clusters)", file=sys.stderr)
    while len(lead) < 3: lead.append(lead[-1])
    for name in rows: print(f"{name} = [" + ", ".join(f"{q:.3f}" for q in rows[name]) + "]")
    for at, name in enumerate(("lead", "ahead")): print(f"{name} = [" + ", ".join(f"{q[at]:.3f}" for q in lead) + "]")
main()
