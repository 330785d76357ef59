"""The parallel text: reading, normalising, leaving out what must not be trained on."""

import gzip
import hashlib
import pathlib
import tomllib

import normalise

HERE = pathlib.Path(__file__).parent
SOURCES = tomllib.loads((HERE / "sources.toml").read_text())
# The languages that the model is made for first; the others are drawn less often.
FIRST = "pt es fr de it nl pl ru tr ar ja ko zh th cs uk hi sv fi hu ro vi id fa he el da no bg ca gl".split()
LONGEST = 450  # characters


def files(folder):
    """The sources that are at hand: name and path, in the order of their names."""
    found = {path.name.removesuffix(".tsv.gz"): path for path in pathlib.Path(folder).rglob("*.tsv.gz")}
    for name in sorted(found.keys() - SOURCES.keys()):
        print(f"{name}: not named in sources.toml, left out")
    return [(name, found[name]) for name in sorted(found) if name in SOURCES]


def kept(lang, line, share):
    """The same share of lines in every run: by the line itself, not by chance."""
    return lang in FIRST or hashlib.blake2b(line.encode(), digest_size=2).digest() < int(share * 65536).to_bytes(2, "big")


def read(path, held_out, share=0.35):
    """Language, sentence and English of each line, normalised. `held_out`: normalised English lines that are never given."""
    seen = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) < 3 or not kept(parts[0], line, share):
                continue
            lang, own, english = parts[0], normalise.text(parts[1]), normalise.text(parts[2])
            key = hash((lang, own, english))
            if not own or not english or own == english or english in held_out or key in seen:
                continue
            if max(len(own), len(english)) <= LONGEST:
                seen.add(key)
                yield lang, own, english


def held_out(folder):
    """Normalised English lines of a development set, `en.txt` in `folder`."""
    path = pathlib.Path(folder) / "en.txt" if folder else None
    return {normalise.text(line) for line in path.open(encoding="utf-8")} if path else set()
