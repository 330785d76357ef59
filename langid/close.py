"""Finds the words that tell close languages apart: prints src/lang/close.toml.

close.py TEXT.tsv > src/lang/close.toml

TEXT.tsv comes from collect.py. Words are counted source by source, and only sources that hold every language of a group
are asked, so that what a language is written about does not count for how it is written; words that known.toml lists are
taken over unless the text speaks against them.
"""
import collections
import difflib
import functools
import os
import re
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
# Sources that say the same things in every language of the group, or are of one kind; for Bosnian all that is not turned Serbian.
GROUPS = {
    'hr sr bs': ('flores treebanks parlasent tatoeba', 1.4),
    'id ms': ('flores tatoeba ms_courses opensource_guide libreoffice wordpress chromium mozilla_web', 1.2),
    'pt-BR pt-PT': ('libreoffice_portuguese', 1.0),
}
TWINS = {'pt-BR pt-PT'}
# How much likelier a word is in one language, how often it is seen there at least, and how many words are taken.
RATIO, LEAST, MOST = 10, 6, 220


def words(text):
    """Words in small letters: a capital is a name's, or says nothing."""
    return {w for w in re.findall(r'[^\W\d_]+(?:-[^\W\d_]+)*', text) if w[:1].islower()}


def count(path):
    """Lines that hold a word, by source and language, and lines in all."""
    wanted = {(lang, source) for group, (sources, _) in GROUPS.items() for lang in group.split() for source in sources.split()}
    found, lines = collections.defaultdict(collections.Counter), collections.Counter()
    with open(path, encoding='utf-8') as rows:
        for row in rows:
            lang, source, text = row.rstrip('\n').split('\t')
            # Cyrillic tells Serbian by itself; Bosnian elsewhere than in FLORES is turned Serbian.
            if (lang, source) in wanted and not re.search('[а-я]', text) and (lang != 'bs' or source == 'flores'):
                found[lang, source].update(words(text))
                lines[lang, source] += 1
    return found, lines


def rates(word, lang, others, sources, found, lines):
    """How often a word stands in a thousand lines of a language and of the others, over the sources that both have."""
    mine = sum(found[lang, s][word] for s in sources if all(lines[o, s] for o in (lang, *others)))
    whole = sum(lines[lang, s] for s in sources if all(lines[o, s] for o in (lang, *others)))
    return mine, 1000 * (mine + 0.2) / (whole + 1)


def learn(group, sources, found, lines):
    """Words that stand for some languages of the group, by those languages."""
    langs = group.split()
    out = collections.defaultdict(dict)
    seen = collections.Counter()
    for lang in langs:
        for source in sources:
            seen.update(found[lang, source])
    kinds = collections.Counter(w for lang in langs for s in sources for w in found[lang, s])
    spread = min(2, len(sources))
    for word in (w for w, n in seen.items() if n >= LEAST and len(w) > 1 and kinds[w] >= spread):
        best = {}
        for lang in langs:
            # One language against each other, in what both have.
            for other in langs:
                if lang != other:
                    mine, a = rates(word, lang, [other], sources, found, lines)
                    theirs, b = rates(word, other, [lang], sources, found, lines)
                    best[lang, other] = mine >= LEAST and a > RATIO * b, a, b
        stand = [lang for lang in langs if any(best[lang, other][0] for other in langs if other != lang)]
        beaten = {other for lang in stand for other in langs if other != lang and best[lang, other][0]}
        # What beats none and is not beaten is not known to lack the word.
        stand = [lang for lang in langs if lang not in beaten] if stand else []
        if stand and beaten:
            gain = max(best[lang, other][1] for lang in stand for other in beaten)
            out[' '.join(stand)][word] = gain
    if group in TWINS:
        # Of interfaces in two varieties only words that are spelled in two ways, not those that one translator likes better.
        one, other = (list(out[lang]) for lang in langs)
        twins = [(a, b) for a in one for b in other 
                 if a[:3] == b[:3] and abs(len(a) - len(b)) < 2 and min(len(a), len(b)) > 4 and difflib.SequenceMatcher(None, a, b).ratio() > 0.8]
        out = {lang: {pair[at]: out[lang][pair[at]] for pair in twins} for at, lang in enumerate(langs)}
    return {key: sorted(sorted(named, key=named.get, reverse=True)[:MOST]) for key, named in out.items()}


def spoken_against(entry, key, group, sources, found, lines):
    """Whether the text has a word of known.toml more often in a language that it does not stand for."""
    fits = functools.partial(fits_one, entry)
    def rate(lang, other):
        both = [s for s in sources if lines[lang, s] and lines[other, s]]
        hits = sum(n for s in both for w, n in found[lang, s].items() if fits(w))
        return hits / max(1, sum(lines[lang, s] for s in both))
    mine = key.split()
    others = [lang for lang in group.split() if lang not in mine]
    return any(rate(other, lang) > 0.5 * rate(lang, other) > 0 or rate(other, lang) > 0.003 and not rate(lang, other)
               for lang in mine for other in others)


def fits_one(entry, word):
    """Whether an entry, with its stars, is of a word."""
    stem = entry.strip('*')
    return stem in word if entry.startswith('*') else word.startswith(stem) if entry.endswith('*') else word == stem


def fits_any(word, known):
    """Whether known.toml decides about a word."""
    return any(fits_one(entry, word) for entries in known.values() for entry in entries)


def main(path):
    with open(os.path.join(HERE, 'known.toml'), 'rb') as table:
        known = tomllib.load(table)
    found, lines = count(path)
    print('# Words that tell languages apart which the trained table takes for one another, or does not know apart. Made by')
    print('# langid/close.py from training text and langid/known.toml; do not edit. Each word adds `weight` to the log odds of the')
    print('# languages that it stands for; `*` ends a stem.')
    for group, (sources, weight) in GROUPS.items():
        sources = sources.split()
        learned = learn(group, sources, found, lines)
        print(f'\n[[group]]\namong = [{", ".join(repr(l) for l in group.split())}]\nweight = {weight}\n[group.words]'.replace("'", '"'))
        for key in sorted(set(learned) | set(known[group])):
            kept = [w for w in known[group].get(key, []) if not spoken_against(w, key, group, sources, found, lines)]
            more = [w for w in learned.get(key, []) if not fits_any(w, known[group])]
            print(f'{key}: {len(kept)} of {len(known[group].get(key, []))} known, {len(more)} learned', file=sys.stderr)
            all_words = sorted(kept + more)
            lines_out, line = [], '   '
            for word in all_words:
                item = f' "{word}",'
                if len(line) + len(item) > 150:
                    lines_out.append(line)
                    line = '   '
                line += item
            print(f'"{key}" = [' if ' ' in key else f'{key} = [', *lines_out, line.rstrip(','), ']', sep='\n')


if __name__ == '__main__':
    main(sys.argv[1])
