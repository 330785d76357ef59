"""Pairs from web sites' message catalogues in git: .ftl, .lang, .yml, .json (flat or nested), .po.

catalogue_sites.py DEV_EN OUT.tsv.gz GIT_DIR 'PATTERN' 'ENGLISH' [GIT_DIR 'PATTERN' 'ENGLISH']...
PATTERN: regular expression with the groups lang and rest; ENGLISH: path of the English file with {rest}
(not used for .lang and .po, which carry the English text themselves).
"""
import json, re, subprocess, sys
from bitext import Bitext
from markdown_courses import Reader, numbers, plain
from markdown_sites import language

EASTERN = {'ar', 'fa', 'hi', 'bn', 'mr', 'ne', 'my', 'ur', 'km'}
BRAND = re.compile(r'\{\s*-(?:brand-)?(?:name-)?([\w-]+?)\s*(?:\([^)]*\))?\s*\}')


def ftl(text):
    """Message id (and attribute) to text; messages with variables or selectors are left out by the filters ({ })."""
    out, name = {}, None
    for line in text.split('\n'):
        if m := re.match(r'(-?[A-Za-z][\w-]*)\s*=\s*(.*)', line):
            name = m[1]
            out[name] = m[2]
        elif m := re.match(r'\s+\.([\w-]+)\s*=\s*(.*)', line):
            name = (name or '').split('/')[0] + '/' + m[1]
            out[name] = m[2]
        elif name and line.startswith(' ') and line.strip():
            out[name] += ' ' + line.strip()
        elif line.strip():
            name = None
    return {k: BRAND.sub(lambda m: re.sub('-short(en)?$', '', m[1]).replace('-', ' ').title(), v) for k, v in out.items()}


def lang_file(text):
    return [(e, x) for e, x in re.findall(r'^;(.+)\n(.+)$', text, re.M) if x.strip() != e.strip()]


def po(text):
    for entry in re.split(r'\n\s*\n', text):
        if '#, fuzzy' in entry or re.search(r'^#,.*fuzzy', entry, re.M) or 'msgid_plural' in entry or '#~' in entry:
            continue
        m = re.search(r'^msgid ((?:".*"\n?)+)msgstr ((?:".*"\n?)+)', entry, re.M)
        if m:
            e, x = (re.sub(r'\\(.)', lambda q: {'n': '\n', 't': ' '}.get(q[1], q[1]),
                           ''.join(re.findall(r'"(.*)"', part))) for part in m.groups())
            yield e, x


def tree(value, name=''):
    if isinstance(value, dict):
        for k, v in value.items():
            yield from tree(v, f'{name}/{k}')
    elif isinstance(value, list):
        for k, v in enumerate(value):
            yield from tree(v, f'{name}/{k}')
    elif isinstance(value, str):
        yield name, value


def yml(text):
    import yaml
    value = yaml.load(text, yaml.CSafeLoader)
    if isinstance(value, dict) and len(value) == 1:  # the language code
        value = next(iter(value.values()))
    return dict(tree(value))


def messages(path, text):
    try:
        if path.endswith('.ftl'):
            return ftl(text)
        if path.endswith('.json'):
            return dict(tree(json.loads(text)))
        return yml(text)
    except Exception as error:
        print(path, error, file=sys.stderr)
        return {}


def unmark(text):
    """Documentation markup of .po files: roles, literals, links."""
    text = re.sub(r':[\w:+-]+:`[~!]?([^`<]*?)\s*(?:<[^`>]*>)?`', r'\1', text)
    text = re.sub(r'``([^`]*)``|`([^`<]*?)\s*(?:<[^`>]*>)?`_*', lambda m: m[1] or m[2] or '', text)
    text = plain(re.sub(r'\|(\w+)\|', r'\1', text)).replace('%%', '%')
    return re.sub(r' (?=[.,](?:\s|$))', '', text)


def main(dev, out, *sites):
    bitext = Bitext(dev)
    for git, pattern, english in zip(sites[::3], sites[1::3], sites[2::3]):
        listing = subprocess.run(['git', '-C', git, 'ls-tree', '-r', '-z', 'HEAD'], capture_output=True, check=True).stdout
        names = dict(reversed(row.split('\t', 1)) for row in listing.decode('utf-8', 'replace').split('\0') if row)
        read, cache = Reader(git), {}
        for path, meta in names.items():
            m = re.fullmatch(pattern, path)
            lang = m and (m['lang'] if len(m['lang']) == 2 and m['lang'] in ('no',) else language(m['lang']))
            if not lang or lang == 'en':
                continue
            if path.endswith(('.lang', '.po')):
                text = read(meta.split()[2]).replace('\r\n', '\n')
                pairs = list(lang_file(text) if path.endswith('.lang') else po(text))
            else:
                en = english.format(rest=m['rest'])
                if en not in names:
                    continue
                if en not in cache:
                    cache[en] = messages(en, read(names[en].split()[2]))
                other = messages(path, read(meta.split()[2]))
                pairs = [(cache[en][k], x) for k, x in other.items() if k in cache[en]]
            for e, x in pairs:
                paragraphs = [re.split(r'\n\s*\n|<br */?>|</p>|</li>|</h\d>', t.strip()) for t in (e, x)]
                if len(paragraphs[0]) != len(paragraphs[1]):
                    paragraphs = [e], [x]
                for b, a in zip(*paragraphs):
                    a, b = unmark(a), unmark(b)
                    if lang in EASTERN or numbers(a) == numbers(b):
                        bitext.add(lang, a, b)
        print(git, file=sys.stderr)
    bitext.save(out)


if __name__ == '__main__':
    main(*sys.argv[1:])
