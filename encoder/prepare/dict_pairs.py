"""Word pairs from FreeDict dictionaries in dictd format (freedict-XXX-eng, freedict-eng-XXX).

usage: dict_pairs.py FOLDER ENGLISH_TEXT.gz > dict.tsv
Prints language, headword or phrase, English gloss; the most frequent English words of ENGLISH_TEXT first,
at most 25,000 a language.
"""
import collections
import glob
import gzip
import os
import re
import sys

from pairs import in_script

CODES = dict(ara="ar", bul="bg", cat="ca", ces="cs", dan="da", deu="de", ell="el", fin="fi", fra="fr", hin="hi", hrv="hr",
             hun="hu", ind="id", ita="it", jpn="ja", lit="lt", nld="nl", nor="no", pol="pl", por="pt", rus="ru", slk="sk",
             slv="sl", spa="es", srp="sr", swe="sv", swh="sw", tur="tr", zho="zh")
B64 = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}


def number(s):
    n = 0
    for c in s:
        n = n * 64 + B64[c]
    return n


def entries(stem):
    data = gzip.open(stem + ".dict.dz").read()
    seen = set()
    for line in open(stem + ".index", encoding="utf-8", errors="replace"):
        word, off, size = line.rstrip("\n").split("\t")[:3]
        if word.startswith("00") or off in seen:
            continue
        seen.add(off)
        o = number(off)
        yield data[o:o + number(size)].decode("utf-8", "replace")


def tidy(s):
    s = re.sub(r"/[^/]*/+|<[^>]*>|\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|~", " ", s)
    return re.sub(r"\s+", " ", s).strip(" .,;:\"")


def glosses(entry):
    """(headword, [translations of the first senses])"""
    lines = entry.split("\n")
    head = tidy(re.sub(r"\s*/.*", "", lines[0]).split(", ")[0])
    out = []
    for line in lines[1:]:
        if line.startswith(("   ", "(", "Synonym", "see:", "Note")) or not line.strip():
            continue
        m = re.match(r"\s*(\d+)\.\s*(.*)", line)
        if m:
            line = m.group(2)
            if not line:
                continue
        elif out:
            break
        for part in re.split(r"[,;、]\s*", tidy(line))[:2]:
            if part:
                out.append(part)
        if len(out) >= 3:
            break
    return head, out


def main(folder, english):
    freq = collections.Counter(re.findall(r"[a-z']+", gzip.open(english, "rt", encoding="utf-8").read().lower()))
    found = collections.defaultdict(dict)
    for path in sorted(glob.glob(os.path.join(folder, "*.index"))):
        a, b = os.path.basename(path)[:-6].split("-")[1:3]
        lang = CODES.get(a if b == "eng" else b)
        if not lang:
            continue
        for entry in entries(path[:-6]):
            head, trans = glosses(entry)
            for k, t in enumerate(trans):
                x, en = (head, t) if b == "eng" else (t, head)
                if not x or not en or len(x) > 60 or len(en) > 60 or len(x.split()) > 5 or len(en.split()) > 5:
                    continue
                if not en.isascii() or not in_script(lang, x) or any(c in x + en for c in "/<>{}[]()=|0123456789"):
                    continue
                words = re.findall(r"[a-z']+", en.lower().removeprefix("to "))
                if not words or x.lower() == en.lower():
                    continue
                score = min(freq[w] for w in words) / (len(words) + k)
                if score > 0:
                    key = (x, en.lower())
                    found[lang][key] = max(score, found[lang].get(key, 0))
    for lang in sorted(found):
        rows = sorted(found[lang].items(), key=lambda r: -r[1])[:25000]
        sys.stderr.write("%s:%d " % (lang, len(rows)))
        for (x, en), _ in rows:
            print(lang, x, en, sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:3])
