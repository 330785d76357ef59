"""Normalisation of text before it is cut into pieces; the same map is packed into the model file for the Rust side.

Every character is mapped on its own: NFKC, case folding, NFKC again; decimal digits of all scripts become ASCII digits,
white space becomes one space, controls and invisible marks disappear. Text that holds combining marks is composed (NFC) first.
"""

import functools
import re
import sys
import unicodedata

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


@functools.cache
def character(c: str) -> str:
    """What one character becomes: a string, often itself, sometimes empty."""
    if c.isspace():
        return " "
    if unicodedata.category(c) in INVISIBLE:
        return ""
    out = []
    for part in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", c).casefold()):
        digit = unicodedata.decimal(part, None)
        if digit is not None:
            out.append(str(digit))
        elif part.isspace():
            out.append(" ")
        elif unicodedata.category(part) not in INVISIBLE:
            out.append(part)
    return "".join(out)


COMBINING = re.compile("[\u0300-\u036f\u1100-\u11ff\u3099\u309a]")


def text(line: str) -> str:
    """One line, normalised; words are separated by single spaces."""
    if COMBINING.search(line):
        line = unicodedata.normalize("NFC", line)
    return " ".join("".join(map(character, line)).split())


def table() -> dict[str, str]:
    """Every character that does not map to itself."""
    return {chr(c): character(chr(c)) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000 and character(chr(c)) != chr(c)}
