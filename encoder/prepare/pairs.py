"""Shared helpers: language codes, cleaning, sentence splitting, filtering and writing of sentence pairs.

The readers (po_pairs.py, pak_pairs.py ...) give (lang, text, english) triples; `Writer` cleans,
splits, filters and de-duplicates them, keeps the most prose-like ones and prints
`lang<TAB>sentence<TAB>English sentence` lines.
"""
import functools
import html
import os
import re
import sys

LANGS = set("""af ar az be bg bn ca cs cy da de el eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn
ko lt lv mk ml mn mr ms my ne nl no pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh""".split())
ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "cmn": "zh", "jp": "ja", "ua": "uk", "cz": "cs"}


def norm_lang(code):
    """`pt_BR.UTF-8` -> `pt`; None for English, dialect variants and languages outside LANGS."""
    code = code.replace("-", "_").split(".")[0]
    if "valencia" in code.lower() or "latin" in code.lower() and code.startswith("be"):
        return None
    base = code.split("@")[0].split("_")[0].lower()
    base = ALIASES.get(base, base)
    return base if base in LANGS else None


SCRIPTS = {
    "ar fa ur": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "he": "\u0590-\u05ff\ufb1d-\ufb4f",
    "ru uk bg be mk kk mn": "\u0400-\u04ff",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "th": "\u0e00-\u0e7f",
    "hi mr ne": "\u0900-\u097f",
    "bn": "\u0980-\u09ff", "pa": "\u0a00-\u0a7f", "gu": "\u0a80-\u0aff", "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f", "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f", "si": "\u0d80-\u0dff",
    "my": "\u1000-\u109f", "km": "\u1780-\u17ff", "ka": "\u10a0-\u10ff", "hy": "\u0530-\u058f",
    "ko": "\uac00-\ud7af\u1100-\u11ff\u3130-\u318f",
    "ja": "\u3040-\u30ff\u4e00-\u9fff\u3400-\u4dbf",
    "zh": "\u4e00-\u9fff\u3400-\u4dbf",
}
SCRIPT_RE = {lang: re.compile("[%s]" % rng) for langs, rng in SCRIPTS.items() for lang in langs.split()}
LATIN_RE = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
NO_SPACES = {"zh", "ja", "th", "km", "my"}

ACCEL_CJK = re.compile(r"\s*[(（]\s*[&_~]\s*\w\s*[)）]")
ACCEL_GTK = re.compile(r"(?<![\w_])_(?=[^\W_])|(?<=[^\W_])_(?=[^\W_])")
ACCEL_QT = re.compile(r"&(?=[^\W_](?!\w*;))")
TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
POD = re.compile(r"\b[BIFCSLXZ]<([^<>]*)>")
PLACEHOLDER = re.compile(
    r"%\([A-Za-z_]\w*\)[a-z]|%(?:\d+\$)?[-+#0]?\d*(?:\.\d+)?(?:l|ll|h|z|j)?[sdiufgxXcpqu@](?![A-Za-z])|%[LnN]?\d{1,2}"
    r"|%[nN](?!\w)|\$\{[^}]*\}|\{\{[^}]*\}\}|\{[A-Za-z_0-9.:!$|,= -]{0,40}\}|\$\[[^\]]*\]|\$[A-Za-z_][\w.|]*;?|\$\d\b"
    r"|@[A-Za-z_]+@|%[A-Z][A-Z_]{2,}%?|\[%key_\w+%\]|<\d+>|\$\|")
MD_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^()\s]*\)")
RST_ROLE = re.compile(r":[a-z:+-]+:`~?([^`<]*?)(?:\s*<[^>`]*>)?`")
RST_LINK = re.compile(r"`([^`<]*?)\s*<[^>`]*>`_{0,2}")
TROFF = re.compile(r"\\f(?:[BIRP]|\([A-Z]{2}|\[[^\]]*\])|\\[&/,]")
URL = re.compile(r"(?:https?|ftp|mailto|ghelp|help):\S+|\bwww\.\S+")
SPACE = re.compile(r"[\s\u00a0\u2007\u202f\u200b\u200e\u200f\u2066-\u2069\u202a-\u202e\ufeff]+")
CODE = re.compile(r"[{}\\|^=<>@#$%*_~`\[\]]|::|//|\w+\(\)|--\w|\w/\w+/\w|\w\.\w{2,4}\b")
SPLIT = re.compile(
    r"(?<=[.!?…][\"'”»)\]’])\s+(?=[\"'“«„¿¡(\[‘]*[^\W\d_])|(?<=[.!?…؟।॥።։])\s+(?=[\"'“«„¿¡(\[‘]*[^\Wa-z_])"
    r"|(?<=[。！？])(?=[^」』”）)\s。！？])|(?<=[。！？][」』”）)])(?=[^\s。])|(?<=[。！？])\s+")
ABBREV = re.compile(r"\b(?:e\.g|i\.e|etc|Mr|Mrs|Dr|St|vs|No|Nr|z\.B|bzw|ca|approx|resp|cf|Fig|p|pp|\w)\.$")
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


def clean(text):
    """Plain text of a translated string, or '' when it is markup or code."""
    if "\\" in text:
        text = TROFF.sub("", text).replace("\\-", "-").replace("\\n", " ").replace("\\t", " ").replace('\\"', '"')
        text = text.replace("\\(aq", "'").replace("\\(dq", '"').replace("\\(en", "–").replace("\\(em", "—")
    if "%PRODUCTNAME" in text:
        text = text.replace("%PRODUCTNAME", "LibreOffice")
    if "<" in text:
        text = re.sub(r"<embed(?:var)?\b[^<>]*>", " %1 ", text)
        for _ in range(4):
            new = POD.sub(r"\1", text)
            if new == text:
                break
            text = new
        text = text.replace("E<lt>", "<").replace("E<gt>", ">")
        text = re.sub(r"<br\s*/?>|</p>|</li>", " ", text)
        text = TAG.sub("", text)
    if "&" in text:
        text = html.unescape(html.unescape(text))
        if "<" in text:
            text = TAG.sub("", text)
    text = ACCEL_CJK.sub("", text)
    if "`" in text:
        text = RST_ROLE.sub(r"\1", text)
        text = RST_LINK.sub(r"\1", text)
        text = text.replace("``", "").replace("`", "")
    if "](" in text:
        text = MD_LINK.sub(r"\1", text)
    text = text.replace("**", "").replace("__", "")
    if text.count("_") == 1:
        text = ACCEL_GTK.sub("", text)
    if text.count("&") == 1:
        text = ACCEL_QT.sub("", text)
    if text.count("~") == 1:
        text = re.sub(r"~(?=\w)", "", text)
    text = SPACE.sub(" ", text).strip()
    text = re.sub(r"^(?:[#*•·\-–>]+|\d+[.)])\s+", "", text)
    text = re.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", text) if " ." in text or " ," in text else text
    return text


def strip_placeholders(text):
    """(text without placeholders, how many there were)"""
    new, n = PLACEHOLDER.subn(" ", text)
    new, m = URL.subn(" ", new)
    if n + m:
        new = re.sub(r"[\"'“”«»„‘’(\[]\s*[\"'“”«»„‘’)\]]", " ", new)
        new = SPACE.sub(" ", new).strip()
        new = re.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", new)
    return new, n + m


def split_sentences(text):
    parts = [p.strip() for p in SPLIT.split(text) if p and p.strip()]
    out = []
    for p in parts:
        if out and ABBREV.search(out[-1]):
            out[-1] += " " + p
        else:
            out.append(p)
    return out


def size_ok(lang, text):
    if lang in NO_SPACES:
        return sum(1 for c in text if c.isalpha()) >= 6
    return len(WORD.findall(text)) >= (2 if lang == "ko" else 3)


def in_script(lang, text):
    letters = sum(1 for c in text if c.isalpha() or "\u0900" <= c <= "\u0eff")
    if not letters:
        return False
    rx = SCRIPT_RE.get(lang)
    if rx is None:
        if lang in ("sr", "uz", "az"):
            return True
        return len(LATIN_RE.findall(text)) >= 0.8 * letters
    return len(rx.findall(text)) >= 0.5 * letters


def prose_score(en, n_placeholders=0):
    """How much an English string reads like a sentence of prose (higher is better)."""
    words = WORD.findall(en)
    n = len(words)
    s = min(n, 14) / 14.0
    if n > 45:
        s -= 0.2
    s += 0.5 if en[-1:] in ".!?…\"”'’)" else 0.0
    s += 0.1 if en[:1].isupper() or en[:1] in "\"“‘" else 0.0
    s -= 0.35 * n_placeholders
    s -= 0.12 * len(CODE.findall(en))
    s -= 0.02 * sum(1 for c in en if c.isdigit())
    s -= 0.05 * sum(1 for w in words[1:] if w[0].isupper())
    s -= 0.15 * sum(1 for w in words if len(w) > 2 and w.isupper())
    return s


RATIO = {"zh": (0.12, 0.9), "ja": (0.2, 1.3), "ko": (0.25, 1.5), "he": (0.4, 1.8), "ar": (0.4, 2.0)}


def pair_ok(lang, text, en):
    if not 8 <= len(en) <= 420 or not 4 <= len(text) <= 500 or "\t" in text:
        return False
    if text == en or text.lower() == en.lower():
        return False
    if len(WORD.findall(en)) < 3 or not size_ok(lang, text):
        return False
    lo, hi = RATIO.get(lang, (0.5, 2.2))
    if len(en) < 40:
        lo, hi = lo * 0.7, hi * 1.4
    if not lo <= len(text) / len(en) <= hi:
        return False
    if sum(1 for c in en if c.isascii() and c.isalpha()) < 0.6 * len(en.replace(" ", "")):
        return False
    if not en.isascii() and len(LATIN_RE.findall(en)) < 0.9 * sum(1 for c in en if c.isalpha()):
        return False
    return in_script(lang, text)


@functools.lru_cache(maxsize=400000)
def english(text):
    """Prepared English side: ((sentences...), placeholders, whole text)"""
    t = clean(text)
    if not t:
        return (), 0, ""
    t, n = strip_placeholders(t)
    return tuple(split_sentences(t)), n, t


def variants(lang, text, en):
    """Sentence pairs (text, english, placeholders) out of one translated string."""
    en_parts, n, en_all = english(en)
    if not en_all or n > 3:
        return []
    t, m = strip_placeholders(clean(text))
    if not t or m > 4:
        return []
    parts = split_sentences(t) if len(en_parts) > 1 else [t]
    if len(parts) == len(en_parts) and len(parts) > 1:
        pairs = []
        for a, b in zip(parts, en_parts):
            # very short pieces go with the one before
            if pairs and (len(WORD.findall(b)) < 4 or not size_ok(lang, a)):
                pairs[-1] = (pairs[-1][0] + ("" if lang in ("zh", "ja") else " ") + a, pairs[-1][1] + " " + b)
            else:
                pairs.append((a, b))
        if all(0.3 <= (len(a) / len(t)) / (len(b) / len(en_all)) <= 3.3 for a, b in pairs):
            return [(a, b, n / len(pairs)) for a, b in pairs]
    return [(t, en_all, n)]


def dev_lines():
    """English lines that must not be in the training text (environment variable DEV_EN: a file)."""
    path = os.environ.get("DEV_EN")
    if not path:
        return set()
    with open(path, encoding="utf-8") as f:
        return {" ".join(line.lower().split()) for line in f}


class Writer:
    """Collects pairs; `finish` prints the best `cap` of each language."""

    def __init__(self, cap=25000, min_score=-0.2, per_english=1):
        self.cap, self.min_score, self.per_english = cap, min_score, per_english
        self.pairs = {}
        self.english_count = {}
        self.seen = set()
        self.dev = dev_lines()

    def add(self, lang, text, en, bonus=0.0, split=True):
        if not text or not en:
            return
        for a, b, n in (variants(lang, text, en) if split else [(text, en, 0)]):
            if not pair_ok(lang, a, b):
                continue
            key = hash((lang, b.lower()))
            c = self.english_count.get(key, 0)
            limit = self.per_english + (lang in ("zh", "pt", "no"))
            if c >= limit:
                continue
            score = prose_score(b, n) + bonus
            if score < self.min_score:
                continue
            key2 = hash((lang, a))
            if key2 in self.seen or " ".join(b.lower().split()) in self.dev:
                continue
            self.seen.add(key2)
            self.english_count[key] = c + 1
            self.pairs.setdefault(lang, []).append((score, a, b))

    def finish(self, out=None):
        out = out or sys.stdout
        total = {}
        for lang in sorted(self.pairs):
            rows = self.pairs[lang]
            if len(rows) > self.cap:
                rows = sorted(rows, key=lambda r: -r[0])[: self.cap]
            total[lang] = len(rows)
            for _, a, b in rows:
                out.write("%s\t%s\t%s\n" % (lang, a, b))
        sys.stderr.write("total %d: %s\n" % (sum(total.values()), " ".join("%s:%d" % kv for kv in sorted(
            total.items(), key=lambda kv: -kv[1]))))
