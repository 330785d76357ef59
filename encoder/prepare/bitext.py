"""Filters, sentence splitting and the writer of the scripts that align texts line by line or block by block."""
import gzip, html, os, re, unicodedata
from collections import defaultdict

CJK = re.compile(r'[\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]')
SCRIPT = {
    'ar': r'[\u0600-\u06ff]', 'fa': r'[\u0600-\u06ff]', 'ur': r'[\u0600-\u06ff]', 'he': r'[\u0590-\u05ff]',
    'th': r'[\u0e00-\u0e7f]', 'ko': r'[\uac00-\ud7af]', 'ja': r'[\u3040-\u30ff]', 'zh': r'[\u3400-\u9fff]',
    'ru': r'[\u0400-\u04ff]', 'uk': r'[\u0400-\u04ff]', 'bg': r'[\u0400-\u04ff]', 'el': r'[\u0370-\u03ff]',
    'hi': r'[\u0900-\u097f]', 'mr': r'[\u0900-\u097f]', 'ne': r'[\u0900-\u097f]', 'bn': r'[\u0980-\u09ff]',
    'pa': r'[\u0a00-\u0a7f]', 'ta': r'[\u0b80-\u0bff]', 'te': r'[\u0c00-\u0c7f]', 'kn': r'[\u0c80-\u0cff]',
    'ml': r'[\u0d00-\u0d7f]', 'km': r'[\u1780-\u17ff]', 'my': r'[\u1000-\u109f]',
}
SCRIPT = {k: re.compile(v) for k, v in SCRIPT.items()}
SPACE = re.compile(r'\s+')
HIDDEN = re.compile(r'[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]')
END = {k: re.compile(r'(?<=[。！？])(?![」』”）])\s*') for k in ('zh', 'ja')}
END |= {k: re.compile(r'(?<=[।.!?])\s+') for k in ('hi', 'mr', 'ne', 'bn', 'pa')}
END['ur'] = re.compile(r'(?<=[۔.!?؟])\s+')
LATIN_END = re.compile(r'(?<=[.!?؟۔…។])\s+(?=[^\sa-z])')
ABBR = re.compile(r'(?:^|[\s(])(?:e\.g|i\.e|etc|vs|Mr|Mrs|Dr|St|No|approx|z\.B|d\.h|ex|[A-Z])\.$')
MARKUP = re.compile(r'https?:|www\.|%[sd]|\{\d*\}|[<>{}|\\`]|==|::|\w\(\)|\w_\w|(?:^|\s)--?\w')
ENGLISH = {'the', 'and', 'your', 'you', 'with', 'this', 'that', 'from', 'which', 'our', 'their'}
MARKS = ('Mn', 'Mc')


def clean(text):
    return SPACE.sub(' ', HIDDEN.sub('', unicodedata.normalize('NFC', html.unescape(text)))).strip()


def key(text):
    return SPACE.sub(' ', text).strip().lower()


def split(text, lang):
    out = []
    for part in END.get(lang, LATIN_END).split(text):
        if out and ABBR.search(out[-1]):
            out[-1] += ' ' + part
        elif part:
            out.append(part)
    return out


def size(text):
    """Words, where two CJK or Thai characters count as one word."""
    wide = len(CJK.findall(text))
    return len(CJK.sub(' ', text).split()) + wide / 2


def good(lang, x, en, longest=420):
    if not x or not en or key(x) == key(en) or len(x) > longest or len(en) > longest:
        return False
    if size(x) < 3 or len(en.split()) < 3 or MARKUP.search(x) or MARKUP.search(en):
        return False
    if not 0.25 <= (len(x) + len(CJK.findall(x))) / len(en) <= 3.5:
        return False
    for text in (x, en):
        letters = sum(c.isalpha() or unicodedata.category(c) in MARKS for c in text)
        if letters < 0.6 * len(text.replace(' ', '')):
            return False
    if lang in SCRIPT and len(SCRIPT[lang].findall(x)) < 0.3 * sum(c.isalnum() for c in x):
        return False
    if sum('a' <= c.lower() <= 'z' for c in en) < 0.8 * sum(c.isalpha() for c in en):
        return False
    if sum(w in ENGLISH for w in key(x).split()) >= max(2, 0.12 * len(x.split())):
        return False  # left in English
    a, b = set(key(x).split()), set(key(en).split())
    return len(a & b) <= 0.5 * len(b)  # mostly the same words: not translated


def pair(lang, x, en):
    """The pairs of one aligned paragraph: its sentences when both sides have as many of them."""
    x, en = clean(x), clean(en)
    a, b = split(x, lang), split(en, 'en')
    if 1 < len(a) == len(b):
        def ratio(p, q):
            return (len(p) + len(CJK.findall(p)) + 10) / (len(q) + 10)
        mean = ratio(x, en)
        if all(0.5 * mean < ratio(p, q) < 2 * mean for p, q in zip(a, b)):
            return [p for p in zip(a, b) if good(lang, *p)]
    return [(x, en)] if good(lang, x, en) else []


class Bitext:
    """Collects pairs; of each language the longer, more prose-like ones go to the gz file."""

    def __init__(self, dev=os.devnull, most=25000):
        self.most, self.rows = most, defaultdict(dict)
        with open(dev, encoding='utf-8') as lines:
            self.dev = {key(line) for line in lines}

    def add(self, lang, x, en):
        for a, b in pair(lang, x, en):
            if key(b) not in self.dev:
                self.rows[lang].setdefault((key(a), key(b)), (a, b))

    def save(self, path):
        def worth(row):
            n = len(row[1].split())
            return min(n, 30) + 5 * (row[1][-1] in '.!?"”') - max(0, n - 45)
        count = {}
        with gzip.open(path + '.part', 'wt', encoding='utf-8', compresslevel=6) as out:
            for lang in sorted(self.rows):
                rows = list(self.rows[lang].values())
                if len(rows) > self.most:
                    keep = set(sorted(range(len(rows)), key=lambda i: -worth(rows[i]))[:self.most])
                    rows = [r for i, r in enumerate(rows) if i in keep]
                out.writelines(f'{lang}\t{a}\t{b}\n' for a, b in rows)
                count[lang] = len(rows)
        os.replace(path + '.part', path)
        print(path, sum(count.values()), ', '.join(f'{k} {v}' for k, v in sorted(count.items(), key=lambda t: -t[1])), flush=True)
