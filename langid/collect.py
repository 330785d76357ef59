"""Gathers the training text of the language table: lines of `label<TAB>source<TAB>text`.

collect.py FOLDER > text.tsv

FOLDER holds what sources.toml names: `<name>.tsv.gz` (language, sentence, English) for the parallel sources, the checkouts
`sib-200`, `benchich` and `UD_*`, and `translations` (LibreOffice). What is missing is passed over. Labels are those of the table:
BCP 47, `zh-Hans`, `zh-Hant` and `yue` apart.
"""
import csv
import glob
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tomllib
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20

# FLORES-200 code: label. These are the languages that the table knows.
FLORES = dict(item.split(':') for item in '''afr_Latn:af amh_Ethi:am arb_Arab:ar azj_Latn:az bel_Cyrl:be ben_Beng:bn
bos_Latn:bs bul_Cyrl:bg cat_Latn:ca ceb_Latn:ceb ces_Latn:cs ckb_Arab:ckb cym_Latn:cy dan_Latn:da deu_Latn:de ell_Grek:el
eng_Latn:en epo_Latn:eo est_Latn:et eus_Latn:eu fao_Latn:fo fin_Latn:fi fra_Latn:fr gla_Latn:gd gle_Latn:ga glg_Latn:gl
guj_Gujr:gu hat_Latn:ht hau_Latn:ha heb_Hebr:he hin_Deva:hi hrv_Latn:hr hun_Latn:hu hye_Armn:hy ibo_Latn:ig ind_Latn:id
isl_Latn:is ita_Latn:it jav_Latn:jv jpn_Jpan:ja kan_Knda:kn kat_Geor:ka kaz_Cyrl:kk khk_Cyrl:mn khm_Khmr:km kin_Latn:rw
kir_Cyrl:ky kmr_Latn:ku kor_Hang:ko lao_Laoo:lo lit_Latn:lt ltz_Latn:lb lvs_Latn:lv mal_Mlym:ml mar_Deva:mr mkd_Cyrl:mk
mlt_Latn:mt mya_Mymr:my nld_Latn:nl nno_Latn:nn nob_Latn:nb npi_Deva:ne ory_Orya:or pan_Guru:pa pbt_Arab:ps pes_Arab:fa
plt_Latn:mg pol_Latn:pl por_Latn:pt prs_Arab:fa ron_Latn:ro rus_Cyrl:ru sin_Sinh:si slk_Latn:sk slv_Latn:sl sna_Latn:sn
snd_Arab:sd som_Latn:so spa_Latn:es als_Latn:sq srp_Cyrl:sr sun_Latn:su swe_Latn:sv swh_Latn:sw tam_Taml:ta tat_Cyrl:tt
tel_Telu:te tgk_Cyrl:tg tgl_Latn:tl tha_Thai:th tuk_Latn:tk tur_Latn:tr uig_Arab:ug ukr_Cyrl:uk urd_Arab:ur uzn_Latn:uz
vie_Latn:vi xho_Latn:xh ydd_Hebr:yi yor_Latn:yo zho_Hans:zh-Hans zho_Hant:zh-Hant zsm_Latn:ms
zul_Latn:zu'''.split())
# Treebank: label and the beginning of its files' names.
TREEBANKS = {name: (label, stem) for name, label, stem in (item.split(':') for item in '''Croatian-SET:hr:hr_set Serbian-SET:sr:sr_set
Norwegian-Nynorsk:nn:no_nynorsk Slovenian-SSJ:sl:sl_ssj Slovak-SNK:sk:sk_snk Belarusian-HSE:be:be_hse Icelandic-Modern:is:is_modern
Latvian-LVTB:lv:lv_lvtb Indonesian-GSD:id:id_gsd Indonesian-CSUI:id:id_csui Afrikaans-AfriBooms:af:af_afribooms Catalan-AnCora:ca:ca_ancora
Spanish-AnCora:es:es_ancora Czech-CAC:cs:cs_cac Dutch-LassySmall:nl:nl_lassysmall English-EWT:en:en_ewt Finnish-TDT:fi:fi_tdt
Portuguese-GSD:pt:pt_gsd Persian-PerDT:fa:fa_perdt Russian-GSD:ru:ru_gsd Swedish-Talbanken:sv:sv_talbanken Turkish-BOUN:tr:tr_boun
Lithuanian-ALKSNIS:lt:lt_alksnis Ukrainian-ParlaMint:uk:uk_parlamint French-Sequoia:fr:fr_sequoia
Galician-TreeGal:gl:gl_treegal'''.split())}
# Folders of LibreOffice's translations, and which source takes them.
PORTUGUESE = {'pt': 'pt-PT', 'pt-BR': 'pt-BR'}
CATALOGUES = {'bs': 'bs', 'nn': 'nn', 'sr-Latn': 'sr', 'lb': 'lb', 'uz': 'uz', 'be': 'be', 'is': 'is', 'ga': 'ga'}
# Latin letters for the Serbian alphabet, so that Serbian is learned in both.
LATIN = dict(zip('абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ',
                 'a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š '
                 'A B V G D Đ E Ž Z I J K L Lj M N Nj O P R S T Ć U F H C Č Dž Š'.split()))


def show(folder, path):
    """A file of a checkout, or of a bare one."""
    whole = os.path.join(folder, path)
    if os.path.exists(whole):
        with open(whole, encoding='utf-8') as text:
            return text.read()
    found = subprocess.run(['git', '--git-dir', os.path.join(folder, 'repo'), 'show', 'HEAD:' + path], capture_output=True)
    return found.stdout.decode('utf-8', 'replace') if found.returncode == 0 else ''


def sib(folder, _):
    for code, label in FLORES.items():
        for part in ('train', 'dev', 'test'):
            text = show(os.path.join(folder, 'sib-200'), f'data/annotated/{code}/{part}.tsv')
            for row in csv.DictReader(text.split('\n'), delimiter='\t', quoting=csv.QUOTE_NONE):
                yield label, (row['text'] or '').strip('" ').replace('""', '"')


def treebanks(folder, _):
    for name, (label, stem) in TREEBANKS.items():
        home = os.path.join(folder, 'UD_' + name)
        for part in ('dev', 'test', 'train'):
            for line in show(home, f'{stem}-ud-{part}.conllu').split('\n'):
                if line.startswith('# text = '):
                    yield label, line[9:]


def parliament(folder, _):
    """Speeches in the parliaments of Croatia and Serbia. Those in Bosnia's are in all three languages, and not told apart."""
    labels = {'HR': 'hr', 'SRB': 'sr'}
    for part in ('ParlaSent_BCS', 'ParlaSent_BCS_test'):
        for line in show(os.path.join(folder, 'benchich'), f'sent/data/{part}.jsonl').split('\n'):
            row = json.loads(line) if line else {}
            if row.get('country') in labels:
                yield labels[row['country']], row['sentence']


def catalogues(folder, name):
    for code, label in (PORTUGUESE if name == 'libreoffice_portuguese' else CATALOGUES).items():
        for path in sorted(glob.glob(os.path.join(folder, 'translations', 'source', code, '**', '*.po'), recursive=True)):
            with open(path, encoding='utf-8') as lines:
                for entry in lines.read().split('\n\n'):
                    found = re.search(r'^msgstr ((?:"(?:[^"\\]|\\.)*"\n?)+)', entry, re.M)
                    if found and '#, fuzzy' not in entry:
                        text = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', found[1]))
                        text = text.replace('\\n', ' ').replace('\\"', '"').replace('\\\\', '\\')
                        text = re.sub(r'<[^>]*>', ' ', text).replace('~', '').replace('_', '')
                        yield label, text


def pairs(folder, name):
    path = os.path.join(folder, name + '.tsv.gz')
    if not os.path.exists(path):
        return
    with gzip.open(path, 'rt', encoding='utf-8') as lines:
        for line in lines:
            cells = line.rstrip('\n').split('\t')
            if len(cells) >= 3:
                yield cells[0], cells[1]
                yield 'en', cells[2]


READERS = {'sib': sib, 'treebanks': treebanks, 'parliament': parliament, 'po': catalogues, 'pairs': pairs}


def clean(text):
    text = unicodedata.normalize('NFC', re.sub(r'\s+', ' ', text)).strip()
    if '://' in text or '@' in text or '{' in text or '%s' in text:
        return None
    letters = sum(unicodedata.category(c)[0] in 'LM' for c in text)
    return text if letters >= 12 and letters >= 0.55 * len(text) else None


class Chinese:
    """Tells simplified, traditional and neither by the characters that only one of them has in FLORES."""

    def __init__(self, folder):
        seen = {label: set() for label in ('zh-Hans', 'zh-Hant')}
        for label, text in sib(folder, None):
            if label in seen:
                seen[label] |= set(text)
        self.only = {label: chars - seen['zh-Hant' if label == 'zh-Hans' else 'zh-Hans'] for label, chars in seen.items()}

    def label(self, text):
        counts = {label: sum(c in chars for c in text) for label, chars in self.only.items()}
        low, high = sorted(counts, key=counts.get)
        return high if counts[high] >= 2 and counts[low] * 4 <= counts[high] else None


def relabel(label, text, chinese):
    """The table's label of a line of the parallel text; none where the line is not to be trusted."""
    if label == 'zh':
        return chinese.label(text)
    if label == 'no':
        # Bokmål and Nynorsk stand under one code there.
        words = set(re.findall(r'\w+', text.lower()))
        return None if words & {'ikkje', 'ein', 'eit', 'frå', 'me', 'berre', 'desse', 'kva', 'korleis', 'nokon', 'vert'} else 'nb'
    if label == 'sr' and sum('a' <= c.lower() <= 'z' for c in text) > 0.3 * len(text):
        # Latin letters under `sr` are Serbian only where it is so spoken; interface texts mix the variants.
        return 'sr' if re.search(r'[čćžšđ]', text) else None
    return label


class Bosnian:
    """Makes Bosnian of Serbian: the Jekavian forms that Croatian and Bosnian text knows in place of the Ekavian ones.

    Of Bosnian there is little text. It shares most of its words with Serbian and the sound of the old jat with Croatian
    (mleko, mlijeko; posle, poslije); a Serbian word that neither Croatian nor Bosnian text has takes the form, with `ije`
    or `je` for one `e`, that they have.
    """

    def __init__(self, lines):
        self.west, self.forms = set(), {}
        for label, text in lines:
            if label in ('hr', 'bs'):
                self.west |= set(re.findall(r'\w+', text.lower()))

    def form(self, word):
        low = word.lower()
        if low not in self.forms:
            found = None
            if low not in self.west and len(low) > 3:
                turned = [low[:i] + jat + low[i + 1:] for i, c in enumerate(low) if c == 'e' for jat in ('ije', 'je')]
                found = next((w for w in turned if w in self.west), None)
            self.forms[low] = found
        found = self.forms[low]
        return word if found is None else found.capitalize() if word[:1].isupper() else found

    def turn(self, text):
        return re.sub(r'\w+', lambda word: self.form(word[0]), text)


# In the machine-translated courses these three run into one another.
MIXED = {'ms_courses': {'hr', 'sr', 'bs'}}


def main(folder):
    with open(os.path.join(HERE, 'sources.toml'), 'rb') as table:
        sources = tomllib.load(table)
    random.seed(SEED)
    serbian, western = [], []
    chinese, known, total = Chinese(folder), {*FLORES.values(), *PORTUGUESE.values()}, {}
    seen = set()
    for name, source in sources.items():
        lines = {}
        for label, text in READERS[source['reader']](folder, name):
            text = clean(text)
            label = text and relabel(label, text, chinese) if source['reader'] == 'pairs' else label
            if text and label in known and (label, text) not in seen and label not in MIXED.get(name, ()):
                seen.add((label, text))
                lines.setdefault(label, []).append(text)
        for label in sorted(lines):
            chosen = lines[label] if len(lines[label]) <= source['most'] else random.sample(lines[label], source['most'])
            for text in chosen:
                print(label, name, text, sep='\t')
                if label == 'sr':
                    latin = ''.join(LATIN.get(c, c) for c in text)
                    serbian.append((name, latin))
                    if latin != text:
                        print(label, name, latin, sep='\t')
                elif label in ('hr', 'bs'):
                    western.append((label, text))
            total[label] = total.get(label, 0) + len(chosen)
    bosnian = Bosnian(western)
    for name, text in serbian:
        if name != 'flores':
            turned = bosnian.turn(text)
            if turned != text:
                print('bs', name, turned, sep='\t')
    print(' '.join(f'{label}:{count}' for label, count in sorted(total.items())), file=sys.stderr)


if __name__ == '__main__':
    main(sys.argv[1])
