#!/usr/bin/env python3
"""Makes stories with several edited versions from parallel documents, to measure how versions are aligned together.

    mk_versions.py FOLDER OUT_STEM [--versions 4] [--sets 12] [--seed 1]

FOLDER holds `<lang>.txt` with one sentence a line, the same lines in all languages, and `doc.txt` with the name of each line's
document. Each story takes a document in some languages; in every version sentences are left out (12 %), two neighbours drawn
together (10 %) or put in the other order (3 %), and sentences of another document put in (5 %), independently of the other
versions. OUT_STEM.stories.jsonl has `{"id", "versions": [{"lang", "sentences"}]}`, OUT_STEM.pairs.jsonl the first version of
each with each other one as the scorer of alignments takes it: `{"id", "src", "tgt", "gold", "lang_src", "lang_tgt"}`.
"""

import argparse
import json
import pathlib
import random


def edited(lines, strangers, rng):
    """Sentences of a version, each with the numbers of the lines that it renders; none for a stranger."""
    kept = [([number], line) for number, line in lines if rng.random() >= 0.12]
    at = 0
    while at + 1 < len(kept):
        chance = rng.random()
        if chance < 0.10 and kept[at][0][-1] + 1 == kept[at + 1][0][0]:
            (first, one), (second, other) = kept[at], kept.pop(at + 1)
            kept[at] = (first + second, f"{one} {other}")
        elif chance < 0.13:
            kept[at], kept[at + 1] = kept[at + 1], kept[at]
            at += 1
        at += 1
    for place in range(len(kept), -1, -1):
        if rng.random() < 0.05 and strangers:
            kept.insert(place, ([], rng.choice(strangers)))
    return kept


def gold(source, target):
    """Runs of sentences that are tied by a common line, as `[[source numbers], [target numbers]]`."""
    beads = []
    for i, (lines, _) in enumerate(source):
        met = [j for j, (other, _) in enumerate(target) if set(lines) & set(other)]
        beads.append([{i}, set(met)])
    merged = []
    for own, other in beads:
        for bead in [b for b in merged if other and b[1] & other]:
            own, other = own | bead[0], other | bead[1]
            merged.remove(bead)
        merged.append([own, other])
    taken = set().union(*(b[1] for b in merged)) if merged else set()
    merged += [[set(), {j}] for j in range(len(target)) if j not in taken]
    return [[sorted(a), sorted(b)] for a, b in merged]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("out")
    parser.add_argument("--versions", type=int, default=4)
    parser.add_argument("--sets", type=int, default=12, help="stories made of each document")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    names = (args.folder / "doc.txt").read_text().splitlines()
    texts = {p.stem: p.read_text().splitlines() for p in sorted(args.folder.glob("*.txt")) if p.stem != "doc"}
    documents = list(dict.fromkeys(names))
    with open(f"{args.out}.stories.jsonl", "w") as stories, open(f"{args.out}.pairs.jsonl", "w") as pairs:
        for document in documents:
            numbers = [n for n, name in enumerate(names) if name == document]
            for turn in range(args.sets):
                langs = rng.sample(sorted(texts), args.versions)
                other = rng.choice([d for d in documents if d != document])
                versions = []
                for lang in langs:
                    lines = [(n, texts[lang][n]) for n in numbers]
                    strangers = [texts[lang][n] for n, name in enumerate(names) if name == other]
                    versions.append(edited(lines, strangers, rng))
                if not all(versions):
                    continue
                name = f"{document}/{turn}"
                told = [{"lang": l, "sentences": [s for _, s in v]} for l, v in zip(langs, versions)]
                stories.write(json.dumps({"id": name, "versions": told}, ensure_ascii=False) + "\n")
                for lang, version in zip(langs[1:], versions[1:]):
                    row = {"id": f"{name}/{langs[0]}-{lang}", "lang_src": langs[0], "lang_tgt": lang}
                    row |= {"src": [s for _, s in versions[0]], "tgt": [s for _, s in version]}
                    pairs.write(json.dumps(row | {"gold": gold(versions[0], version)}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
