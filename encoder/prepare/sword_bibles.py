"""Bible verses from zipped SWORD zText modules (as in scrollmapper/bible_databases, sources/*/*/*.zip).

sword_bibles.py DEV_EN OUT.tsv.gz ENGLISH.zip LANG=MODULE.zip...
The modules' verse index has a slot for each verse of the versification; where these differ, the verse lengths tell how
far the slots are off. New Testament only.
"""
import re, struct, sys, zipfile, zlib
from collections import Counter
from statistics import correlation
from bitext import Bitext, clean


def verses(path):
    """The text of each slot of the New Testament; None where several slots share one text or the slot is empty."""
    archive = zipfile.ZipFile(path)
    names = {n.lower(): n for n in archive.namelist()}

    def read(end):
        return archive.read(next(names[n] for n in names if n.endswith('nt.' + end)))
    blocks, slots, data = read('bzs'), read('bzv'), read('bzz')
    texts = []
    for start, size, _ in struct.iter_unpack('<III', blocks):
        try:
            texts.append(zlib.decompress(data[start:start + size]))
        except zlib.error:
            texts.append(b'')
    places = list(struct.iter_unpack('<IIH', slots))
    out = []
    for place in places:
        block, start, size = place
        text = texts[block][start:start + size].decode('utf-8', 'replace') if size and block < len(texts) else ''
        out.append(plain(text))
    count = Counter(places)
    return [t if count[p] == 1 else None for p, t in zip(places, out)]


def plain(text):
    text = re.sub(r'<(note|title|rf|catchWord)\b.*?</\1>', '', text, flags=re.S | re.I)
    text = re.sub(r'<RF>.*?<Rf>|<TS>.*?<Ts>|<W[HGT][^>]*>', '', text)
    text = re.sub(r'<[^>]*>', '', text)
    text = re.sub(r'[\[\]{}¶*†‡]', '', text)
    return re.sub(r' (?=[.,;:?!])', '', clean(text)).replace('\u0301', '')  # stress marks


def shift(base, other, at, reach=4, half=25):
    """How far the other index is off near a slot, from the correlation of the verse lengths; None if it stays unclear."""
    best = []
    for by in range(-reach, reach + 1):
        rows = [(len(base[i]), len(other[i + by])) for i in range(max(0, at - half), min(len(base), at + half))
                if 0 <= i + by < len(other) and base[i] and other[i + by]]
        best.append((correlation(*zip(*rows)) if len(rows) > 25 else 0, by))
    return max(best)[1] if max(best)[0] > 0.6 else None


def main(dev, out, english, *modules):
    base, bitext = verses(english), Bitext(dev, 8000)
    for item in modules:
        lang, path = item.split('=')
        other = verses(path)
        found = Counter()
        for start in range(0, len(base), 10):
            by = shift(base, other, start + 5)
            found[by] += 1
            for i in range(start, min(start + 10, len(base))) if by is not None else ():
                x, e = other[i + by] if 0 <= i + by < len(other) else None, base[i]
                if x and e and '\ufffd' not in x:
                    bitext.add(lang, x, e)
        print(lang, path, found.most_common(4), file=sys.stderr)
    bitext.save(out)


if __name__ == '__main__':
    main(*sys.argv[1:])
