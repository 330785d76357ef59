#!/usr/bin/env python3
"""Makes a pool for article pairing from stories that stand line by line in many languages.

usage: mk_pool.py BASE.jsonl FOLDER --langs eng,swe,... [--seed N] [--rate R] [--mixed N]

BASE.jsonl: {"doc", "lang", "lines": [..]} a line. Writes pool.jsonl ({"id", "lang", "text"}) and gold.tsv (id, story, kind,
document). Of each story and language there is a full version, one with lines left out and the headline cut short, the first
half, the paragraphs in another order, or the full one with eight headlines of other stories below; and six digests a
language, of eight headlines each, which are versions of nothing. With --mixed, every other story is kept out of all that, and
N articles of 9 to 15 single lines of those are made; one that would share more than a third of its lines with another before it
is drawn anew. So what is a version is known line by line: distractors share nothing with stories,
and hardly anything with one another.
"""
import argparse, collections, json, os, random

KINDS = (("full", .75), ("neardup", .18), ("half", .15), ("reorder", .1), ("padded", .08))

def mixed(texts, docs, langs, count, rng):
    """Articles of lines of all stories; no two share more than a third of the later one's lines."""
    out, having, made = [], collections.defaultdict(list), 0
    while len(out) < count:
        own, length = [], rng.randint(9, 15)
        while len(own) < length:
            doc = rng.choice(docs); lines = min(len(t) for t in texts[doc].values()); at = rng.randrange(lines)
            if (doc, at) not in own: own.append((doc, at))
        shared = collections.Counter(a for place in own for a in having[place])
        if any(n > len(own) / 3 for n in shared.values()): continue
        for place in own: having[place].append(made)
        lang = rng.choice([l for l in langs if all(l in texts[doc] for doc, _ in own)]); made += 1
        out.append((lang, f"mixed{made}", "mix", "-", [texts[doc][lang][n] for doc, n in own]))
    return out

def main():
    args = argparse.ArgumentParser()
    args.add_argument("base"); args.add_argument("folder"); args.add_argument("--langs", required=True)
    args.add_argument("--seed", type=int, default=7); args.add_argument("--rate", type=float, default=.47)
    args.add_argument("--mixed", type=int, default=0)
    args = args.parse_args()
    langs = args.langs.split(","); rng = random.Random(args.seed); texts = collections.defaultdict(dict)
    for line in open(args.base, encoding="utf8"):
        row = json.loads(line)
        if row["lang"] in langs: texts[row["doc"]][row["lang"]] = row["lines"]
    docs = sorted(texts); pool = []; others = docs[1::2] if args.mixed else []
    if others: docs = docs[::2]
    def heads(lang, but=None):
        return [texts[d][lang][0] for d in rng.sample([d for d in docs if d != but and lang in texts[d]], 8)]
    for doc in docs:
        for lang, lines in sorted(texts[doc].items()):
            if rng.random() > args.rate: continue
            for kind, share in KINDS:
                if rng.random() > share: continue
                if kind == "full": out = list(lines)
                elif kind == "neardup":
                    head = lines[0].split(" ")
                    head = " ".join(head[:-1]) if len(head) > 1 else lines[0][:-1]
                    out = [head] + [l for l in lines[1:] if rng.random() > .1]
                elif kind == "half": out = lines[:max(2, len(lines) // 2)]
                elif kind == "reorder":
                    rest = lines[2:]; rng.shuffle(rest); out = lines[:2] + rest
                else: out = lines + heads(lang, doc)
                pool.append((lang, doc, kind, doc, out))
    for lang in langs:
        for n in range(6): pool.append((lang, f"digest{lang}{n}", "digest", "-", heads(lang)))
    pool += mixed(texts, others, langs, args.mixed, rng)
    rng.shuffle(pool); os.makedirs(args.folder, exist_ok=True)
    with open(f"{args.folder}/pool.jsonl", "w", encoding="utf8") as p, open(f"{args.folder}/gold.tsv", "w", encoding="utf8") as g:
        for n, (lang, story, kind, doc, lines) in enumerate(pool):
            p.write(json.dumps({"id": f"a{n:06}", "lang": lang, "text": "\n".join(lines)}, ensure_ascii=False) + "\n")
            g.write(f"a{n:06}\t{story}\t{kind}\t{doc}\n")

main()
