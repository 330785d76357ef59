"""Pairs from the locale packs (*.pak, format 5) of a Chromium build: the same resource id in every language.

usage: pak_pairs.py LOCALES_FOLDER > pairs.tsv
"""
import glob
import os
import struct
import sys

from pairs import Writer, norm_lang


def read_pak(path):
    data = open(path, "rb").read()
    version, encoding = struct.unpack_from("<IB", data, 0)
    assert version == 5, version
    resources, aliases = struct.unpack_from("<HH", data, 8)
    entries = [struct.unpack_from("<HI", data, 12 + 6 * i) for i in range(resources + 1)]
    table = {}
    for (rid, start), (_, end) in zip(entries, entries[1:]):
        raw = data[start:end]
        table[rid] = raw.decode("utf-16-le" if encoding == 2 else "utf-8", "replace")
    base = 12 + 6 * (resources + 1)
    for i in range(aliases):
        rid, index = struct.unpack_from("<HH", data, base + 4 * i)
        table[rid] = table[entries[index][0]]
    return table


def main(folder):
    en = read_pak(os.path.join(folder, "en-US.pak"))
    w = Writer()
    for path in sorted(glob.glob(os.path.join(folder, "*.pak"))):
        name = os.path.basename(path)[:-4]
        lang = norm_lang(name)
        if lang is None or "_" in name:
            continue
        table = read_pak(path)
        for rid, text in en.items():
            if rid in table and "{" not in text[:1] and "plural," not in text and "<html" not in text:
                w.add(lang, table[rid], text)
    w.finish()


if __name__ == "__main__":
    main(sys.argv[1])
