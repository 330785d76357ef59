#!/usr/bin/env python3
"""Makes pairs of scraped texts that tell one story in two languages, for `score_versions`.

    mk_furnished.py --lines LINES --names FILE [--omit SHARE] [--seed N] [--rest FOLDER [--gold GOLD]] LANG=FILE... > pairs.jsonl

LANG=FILE: translated documents, one sentence a line, the same lines in every language; --names: the name of each line's
document. LINES: scraped pages, one JSON object a line with `page`, `lang`, `host`, `lines` and `label` (a letter a line: `k`
body, `b` furniture), packed if the name ends in .gz.

A text is a document, cut into paragraphs of one to four sentences, in the furniture that stood around and within the body of a
page in its language: up to three lines before it, six within it, six behind it. Each two languages make a pair of each document;
in three of ten the paragraphs are cut differently on both sides. --omit drops that share of the paragraphs on each side, by
chance. With --rest only pages of half of the sites lend their furniture; those of the other half are written to that folder
as lines.jsonl.gz, and with --gold the pages of that file (`page`, `url`) that are of none of the lending sites as gold.jsonl.gz:
for fitting trees that have not seen these.
"""

import argparse
import gzip
import hashlib
import itertools
import json
import os
import random
import sys

from mk_clean import paragraphs


def rows(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write(folder, name, pages):
    os.makedirs(folder, exist_ok=True)
    with gzip.open(os.path.join(folder, name), "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(page, ensure_ascii=False) + "\n" for page in pages)


def site(page):
    """The part of a host that a site owns, as `fit_extract` cuts it."""
    url = (page.get("url") or "").partition("://")[2].split("/")[0]
    host = page.get("host") or url or next((p for p in page["page"].split("_") if "." in p), page["page"])
    labels = host.split(".")
    double = len(labels) >= 3 and all(len(label) <= 3 for label in labels[-2:]) and len(labels[-1]) == 2
    return ".".join(labels[-3 if double else -2 :])


def framed(body, page):
    """The body with the furniture of a page: lines and their labels."""
    label, lines = page["label"], page["lines"]
    first, last = label.find("k"), label.rfind("k")
    furniture = lambda span: [i for i in span if label[i] == "b"]
    above = furniture(range(max(0, first - 3), first))
    below = furniture(range(last + 1, min(len(label), last + 7)))
    body = [(text, "k") for text in body]
    for i in furniture(range(first, last))[:6]:
        at = 1 + round((i - first) / (last - first) * (len(body) - 1))
        body.insert(at, (lines[i], "b"))
    return [(lines[i], "b") for i in above] + body + [(lines[i], "b") for i in below]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", metavar="LANG=FILE")
    parser.add_argument("--lines", required=True)
    parser.add_argument("--names", required=True)
    parser.add_argument("--omit", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rest")
    parser.add_argument("--gold")
    args = parser.parse_args()
    chance = random.Random(args.seed)
    with open(args.names, encoding="utf-8") as file:
        names = file.read().split("\n")
    texts = {}
    for text in args.texts:
        lang, path = text.split("=", 1)
        with open(path, encoding="utf-8") as file:
            texts[lang] = file.read().split("\n")
    pages = [page for page in rows(args.lines) if "k" in page["label"]]
    if args.rest:
        lends = lambda page: hashlib.sha256(site(page).encode()).digest()[-1] % 2 == 1
        write(args.rest, "lines.jsonl.gz", [page for page in pages if not lends(page)])
        if args.gold:
            write(args.rest, "gold.jsonl.gz", [page for page in rows(args.gold) if not lends(page)])
        pages = [page for page in pages if lends(page)]

    def text(lang, name, cut):
        body = paragraphs([line for line, of in zip(texts[lang], names) if of == name], random.Random(cut))
        body = [text for n, text in enumerate(body) if n == 0 or chance.random() >= args.omit]
        lines = framed(body, chance.choice([page for page in pages if page["lang"] == lang]))
        return {"lang": lang, "lines": [line for line, _ in lines], "label": "".join(label for _, label in lines)}

    for name in sorted({name for name in names if name}):
        for a, b in itertools.combinations(texts, 2):
            cut = chance.random()
            other = cut if chance.random() < 0.7 else chance.random()
            pair = {"a": text(a, name, cut), "b": text(b, name, other)}
            sys.stdout.write(json.dumps(pair, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
