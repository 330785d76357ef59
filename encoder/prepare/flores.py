"""FLORES-200 sentences (1,004 of dev and devtest) from a checkout of dadelani/sib-200.

flores.py DEV_EN OUT.tsv.gz SIB_FOLDER      (SIB_FOLDER/<code>/{train,dev,test}.tsv: index_id, category, text)
"""
import csv, os, sys
from bitext import Bitext

CODES = dict(item.split(':') for item in '''por_Latn:pt spa_Latn:es fra_Latn:fr deu_Latn:de ita_Latn:it nld_Latn:nl pol_Latn:pl
rus_Cyrl:ru tur_Latn:tr arb_Arab:ar jpn_Jpan:ja kor_Hang:ko zho_Hans:zh zho_Hant:zh tha_Thai:th ces_Latn:cs ukr_Cyrl:uk
hin_Deva:hi swe_Latn:sv fin_Latn:fi hun_Latn:hu ron_Latn:ro vie_Latn:vi ind_Latn:id pes_Arab:fa heb_Hebr:he ell_Grek:el
dan_Latn:da nob_Latn:no nno_Latn:no bul_Cyrl:bg cat_Latn:ca glg_Latn:gl est_Latn:et lvs_Latn:lv lit_Latn:lt slk_Latn:sk
slv_Latn:sl hrv_Latn:hr srp_Cyrl:sr zsm_Latn:ms ben_Beng:bn urd_Arab:ur tam_Taml:ta swh_Latn:sw tgl_Latn:tl mar_Deva:mr
npi_Deva:ne pan_Guru:pa tel_Telu:te kan_Knda:kn mal_Mlym:ml khm_Khmr:km mya_Mymr:my'''.split())


def read(folder):
    rows = {}
    for part in ('train', 'dev', 'test'):
        with open(os.path.join(folder, part + '.tsv'), encoding='utf-8') as lines:
            for row in csv.DictReader(lines, delimiter='\t', quoting=csv.QUOTE_NONE):
                text = row['text'].strip()
                if len(text) > 1 and text[0] == text[-1] == '"':
                    text = text[1:-1].replace('""', '"')
                rows[row['index_id']] = text
    return rows


def main(dev, out, root):
    english, pairs = read(os.path.join(root, 'eng_Latn')), Bitext(dev)
    for code, lang in CODES.items():
        for number, text in read(os.path.join(root, code)).items():
            pairs.add(lang, text, english[number])
    pairs.save(out)


if __name__ == '__main__':
    main(*sys.argv[1:])
