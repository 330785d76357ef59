"""Pairs from sites whose folders hold the same markdown or notebook files in several languages.

markdown_sites.py DEV_EN OUT.tsv.gz GIT_DIR 'PATTERN' 'ENGLISH' [GIT_DIR 'PATTERN' 'ENGLISH']...
PATTERN: regular expression with the groups lang and rest; ENGLISH: path of the English file with
{rest}, or OTHER_GIT_DIR:path where the English files lie in another repository.
"""
import json, re, subprocess, sys
from bitext import Bitext
from markdown_courses import KNOWN, LANG, Reader, blocks, match, numbers, plain

EASTERN = {'ar', 'fa', 'hi', 'bn', 'mr', 'ne', 'my', 'ur', 'km'}  # these may write their own digits
EXTRA = {'zh-hans': 'zh', 'zh-hant': 'zh', 'es-la': 'es', 'es-419': 'es', 'nb-no': 'no', 'nn-no': 'no', 'me-me': None,
         'sr-sp': None, 'fil-ph': 'tl'}


def language(code):
    code = code.lower().replace('_', '-')
    if code in EXTRA:
        return EXTRA[code]
    lang = LANG.get(code) or LANG.get(code.split('-')[0]) or code.split('-')[0]
    return lang if lang in KNOWN else None


def front(text):
    """Turns the front matter's title and description into paragraphs, and Raspberry Pi blocks into blank lines."""
    m = re.match(r'---\n(.*?)\n---\n', text, re.S)
    head = ''
    if m:
        text = text[m.end():]
        head = '\n\n'.join(v.strip(' "\'') for k, v in re.findall(r'^(title|description|summary): *(.+)$', m.group(1), re.M))
    text = re.sub(r'^title: *', '', text, flags=re.M)
    text = re.sub(r'^-{2,} */?[\w-]+ *-{2,}$|^:::.*$', '\n', text, flags=re.M)
    text = re.sub(r'\{[:%#][^}]*\}|\[\[\[[^\]]*\]\]\]', ' ', text)
    return head + '\n\n' + text


def notebook(text):
    try:
        cells = json.loads(text)['cells']
    except (ValueError, KeyError):
        return []
    out = []
    for cell in cells:
        out += blocks(''.join(cell['source'])) if cell['cell_type'] == 'markdown' else [('code', '')]
    return out


def parse(path, text):
    return notebook(text) if path.endswith('.ipynb') else blocks(front(text.replace('\r\n', '\n')))


def listing(git):
    rows = subprocess.run(['git', '-C', git, 'ls-tree', '-r', '-z', 'HEAD'], capture_output=True, check=True).stdout
    return dict(reversed(row.split('\t', 1)) for row in rows.decode('utf-8', 'replace').split('\0') if row)


def main(dev, out, *sites):
    bitext = Bitext(dev)
    for git, pattern, english in zip(sites[::3], sites[1::3], sites[2::3]):
        source, _, english = english.rpartition(':')
        names, read, cache, used = listing(git), Reader(git), {}, [0, 0]
        originals, original = (listing(source), Reader(source)) if source else (names, read)
        for path, meta in names.items():
            m = re.fullmatch(pattern, path)
            lang = m and language(m['lang'])
            en = lang and english.format(rest=m['rest'])
            if not lang or en not in originals:
                continue
            if en not in cache:
                cache[en] = parse(en, original(originals[en].split()[2]))
            pairs = match(parse(path, read(meta.split()[2])), cache[en])
            used[not pairs] += 1
            for (kind, x), (_, e) in pairs:
                if kind not in ('code', 'img', 'html'):
                    x, e = plain(x), plain(e)
                    if lang in EASTERN or numbers(x) == numbers(e):
                        bitext.add(lang, x, e)
        print(git, 'files', *used, file=sys.stderr)
    bitext.save(out)


if __name__ == '__main__':
    main(*sys.argv[1:])
