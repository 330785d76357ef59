"""Chooses the n-grams of the language table and prepares the text for training.

choose.py TEXT.tsv FOLDER [--check GOLD.tsv [--score]]

TEXT.tsv comes from collect.py; `target/release/examples/langid_grams` must be built, it names the n-grams. FOLDER gets
what the example langid_train reads. GOLD.tsv is never learned from. See README.md.
"""
import argparse
import collections
import os
import random
import re
import subprocess
import sys
import tempfile

import numpy as np
HERE = os.path.dirname(os.path.abspath(__file__))
GRAMS = os.path.join(HERE, '..', 'target', 'release', 'examples', 'langid_grams')

SCRIPTS = {
    'Latn': '''af az bs ca ceb cs cy da de en eo es et eu fi fo fr ga gd gl ha hr ht hu id ig is it jv ku lb lt lv mg ms mt nb nl nn pl pt
        ro rw sk sl sn so sq sr su sv sw tk tl tr uz vi xh yo zu''',
    'Cyrl': 'be bg kk ky mk mn ru sr tg tt uk',
    'Arab': 'ar ckb fa ps sd ug ur',
    'Deva': 'hi mr ne',
    'Hebr': 'he yi',
    'Hani': 'ja zh-Hans zh-Hant',
}
# Within these the n-grams that tell one from another are kept beside those that tell a language from all.
CLOSE = ['nb nn da sv fo is', 'hr sr bs sl', 'cs sk sl', 'id ms jv su', 'pt gl es ca', 'it ro fr ca', 'nl af de lb', 'en nl sv af', 'fi et', 'lv lt',
         'ga gd', 'tr az tk uz', 'zu xh sn rw', 'tl ceb', 'bg mk ru sr', 'uk be ru bg', 'kk ky tt', 'ar fa', 'fa ur ps ckb sd ug', 'hi mr ne',
         'zh-Hans zh-Hant', 'ja zh-Hans zh-Hant', 'so sw ha', 'it es pt']
BUCKETS, WAYS = 1 << 14, 4
PER_LABEL, SEED = 12000, 20
# How often a line of a source is drawn: prose over the words of interfaces, the language of today over that of old Bibles.
WEIGHTS = {'flores': 8, 'treebanks': 2, 'xquad': 2, 'parlasent': 2, 'ms_courses': 0.7, 'games': 0.7, 'libreoffice': 0.5,
           'libreoffice_more': 0.5, 'chromium': 0.5, 'wordpress': 0.5, 'mozilla_web': 0.5, 'bible': 0.3}
# Shares of the samples: the whole text, its beginning, a piece behind a name; the rest are pieces of up to 80 characters.
WHOLE, BEGUN, NAMED = 0.2, 0.3, 0.2


def classes():
    return [(script, label) for script, labels in SCRIPTS.items() for label in labels.split()]


def script_of(text):
    counts = collections.Counter()
    for c in text:
        code = ord(c)
        if c.isalpha():
            counts['Latn' if code < 0x250 or 0x1e00 <= code < 0x1f00 else 'Cyrl' if 0x400 <= code < 0x530 else
                   'Arab' if 0x600 <= code < 0x780 or code >= 0xfb50 else 'Deva' if 0x900 <= code < 0x980 else
                   'Hebr' if 0x590 <= code < 0x600 else 'Hani' if code >= 0x3000 else 'none'] += 1
    return counts.most_common(1)[0][0] if counts else 'none'


def grams(texts):
    """Hashes of the n-grams of all texts one after the other, and where each text's begin."""
    with tempfile.NamedTemporaryFile('w', encoding='utf-8', suffix='.txt') as lines:
        lines.write('\n'.join(text.replace('\n', ' ') for text in texts) + '\n')
        lines.flush()
        with open(lines.name, 'rb') as source:
            raw = np.frombuffer(subprocess.run([GRAMS], stdin=source, capture_output=True, check=True).stdout, dtype=np.uint32)
    starts, at = np.zeros(len(texts) + 1, dtype=np.int64), 0
    keep = np.ones(len(raw), dtype=bool)
    for number in range(len(texts)):
        keep[at] = False
        starts[number + 1] = starts[number] + raw[at]
        at += int(raw[at]) + 1
    return raw[keep], starts


def read(path, labels):
    """Lines by class, each with its source."""
    lines = {key: [] for key in labels}
    with open(path, encoding='utf-8') as rows:
        for row in rows:
            label, source, text = row.rstrip('\n').split('\t')
            key = (script_of(text), label)
            if key in lines:
                lines[key].append((text, source))
    return lines


def crop(text, draw, names):
    """The whole text, a beginning, a piece of it, or one behind a name: names are written alike in all languages."""
    kind = draw.random()
    if kind < WHOLE:
        return text
    length = draw.randrange(12, 32)
    if kind < WHOLE + BEGUN:
        return text[:length]
    start = draw.randrange(max(1, len(text) - 20))
    start = text.rfind(' ', 0, start) + 1 if ' ' in text else start
    if kind < WHOLE + BEGUN + NAMED:
        return (draw.choice(names) + ' ' + text[start:])[:length + 6]
    return text[start:start + draw.randrange(15, 80)]


def names_in(lines):
    """Names: capitals in a row within English sentences."""
    found = set()
    for text, _ in lines:
        found.update(re.findall(r"(?<=[a-z,] )[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){0,2}", text))
    return sorted(name for name in found if 3 < len(name) < 22)


def select(lines):
    """The n-grams to keep, best first."""
    hashes, owners, shares = [], [], []
    for number, key in enumerate(lines):
        sample = random.sample(lines[key], min(len(lines[key]), 5000))
        found, _ = grams([text for text, _ in sample])
        values, counts = np.unique(found, return_counts=True)
        often = counts >= 4
        hashes.append(values[often])
        shares.append((counts[often] / len(found)).astype(np.float64))
        owners.append(np.full(often.sum(), number))
    best = {}

    def nominate(number, gain, quota):
        order = np.argsort(-gain)[:quota]
        ranks = np.arange(len(order)) / quota
        for gram, rank in zip(hashes[number][order].tolist(), ranks.tolist()):
            if rank < best.get(gram, 9):
                best[gram] = rank

    keys = list(lines)
    for script in SCRIPTS:
        members = [n for n, key in enumerate(keys) if key[0] == script]
        grams_all = np.concatenate([hashes[n] for n in members])
        values, where = np.unique(grams_all, return_inverse=True)
        mean = np.bincount(where, np.concatenate([shares[n] for n in members])) / len(members)
        quota = {'Latn': 2000, 'Cyrl': 1800, 'Hani': 2400}.get(script, 700)
        for n in members:
            p, q = shares[n], mean[np.searchsorted(values, hashes[n])]
            nominate(n, p * np.log(p / q), quota)
            for group in CLOSE:
                if keys[n][1] in group.split():
                    for m in members:
                        if m != n and keys[m][1] in group.split():
                            at = np.searchsorted(hashes[m], hashes[n])
                            at[at == len(hashes[m])] = 0
                            other = np.where(hashes[m][at] == hashes[n], shares[m][at], 1e-6)
                            nominate(n, p * np.log(p / (other + 1e-6)), 2400 if keys[n][1] in 'bs hr sr' else 1100)
    return sorted(best, key=best.get)


def place(chosen):
    """Fingerprints of the table: BUCKETS of WAYS, the best n-grams first; 0 is empty."""
    table = np.zeros((BUCKETS, WAYS), dtype=np.uint8)
    free = [0] * BUCKETS
    for gram in chosen:
        bucket, mark = gram >> 18, (gram & 0xff) or 1
        if free[bucket] < WAYS and mark not in table[bucket]:
            table[bucket, free[bucket]] = mark
            free[bucket] += 1
    print('chosen %d, placed %d of %d' % (len(chosen), (table > 0).sum(), BUCKETS * WAYS), file=sys.stderr)
    return table


def slots(found, table):
    """Row of each n-gram, -1 where the table lacks it."""
    bucket = (found >> 18).astype(np.int64)
    mark = (found & 0xff).astype(np.uint8)
    mark[mark == 0] = 1
    out = np.full(len(found), -1, dtype=np.int32)
    for way in range(WAYS):
        hit = table[bucket, way] == mark
        out[hit] = bucket[hit] * WAYS + way
    return out


def pack(texts, table):
    found, starts = grams(texts)
    rows = slots(found, table)
    known = rows >= 0
    ends = np.concatenate([[0], np.cumsum(known)])
    return rows[known], ends[starts]


GOLD = '''eng:en deu:de fra:fr spa:es por:pt por-BR:pt ita:it nld:nl cat:ca glg:gl ron:ro dan:da nob:nb nno:nn swe:sv isl:is fin:fi est:et lav:lv lit:lt
pol:pl ces:cs slk:sk slv:sl hrv:hr srp-Cyrl:sr srp-Latn:sr bos:bs mkd:mk bul:bg rus:ru ukr:uk bel:be tur:tr aze-Latn:az kaz:kk uzb:uz hun:hu eus:eu gle:ga cym:cy
sqi:sq arb:ar fas:fa prs:fa urd:ur pus:ps heb:he hin:hi mar:mr nep:ne vie:vi ind:id msa:ms fil:tl jpn:ja zho-CN:zh zho-TW:zh yue:yue swa:sw afr:af hau:ha yor:yo
zul:zu xho:xh som:so mon:mn mlt:mt ltz:lb'''


def save(path, gold, packed):
    """Class, number of rows and rows of each text, as 32-bit numbers."""
    rows, starts = packed
    counts = np.diff(starts)
    out = np.zeros(len(rows) + 2 * len(counts), dtype=np.uint32)
    heads = starts[:-1] + 2 * np.arange(len(counts))
    body = np.ones(len(out), dtype=bool)
    body[heads] = body[heads + 1] = False
    out[heads], out[heads + 1], out[body] = gold, counts, rows
    out.tofile(path)


def prepare(options, labels):
    lines = read(options.text, labels)
    table = place(select(lines))
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, 'classes.txt'), 'w', encoding='utf-8') as names:
        names.writelines(f'{script} {label}\n' for script, label in labels)
    table.tofile(os.path.join(options.out, 'marks.bin'))
    texts, gold = [], []
    names = names_in(lines['Latn', 'en'])
    for number, key in enumerate(labels):
        drawn = random.choices(lines[key], [WEIGHTS.get(source, 1) for _, source in lines[key]], k=PER_LABEL)
        texts += [crop(text, random, names) for text, _ in drawn]
        gold += [number] * PER_LABEL
    packed = pack(texts, table)
    print('%d samples, %d n-grams known' % (len(texts), len(packed[0])), file=sys.stderr)
    save(os.path.join(options.out, 'samples.bin'), gold, packed)
    return table


def checked(path):
    """Code and text of the lines whose language the table knows."""
    names = dict(item.split(':') for item in GOLD.split())
    with open(path, encoding='utf-8') as file:
        rows = [line.rstrip('\n').split('\t') for line in file]
    return [(row[0], row[-1]) for row in rows if row[0] in names]


def main():
    options = argparse.ArgumentParser()
    options.add_argument('text', help='what collect.py printed')
    options.add_argument('out', help='a folder')
    options.add_argument('--check', help='lines `code<TAB>…<TAB>text` to score the trained table on')
    options.add_argument('--score', action='store_true', help='only score what langid_train answered')
    options = options.parse_args()
    random.seed(SEED)
    labels = classes()
    pairs = checked(options.check) if options.check else []
    if not options.score:
        table = prepare(options, labels)
    for name, cut in (('full', 10000), ('50', 50), ('20', 20)) if options.check else ():
        path = os.path.join(options.out, 'check-' + name)
        if options.score:
            with open(path + '.txt', encoding='utf-8') as answers:
                score(name, pairs, [int(line) for line in answers], labels)
        else:
            texts = [text[:cut] for _, text in pairs]
            firsts = [next((n for n, (script, _) in enumerate(labels) if script == script_of(text)), 0) for text in texts]
            save(path + '.bin', firsts, pack(texts, table))


def score(name, pairs, found, labels, worst=14):
    names = dict(item.split(':') for item in GOLD.split())
    right, seen, wrong = collections.Counter(), collections.Counter(), collections.Counter()
    for (code, _), answer in zip(pairs, found):
        label = labels[answer][1].split('-')[0]
        seen[code] += 1
        right[code] += label == names[code]
        if label != names[code]:
            wrong[code, label] += 1
    each = {code: right[code] / seen[code] for code in seen}
    print('%-5s %.4f  %s' % (name, sum(each.values()) / len(each),
                             ' '.join('%s %.2f' % (code, each[code]) for code in sorted(each, key=each.get)[:worst])))
    if name == 'full':
        print('      ' + ' '.join('%s>%s %d' % (a, b, n) for (a, b), n in wrong.most_common(24)))


if __name__ == '__main__':
    main()
