#!/usr/bin/env python3
"""Writes numbers spelled out by the rules of CLDR, all genders and cases: corpus/cldr/numbers/xx.tsv, lines of value and words.

    pip install PyICU                                      # ICU carries CLDR's rules for spelling out (Unicode-3.0)
    tools/spell_numbers.py corpus/cldr/numbers

tests/cldr.rs reads every one of them. Forms for cheques (financial) and for days of the lunar month are left out.
"""
import pathlib, sys

import icu

LANGUAGES = 'en pt es fr de it nl pl ru tr ja zh ko ar cs sv uk hi'.split()
OTHER = ('lenient', 'year', 'ordinal', 'financial', 'days', 'verbose')
# Two to thirty, every ten with its first and its awkward neighbours, hundreds, thousands, scales.
VALUES = sorted({
    *range(2, 31), *(ten + unit for ten in range(30, 100, 10) for unit in (0, 1, 2, 7, 8)),
    *(hundred + rest for hundred in range(100, 1000, 100) for rest in (0, 1, 8, 11, 21, 35, 88)),
    1000, 1001, 1011, 1021, 1100, 1200, 1384, 1999, 2000, 2024, 2081, 3500, 4096, 5508, 7111, 8888, 9999,
    10_000, 11_000, 21_000, 45_600, 100_000, 101_000, 250_000, 999_999, 10**6, 2 * 10**6, 5 * 10**6, 3_400_000, 10**9, 7 * 10**9,
})


def forms(language):
    speller = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(language))
    rules = [speller.getRuleSetName(n) for n in range(speller.getNumberOfRuleSetNames())]
    for value in VALUES:
        words = {speller.format(value, rule).replace('\u00ad', '') for rule in rules if not any(o in rule for o in OTHER)}
        yield from ((value, word) for word in sorted(words))


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        with open(out / f'{language}.tsv', 'w', encoding='utf-8') as file:
            file.write(f'# CLDR by ICU {icu.ICU_VERSION}, Unicode-3.0; made by tools/spell_numbers.py\n')
            file.writelines(f'{value}\t{word}\n' for value, word in forms(language))


if __name__ == '__main__':
    main(pathlib.Path(sys.argv[1]))
