"""Learns which spaces of Thai text end a sentence: weights for what stands before and after a space.

thai_spaces.py TEXT.tsv > src/segment/thai.toml

TEXT.tsv comes from langid/collect.py; its FLORES lines are read, each a sentence. Two sentences one after the other give a space that
ends one, the spaces inside a sentence are those that do not. The model is a logistic regression on the endings before and the beginnings
after a space and on the distance from the last boundary.
"""
import math
import random
import re
import sys

import numpy as np

THAI = re.compile(r'[\u0e00-\u0e7f]')
LENGTHS = (2, 3, 4, 5, 6)


def kind(c):
    return 'T' if THAI.match(c) else 'D' if c.isdigit() else 'L' if c.isalpha() else 'M'


def features(left, right, distance):
    if kind(left[-1]) + kind(right[0]) != 'TT':
        return ['|' + kind(left[-1]) + kind(right[0]), '=' + str(min(distance // 10, 14))]
    out = ['<' + left[-n:] for n in LENGTHS if len(left) >= n] + ['>' + right[:n] for n in LENGTHS if len(right) >= n]
    return out + ['=' + str(min(distance // 10, 14))]


def samples(sentences):
    for first, second in zip(sentences, sentences[1:]):
        text = first + ' ' + second
        for space in re.finditer(' ', text):
            at = space.start()
            left, right = text[:at].split(' ')[-1], text[at + 1:].split(' ')[0]
            if at > len(first):
                break
            if left and right:
                yield features(left, right, at), at == len(first)


def main(path):
    random.seed(3)
    with open(path, encoding='utf-8') as rows:
        cells = [row.rstrip('\n').split('\t') for row in rows if row.startswith('th\tflores\t')]
    sentences = [text for _, _, text in cells]
    data = []
    for _ in range(4):
        random.shuffle(sentences)
        data += samples(sentences)
    counts = {}
    for found, _ in data:
        for feature in found:
            counts[feature] = counts.get(feature, 0) + 1
    index = {f: n for n, f in enumerate(sorted(f for f, c in counts.items() if c >= 24 or f[0] in '=|'))}
    rows = [[index[f] for f in found if f in index] for found, _ in data]
    gold = np.array([float(end) for _, end in data])
    weights, bias, squares = np.zeros(len(index)), 0.0, np.full(len(index), 1e-2)
    order = list(range(len(rows)))
    for epoch in range(12):
        random.shuffle(order)
        for n in order:
            at = rows[n]
            score = bias + weights[at].sum()
            error = 1 / (1 + math.exp(-score)) - gold[n]
            step = error + 2e-3 * weights[at]
            squares[at] += step * step
            weights[at] -= 0.2 * step / np.sqrt(squares[at])
            bias -= 0.002 * error
    print('# Which spaces of Thai text end a sentence: weights in hundredths, learned by tools/thai_spaces.py from the Thai sentences of')
    print('# FLORES-200 (CC BY-SA 4.0). `before`: what the text before a space ends with; `after`: what the text behind it begins with;')
    print('# `kinds`: Thai letter, digit, other letter or mark on either side, where')
    print('# not both are Thai; `distance`: tens of characters since the last boundary.')
    print('bias = %d' % round(bias * 100))
    print('distance = [%s]' % ', '.join(str(round(weights[index['=%d' % n]] * 100)) if '=%d' % n in index else '0' for n in range(15)))
    print('\n[kinds]')
    for pair in sorted(f for f in index if f[0] == '|'):
        print('%s = %d' % (pair[1:], round(weights[index[pair]] * 100)))
    for mark, name in (('<', 'before'), ('>', 'after')):
        chosen = {f[1:]: round(weights[n] * 100) for f, n in index.items() if f[0] == mark and abs(weights[n]) >= 0.15}
        print('\n[%s]' % name)
        for text in sorted(chosen):
            print('"%s" = %d' % (text, chosen[text]))


if __name__ == '__main__':
    main(sys.argv[1])
