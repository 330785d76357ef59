#!/usr/bin/env python3
"""Makes texts in which nothing is furniture, for `fit_extract --clean` and `predict_extract clean`.

    mk_clean.py [--both] [--docs FILE] [--whole] [--tag TAG] FILE... > clean.jsonl

FILE: a table of sentences in the order of their documents, `language TAB sentence [TAB counterpart]`, packed if its name
ends in .gz; or, with --tag, one sentence a line in that language. A document begins where --docs FILE (a name for each line)
changes, or, without it, where a line without a stop follows one with a stop, in the counterpart too: headlines.

Written is one row a text: `page`, `host` (the document: all its languages and parts have the same), `lang`, `lines`. Each
document is given once with one sentence a line or joined to paragraphs of one to four, and once in part: its first or last
half, its first few lines, without its headline; and of every ten headlines one list is made; of all these --most in a language are drawn.
--both takes the counterparts too, once, as texts in English. With --whole, for measuring:
each document twice, as sentences and as paragraphs, nothing else.
"""

import argparse
import gzip
import json
import random
import re
import sys

STOP = re.compile(r"[.!?…:;。！？｡।॥۔؟።။។༎]+[\"'”’»「」』）)\]]*\s*$|[\"”’»」』]\s*$")
WIDE = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]")


def rows(path, tag):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            yield (tag, fields[0], "") if tag else (fields[0], fields[1], fields[2] if len(fields) > 2 else "")


def documents(lines, names):
    """Cuts the lines of one language: (name, sentences, whether the first is a headline)."""
    if names:
        found = {}
        for name, (text, _) in zip(names, lines):
            found.setdefault(name, []).append(text)
        return [(name, texts) for name, texts in found.items()]
    out, before = [], True
    for text, other in lines:
        stops = bool(STOP.search(other or text))
        if not out or (before and not stops):
            out.append((str(len(out)), []))
        out[-1][1].append(text)
        before = stops
    return [doc for doc in out if len(doc[1]) >= 3]


def paragraphs(texts, chance):
    out, rest = [], list(texts)
    # The headline stays a line of its own.
    if rest and not STOP.search(rest[0]):
        out.append(rest.pop(0))
    while rest:
        count = chance.choice([1, 2, 2, 3, 3, 4])
        part, rest = rest[:count], rest[count:]
        out.append(("" if WIDE.search(part[0]) else " ").join(part))
    return out


def part(texts, chance):
    half = max(2, len(texts) // 2)
    few = chance.randint(1, 6)
    bare = texts[1:] if len(texts) > 2 and not STOP.search(texts[0]) else texts
    return chance.choice([texts[:half], texts[half:] or texts, texts[:few], bare, bare[:few]])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--docs")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--tag")
    parser.add_argument("--most", type=int, default=120, help="texts of each language")
    parser.add_argument("--both", action="store_true", help="use the counterparts too, once, as texts in English")
    args = parser.parse_args()
    names = open(args.docs, encoding="utf-8").read().split() if args.docs else []
    chance = random.Random(7)
    out = {}
    for path in args.files:
        table, english = {}, {}
        for lang, text, other in rows(path, args.tag):
            table.setdefault(lang, []).append((text, other))
            if args.both and other:
                english.setdefault(other, None)
        if english:
            table["en"] = [(text, "") for text in english]
        stem = re.sub(r"\W.*", "", path.rsplit("/", 1)[-1])
        for lang, lines in sorted(table.items()):
            heads = []
            for number, (name, texts) in enumerate(documents(lines, names)):
                host = f"{stem if not args.tag else 'doc'}-{name}"
                page = f"{host}/{lang}"
                emit = lambda kind, texts: out.setdefault(lang, []).append(
                    {"page": f"{page}/{kind}", "host": host, "lang": lang, "lines": texts})
                if args.whole:
                    emit("sentences", texts)
                    emit("paragraphs", paragraphs(texts, chance))
                    continue
                emit("whole", texts if chance.random() < 0.5 else paragraphs(texts, chance))
                some = part(texts, chance)
                emit("part", some if chance.random() < 0.5 else paragraphs(some, chance))
                heads += [] if STOP.search(texts[0]) else [texts[0]]
                if len(heads) == 10:
                    emit("list", heads[: chance.randint(4, 10)])
                    heads = []
    for texts in out.values():
        for row in texts if args.whole else chance.sample(texts, min(args.most, len(texts))):
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
