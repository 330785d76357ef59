"""Pairs from gettext catalogues (*.po, *.mo) under some folders; fuzzy and untranslated entries are left out.

usage: po_pairs.py [--cap N] [--min-score X] [--names TEXT] FOLDER... > pairs.tsv
The language comes from the file's name (he.po, foo.he.po, pt_BR/LC_MESSAGES/x.mo, pt_BR/x.po) or its Language header.
"""
import argparse
import os
import re
import struct
import sys

from pairs import Writer, norm_lang

UNESC = re.compile(r"\\(.)")
ESC = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "r": ""}


def unquote(s):
    s = s.strip()[1:-1]
    return UNESC.sub(lambda m: ESC.get(m.group(1), "\\" + m.group(1)), s) if "\\" in s else s


def read_po(path):
    """(msgid, msgstr) of every translated, non-fuzzy, current entry; plurals give their last form."""
    data = open(path, "rb").read()
    m = re.search(rb'charset=([\w-]+)', data[:4000])
    enc = m.group(1).decode() if m else "utf-8"
    try:
        text = data.decode(enc, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    entry, field, fuzzy = {}, None, False
    for line in text.split("\n") + [""]:
        if line.startswith('"'):
            if field:
                entry[field].append(unquote(line))
            continue
        if line.startswith("msg"):
            field, _, rest = line.partition(" ")
            if field == "msgid" and "msgid" in entry or field == "msgctxt" and entry:
                yield from finish_entry(entry, fuzzy)
                entry, fuzzy = {}, False
            entry[field] = [unquote(rest)]
            continue
        if entry and (not line.strip() or line.startswith("#")):
            yield from finish_entry(entry, fuzzy)
            entry, field, fuzzy = {}, None, False
        if line.startswith("#,"):
            fuzzy = "fuzzy" in line
    yield from finish_entry(entry, fuzzy)


def finish_entry(entry, fuzzy):
    if fuzzy or not entry.get("msgid"):
        return
    msgid = "".join(entry["msgid"])
    if not msgid:
        yield "", "".join(entry.get("msgstr", []))
        return
    if "msgid_plural" in entry:
        forms = sorted(k for k in entry if k.startswith("msgstr["))
        if forms:
            yield "".join(entry["msgid_plural"]), "".join(entry[forms[-1]])
        return
    yield msgid, "".join(entry.get("msgstr", []))


def read_mo(path):
    data = open(path, "rb").read()
    if len(data) < 28:
        return
    e = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    _, _, n, o, t = struct.unpack_from(e + "5I", data, 0)
    for i in range(n):
        la, pa = struct.unpack_from(e + "II", data, o + 8 * i)
        lb, pb = struct.unpack_from(e + "II", data, t + 8 * i)
        a = data[pa:pa + la].split(b"\x04")[-1].split(b"\0")[-1].decode("utf-8", "replace")
        b = data[pb:pb + lb].split(b"\0")[-1].decode("utf-8", "replace")
        yield a, b


CODE = re.compile(r"[a-z]{2,3}([_-][A-Za-z]{2,4})?(@\w+)?")


def language_of(path, root, part=None):
    parts = os.path.relpath(path, root).split(os.sep)
    if part is not None:
        return norm_lang(parts[part])
    if "LC_MESSAGES" in parts:
        return norm_lang(parts[parts.index("LC_MESSAGES") - 1])
    stem = parts[-1][:-3]
    for c in [stem, stem.split(".")[-1], stem.split(".")[0]] + stem.split("-")[-1:]:
        if CODE.fullmatch(c) and norm_lang(c):
            return norm_lang(c)
    if path.endswith(".po"):
        with open(path, "rb") as f:
            m = re.search(rb'"Language: *([\w@]+)', f.read(3000))
        if m:
            return norm_lang(m.group(1).decode())
    for c in parts[-2:-4:-1]:
        if CODE.fullmatch(c) and norm_lang(c):
            return norm_lang(c)
    return None


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("folders", nargs="+")
    ap.add_argument("--cap", type=int, default=25000)
    ap.add_argument("--min-score", type=float, default=-0.2)
    ap.add_argument("--first-bonus", type=float, default=0.0, help="bonus for catalogues of the first folder")
    ap.add_argument("--lang-part", type=int, help="the component of the path below FOLDER that is the language")
    a = ap.parse_args()
    w = Writer(a.cap, a.min_score)
    for k, root in enumerate(a.folders):
        bonus = a.first_bonus if k == 0 else 0.0
        for base, dirs, files in os.walk(root):
            dirs.sort()
            for name in sorted(files):
                if not name.endswith((".po", ".mo")):
                    continue
                path = os.path.join(base, name)
                lang = language_of(path, root, a.lang_part)
                if lang is None:
                    continue
                for en, text in (read_po if name.endswith(".po") else read_mo)(path):
                    if en and text:
                        # wesnoth marks contexts as "context^text"
                        if "^" in en[:60]:
                            en = en.split("^", 1)[1]
                        for e, t in zip_paragraphs(en, text):
                            w.add(lang, t, e, bonus)
    w.finish()


def zip_paragraphs(en, text):
    """Blank-line separated paragraphs when both sides have as many."""
    if "\n\n" in en and len(en) > 200:
        x = [p for p in re.split(r"\n\s*\n", en) if p.strip()]
        y = [p for p in re.split(r"\n\s*\n", text) if p.strip()]
        if len(x) == len(y):
            return list(zip(x, y))
    return [(en, text)]


if __name__ == "__main__":
    main()
