#!/usr/bin/env python3
"""check_pieces.py MODEL.model IDS TEXT: holds what examples/encoder_pieces.rs printed against sentencepiece.

TEXT holds the lines, IDS the numbers printed for them. Needs `sentencepiece`. Prints the lines that differ, and how many agree.
"""

import sys

import normalise
import sentencepiece


def main():
    model, ids, text = sys.argv[1:]
    processor = sentencepiece.SentencePieceProcessor(model_file=model)
    lines = open(text, encoding="utf-8", newline="\n").read().removesuffix("\n").split("\n")
    printed = open(ids, encoding="utf-8").read().removesuffix("\n").split("\n")
    same = 0
    for line, own in zip(lines, printed, strict=True):
        theirs = processor.encode(normalise.text(line))
        if theirs == [int(number) for number in own.split()]:
            same += 1
        else:
            print(line, theirs, own, sep="\n  ")
    print(f"{same} of {len(lines)} lines agree")


main()
