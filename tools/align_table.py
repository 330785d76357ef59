#!/usr/bin/env python3
"""The tables of docs/alignment.md: strict and lax F1 by language pair, by share of the documents, and how sure beads and pairs of
articles are.

    predict_align < pairs.jsonl > out.jsonl
    tools/align_table.py [--by lang|half] [--sure] pairs.jsonl out.jsonl …

Files come in twos: gold, as `examples/predict_align.rs` reads it with its `gold`, and what that program wrote.
An id is `set/languages/document/…`. `--by half` parts the documents by their order in the longest file: the first N of
`--split N`, and the rest.
"""
import argparse
import collections
import json


def overlap(bead, gold):
    return any(set(bead[0]) & set(g[0]) and set(bead[1]) & set(g[1]) for g in gold)


def counts(gold, test):
    """Hits and totals of precision (all beads) and recall (tied beads), strict and lax, as Vecalign counts."""
    exact = {(tuple(a), tuple(b)) for a, b in gold}
    found = {(tuple(a), tuple(b)) for a, b in test}
    tied = [(a, b) for a, b in gold if a and b]
    out = collections.Counter()
    for a, b in test:
        strict = (tuple(a), tuple(b)) in exact
        out["strict P"] += strict
        out["lax P"] += strict or bool(a and b and overlap((a, b), tied))
        out["P"] += 1
    ties = [(a, b) for a, b in test if a and b]
    for a, b in tied:
        strict = (tuple(a), tuple(b)) in found
        out["strict R"] += strict
        out["lax R"] += strict or overlap((a, b), ties)
        out["R"] += 1
    return out


def f1(c, kind):
    p, r = c[kind + " P"] / max(1, c["P"]), c[kind + " R"] / max(1, c["R"])
    return 2 * p * r / max(1e-9, p + r)


def add(bins, tops, sure, right):
    at = bins[next(top for top in tops if sure < top)]
    at[0] += 1
    at[1] += sure
    at[2] += right


def document(doc):
    return (doc["id"].split("/") + ["", "", ""])[2]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("files", nargs="+")
    ap.add_argument("--by", choices=["lang", "half"])
    ap.add_argument("--split", type=int, default=40)
    ap.add_argument("--sure", action="store_true")
    args = ap.parse_args()
    names = max((list(dict.fromkeys(document(json.loads(line)) for line in open(f))) for f in args.files[::2]), key=len)
    first = set(names[: args.split])
    table = collections.defaultdict(dict)
    bins, pairs = (collections.defaultdict(lambda: [0, 0.0, 0]) for _ in range(2))
    for gold_file, test_file in zip(args.files[::2], args.files[1::2]):
        tests = {t["id"]: t for t in map(json.loads, open(test_file))}
        sums = collections.defaultdict(collections.Counter)
        for doc in map(json.loads, open(gold_file)):
            test = tests[doc["id"]]
            pair = f"{doc['lang_src']}-{doc['lang_tgt']}"
            key = "all"
            if args.by == "lang":
                key = pair
            elif args.by == "half":
                key = f"1-{args.split}" if document(doc) in first else f"{args.split + 1}-{len(names)}"
            sums[key] += counts(doc["gold"], test["align"])
            exact = {(tuple(a), tuple(b)) for a, b in doc["gold"]}
            for (a, b), sure in zip(test["align"], test["score"]):
                add(bins, (.3, .5, .7, .8, .9, 9), sure, (tuple(a), tuple(b)) in exact)
            sizes = [len(a) + len(b) for a, b in test["align"]]
            said = sum(n * sure for n, sure in zip(sizes, test["score"])) / max(1, sum(sizes))
            right = sum(n for n, (a, b) in zip(sizes, test["align"]) if (tuple(a), tuple(b)) in exact) / max(1, sum(sizes))
            add(pairs, (.6, .7, .8, .9, .95, 9), said, right)
        for key, c in sums.items():
            table[key][gold_file] = f"{f1(c, 'strict'):.3f} / {f1(c, 'lax'):.3f}"
    for key in sorted(table):
        print("|", key, "|", " | ".join(table[key].get(f, "") for f in args.files[::2]), "|")
    for kind in (bins, pairs) if args.sure else ():
        print("| said below | how many | mean of what was said | right |")
        for top, (n, total, right) in sorted(kind.items()):
            print(f"| {min(top, 1)} | {n} | {total / n:.2f} | {right / n:.2f} |")


if __name__ == "__main__":
    main()
