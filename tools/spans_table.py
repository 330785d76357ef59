#!/usr/bin/env python3
"""The table of recognised spans of docs/facts.md.

    cargo run --release --example predict_facts -- --spans < cases.jsonl > spans.jsonl
    tools/spans_table.py cases.jsonl spans.jsonl

cases.jsonl: {"id", "lang", "kind", "model", "text", "expected": [{"start", "end"}]} a line, offsets in code points. A case is
right if all of its spans are found and nothing else is.
"""
import collections, json, sys

load = lambda path: [json.loads(line) for line in open(path, encoding='utf-8')]
found = {row['id']: {tuple(span[:2]) for span in row['spans']} for row in load(sys.argv[2])}
cells = collections.defaultdict(lambda: [0] * 5)
for row in load(sys.argv[1]):
    if row['id'] not in found:
        continue
    gold = {(e['start'], e['end']) for e in row['expected'] if e['start'] is not None}
    said = found[row['id']]
    for key in ((row['kind'], row['lang']), (row['kind'], 'all'), (row['model'], 'all')):
        cell = cells[key]
        for place, value in enumerate((1, len(gold & said), len(said), len(gold), gold == said)):
            cell[place] += value
share = lambda part, whole: f'{100 * part / whole:.0f}' if whole else '–'
kinds = sorted({row['kind'] for row in load(sys.argv[1])})
langs = sorted({lang for _, lang in cells} - {'all'}) + ['all']
print('| all spans right, % |', ' | '.join(langs), '|\n|', '--- | ' * (len(langs) + 1))
for kind in kinds:
    print(f'| {kind} |', ' | '.join(share(cells[kind, lang][4], cells[kind, lang][0]) for lang in langs), '|')
    print('| cases |', ' | '.join(str(cells[kind, lang][0]) for lang in langs), '|')
print('\n| | cases | precision | recall | all right |\n| --- | --- | --- | --- | --- |')
for key in sorted(k for k in cells if k[1] == 'all'):
    n, hit, said, gold, right = cells[key]
    print(f'| {key[0]} | {n} | {share(hit, said)} | {share(hit, gold)} | {share(right, n)} |')
