"""Names of territories, languages, scripts and (iso-codes) subdivisions with their English names.

usage: cldr_pairs.py CLDR_LOCALENAMES_FOLDER [LOCALE_FOLDER_WITH_ISO_CODES_MO] > names.tsv
"""
import glob
import json
import os
import sys

from pairs import LATIN_RE, in_script, norm_lang
from po_pairs import read_mo


def table(folder):
    out = {}
    for name in ("territories", "languages", "scripts"):
        path = os.path.join(folder, name + ".json")
        if os.path.exists(path):
            (root,) = json.load(open(path, encoding="utf-8"))["main"].values()
            for key, value in root["localeDisplayNames"][name].items():
                out[name, key] = value
    return out


def main(cldr, iso=None):
    seen = set()

    def put(lang, text, en):
        if text and en and text != en and "_" not in text and (lang, text, en) not in seen:
            if in_script(lang, text) and LATIN_RE.search(en):
                seen.add((lang, text, en))
                print(lang, text, en, sep="\t")

    en = table(os.path.join(cldr, "en"))
    for folder in sorted(glob.glob(os.path.join(cldr, "*"))):
        code = os.path.basename(folder)
        lang = norm_lang(code)
        if lang is None or ("-" in code and code not in ("zh-Hant", "pt-PT", "sr-Latn")):
            continue
        for key, value in table(folder).items():
            if key in en and value != key[1]:
                put(lang, value, en[key])
    if iso:
        for path in sorted(glob.glob(os.path.join(iso, "*/LC_MESSAGES/iso_*.mo"))):
            if "639-3" in path or "639_3" in path or "639-5" in path:
                continue
            lang = norm_lang(path.split(os.sep)[-3])
            if lang:
                for a, b in read_mo(path):
                    if a:
                        put(lang, b, a)


if __name__ == "__main__":
    main(*sys.argv[1:])
