#!/usr/bin/env python3
"""charmap.py > charmap.txt: the normalisation of single characters as a table, for examples/pack_encoder.rs.

Lines, all numbers hexadecimal: `compose FIRST LAST` (text that holds one of these is composed first), `drop FIRST LAST` (these
disappear), `map CHARACTER CHARACTER...` (this becomes these). Characters that are not listed stay as they are.
"""

import itertools
import re
import unicodedata

import normalise


def ranges(numbers):
    """Runs of numbers that follow one another: first and last."""
    for _, run in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in run]
        yield run[0], run[-1]


def main():
    table = normalise.table()
    print(f"# Unicode {unicodedata.unidata_version}")
    for first, last in re.findall(r"(.)-(.)", normalise.COMBINING.pattern):
        print(f"compose {ord(first):04x} {ord(last):04x}")
    single = re.sub(r".-.|[\[\]]", "", normalise.COMBINING.pattern)
    for c in single:
        print(f"compose {ord(c):04x} {ord(c):04x}")
    for first, last in ranges(sorted(ord(c) for c, image in table.items() if not image)):
        print(f"drop {first:04x} {last:04x}")
    for c, image in sorted(table.items()):
        if image:
            print(f"map {ord(c):04x} " + " ".join(f"{ord(part):04x}" for part in image))


main()
