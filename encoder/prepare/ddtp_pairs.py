"""Pairs from Debian's translated package descriptions (apt's Translation-<lang> lists, joined by Description-md5).

usage: ddtp_pairs.py FOLDER > pairs.tsv       (FOLDER: files named *Translation-en, *Translation-da, ...)
"""
import glob
import re
import sys

from pairs import Writer, norm_lang


def records(path):
    """md5 -> [paragraphs]; a paragraph is plain running text or one list item"""
    out = {}
    md5, lines = None, None
    with open(path, encoding="utf-8", errors="replace") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("Description-md5: "):
                md5, lines = line[17:], []
            elif line.startswith("Description-") and lines is not None:
                lines.append(line.split(": ", 1)[-1])
            elif line.startswith(" ") and lines:
                lines.append(line[1:])
            elif not line and lines:
                out.setdefault(md5, lines)
                md5, lines = None, None
    if lines:
        out.setdefault(md5, lines)
    return out


def paragraphs(lines, lang):
    glue = "" if lang in ("zh", "ja", "th") else " "
    out, cur, bullet = [lines[0]], "", False
    wrapped = False
    for line in lines[1:] + ["."]:
        item = re.match(r"\s*[*+-]\s", line)
        if line.strip() == "." or item or (line.startswith(" ") and not bullet):
            if cur:
                out.append((cur, wrapped))
            cur, bullet, wrapped = "", bool(item), False
            if line.strip() == ".":
                out.append("\0")
                continue
            if not item and line.startswith(" "):
                out.append("\1" + line.strip())  # preformatted
                continue
            cur = re.sub(r"^\s*[*+-]\s+", "", line)
        else:
            if cur:
                wrapped = True
                cur += glue if (cur[-1:] > "\u2e80" and line.strip()[:1] > "\u2e80") else " "
            cur += line.strip()
    # Korean lines are often broken inside words: the spaces are lost
    return [("" if w and lang == "ko" else p) for p, w in
            ((x if isinstance(x, tuple) else (x, False)) for x in out)]


def main(folder):
    w = Writer(min_score=0.0)
    en = {}
    for path in sorted(glob.glob(folder + "/*Translation-en")):
        en.update(records(path))
    for path in sorted(glob.glob(folder + "/*Translation-*"), reverse=True):
        lang = norm_lang(path.rsplit("Translation-", 1)[1].replace("%5f", "_"))
        if lang is None:
            continue
        for md5, lines in records(path).items():
            if md5 not in en:
                continue
            a, b = paragraphs(lines, lang), paragraphs(en[md5], "en")
            if len(a) != len(b):
                a, b = a[:1], b[:1]
            for x, y in zip(a, b):
                if x and y and y[0] > "\1":
                    w.add(lang, x, y)
    w.finish()


if __name__ == "__main__":
    main(sys.argv[1])
