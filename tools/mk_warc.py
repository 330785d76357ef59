#!/usr/bin/env python3
"""Makes a WARC of real-looking news pages by recombining the pages and the aligned sentences of corpus/, to measure with.

usage: mk_warc.py OUT.warc.gz [--pages N] [--start N] [--seed N] [--corpus FOLDER] [--days N]

A story is drawn from the gold beads of a language pair, its figures and names changed alike in both versions; each version
is put into the markup of some page of corpus/stories in its language: furniture, scripts and metadata stay. Seven of ten
stories have two versions, some pages name theirs with hreflang. In between lie what archives hold: pages fetched twice,
syndicated copies, redirects, missing pages, pictures. --start makes the pages from that number on, as a later crawl would;
the same seed and numbers give the same pages.
"""

import argparse
import collections
import datetime
import glob
import gzip
import html
import os
import random
import re
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file]


def pools(corpus):
    """Texts of both sides of the beads, by language pair, and the same of each language alone."""
    pairs, alone = collections.defaultdict(list), collections.defaultdict(list)
    for folder in sorted(glob.glob(f"{corpus}/gold/*/")):
        for path in sorted(glob.glob(f"{folder}*.beads")):
            a, b = os.path.basename(path).removesuffix(".beads").split("-")
            left, right = lines(f"{folder}{a}.sentences.txt"), lines(f"{folder}{b}.sentences.txt")
            for line in lines(path):
                found = re.match(r"\[([\d, ]*)\]:\[([\d, ]*)\]", line)
                runs = [[int(n) for n in run.split(",") if n.strip()] for run in found.groups()] if found else [[], []]
                # The headline stays out: it tells which story it was.
                if all(runs) and 0 not in runs[0]:
                    text = (" ".join(left[n] for n in runs[0]), " ".join(right[n] for n in runs[1]))
                    pairs[a, b].append(text)
                    alone[a].append(text[0])
                    alone[b].append(text[1])
    return {key: units for key, units in pairs.items() if len(units) >= 40}, dict(alone)


class Shell:
    """A page of the corpus with its article taken out."""

    def __init__(self, path, meta, clean):
        raw = open(path, "rb").read()
        charset = re.search(rb"charset=[\"']?([\w-]+)", raw)
        page = raw.decode(charset.group(1).decode() if charset else "utf-8", errors="replace")
        self.page = re.sub(r"(charset=[\"']?)[\w-]+", r"\1utf-8", page, count=1)
        body = {line.removeprefix("> ").removeprefix("- ").strip() for line in clean if not line.startswith("#")}
        plain = lambda markup: re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", markup))).strip()
        self.places = [m.span() for m in re.finditer(r"<p\b[^>]*>.*?</p>", self.page, re.S) if plain(m.group()) in body]
        self.meta = meta

    def fill(self, title, paragraphs, url, published, links):
        first, last = self.places[0][0], self.places[-1][1]
        text = "\n".join(f"<p>{html.escape(p, quote=False)}</p>" for p in paragraphs)
        page = self.page[:first] + text + self.page[last:]
        for old, new in [(self.meta["headline"], title), (self.meta["url"], url)]:
            for form in {old, html.escape(old), html.escape(old, quote=False)}:
                page = page.replace(form, html.escape(new))
        page = re.sub(r"<link[^>]*hreflang[^>]*>\n?", "", page)
        page = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?", published, page)
        return page.replace("</head>", links + "</head>", 1)


def shells(corpus):
    found = collections.defaultdict(list)
    for folder in sorted(glob.glob(f"{corpus}/gold/*/")):
        story = tomllib.load(open(f"{folder}story.toml", "rb"))
        for path in sorted(glob.glob(folder.replace("/gold/", "/stories/") + "*.html")):
            lang = os.path.basename(path).removesuffix(".html")
            shell = Shell(path, story["meta"][lang], lines(f"{folder}{lang}.clean.txt"))
            if len(shell.places) >= 3:
                found[lang].append(shell)
    return found


def changed(units, rng):
    """Figures and names that all versions of a unit have become others, the same ones throughout the story."""
    figures, names = {}, {}

    def figure(match):
        old = match.group()
        if old not in figures:
            figures[old] = str(rng.randint(10 ** (len(old) - 1), 10 ** len(old) - 1))
        return figures[old]

    def name():
        parts = [rng.choice("B D F G H K L M N P R S T V Br Kr St Tr".split()), rng.choice("a e i o u ei or an el".split())]
        parts += [rng.choice("l r n m d v st nd rk ll".split()), rng.choice("a en in er o is um".split())]
        return "".join(parts)

    out = []
    for unit in units:
        shared = set.intersection(*(set(re.findall(r"(?<![.!?…] )(?<!^)\b[A-Z][a-zà-ÿ]{3,}\b", text)) for text in unit))
        digits = set.intersection(*(set(re.findall(r"\b\d{2,4}\b", text)) for text in unit))
        made = []
        for text in unit:
            text = re.sub(r"\b\d{2,4}\b", lambda m: figure(m) if m.group() in digits else m.group(), text)
            for old in sorted(shared):
                names.setdefault(old, name())
                text = re.sub(rf"\b{old}\b", names[old], text)
            made.append(text)
        out.append(made)
    return out


def paragraphs(texts, rng):
    out = []
    while texts:
        count = rng.choice([1, 1, 2, 2, 3])
        out.append(" ".join(texts[:count]))
        texts = texts[count:]
    return out


def headline(text):
    words = re.split(r"[,;:–—.!?。、，]", text)[0].split()
    return " ".join(words[:14]) or text[:40]


class Maker:
    def __init__(self, args):
        self.args = args
        self.pairs, self.alone = pools(args.corpus)
        self.shells = shells(args.corpus)
        self.pairs = {key: pool for key, pool in self.pairs.items() if all(lang in self.shells for lang in key)}
        self.langs = sorted(lang for lang in self.alone if lang in self.shells and len(self.alone[lang]) >= 40)

    def story(self, number):
        """The pages of a story: address, time of fetching, page."""
        rng = random.Random(f"{self.args.seed}-{number}")
        if rng.random() < 0.7:
            langs = rng.choice(sorted(self.pairs))
            pool = self.pairs[langs]
        else:
            langs = (rng.choice(self.langs),)
            pool = [(text,) for text in self.alone[langs[0]]]
        units = changed(rng.sample(pool, min(len(pool), rng.randint(6, 14))), rng)
        day = datetime.datetime(2025, 3, 1) + datetime.timedelta(days=number % self.args.days, seconds=rng.randrange(60000))
        sites = [rng.choice(self.shells[lang]) for lang in langs]
        urls = [f"https://{shell.meta['url'].split('/')[2]}/{lang}/{day:%Y/%m/%d}/{number}.html" for lang, shell in zip(langs, sites)]
        declared = rng.random() < 0.1
        pages = []
        for side, (lang, shell) in enumerate(zip(langs, sites)):
            texts = [unit[side] for unit in units]
            # No translation has all of it.
            texts = [text for text in texts if rng.random() > 0.06] or texts
            time = (day + datetime.timedelta(minutes=side * rng.randint(20, 900))).strftime("%Y-%m-%dT%H:%M:%SZ")
            links = "".join(f'<link rel="alternate" hreflang="{l}" href="{u}">\n' for l, u in zip(langs, urls)) if declared else ""
            fetched = (day + datetime.timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
            body = paragraphs(texts[1:], rng)
            pages.append((urls[side], fetched, shell.fill(headline(texts[0]), body, urls[side], time, links)))
        return pages


def record(kind, url, date, block, media):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
    head += f"WARC-Record-ID: <urn:uuid:{random.Random(url + date + kind).getrandbits(128):032x}>\r\n"
    head += f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    return gzip.compress(head.encode() + block + b"\r\n\r\n", compresslevel=6, mtime=0)


def answer(status, media, body, more=""):
    return f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--start", type=int, default=0, help="number of the first page")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=20, help="days over which the stories are spread")
    parser.add_argument("--corpus", default=os.path.join(HERE, "..", "corpus"))
    args = parser.parse_args()
    maker = Maker(args)
    made, number = 0, args.start
    http = "application/http; msgtype=response"
    with open(args.out, "wb") as out:
        out.write(record("warcinfo", "mk_warc", "2025-03-01T00:00:00Z", b"software: mk_warc.py\r\n", "application/warc-fields"))
        while made < args.pages:
            rng = random.Random(f"{args.seed}-{number}-archive")
            for url, date, page in maker.story(number):
                if made >= args.pages:
                    break
                made += 1
                body = page.encode()
                out.write(record("request", url, date, f"GET {url} HTTP/1.1\r\n\r\n".encode(), "application/http; msgtype=request"))
                out.write(record("response", url, date, answer("200 OK", "text/html; charset=utf-8", body), http))
                if rng.random() < 0.02:  # fetched again
                    later = date[:11] + "23:59:00Z"
                    out.write(record("response", url, later, answer("200 OK", "text/html; charset=utf-8", body), http))
                if rng.random() < 0.02:  # a copy elsewhere, with a line more
                    copy = page.replace(url, url + "?partner").replace("</article>", "<p>Distributed by Chandler Wire.</p></article>")
                    at = url.replace("https://", "https://copy.")
                    out.write(record("response", at, date, answer("200 OK", "text/html; charset=utf-8", copy.encode()), http))
                if rng.random() < 0.02:
                    out.write(record("response", url + ".jpg", date, answer("200 OK", "image/jpeg", b"\xff\xd8\xff" + rng.randbytes(2000)), http))
                if rng.random() < 0.02:
                    out.write(record("response", url + "?old", date, answer("301 Moved", "text/html", b"", f"Location: {url}\r\n"), http))
            number += 1
    print(f"{made} pages, stories {args.start} to {number - 1}, {os.path.getsize(args.out) >> 10} KiB", file=sys.stderr)


if __name__ == "__main__":
    main()
