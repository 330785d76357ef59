#!/usr/bin/env python3
"""train.py --data FOLDER --out FOLDER [--dev FOLDER]: trains the table of the sentence encoder.

FOLDER of --data holds the sources of sources.toml, `<name>.tsv.gz`. --out receives pieces.tsv, table.npy, meta.json and
charmap.txt, which `cargo run --release --example pack_encoder -- OUT model.bin int4` makes one file of. --dev names a folder with
`en.txt` and `<language>.txt`, line by line translations, that is scored on the way and whose English lines are never trained on.

The vector of a sentence is the sum of its pieces' rows, brought to length 1. The rows are learned so that a sentence lies nearer
to its translation than to the others of the batch (translation ranking with in-batch negatives, Yang et al. 2019). Half of each
batch are runs of neighbouring pairs, sentences of one document, so that the negatives are hard. The rows are learned with twice
the numbers that are kept: then the table is turned to the principal axes of sentences' vectors, the first axes are kept, and it is
polished for some steps more. One core and an hour are enough.
"""

import argparse
import datetime
import json
import pathlib
import subprocess
import sys

import numpy as np
import sentencepiece
import torch
from torch.nn.functional import cross_entropy, embedding_bag, normalize

import normalise
import pairs
import vocabulary

# Languages that are drawn more or less often than their text alone would have them, from what the development set says of them.
DRAWN = {"he": 1.9, "ar": 1.7, "zh": 1.5, "vi": 1.4, "fi": 1.4}
DRAWN |= dict.fromkeys("ja ko th ru tr hu el hi fa uk pl".split(), 1.3)
DRAWN |= dict.fromkeys("pt es it cs sv da id gl ca de".split(), 0.75)
OTHERS = 0.3
RUN = 8  # neighbouring pairs that are drawn together


class Ragged:
    """Lists of piece numbers, one after another."""

    def __init__(self, lists):
        self.bounds = np.concatenate([[0], np.cumsum([len(ids) for ids in lists])])
        self.flat = np.fromiter((i for ids in lists for i in ids), np.int32, self.bounds[-1])

    def lengths(self):
        return np.diff(self.bounds)

    def take(self, rows):
        """Pieces of some lists and their bounds."""
        lengths = self.bounds[rows + 1] - self.bounds[rows]
        bounds = np.concatenate([[0], np.cumsum(lengths)])
        return self.flat[np.arange(bounds[-1]) + np.repeat(self.bounds[rows] - bounds[:-1], lengths)], bounds


class Pairs:
    """All pairs as piece numbers; English sentences that occur more than once are kept once."""

    def __init__(self, folder, held_out, pieces):
        own, english, number, source, lang = [], [], [], [], []
        numbers = {}
        self.sources = [name for name, _ in pairs.files(folder)]
        for index, (_, path) in enumerate(pairs.files(folder)):
            rows = list(pairs.read(path, held_out))
            own += pieces.encode([row[1] for row in rows])
            fresh = list(dict.fromkeys(row[2] for row in rows if row[2] not in numbers))
            numbers |= {text: number for number, text in enumerate(fresh, len(numbers))}
            english += pieces.encode(fresh)
            number += [numbers[row[2]] for row in rows]
            lang += [row[0] for row in rows]
            source += [index] * len(rows)
        self.own, self.english, self.number = Ragged(own), Ragged(english), np.array(number)
        self.source, self.lang = np.array(source), np.array(lang)

    def weights(self):
        """Chance of each pair to be drawn: by source, then levelled between languages."""
        own, english = self.own.lengths(), self.english.lengths()[self.number]
        usable = (own > 0) & (english > 0) & (own <= 128) & (english <= 128) & (own < 5 * english + 10) & (english < 5 * own + 10)
        weights = np.array([pairs.SOURCES[name]["weight"] for name in self.sources])[self.source] * usable
        for lang in np.unique(self.lang):
            here = self.lang == lang
            drawn = DRAWN.get(lang, 1.0) if lang in pairs.FIRST else OTHERS
            weights[here] *= drawn / np.sqrt(max(weights[here].sum(), 1.0))
        return weights / weights.sum()


def pool(rows, ids, bounds):
    return normalize(embedding_bag(torch.as_tensor(ids, dtype=torch.int64), rows, torch.as_tensor(bounds[:-1]), mode="sum"), dim=1)


class Trainer:
    def __init__(self, options, data, size, dev):
        self.options, self.data = options, data
        self.rng = np.random.default_rng(options.seed)
        torch.manual_seed(options.seed)
        count = np.bincount(data.own.flat, minlength=size) + np.bincount(data.english.flat, minlength=size)
        # Frequent pieces begin small: smooth inverse frequency (Arora et al. 2017).
        weight = torch.tensor(np.sqrt(1e-3 / (1e-3 + count / count.sum())), dtype=torch.float32)
        self.table = torch.randn(size, options.dims) * 0.1 * weight[:, None]
        self.squares = torch.zeros(size, 1)
        self.dev = dev
        self.chances = np.cumsum(data.weights())

    def draw(self):
        single = self.options.batch // 2
        starts = np.searchsorted(self.chances, self.rng.random((self.options.batch - single) // RUN))
        near = (starts[:, None] + np.arange(RUN)).clip(0, len(self.chances) - 1).ravel()
        near = near[np.diff(self.chances, prepend=0.0)[near] > 0]
        far = np.searchsorted(self.chances, self.rng.random(single)).clip(0, len(self.chances) - 1)
        drawn = np.unique(np.concatenate([near, far]))
        self.rng.shuffle(drawn)
        return drawn

    def drop(self, ids, bounds):
        """Leaves out some pieces at random."""
        keep = self.rng.random(len(ids)) > self.options.drop
        return ids[keep], np.concatenate([[0], np.cumsum(keep)])[bounds]

    def loss(self, rows, own, english, number):
        scores = self.options.scale * pool(rows, *own) @ pool(rows, *english).T
        same = torch.tensor(number[:, None] == number[None, :])
        scores = scores.masked_fill(same & ~torch.eye(len(number), dtype=torch.bool), -1e4)
        target = torch.arange(len(number))
        return (cross_entropy(scores, target) + cross_entropy(scores.T, target)) / 2

    def project(self, dims):
        """Turns the table to the principal axes of the vectors of sentences and keeps the first ones."""
        some = self.rng.choice(len(self.data.number), min(60_000, len(self.data.number)), replace=False)
        vectors = pool(self.table, *self.data.own.take(some))
        _, axes = torch.linalg.eigh(vectors.T @ vectors)  # the largest come last
        self.table = (self.table @ axes.flip(1)[:, :dims]).contiguous()
        self.squares.zero_()

    def run(self, steps, highest, level):
        """`steps` steps; the step size stays at its highest for the share `level` of them and then falls to nothing."""
        losses = []
        for step in range(1, steps + 1):
            losses.append(self.step(highest * min(1.0, (1 - step / steps) / (1 - level) + 0.02)))
            if step % 500 == 0 or step == steps:
                found = self.dev.score(self.table) if self.dev else {}
                langs = " ".join(f"{lang} {value:.1f}" for lang, value in sorted(found.items()))
                print(f"{step} loss {np.mean(losses[-200:]):.4f} {langs}", flush=True)

    def step(self, rate):
        drawn = self.draw()
        number = self.data.number[drawn]
        own, english = self.drop(*self.data.own.take(drawn)), self.drop(*self.data.english.take(number))
        used, place = np.unique(np.concatenate([own[0], english[0]]), return_inverse=True)
        used, cut = torch.tensor(used, dtype=torch.int64), len(own[0])
        rows = self.table[used].requires_grad_()
        loss = self.loss(rows, (place[:cut], own[1]), (place[cut:], english[1]), number)
        loss.backward()
        self.update(used, rows.grad * len(drawn), rate)
        return loss.item()

    @torch.no_grad()
    def update(self, used, gradient, rate):
        """Adagrad with one step size a row (Duchi et al. 2011)."""
        squares = self.squares[used] + gradient.pow(2).mean(1, keepdim=True)
        self.squares[used] = squares
        self.table[used] -= rate * gradient / (squares.sqrt() + 1e-6)


class Dev:
    """A development set: line by line translations."""

    def __init__(self, folder, pieces):
        text = {path.stem: path.read_text(encoding="utf-8").split("\n") for path in pathlib.Path(folder).glob("*.txt")}
        size = len([line for line in text["en"] if line])
        langs = ["en"] + [lang for lang in pairs.FIRST if lang in text]
        self.sides = {lang: Ragged(pieces.encode([normalise.text(line) for line in text[lang][:size]])) for lang in langs}

    def score(self, table):
        """Share of lines whose nearest line on the other side is their own, both ways, in per cent, by language."""
        vectors = {lang: pool(table, side.flat, side.bounds).numpy() for lang, side in self.sides.items()}
        own, result = np.arange(len(vectors["en"])), {}
        for lang in self.sides.keys() - {"en"}:
            cosines = vectors[lang] @ vectors["en"].T
            result[lang] = 50 * ((cosines.argmax(1) == own).mean() + (cosines.argmax(0) == own).mean())
        return result


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--dev")
    parser.add_argument("--without", nargs="*", default=[], help="sources to leave out")
    for name, value in dict(pieces=64_000, dims=512, kept=256, batch=2048, steps=7000, polish=1600, rate=0.3, scale=14.0, drop=0.05, seed=1).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    return parser.parse_args()


def save(options, trainer, pieces):
    out = options.out
    with (out / "pieces.tsv").open("w", encoding="utf-8") as file:
        for i in range(pieces.get_piece_size()):
            file.write(f"{pieces.id_to_piece(i)}\t{pieces.get_score(i)}\n")
    np.save(out / "table.npy", trainer.table.numpy())
    counts = np.bincount(trainer.data.source, trainer.data.weights() > 0, minlength=len(trainer.data.sources))
    sources = [{"name": name, "pairs": int(n)} | {k: pairs.SOURCES[name][k] for k in ("what", "licence")}
               for name, n in zip(trainer.data.sources, counts) if n]
    meta = {"name": "newsalign-static", "date": datetime.date.today().isoformat(), "licence": "MIT OR Apache-2.0", "steps": options.steps,
            "seed": options.seed, "data": sources}
    (out / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1), encoding="utf-8")
    charmap = subprocess.run([sys.executable, pairs.HERE / "charmap.py"], check=True, capture_output=True, encoding="utf-8").stdout
    (out / "charmap.txt").write_text(charmap, encoding="utf-8")


def main():
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.without:
        pairs.SOURCES.pop(name, None)
    held_out = pairs.held_out(options.dev)
    prefix = str(options.out / "vocabulary")
    if not pathlib.Path(prefix + ".model").exists():
        vocabulary.train(options.data, held_out, options.pieces, prefix, options.seed)
    pieces = sentencepiece.SentencePieceProcessor(model_file=prefix + ".model")
    data = Pairs(options.data, held_out, pieces)
    print(f"{len(data.number)} pairs from {', '.join(data.sources)}", flush=True)
    dev = Dev(options.dev, pieces) if options.dev else None
    trainer = Trainer(options, data, pieces.get_piece_size(), dev)
    trainer.run(options.steps, options.rate, 0.4)
    trainer.project(options.kept)
    trainer.run(options.polish, options.rate / 3, 0.0)
    save(options, trainer, pieces)


if __name__ == "__main__":
    main()
