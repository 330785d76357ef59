"""Pairs from repositories whose translations/<language>/ folders mirror the English markdown (co-op-translator).

markdown_courses.py DEV_EN OUT.tsv.gz GIT_DIR[:ENGLISH_PREFIX]...
Blocks of both files are matched by their kinds (heading, list item, table row, paragraph); a file pair whose
kinds differ is matched on the common runs only.
"""
import difflib, re, subprocess, sys
from bitext import Bitext, clean

LANG = {'zh-CN': 'zh', 'zh-TW': 'zh', 'zh-HK': 'zh', 'zh-MO': 'zh', 'tw': 'zh', 'hk': 'zh', 'mo': 'zh', 'cn': 'zh',
        'pt-BR': 'pt', 'pt-PT': 'pt', 'br': 'pt', 'nb': 'no', 'kr': 'ko', 'jp': 'ja', 'zh-cn': 'zh', 'zh-tw': 'zh', 'pt-br': 'pt'}
KNOWN = set('''pt es fr de it nl pl ru tr ar ja ko zh th cs uk hi sv fi hu ro vi id fa he el da no bg ca gl et lv lt sk sl
hr sr ms bn ur ta sw tl mr ne pa te kn ml km my'''.split())


def plain(text):
    text = re.sub(r'!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])', ' ', text)
    text = re.sub(r'\[([^\[\]]*)\]\([^()]*(?:\([^()]*\))?[^()]*\)', r'\1', text)
    text = re.sub(r'\[([^\[\]]+)\]\[[^\]]*\]', r'\1', text)
    text = re.sub(r'<!--.*?-->|(?<!\w):[a-z]+(?:-[a-z0-9]+)+:', ' ', text, flags=re.S)
    text = re.sub(r'</?[A-Za-z][^>]*>', ' ', text)
    text = re.sub(r'``?([^`]*)``?', r'\1', text)
    text = re.sub(r'(\*\*\*|\*\*|__|~~)', '', text)
    text = re.sub(r'(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)', '', text)
    text = re.sub(r'\[[!x ]\w*\]', ' ', text)
    text = re.sub(r'[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u2190-\u21ff\u20e3]', ' ', text)
    return clean(text).strip(' *#>|')


def blocks(text):
    text = text.replace('\r\n', '\n')
    text = re.sub(r'\A---\n.*?\n---\n', '', text, flags=re.S)
    text = re.sub(r'<!--.*?-->', '', text, flags=re.S)
    out, para, fence = [], [], None

    def flush():
        if para:
            out.append(('p', ' '.join(para)))
            para.clear()
    for line in text.split('\n'):
        s = line.strip()
        quoted = re.match(r'^(>\s*)+', s)
        kind = 'q' if quoted else ''
        if quoted:
            s = s[quoted.end():]
        mark = re.match(r'(```+|~~~+)', s)
        if mark and fence is None:
            flush()
            fence = mark.group(1)
            out.append(('code', ''))
            continue
        if fence:
            if s.startswith(fence) and not s.strip('`~'):
                fence = None
            continue
        if not s:
            flush()
        elif m := re.match(r'(#+)\s+(.*)', s):
            flush()
            out.append((kind + 'h%d' % len(m.group(1)), m.group(2)))
        elif m := re.match(r'(?:[-*+]|\d+[.)])\s+(.*)', s):
            flush()
            out.append((kind + 'li', m.group(1)))
        elif s.startswith('|') or s.count('|') > 2:
            flush()
            if not re.fullmatch(r'[|:\-\s]+', s):
                cells = [c for c in re.split(r'(?<!\\)\|', s.strip('|'))]
                out += [('t%d' % len(cells), c) for c in cells]
        elif re.fullmatch(r'[-*_=\s]{3,}', s):
            flush()
        elif re.match(r'!\[[^\]]*\]\([^)]*\)$|\[!\[', s):
            flush()
            out.append(('img', ''))
        elif quoted:
            flush()
            out.append(('q', s))
        elif re.match(r'</?(?:div|p|table|tr|td|th|img|br|details|summary|a|h\d|center|iframe|video)\b', s, re.I):
            flush()
            out.append(('html', s))
        else:
            para.append(s)
            if line.endswith('  '):
                flush()
    flush()
    return out


def match(a, b):
    ka, kb = [k for k, _ in a], [k for k, _ in b]
    if ka == kb:
        return list(zip(a, b))
    runs = difflib.SequenceMatcher(None, ka, kb, autojunk=False).get_matching_blocks()
    if sum(r.size for r in runs) < 0.85 * max(len(ka), len(kb)):
        return []
    out = []
    for r in runs:
        if r.size >= 8 or (r.size >= 3 and (r.a == 0 or r.a + r.size == len(a))):
            out += zip(a[r.a:r.a + r.size], b[r.b:r.b + r.size])
    return out


def numbers(text):
    return sorted(re.findall(r'\d{2,}', text))


def files(git, *paths):
    listing = subprocess.run(['git', '-C', git, 'ls-tree', '-r', '-z', 'HEAD', *paths], capture_output=True, check=True).stdout
    out = {}
    for row in listing.decode('utf-8', 'replace').split('\0'):
        if row.lower().endswith('.md'):
            meta, path = row.split('\t', 1)
            out[path] = meta.split()[2]
    return out


class Reader:
    def __init__(self, git):
        self.p = subprocess.Popen(['git', '-C', git, 'cat-file', '--batch'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, blob):
        self.p.stdin.write(blob.encode() + b'\n')
        self.p.stdin.flush()
        head = self.p.stdout.readline().split()
        if head[1] == b'missing':
            return ''
        data = self.p.stdout.read(int(head[2]) + 1)
        return data.decode('utf-8', 'replace')


def main(dev, out, *repos):
    w = Bitext(dev)
    for repo in repos:
        git, _, prefix = repo.partition(':')
        names, read, cache = files(git), Reader(git), {}
        used = missed = 0
        for path, blob in names.items():
            m = re.match(r'(?:(.*)/)?translations/([^/]+)/(.+)', path)
            if not m:
                continue
            root, lang, rest = m.groups()
            lang = LANG.get(lang, lang)
            if lang not in KNOWN:
                continue
            en = next((p for p in ((f'{root}/' if root else '') + rest, prefix + rest) if p in names), None)
            if not en:
                missed += 1
                continue
            if en not in cache:
                cache[en] = blocks(read(names[en]))
            pairs = match(blocks(read(blob)), cache[en])
            used += bool(pairs)
            missed += not pairs
            for (kind, x), (_, e) in pairs:
                if kind in ('code', 'img', 'html') or not x or not e:
                    continue
                x, e = plain(x), plain(e)
                if numbers(x) == numbers(e) or lang in ('ar', 'fa', 'hi', 'bn', 'mr', 'ne', 'my', 'ur', 'km'):
                    w.add(lang, x, e)
        print(git, 'files', used, 'left out', missed, {k: len(v) for k, v in w.rows.items() if k in ('he', 'th', 'ar', 'hu')}, flush=True)
    w.save(out)


if __name__ == '__main__':
    main(*sys.argv[1:])
