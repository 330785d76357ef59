"""The vocabulary: unigram pieces that all languages share (Kudo 2018), counted on a sample of every source and language."""

import collections
import random

import sentencepiece

import pairs


def sample(folder, held_out, rng):
    lines = []
    for name, path in pairs.files(folder):
        share = pairs.SOURCES[name]["vocabulary"]
        if not share:
            continue
        own, english = collections.defaultdict(list), []
        for lang, sentence, counterpart in pairs.read(path, held_out):
            own[lang].append(sentence)
            if rng.random() < 0.05:
                english.append(counterpart)
        for lang, sentences in sorted(own.items()):
            rng.shuffle(sentences)
            lines += sentences[: share if lang in pairs.FIRST else share // 6]
        english = sorted(set(english))
        rng.shuffle(english)
        lines += english[: 2 * share]
    rng.shuffle(lines)
    return lines


def train(folder, held_out, size, prefix, seed):
    """Writes `prefix`.model."""
    lines = sample(folder, held_out, random.Random(seed))
    print(f"vocabulary: {len(lines)} sentences", flush=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=prefix, vocab_size=size, model_type="unigram",
        normalization_rule_name="identity", remove_extra_whitespaces=False, character_coverage=0.9998,
        max_sentencepiece_length=16, seed_sentencepiece_size=500_000, max_sentence_length=8000,
        shuffle_input_sentence=False, unk_id=0, bos_id=-1, eos_id=-1, pad_id=-1, num_threads=2, minloglevel=1,
    )
