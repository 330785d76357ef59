#!/usr/bin/env python3
"""Tables of docs/facts.md, from sound pairs, spoilt pairs and what `predict_facts` said of both.

    cargo run --release --example predict_facts < pairs.jsonl > alarms.jsonl
    tools/facts_table.py clean.jsonl corrupt.jsonl alarms.jsonl

clean.jsonl: {"id", "tgt_lang", "src", "tgt"} a line, sound translations. corrupt.jsonl: {"id", "twin", "tgt_lang", "kind",
"tgt"}, the same with one fact changed; `twin` is the sound pair. pairs.jsonl is both, the spoilt ones with their twin's src.
A change is found if the spoilt pair alarms and its sound twin does not.
"""
import collections, json, sys

load = lambda path: [json.loads(line) for line in open(path, encoding='utf-8')]
HARD = {'mismatch', 'missing', 'added'}
clean, corrupt, said = load(sys.argv[1]), load(sys.argv[2]), {r['id']: r['alarms'] for r in load(sys.argv[3])}
langs = list(dict.fromkeys(r['tgt_lang'] for r in clean))
alarmed = collections.defaultdict(lambda: [0, 0, 0])
for row in clean:
    for key in (row['tgt_lang'], 'all'):
        cell = alarmed[key]
        cell[0] += 1
        cell[1] += bool(said[row['id']])
        cell[2] += any(a['verdict'] in HARD for a in said[row['id']])
found = collections.defaultdict(lambda: [0, 0])
for row in corrupt:
    lost = {'lost'} if row['kind'] in ('dropped_year', 'percent_dropped') else set()
    alarms = lambda key: any(a['verdict'] in HARD | lost for a in said[key])
    hit = alarms(row['id']) and not alarms(row['twin'])
    for key in ((row['kind'], row['tgt_lang']), (row['kind'], 'all'), ('all', row['tgt_lang']), ('all', 'all')):
        found[key][0] += 1
        found[key][1] += hit
share = lambda key: f'{100 * found[key][1] / found[key][0]:.0f}' if found[key][0] else '–'
kinds = sorted({kind for kind, _ in found} - {'all'})
print('| per 1000 sound pairs |', ' | '.join(langs + ['all']), '|\n|', '--- | ' * (len(langs) + 2))
for name, place in (('with an error or a warning', 1), ('with a mismatch, something missing or added', 2)):
    print(f'| {name} |', ' | '.join(f'{1000 * alarmed[l][place] / alarmed[l][0]:.1f}' for l in langs + ['all']), '|')
print('\n| found, % | n |', ' | '.join(langs + ['all']), '|\n|', '--- | ' * (len(langs) + 3))
for kind in kinds + ['all']:
    print(f'| {kind} | {found[kind, "all"][0]} |', ' | '.join(share((kind, l)) for l in langs + ['all']), '|')
cells = [(found[k, l][1] / found[k, l][0], k, l, found[k, l][0]) for k in kinds for l in langs if found[k, l][0] >= 8]
print('\n| worst cells (of 8 cases and more) | found, % | n |\n| --- | --- | --- |')
for rate, kind, lang, n in sorted(cells)[:10]:
    print(f'| {kind}, {lang} | {100 * rate:.0f} | {n} |')
